/** Library functions called with argument lists they may not like, in every way a call can be written. */
import { INTEGERS, OTHERS, operand, randomFloat, randomString } from "../lib/values.mjs";

/** @typedef {import("../lib/source.mjs").Source} Source */

/** Functions that neither end the process, touch files, answer with the time, nor run for ever on strange numbers. */
const FUNCTIONS = {
  "": ["assert", "error", "getmetatable", "ipairs", "load", "next", "pairs", "pcall", "print", "rawequal", "rawget", "rawlen", "rawset", "select", "setmetatable", "tonumber", "tostring", "type", "xpcall", "loadfile", "dofile"],
  string: ["byte", "char", "dump", "find", "format", "gmatch", "gsub", "len", "lower", "match", "pack", "packsize", "reverse", "sub", "unpack", "upper", "rep"],
  table: ["concat", "insert", "move", "pack", "remove", "sort", "unpack"],
  math: ["abs", "acos", "asin", "atan", "ceil", "cos", "deg", "exp", "floor", "fmod", "log", "max", "min", "modf", "rad", "sin", "sqrt", "tan", "tointeger", "type", "ult"],
  coroutine: ["create", "isyieldable", "resume", "running", "status", "wrap", "yield"],
  utf8: ["char", "codepoint", "codes", "len", "offset"],
  debug: ["getinfo", "getlocal", "getmetatable", "getupvalue", "getuservalue", "gethook", "traceback", "upvalueid", "upvaluejoin", "setuservalue"],
  os: ["date", "difftime", "getenv", "time"],
  io: ["type", "lines", "open", "write", "read"],
}; // biome-ignore format: a table

const ONLY_5_4 = { "": ["warn"], coroutine: ["close"], math: ["random", "randomseed"] };

const SMALL = ["0", "1", "2", "3", "-1", "5", "10", "1.0", "2.0", "1.5", '"1"', '"2"', '"10"', '"1.5"', "-2"];

const SPECIAL = [
  '"#"',
  '"n"',
  '"k"',
  '"S"',
  '"nSlu"',
  '">S"',
  '"x"',
  '"r"',
  '"rb"',
  '"%d"',
  '"%s"',
  '"return 1"',
  '"x ="',
  '"t"',
  '"b"',
  '"bt"',
  '"c"',
  '"*t"',
  '"!%c"',
  '"!*t"',
  '"%Ez"',
  '"(a"',
  '"%a+"',
  '"[a"',
  '"i4"',
  '"<z"',
  '"s1"',
  "print",
  "string.len",
  "function(...) return ... end",
  "function() error('inner') end",
  "setmetatable({}, {__metatable = 'locked'})",
  "setmetatable({}, {__call = function(self, ...) return ... end})",
  "setmetatable({}, {__name = 'My.Type'})",
  "setmetatable({}, {__index = function(t, k) return k end})",
  "setmetatable({}, {__len = function() return 2 end})",
  "setmetatable({}, {__tostring = function() return 'T' end})",
  "coroutine.create(function(...) return ... end)",
  "coroutine.wrap(print)",
  "{year = 2020, month = 2, day = 30}",
  "{year = 2020, month = 'x', day = 1}",
  "{year = 2020, month = 1.5, day = 1, hour = 0}",
];

/** @param {Source} s @param {string} library @param {string} name */
function argument(s, library, name) {
  const text = s.weighted([
    [6, () => s.pick(SMALL)],
    [5, () => randomString(s)],
    [5, () => s.pick(OTHERS)],
    [4, () => s.pick(SPECIAL)],
    [2, () => s.pick(INTEGERS)],
    [1, () => randomFloat(s)],
  ])();
  // Legal but endless or enormous.
  if (
    (name === "rep" || name === "move" || name === "setcstacklimit") &&
    !SMALL.includes(text) &&
    /^[-\d(m]|"[\s\d-]|2\^/.test(text)
  )
    return "3";
  if (name === "randomseed" && text === "nil") return "1";
  if (library === "io" && (name === "read" || name === "lines") && /^[-\d(m]|^0x|"/.test(text) && !/"[a-z*]/.test(text))
    return "2";
  if (library === "io" && name === "open" && /[wa+]/.test(text)) return '"r"';
  return text;
}

/** @param {Source} s @param {string} dialect */
function call(s, dialect) {
  const libraries = Object.keys(FUNCTIONS);
  const library = s.pick(libraries);
  const extra = dialect === "5.4" ? /** @type {Record<string, string[]>} */ (ONLY_5_4[library] ?? []) : [];
  const name = s.pick([.../** @type {Record<string, string[]>} */ (FUNCTIONS[library] ?? []), ...extra]);
  const path = library === "" ? name : `${library}.${name}`;
  const args = s.list(0, s.chance(85) ? 3 : 5, () => argument(s, library, name));
  if (name === "randomseed" && args.length === 0) args.push("7");
  if (name === "time" && (args.length === 0 || args[0] === "nil")) args[0] = "{}";
  if (name === "date" && args.length < 2) args.splice(0, 2, '"!%c"', "0");
  if (name === "date" && args[1] === "nil") args[1] = "3600";
  if (name === "open") args[0] = s.pick(['"/no/such/file"', "{}", "nil", "1", '"missing"']);
  if (name === "dump" && args.length > 0) args[0] = s.pick(["print", "nil", "1", '"x"', "{}"]);
  if (
    (name === "getinfo" || name === "getlocal" || name === "traceback") &&
    /^[-(]?\d|"-?\d|^math|^0x/.test(args[0] ?? "")
  )
    args[0] = "50";
  const list = args.join(", ");
  const form = s.below(14);
  const first = args[0] ?? "nil";
  switch (form) {
    case 0:
    case 1:
    case 2:
      return `P(${[path, ...args].join(", ")})`;
    case 3:
    case 4:
      return `P(function() local r = ${path}(${list}) return r end)`;
    case 5:
      return `P(function() return ${path}(${list}) end)`;
    case 6:
      return `E(function() local f = ${path} f(${list}) end)`;
    case 7:
      return `do local u = ${path} P(function() u(${list}) end) end`;
    case 8:
      return `P(function() local t = {m = ${path}} t.m(${list}) end)`;
    case 9:
      return `P(function() local t = setmetatable({}, {__index = {m = ${path}}}) t:m(${args.slice(1).join(", ")}) end)`;
    case 10:
      return library === "string"
        ? `P(function() local r = (${first}):${name}(${args.slice(1).join(", ")}) return r end)`
        : `E(function() ${path}(${list}) end)`;
    case 11: {
      const event = s.pick(["index", "add", "concat", "call", "unm", "len", "eq", "lt", "newindex"]);
      const use = /** @type {Record<string, string>} */ ({
        index: `t[${first === "nil" ? 1 : first}]`,
        add: `t + ${operand(first)}`,
        concat: `t .. ${operand(first)}`,
        call: `t(${list})`,
        unm: "-t",
        len: "#t",
        eq: "t == setmetatable({}, getmetatable(t))",
        lt: `t < ${operand(first)}`,
        newindex: `(function() t[1] = ${first} end)()`,
      })[event];
      return `P(function() local t = setmetatable({}, {__${event} = ${path}}) local r = ${use} return r end)`;
    }
    case 12:
      return library === "coroutine" && name === "yield"
        ? `P(coroutine.wrap(${path}), ${list || "1"})`
        : `P(function() local r = coroutine.wrap(${path})(${list}) return r end)`;
    default:
      return `P(function() for a, b in ${path}${args.length > 0 ? `, ${list}` : ""} do T() print(show(a), show(b)) break end end)`;
  }
}

export default {
  name: "misuse",
  length: 500,
  /** @param {Source} s @param {import("../lib/engines.mjs").Dialect} dialect */
  generate(s, dialect) {
    return s.list(10, 20, () => call(s, dialect)).join("\n");
  },
};
