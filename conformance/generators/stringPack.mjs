/** `string.pack`, `string.unpack`, `string.packsize`. */
import { randomFloat, randomInteger, randomString, randomValue } from "../lib/values.mjs";

/** @typedef {import("../lib/source.mjs").Source} Source */

const INTEGER_OPTIONS = ["b", "B", "h", "H", "i", "I", "l", "L", "j", "J", "T"];

/** @param {Source} s @returns {{ text: string, kind: "integer" | "float" | "string" | "none" }} */
function option(s) {
  const size = () => (s.chance(85) ? String(s.int(1, 16)) : s.pick(["0", "17", "99", "2147483648", "8"]));
  switch (s.below(12)) {
    case 0:
    case 1:
    case 2:
      return { text: s.pick(INTEGER_OPTIONS), kind: "integer" };
    case 3:
    case 4:
      return { text: `${s.pick(["i", "I"])}${size()}`, kind: "integer" };
    case 5:
      return { text: s.pick(["f", "d", "n"]), kind: "float" };
    case 6:
      return { text: `s${s.chance(70) ? size() : ""}`, kind: "string" };
    case 7:
      return { text: "z", kind: "string" };
    case 8:
      return { text: `c${s.chance(90) ? s.below(12) : s.pick(["", "99"])}`, kind: "string" };
    case 9:
      return { text: s.pick(["x", "X", " ", "Xi4", "Xd", "X ", "Xh", "Xc1", "Xz"]), kind: "none" };
    case 10:
      return { text: s.pick(["<", ">", "=", "!", "!1", "!2", "!4", "!8", "!16", "!3", "!17"]), kind: "none" };
    default:
      return s.chance(70)
        ? { text: "<", kind: "none" }
        : { text: s.pick(["y", "r", "\\0", "2", "?", "%"]), kind: "none" };
  }
}

/** @param {Source} s @param {string} kind */
function value(s, kind) {
  if (s.chance(6)) return randomValue(s);
  if (kind === "integer") return s.chance(60) ? String(s.int(-130, 300)) : randomInteger(s);
  if (kind === "float") return s.chance(80) ? randomFloat(s) : randomInteger(s);
  return randomString(s);
}

export default {
  name: "stringPack",
  length: 500,
  /** @param {Source} s */
  generate(s) {
    return s
      .list(4, 9, () => {
        const options = s.list(0, 5, () => option(s));
        const format = options.map((o) => o.text).join(s.chance(10) ? " " : "");
        const values = options.filter((o) => o.kind !== "none").map((o) => value(s, o.kind));
        if (s.chance(5)) values.pop();
        const lines = [`P(string.packsize, "${format}")`, `P(string.pack, ${[`"${format}"`, ...values].join(", ")})`];
        const position = s.chance(30)
          ? `, ${s.pick(["1", "2", "0", "-1", "-3", "100", "math.mininteger", "math.maxinteger", "1.5"])}`
          : "";
        if (s.chance(60)) {
          lines.push(
            `P(function() local d = string.pack(${[`"${format}"`, ...values].join(", ")}) return string.unpack("${format}", d${position}) end)`,
          );
        } else {
          lines.push(
            `P(string.unpack, "${format}", ${randomString(s)} .. ${randomString(s)} .. ("\\127"):rep(${s.below(20)})${position})`,
          );
        }
        return lines.join("\n");
      })
      .join("\n");
  },
};
