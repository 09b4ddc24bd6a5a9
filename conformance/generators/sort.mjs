/** `table.sort`: every comparison is logged, so the order of comparisons must be the reference's too. */
import { randomFloat, randomInteger, randomString, randomValue } from "../lib/values.mjs";

/** @typedef {import("../lib/source.mjs").Source} Source */

/** @param {Source} s */
function element(s) {
  return s.pick([
    () => String(s.int(0, 9)),
    () => String(s.int(-100, 100)),
    () => randomInteger(s),
    () => randomFloat(s),
  ]);
}

const COMPARATORS = [
  "a < b", "a > b", "b < a", "a <= b", "a >= b", "true", "false", "n % 2 == 0", "n % 3 == 0", "n % 7 < 3", "tostring(a) < tostring(b)",
  "a ~= b", "not (a < b)", "nil", "n", "n < 20 and a < b", "math.abs(a) < math.abs(b)", 'n == 9 and error("stop") or a < b', "n == 5 and {} < a or a < b",
]; // biome-ignore format: a table

export default {
  name: "sort",
  length: 500,
  /** @param {Source} s */
  generate(s) {
    return s
      .list(2, 4, () => {
        const kind = element(s);
        let items = s
          .list(0, s.pick([3, 10, 40, 100]), s.chance(20) ? () => randomString(s) : kind)
          .filter((text) => !/0\/0|1e300/.test(text));
        if (s.chance(15)) items = items.toSorted();
        if (s.chance(8)) items.splice(s.below(items.length), 1, randomValue(s));
        const list = `{${items.join(", ")}}`;
        if (s.chance(25)) {
          return `P(function() local t = ${list} table.sort(t${s.chance(10) ? ", nil" : ""}) return table.unpack(t) end)`;
        }
        if (s.chance(15)) {
          return `P(function()
  local n, log = 0, {}
  local t = setmetatable({}, {__index = function(_, k) n = n + 1 log[#log + 1] = "r" .. k return (${list})[k] end, __newindex = function(t, k, v) log[#log + 1] = "w" .. k rawset(t, k, v) end,
    __len = function() return ${s.int(0, items.length)} end})
  local ok, message = pcall(table.sort, t)
  return ok, message, n, table.concat(log, " ")
end)`;
        }
        return `P(function()
  local n, h, t = 0, 0, ${list}
  local ok, message = pcall(table.sort, t, function(a, b) n = n + 1 h = (h * 31 + #tostring(a) * 7 + #tostring(b)) % 1000003 return ${s.pick(COMPARATORS)} end)
  print(ok, message, n, h)
  return table.unpack(t)
end)`;
      })
      .join("\n");
  },
};
