/** table.move, insert, remove, concat, unpack, pack, select, next, rawlen: edges, holes at the end, metamethods. */
import { randomValue } from "../lib/values.mjs";

/** @typedef {import("../lib/source.mjs").Source} Source */

const EDGES = [
  "math.maxinteger",
  "math.mininteger",
  "math.maxinteger - 1",
  "math.mininteger + 1",
  "1 << 31",
  "1 << 40",
  "-1",
  "0",
];

/** @param {Source} s */
function index(s) {
  return s.weighted([
    [12, String(s.int(0, 8))],
    [3, String(s.int(-3, 12))],
    [1, s.pick(EDGES)],
    [1, s.pick(['"2"', "2.0", "1.5", "nil", '"x"', "{}"])],
  ]);
}

/** A table: plain, or one that logs what is done to it. @param {Source} s */
function table(s) {
  const items = s.list(0, 7, () =>
    s.chance(80) ? s.pick(["1", "2", "3", '"a"', '"b"', "2.5", "10"]) : randomValue(s, 20),
  );
  const plain = `{${items.filter((text) => text !== "nil").join(", ")}}`;
  if (s.chance(75)) return plain;
  const fields = [];
  if (s.chance(60)) fields.push('__index = function(_, k) print("get", k) return store[k] end');
  if (s.chance(60)) fields.push('__newindex = function(_, k, v) print("set", k, show(v)) store[k] = v end');
  if (s.chance(60))
    fields.push(
      `__len = function() print("len") return ${s.pick(["#store", "#store", "3", "0", '"2"', "2.0", "1.5", "nil", "-1"])} end`,
    );
  return `(function() local store = ${plain} return setmetatable({}, {${fields.join(", ")}}) end)()`;
}

/** @param {Source} s */
function call(s) {
  const separator = () => s.pick(['", "', '""', '"\\0"', "1", "nil", "{}", "2.5"]);
  switch (s.below(11)) {
    case 0:
      return `table.insert(t${s.chance(60) ? `, ${index(s)}` : ""}, ${randomValue(s)}${s.chance(4) ? ", 1" : ""})`;
    case 1:
      return `table.remove(t${s.chance(70) ? `, ${index(s)}` : ""})`;
    case 2:
    case 3: {
      // A huge range that is legal would run for ever.
      const from = String(s.int(-2, 5));
      const to = s.chance(85) ? String(s.int(-1, 9)) : s.pick(["math.maxinteger", "1.5", "nil"]);
      const first = to === "math.maxinteger" ? s.pick(["0", "-1", "math.mininteger", "1"]) : from;
      const at =
        to === "math.maxinteger" && first === "1"
          ? s.pick(["2", "5"])
          : s.chance(90)
            ? String(s.int(-2, 8))
            : s.pick(["math.maxinteger", "math.mininteger", "math.maxinteger - 2"]);
      return `table.move(t, ${first}, ${to}, ${at}${s.chance(30) ? `, ${s.pick(["{}", "{9, 8}", "t", "setmetatable({}, {__newindex = function(t, k, v) print('put', k, show(v)) rawset(t, k, v) end})", "nil", "1"])}` : ""})`;
    }
    case 4:
    case 5:
      return `table.concat(t${s.chance(70) ? `, ${separator()}${s.chance(50) ? `, ${s.int(-1, 4)}${s.chance(60) ? `, ${s.int(-1, 8)}` : ""}` : ""}` : ""})`;
    case 6:
      return `table.unpack(t${s.chance(60) ? `, ${s.int(-2, 5)}${s.chance(60) ? `, ${s.chance(90) ? s.int(-2, 9) : s.pick(["math.maxinteger", "1e8", "nil", "1 << 40"])}` : ""}` : ""})`;
    case 7:
      return `(function(...) local p = table.pack(...) return p.n, p end)(table.unpack(t, 1, ${s.int(0, 5)}))`;
    case 8:
      return `select(${s.pick(["'#'", String(s.int(-4, 6)), "0", "1.5", "'x'", "math.mininteger"])}, table.unpack(t))`;
    case 9:
      return `${s.pick(["rawlen", "rawget", "next", "ipairs", "rawequal", "#"])}`.replace(/^(.*)$/, (_, f) =>
        f === "#"
          ? "#t"
          : f === "ipairs"
            ? "(function() local r = {} for i, v in ipairs(t) do T() r[i] = v if i > 9 then break end end return r end)()"
            : f === "rawlen"
              ? "rawlen(t)"
              : f === "next"
                ? `next(t, ${s.pick(["nil", "1", "#t", "99", '"zz"', "1.0"])})`
                : `${f}(t, ${index(s)})`,
      );
    default:
      return `(function() t[${index(s)}] = ${randomValue(s)} return t end)()`;
  }
}

export default {
  name: "tableLib",
  length: 500,
  /** @param {Source} s */
  generate(s) {
    return s
      .list(3, 6, () => {
        const lines = ["do", `  local t = ${table(s)}`];
        // With a hole in the table the border may be anywhere: nothing that asks for it may follow.
        const calls = s.list(1, 3, () => call(s));
        const punch = calls.findIndex((text) => text.startsWith("table.move") || text.startsWith("(function() t["));
        if (punch >= 0) calls.length = punch + 1;
        lines.push(...calls.map((text) => `  P(function() return ${text} end)`), "  print(show(t))", "end");
        return lines.join("\n");
      })
      .join("\n");
  },
};
