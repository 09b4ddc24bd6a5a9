/**
 * What may differ between two correct interpreters, taken out of an output before it is compared:
 * - addresses: `table: 0x55d0...` and the like, also from `%p`;
 * - the sign of a NaN, which the C library, the compiler and the processor choose together;
 * - `math.atan2`, another name of 5.3's `math.atan`: an error text has either, by the order of a hash table;
 * - lines, when an output has an integer division by zero: 5.4.4 has not noted where it is and names an earlier line;
 * - the name the interpreter has for itself before an uncaught error.
 */
const ADDRESS = /\b0x[0-9a-f]{8,16}\b/g;
const TAGGED = /(table|function|thread|userdata|file|builtin|\b[A-Za-z_][\w.]*\*?)(: | \()(builtin: )?0x[0-9a-f]+/g;
const NAN = /-nan\b/g;
const PROGRAM = /^(lua5\.[34]|lua|perigee|node): /gm;

const DIVISION = /attempt to (divide by zero|perform 'n(\/\/|%%?)0')/;

/** Hides what an unnoted place of an error spoils. @param {string} text */
function hideLines(text) {
  return text.replace(/\b(case|l|n)(\.lua)?:\d+:/g, "$1:N:").replace(/in metamethod '\w+'/g, "in metamethod");
}

/** @param {string} text */
export function normalize(text) {
  return (DIVISION.test(text) ? hideLines(text) : text)
    .replace(TAGGED, (_, kind, separator) => `${kind}${separator}ADDRESS`)
    .replace(NAN, "nan")
    .replace(/math\.atan2/g, "math.atan")
    .replace(PROGRAM, "lua: ")
    .replace(/%p=0x[0-9a-f]+/g, "%p=ADDRESS");
}

/** Also hides bare addresses; for output that prints them without a type name. @param {string} text */
export function hideAddresses(text) {
  return normalize(text).replace(ADDRESS, "ADDRESS");
}
