/** Files: formats of `read` and `lines`, `seek`, `write`, closed files. The file is a temporary one. */
import { luaString } from "../lib/compare.mjs";

/** @typedef {import("../lib/source.mjs").Source} Source */

const PIECES = [
  "12",
  "-3.5",
  "0x1F",
  "1e3",
  " ",
  "\n",
  "\n",
  "\r\n",
  "abc",
  "nan",
  "0x",
  "1e+",
  "+",
  "-",
  ".5",
  "5.",
  "0x.8p1",
  "99999999999999999999",
  "\0",
  "\xff",
  "word",
  ",",
  "é",
  "1.2.3",
  "--1",
  "\t7",
];

/** @param {Source} s */
function format(s) {
  return s.weighted([
    [4, '"l"'], [3, '"L"'], [5, '"n"'], [3, '"a"'], [3, "0"], [3, "1"], [3, "3"], [1, "100"], [1, '"*l"'], [1, '"*n"'], [1, '"*a"'], [1, '"x"'], [1, '""'], [1, "-1"], [1, "nil"], [1, "{}"], [1, '"*L"'], [1, "2.0"], [1, "1.5"], [1, '"2"'],
  ]); // biome-ignore format: a table
}

/** @param {Source} s */
function operation(s) {
  const formats = () => s.list(0, 3, () => format(s)).join(", ");
  switch (s.below(12)) {
    case 0:
    case 1:
    case 2:
    case 3:
      return `P(f.read, f${s.chance(85) ? `, ${formats() || '"l"'}` : ""})`;
    case 4:
      return `P(f.seek, f${s.pick(["", ', "set"', ', "set", 0', ', "set", 3', ', "cur", -1', ', "cur", 2', ', "end"', ', "end", -2', ', "set", -1', ', "bad"', ', "set", 100', ', "set", 1.5', ", nil, 1"])})`;
    case 5:
      return `P(function() local n = 0 for ${s.pick(["a", "a, b", "a, b, c"])} in f:lines(${formats()}) do n = n + 1 print(show(a)) if n > ${s.int(0, 6)} then break end end return n end)`;
    case 6:
      return `P(function() return f:seek("cur", 0) and io.type(f:write(${s.pick(['"x"', "1, 2", '"a", 1.5, "b"', "{}", "nil", '""', "1e15", "-0.0", "math.mininteger"])})) end) f:seek("cur", 0)`;
    case 7:
      return `P(f.setvbuf, f, ${s.pick(['"no"', '"full"', '"line"', '"full", 1024', '"bad"', "nil"])})`;
    case 8:
      return "P(f.flush, f)";
    case 9:
      return `P(io.type, ${s.pick(["f", "1", "io.stdout", "nil", "{}"])})`;
    case 10:
      return "print((tostring(f):gsub('0x%x+', 'ADDR')))";
    default:
      return s.chance(25)
        ? "P(f.close, f) print(tostring(f), io.type(f))"
        : `P(f.${s.pick(["read", "write", "lines", "seek", "close"])}${s.pick(["", ", nil", ", {}", ", io"])})`;
  }
}

export default {
  name: "io",
  length: 300,
  /** @param {Source} s */
  generate(s) {
    const text = Buffer.from(s.list(0, 14, () => s.pick(PIECES)).join(""), "latin1").toString("latin1");
    return [
      "local f = io.tmpfile()",
      `f:write(${luaString(text)}) f:seek("set")`,
      ...s.list(4, 10, () => operation(s)),
    ].join("\n");
  },
};
