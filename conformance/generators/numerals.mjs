/** Reading numerals (`tonumber`, the lexer, coercions, `math.tointeger`) and printing what was read. */

/** @typedef {import("../lib/source.mjs").Source} Source */

/** @param {Source} s @param {number} low @param {number} high */
const digits = (s, low, high) => s.list(low, high, () => s.pick([..."0123456789"])).join("");
/** @param {Source} s @param {number} low @param {number} high */
const hexDigits = (s, low, high) => s.list(low, high, () => s.pick([..."0123456789abcdefABCDEF"])).join("");

/** @param {Source} s */
function exponent(s, letters = "eE") {
  if (!s.chance(50)) return "";
  return (
    s.pick([...letters]) +
    s.pick(["", "+", "-"]) +
    s.pick([
      "0",
      "1",
      "5",
      "10",
      "20",
      "300",
      "308",
      "309",
      "323",
      "324",
      "325",
      "1074",
      "400",
      "99999",
      digits(s, 0, 4),
    ])
  );
}

/** @param {Source} s */
function numeral(s) {
  switch (s.below(9)) {
    case 0:
      return digits(s, 1, 22);
    case 1:
      return `0${s.pick(["x", "X"])}${hexDigits(s, 1, 20)}`;
    case 2:
      return `${digits(s, 0, 20)}.${digits(s, 0, 20)}${exponent(s)}`;
    case 3:
      return `${digits(s, 1, 20)}${exponent(s)}`;
    case 4:
      return `0x${hexDigits(s, 0, 18)}.${hexDigits(s, 0, 18)}${exponent(s, "pP")}`;
    case 5:
      return `0x${hexDigits(s, 1, 18)}${exponent(s, "pP")}`;
    case 6:
      // Halfway between two doubles, and next to it.
      return s.pick([
        "9007199254740993", "9007199254740993.0", "9007199254740992.9999999999999999", "9223372036854775807", "9223372036854775808", "9223372036854775807.0",
        "18446744073709551615", "18446744073709551616.0", "0.1", "2.2250738585072011e-308", "2.4703282292062328e-324", "2.4703282292062327e-324", "4.9e-324",
        "1.7976931348623158e308", "1.7976931348623159e308", "179769313486231580793728971405303415079934132710037826936173778980444968292764750946649017977587207096330286416692887910946555547851940402630657488671505820681908902000708383676273854845817711531764475730270069855571366959622842914819860834936475292719074168444365510704342711559699508093042880",
        "0x1.fffffffffffff8p0", "0x1.fffffffffffff7p0", "0x0.00000000000000000000001p90", "0x1p-1075", "0x1.8p-1075", "1e23", "8.5e22", "123456789012345680", "5e-5",
      ]); // biome-ignore format: a table
    case 7:
      return `${digits(s, 1, 3)}${s.list(0, 300, () => "0").join("")}${s.pick(["", "e-300", ".5"])}`;
    default:
      return s.pick([
        "0x",
        "1e",
        "1e+",
        ".",
        ".e1",
        "0x.",
        "0x.p1",
        "0xp1",
        "1..2",
        "1.2.3",
        "0b1",
        "1_000",
        "1f",
        "0x1g",
        "inf",
        "nan",
        "1e5e5",
        "0x1.8",
        "0xep1",
        "1 2",
        "",
        " ",
        "+",
        "-",
        "- 1",
        "--1",
        "+1",
        "1\\0",
        "\\0",
      ]);
  }
}

/** @param {Source} s */
function dressed(s) {
  let text = numeral(s);
  if (s.chance(30)) text = s.pick(["-", "+", "--", "- "]) + text;
  if (s.chance(20)) text = s.pick([" ", "\\t", "\\n", "\\v\\f\\r ", "\\0", "_", "0"]) + text;
  if (s.chance(20)) text += s.pick([" ", "\\n", "\\t ", "\\0", "a", "x", ".", "e", "f", "L", "u"]);
  return text;
}

export default {
  name: "numerals",
  length: 900,
  /** @param {Source} s */
  generate(s) {
    return s
      .list(8, 16, () => {
        const text = dressed(s);
        switch (s.below(8)) {
          case 0:
          case 1:
            return `P(tonumber, "${text}") print(tonumber("${text}"))`;
          case 2: {
            const base = s.pick(["2", "8", "10", "16", "36", "3", String(s.int(2, 36)), "1", "37", "0"]);
            const alphabet = "0123456789abcdefghijklmnopqrstuvwxyzABCXYZ".slice(0, Math.max(2, Number(base)));
            const body = s.chance(70) ? s.list(1, 24, () => s.pick([...alphabet])).join("") : text;
            return `P(tonumber, "${s.pick(["", "-", " ", "+", " -"])}${body}${s.pick(["", " ", "z", "."])}", ${base})`;
          }
          case 3:
            return `print(load("return ${numeral(s)}"), P(load("return ${s.pick(["", "-", "- "])}${numeral(s)}") or print))`.replace(
              /^print\(load\(("[^"]*")\), /,
              "print(select(2, load($1)), ",
            );
          case 4:
            return `P(function() return "${text}" ${s.pick(["+ 0", "| 0", "* 1", "- 0.0", "// 1", ".. 1", "% 3"])} end)`;
          case 5:
            return `P(math.tointeger, "${text}") P(math.type, tonumber("${text}"))`;
          case 6:
            return `P(function() return -"${text}", ("${text}") == tonumber("${text}") end)`;
          default:
            return `P(function() local n = tonumber("${text}") or 0 return n, n .. "", n // 1, n % 1, math.type(n), ("%g %a"):format(n, n) end)`;
        }
      })
      .join("\n");
  },
};
