/** The utf8 library and `\u{}` escapes, valid and broken sequences. */

/** @typedef {import("../lib/source.mjs").Source} Source */

/** @param {Source} s */
function codepoint(s) {
  return s.pick([
    "0",
    "65",
    "127",
    "128",
    "0x7ff",
    "0x800",
    "0xd7ff",
    "0xd800",
    "0xdfff",
    "0xe000",
    "0xffff",
    "0x10000",
    "0x10ffff",
    "0x110000",
    "0x1fffff",
    "0x200000",
    "0x3ffffff",
    "0x4000000",
    "0x7fffffff",
    "0x80000000",
    "-1",
    "8364",
    "0x1F600",
  ]);
}

const PIECES = [
  "a", "Z", "\\0", "é", "€", "😀", "\\xc3\\xa9", "\\xe2\\x82\\xac", "\\xf0\\x9f\\x98\\x80", "\\x80", "\\xbf", "\\xc3", "\\xe2\\x82", "\\xf0\\x9f\\x98", "\\xff", "\\xfe",
  "\\xc0\\x80", "\\xc1\\xbf", "\\xe0\\x80\\x80", "\\xed\\xa0\\x80", "\\xed\\xbf\\xbf", "\\xf4\\x8f\\xbf\\xbf", "\\xf4\\x90\\x80\\x80", "\\xf8\\x88\\x80\\x80\\x80", "\\xfc\\x84\\x80\\x80\\x80\\x80",
  "\\xfd\\xbf\\xbf\\xbf\\xbf\\xbf", "\\xfc\\x80\\x80\\x80\\x80\\x80", "\\u{7FF}", "\\u{800}", "\\u{FFFF}", "\\u{10FFFF}",
]; // biome-ignore format: a table

/** @param {Source} s */
function text(s) {
  const valid = s.chance(50);
  return `"${s.list(0, 6, () => (valid ? s.pick(PIECES.slice(0, 9)) : s.pick(PIECES))).join("")}"`;
}

export default {
  name: "utf8",
  length: 300,
  /** @param {Source} s @param {string} dialect */
  generate(s, dialect) {
    const lax = () => (dialect === "5.4" && s.chance(30) ? `, ${s.pick(["true", "false", "1"])}` : "");
    const position = () =>
      s.pick(["1", "2", "3", "-1", "-2", "0", "5", "8", "20", "-20", "math.maxinteger", "math.mininteger", "1.5"]);
    return s
      .list(8, 16, () => {
        switch (s.below(8)) {
          case 0:
            return `P(utf8.char, ${s.list(0, 4, () => codepoint(s)).join(", ") || '"65"'})`;
          case 1: {
            const from = position();
            return s.chance(50)
              ? `P(utf8.codepoint, ${text(s)}, ${from}, ${position()}${lax()})`
              : `P(utf8.codepoint, ${text(s)}, 1, -1${lax()})`;
          }
          case 2:
            return `P(utf8.len, ${text(s)}${s.chance(50) ? `, ${position()}, ${position()}${lax()}` : ""})`;
          case 3:
          case 4:
            return `P(utf8.offset, ${text(s)}, ${s.int(-4, 5)}${s.chance(50) ? `, ${position()}` : ""})`;
          case 5:
            return `P(function() for p, c in utf8.codes(${text(s)}${lax()}) do print(p, c) end end)`;
          case 6:
            return `P(function() for c in (${text(s)}):gmatch(utf8.charpattern) do print(show(c)) end end)`;
          default:
            return `print(show("\\u{${s.pick(["0", "7f", "80", "7ff", "800", "ffff", "10ffff"])}}"), load('return "\\\\u{${s.pick(["110000", "7fffffff", "80000000", "", "zz", "123", "0000041"])}}"'))`;
        }
      })
      .join("\n")
      .replace(/load\(('[^']*')\)/g, "P(function() return assert(load($1))() end)");
  },
};
