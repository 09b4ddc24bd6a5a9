/** The mathematical functions. Results of transcendental functions are compared to 14 digits. */
import { randomNumber, randomValue } from "../lib/values.mjs";

/** @typedef {import("../lib/source.mjs").Source} Source */

const EXACT = ["floor", "ceil", "abs", "sqrt", "tointeger", "type", "modf"];
const EXACT2 = ["fmod", "max", "min", "ult"];
const APPROXIMATE = ["sin", "cos", "tan", "asin", "acos", "atan", "exp", "log"];

export default {
  name: "mathlib",
  length: 400,
  /** @param {Source} s @param {string} dialect */
  generate(s, dialect) {
    const number = () => (s.chance(94) ? randomNumber(s) : randomValue(s));
    const lines = [
      `local function R(f, ...) local function r(ok, x, ...) if math.type(x) == "float" then x = string.format("%.14g", x) end print(ok, show(x), ...) end r(pcall(f, ...)) end`,
    ];
    lines.push(
      ...s.list(10, 24, () => {
        switch (s.below(8)) {
          case 0:
          case 1:
          case 2:
            return `P(math.${s.pick(EXACT)}, ${number()})`;
          case 3:
          case 4: {
            const f = s.pick(EXACT2);
            const more = f === "fmod" || f === "ult" ? [] : s.list(0, 2, number);
            return `P(math.${f}, ${[number(), number(), ...more].join(", ")})`;
          }
          case 5:
            return `R(math.${s.pick(APPROXIMATE)}, ${s.chance(50) ? `${s.int(-50, 50)}.${s.below(1000)}` : number()})`;
          case 6:
            return s.pick([
              `R(math.atan, ${number()}, ${number()})`,
              `R(math.log, ${number()}, ${s.pick(["2", "10", "2.0", "10.0", "3", "1", "0", number()])})`,
              `R(function(a, b) return a ^ b end, ${number()}, ${s.pick(["2", "0.5", "3", "-1", number()])})`,
              `P(function(a, b) return a ^ b end, ${s.pick(["2", "2.0", "4", "0.5", "10"])}, ${s.int(-300, 300)})`,
            ]);
          default:
            if (dialect === "5.3")
              return `P(pcall, math.random, ${s.pick(["0, 0, 0", "2, 1", "0", "math.mininteger, 0", "-1", "1.5"])})`;
            return `math.randomseed(${s.int(-100, 100)}${s.chance(30) ? `, ${s.int(0, 99)}` : ""}) P(math.random) P(math.random, ${s.pick(["0", "1", "6", "100", "2^53", "math.maxinteger", "-1", "1.5"])}) P(math.random, ${number()}, ${number()}) P(math.random, -5, 5) P(math.random, 3, 1000000) P(math.random) P(math.random, 0)`;
        }
      }),
    );
    return lines.join("\n");
  },
};
