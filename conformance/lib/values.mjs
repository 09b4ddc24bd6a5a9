/** Lua expressions for values worth trying: extremes, coercible strings, every type. */

/** @typedef {import("./source.mjs").Source} Source */

export const INTEGERS = [
  "0", "1", "-1", "2", "3", "7", "10", "-5", "16", "63", "64", "65", "127", "128", "255", "256", "1000", "65535",
  "2147483647", "2147483648", "-2147483648", "4294967295", "4294967296", "0x7fffffff", "0xffffffff",
  "9007199254740991", "9007199254740992", "9007199254740993", "-9007199254740991", "-9007199254740993",
  "4611686018427387904", "math.maxinteger", "math.mininteger", "math.maxinteger - 1", "math.mininteger + 1",
  "0xdeadbeefcafebabe", "1234567890123456789",
]; // biome-ignore format: a table

export const FLOATS = [
  "0.0", "-0.0", "1.0", "-1.0", "0.5", "-0.5", "1.5", "2.0", "3.0", "-2.5", "0.1", "3.14", "1e15", "1e16", "123456.789", "1e100",
  "-1e100", "1e308", "1.7976931348623157e308", "5e-324", "2.2250738585072014e-308", "2^53", "2^53 + 1", "-(2^53)", "2^62", "2^63",
  "-(2^63)", "2^64", "9007199254740993.0", "9.2233720368547748e18", "1/0", "-1/0", "0/0", "math.pi", "1e-5", "4294967296.0",
  "100.0", "255.0", "0x1p-1074", "1e300 * 1e10",
]; // biome-ignore format: a table

export const NUMERIC_STRINGS = [
  '"0"', '"1"', '"10"', '"-3"', '"0x10"', '" 12 "', '"1e2"', '"-0"', '"3.0"', '"0.5"', '"1e1"', '"0x.8p1"', '"0xA.8"', '"2.5"',
  '"9223372036854775807"', '"9223372036854775808"', '"-9223372036854775808"', '"0xffffffffffffffff"', '"0x1ffffffffffffffff"',
  '"1e308"', '"1e309"', '"\\t7\\n"', '"5."', '".5"', '"007"',
]; // biome-ignore format: a table

export const STRINGS = [
  '""', '"a"', '"abc"', '"x y"', '"hello"', '"10abc"', '"0x"', '"1e"', '"inf"', '"nan"', '"\\0"', '"a\\0b"', '"\\xe9"', '"\\u{e9}t"',
  '"a\\nb"', '"1 2"', '"--1"', '"%d"', '"nil"', '"Z"', '"\\255\\254"', '"0x1p"', '"1_0"', '"_"', '"é"',
]; // biome-ignore format: a table

/** Values of other types; none shows an address by `show`. */
export const OTHERS = [
  "nil", "true", "false", "{}", "{1,2,3}", "{n=1}", "print", "function() end", "coroutine.create(print)", 'setmetatable({}, {__name="My"})',
  "{10,20,nil,40}", "io.stdout", "string.len",
]; // biome-ignore format: a table

/** @param {Source} s */
export function randomInteger(s) {
  switch (s.below(6)) {
    case 0:
    case 1:
    case 2:
      return s.pick(INTEGERS);
    case 3:
      return String(s.int(-20, 20));
    case 4:
      return `${s.next()}`;
    default:
      return `0x${s.next().toString(16)}${s.next().toString(16)}`;
  }
}

/** @param {Source} s */
export function randomFloat(s) {
  switch (s.below(6)) {
    case 0:
    case 1:
    case 2:
      return s.pick(FLOATS);
    case 3:
      return `${s.int(-100, 100)}.${s.below(1000)}`;
    case 4:
      return `${s.next()}.${s.next()}e${s.int(-330, 320)}`;
    default:
      return `0x${s.below(2)}.${s.next().toString(16)}${s.next().toString(16)}p${s.int(-1080, 1030)}`;
  }
}

/** @param {Source} s */
export function randomNumber(s) {
  return s.chance(50) ? randomFloat(s) : randomInteger(s);
}

/** A string literal: a known one, or random bytes. @param {Source} s */
export function randomString(s) {
  switch (s.below(5)) {
    case 0:
    case 1:
      return s.pick(STRINGS);
    case 2:
      return s.pick(NUMERIC_STRINGS);
    case 3:
      return `"${s.list(0, 8, () => s.pick(["a", "b", "c", "A", " ", "1", "_", "%", "."])).join("")}"`;
    default:
      return `"${s.list(0, 8, () => `\\${String(s.below(256)).padStart(3, "0")}`).join("")}"`;
  }
}

/** Any value; `strange` is the share in percent of values that are neither numbers nor strings. @param {Source} s */
export function randomValue(s, strange = 30) {
  if (s.chance(strange)) return s.pick(OTHERS);
  switch (s.below(4)) {
    case 0:
      return randomInteger(s);
    case 1:
      return randomFloat(s);
    case 2:
      return s.pick(NUMERIC_STRINGS);
    default:
      return randomString(s);
  }
}

/** An expression as a call argument: parenthesised where a bare one would read differently. @param {string} text */
export function operand(text) {
  return /^(-?[\w.]+|"[^"]*"|\(.*\))$/.test(text) && !text.startsWith("-") ? text : `(${text})`;
}
