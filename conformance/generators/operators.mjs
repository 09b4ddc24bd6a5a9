/** Every operator on every kind of operand, in every position the compiler treats differently. */
import { operand, randomValue } from "../lib/values.mjs";

/** @typedef {import("../lib/source.mjs").Source} Source */

const BINARY = [
  "+",
  "-",
  "*",
  "/",
  "//",
  "%",
  "^",
  "..",
  "==",
  "~=",
  "<",
  "<=",
  ">",
  ">=",
  "&",
  "|",
  "~",
  "<<",
  ">>",
  "and",
  "or",
];
const UNARY = ["-", "not ", "#", "~"];

/** Where an operand stands: decides the instruction and the name in an error text. */
const PLACES = ["constant", "local", "upvalue", "global", "field", "index", "method", "vararg", "param"];

/** @param {Source} s @param {string} id @param {string[]} before */
function place(s, id, before) {
  const value = randomValue(s, 25);
  switch (s.pick(PLACES)) {
    case "local":
      before.push(`    local l${id} = ${value}`);
      return `l${id}`;
    case "upvalue":
      before.unshift(`  local u${id} = ${value}`);
      return `u${id}`;
    case "global":
      before.push(`    g${id} = ${value}`);
      return `g${id}`;
    case "field":
      before.push(`    local t${id} = {x = ${value}}`);
      return `t${id}.x`;
    case "index":
      before.push(`    local t${id} = {${value}}`);
      return `t${id}[${s.pick(["1", "1.0", "#t", '"x"'].slice(0, 2))}]`;
    case "param":
      return `(function(p) return p end)(${value})`;
    case "vararg":
      return `(select(1, ${value}))`;
    case "method":
      return `({m = function(self) return ${value} end}):m()`;
    default:
      return operand(value);
  }
}

/** @param {Source} s */
function expression(s) {
  /** @type {string[]} */ const before = [];
  const upvalues = () => before.filter((line) => line.startsWith("  local"));
  let text;
  if (s.chance(20)) {
    const op = s.pick(UNARY);
    text = `${op}${place(s, "a", before)}`;
  } else {
    const op = s.pick(BINARY);
    const a = place(s, "a", before);
    const b = place(s, "b", before);
    text = s.chance(5) ? `${a}\n      ${op}\n      ${b}` : `${a} ${op} ${b}`;
    if (s.chance(20)) text = `(${text}) ${s.pick(BINARY.slice(0, 19))} ${place(s, "c", before)}`;
  }
  const outside = upvalues();
  const inside = before.filter((line) => !outside.includes(line));
  const use = s.chance(15) ? `if ${text} then return "yes" else return "no" end` : `return ${text}`;
  return `do\n${[...outside, "  P(function()", ...inside, `    ${use}`, "  end)"].join("\n")}\nend`;
}

/** Order and equality of strings and numbers, sorted pairs; the numeric for loop with extreme bounds. @param {Source} s */
function loop(s) {
  const bound = () => randomValue(s, 5);
  const start = bound();
  const far = s.chance(60);
  const stop = far ? bound() : `(${start}) + ${s.int(-3, 5)}`;
  const step = s.chance(50)
    ? `, ${s.chance(30) ? bound() : s.pick(["1", "-1", "2", "0.5", "-0.25", "0", "0.0", "1e308", "math.maxinteger", "math.mininteger", '"1"'])}`
    : "";
  return `P(function()
  local n, r = 0, {}
  for i = ${start}, ${stop}${step} do
    n = n + 1; r[n] = i
    if n >= 5 then break end
  end
  return n, show(r)
end)`;
}

export default {
  name: "operators",
  length: 400,
  /** @param {Source} s */
  generate(s) {
    return s.list(4, 10, () => (s.chance(15) ? loop(s) : expression(s))).join("\n");
  },
};
