/** The small string functions: sub, byte, char, rep, reverse, upper, lower, len; comparison and concatenation. */
import { randomString, randomValue } from "../lib/values.mjs";

/** @typedef {import("../lib/source.mjs").Source} Source */

export default {
  name: "stringLib",
  length: 300,
  /** @param {Source} s */
  generate(s) {
    const position = () =>
      s.pick([
        "1",
        "2",
        "3",
        "-1",
        "-2",
        "0",
        "5",
        "-5",
        "100",
        "-100",
        "math.maxinteger",
        "math.mininteger",
        "2.0",
        '"3"',
        "1.5",
        "nil",
      ]);
    const text = () => (s.chance(95) ? randomString(s) : randomValue(s));
    return s
      .list(10, 20, () => {
        switch (s.below(9)) {
          case 0:
          case 1:
            return `P(string.sub, ${text()}, ${position()}${s.chance(60) ? `, ${position()}` : ""})`;
          case 2:
            return `P(string.byte, ${text()}${s.chance(70) ? `, ${position()}${s.chance(60) ? `, ${position()}` : ""}` : ""})`;
          case 3:
            return `P(string.char, ${s.list(1, 4, () => s.pick(["65", "0", "255", "256", "-1", "97.0", '"66"', "1.5"])).join(", ")})`;
          case 4:
            return `P(string.rep, ${text()}, ${s.pick(["0", "1", "2", "3", "-1", "math.mininteger", "2.0", '"2"', "1.5"])}${s.chance(40) ? `, ${text()}` : ""})`;
          case 5:
            return `P(string.${s.pick(["reverse", "upper", "lower", "len"])}, ${text()})`;
          case 6:
            return `P(function() local a, b = ${randomString(s)}, ${randomString(s)} return a < b, a <= b, a == b, a > b, #(a .. b) end)`;
          case 7:
            return `P(function() local s = ${randomString(s)} return #s, s:${s.pick(["upper()", "lower()", "rep(2, s)", "sub(2)", "byte(1, -1)", "nothing()", "len(1)", "reverse():upper()"])} end)`;
          default:
            return `P(function() local s = ${randomString(s)} return s.${s.pick(["x", "len", "y.z", "upper"])} end)`;
        }
      })
      .join("\n");
  },
};
