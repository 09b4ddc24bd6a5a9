/** `string.format`: valid and invalid conversions, extreme arguments, `%q`, `%s` through `__tostring`. */
import { randomFloat, randomInteger, randomString, randomValue } from "../lib/values.mjs";

/** @typedef {import("../lib/source.mjs").Source} Source */

/** @param {Source} s */
function conversion(s) {
  const letter = s.weighted([
    [8, "d"], [3, "i"], [4, "x"], [3, "X"], [3, "o"], [2, "u"], [3, "c"], [6, "g"], [3, "G"], [5, "f"], [2, "F"], [4, "e"], [2, "E"],
    [4, "a"], [2, "A"], [8, "s"], [6, "q"], [1, "%"], [1, s.pick(["y", "n", "", "l", "ll", "hd", "*d", "b", "\\0", "S"])],
  ]); // biome-ignore format: a table
  let flags = "";
  if (s.chance(40)) flags = s.list(1, s.chance(90) ? 3 : 7, () => s.pick(["-", "+", " ", "#", "0"])).join("");
  const width = s.chance(40) ? s.pick(["0", "1", "5", "10", "20", "99", "100", "08", String(s.below(60))]) : "";
  const precision = s.chance(40)
    ? `.${s.pick(["", "0", "1", "3", "10", "14", "17", "20", "99", "100", String(s.below(60))])}`
    : "";
  return { letter, text: `%${flags}${width}${precision}${letter}` };
}

/** An argument that mostly suits the conversion. @param {Source} s @param {string} letter */
function argument(s, letter) {
  if (s.chance(8)) return randomValue(s);
  if ("dixXouc".includes(letter)) {
    if (letter === "c") return s.chance(90) ? String(s.below(256)) : randomInteger(s);
    return s.chance(80) ? randomInteger(s) : s.chance(50) ? randomFloat(s) : randomString(s);
  }
  if ("gGfFeEaA".includes(letter)) return s.chance(75) ? randomFloat(s) : randomInteger(s);
  if (letter === "s") {
    if (s.chance(15))
      return `setmetatable({}, {__tostring = function() return ${s.pick(['"object"', "42", "nil", '"a\\0b"'])} end})`;
    return s.chance(60) ? randomString(s) : randomValue(s, 10);
  }
  if (letter === "q") return randomValue(s, 15);
  return randomValue(s);
}

export default {
  name: "stringFormat",
  length: 500,
  /** @param {Source} s */
  generate(s) {
    return s
      .list(8, 16, () => {
        if (s.chance(70)) {
          const { letter, text } = conversion(s);
          return `P(string.format, "[${text}]", ${argument(s, letter)})`;
        }
        const conversions = s.list(1, 4, () => conversion(s));
        const args = conversions.filter((c) => c.letter !== "%").map((c) => argument(s, c.letter));
        if (s.chance(8)) args.pop();
        const format = conversions.map((c) => c.text + s.pick(["", " ", "x", "%%", "\\0", "\\n"])).join("");
        return `P(function() return (${s.pick(['"', '"'])}${format}"):format(${args.join(", ")}) end)`;
      })
      .join("\n");
  },
};
