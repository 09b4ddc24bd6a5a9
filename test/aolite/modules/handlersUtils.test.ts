import { describe, expect, it } from "vitest";
import { handlersUtilsModule } from "../../../src/aolite/modules/handlersUtils.ts";
import { utilsModule } from "../../../src/aolite/modules/utils.ts";
import { errorOf, moduleEngine, run, runWithSnapshots } from "./moduleEngine.ts";

const MODULES = { u: handlersUtilsModule, Utils: utilsModule };
const cx = moduleEngine(MODULES);

describe("AO 3.7 Handlers.utils", () => {
  it.each([
    ["u._version", ["0.0.2"]],
    ["u.matchesSpec == Utils.matchesSpec", [true]],
    [
      "u.hasMatchingTag('A', 'x')({ Tags = { A = 'x' } }), u.hasMatchingTag('A', 'x')({ Tags = { A = 'X' } })",
      [true, false],
    ],
    [
      "u.hasMatchingTag('A', 'x')({ Tags = setmetatable({}, { __index = function(_, k) return k == 'A' and 'x' end }) })",
      [true],
    ],
    [
      "u.hasMatchingTagOf('A', { 'x', 'y' })({ Tags = { A = 'y' } }), u.hasMatchingTagOf('A', { 'x' })({ Tags = {} })",
      [true, 0],
    ],
    ["u.hasMatchingData('x')({ Data = 'x' }), u.hasMatchingData('x')({ Data = 'y' })", [true, false]],
    [
      "u.continue({ Action = 'Go' })({ Action = 'Go' }), u.continue({ Action = 'Go' })({ Action = 'Stop' })",
      [1, false],
    ],
    ["u.continue('Go')({ Action = 'Go' })", [1]],
    ["u.continue(function() return 0 end)({}), u.continue(function() return 'skip' end)({})", [0, "skip"]],
    ["u.continue(function() end)({}), u.continue(function() return -1 end)({})", [undefined, 1]],
    ["u.continue(function() return 0.0 end)({}) == 0, u.continue(function() return 'x' end)({})", [true, 1]],
    ["u.continue(function() return true end)({}), u.continue()({ Action = 'x' })", [1, false]],
    [
      "u.hasMatchingTagOf('A', {})({ Tags = { A = 'x' } }), u.hasMatchingTagOf('A', { 'X' })({ Tags = { A = 'x' } })",
      [0, 0],
    ],
    ["u.hasMatchingTag('A', 'x')({ Tags = {} }), u.hasMatchingData('')({})", [false, false]],
  ])("%s", (expressions, results) => {
    expect(run(cx, `return ${expressions}`)).toEqual(results);
  });

  it("reply sends text as Data, and a table as it is", () => {
    const source = `
      local got = {}
      local msg = setmetatable({}, { __index = function(_, k) return k == 'reply' and function(t) got[#got + 1] = t return 1 end end })
      local t = { Action = 'Ok' }
      return select('#', u.reply('hello')(msg)), select('#', u.reply(t)(msg)), got[1].Data, next(got[1]), got[2] == t`;
    expect(run(cx, source)).toEqual([0, 0, "hello", "Data", true]);
  });

  it.each([
    "u.hasMatchingTag(1, 'x')",
    "u.hasMatchingTag('x')",
    "u.hasMatchingTagOf('x', 'y')",
    "u.hasMatchingTagOf({}, {})",
    "u.hasMatchingData({})",
    "u.reply(1)",
    "u.reply()",
    "u.hasMatchingTag('x', 1)",
    "u.hasMatchingTag('x', {})",
    "u.hasMatchingTagOf('x')",
    "u.hasMatchingData()",
    "u.reply(print)",
  ])("%s is refused", (source) => {
    expect(errorOf(cx, source)).toMatch(/^invalid arguments/);
  });

  it("the texts say what is expected", () => {
    const texts = ["hasMatchingTag()", "hasMatchingTagOf()", "hasMatchingData()", "reply()"].map((call) =>
      errorOf(cx, `u.${call}`),
    );
    expect(texts).toEqual([
      "invalid arguments: (name : string, value : string)",
      "invalid arguments: (name : string, values : string[])",
      "invalid arguments: (value : string)",
      "invalid arguments: (input : table or string)",
    ]);
  });

  it("a message without Tags is an error", () => {
    expect(errorOf(cx, "u.hasMatchingTag('A', 'x')({})")).toMatch(/attempt to index a nil value/);
  });

  it("its functions survive snapshots, also while they call", () => {
    const source = `
      local got = {}
      local meta = { __index = function(t, k)
        if k == 'reply' then return function(f) got[#got + 1] = f.Data end end
        return k == 'Tags' and setmetatable({}, getmetatable(t)) or k
      end }
      local msg = setmetatable({}, meta)
      local tag, of, data = u.hasMatchingTag('A', 'A'), u.hasMatchingTagOf('A', { 'B', 'A' }), u.hasMatchingData('Data')
      local reply, go = u.reply('hello'), u.continue({ Action = function(v) return v == 'Action' end })
      reply(msg)
      return tag(msg), of(msg), data(msg), go(msg), got[1]`;
    const { results, stops } = runWithSnapshots(MODULES, source, 1);
    expect(results).toEqual([true, true, true, 1, "hello"]);
    expect(stops).toBeGreaterThan(50);
  });
});
