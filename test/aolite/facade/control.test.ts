import { expect, it } from "vitest";
import { aoliteWorld, installAolite } from "../../../src/aolite/index.ts";
import { createLua, type LuaValue } from "../../../src/api/index.ts";

const COUNTER = `
local aolite = require("aolite")
aolite.spawnProcess("counter", [[
  Count = 0
  Handlers.add("Add", "Add", function(msg)
    print("adding")
    Count = Count + 1
    msg.reply({ Action = "Sum", Data = tostring(Count) })
  end)
  Handlers.add("Boom", "Boom", function() error("boom", 0) end)
  Handlers.add("Wait", "Wait", function() Receive({ Action = "Never" }) end)
]], { ["On-Boot"] = "Data" })
aolite.wallet("me")
local function send(action) return aolite.send({ From = "me", Target = "counter", Action = action }) end
`;

function run(source: string): LuaValue[] {
  const lua = createLua({ version: "5.3", libs: "all" });
  installAolite(lua, { clock: { start: 100 } });
  return lua.runSync(COUNTER + source);
}

it("AO 11.10 results of messages", () => {
  const [output, error, sent, gas] = run(`
    local fine, bad = aolite.result(send("Add").Id), aolite.result(send("Boom").Id)
    assert(fine.Error == nil and fine.process == "counter" and fine.message.Action == "Add")
    assert(#aolite.results("counter") == 2 and aolite.result("none") == nil)
    return fine.output, bad.Error, fine.Messages[1].Data, fine.GasUsed`);
  expect(output).toBe("adding");
  expect(error).toMatch(/error:\n.*boom$/s);
  expect(sent).toBe("1");
  expect(gas).toBeGreaterThan(0);
});

it("AO 11.9 dry runs change nothing", () => {
  expect(
    run(`
    local before = aolite.stateHash()
    local result = aolite.dryRun({ From = "me", Target = "counter", Action = "Add" })
    return result.Messages[1].Data, aolite.eval("counter", "Count"), before == aolite.stateHash() or "after eval"`),
  ).toEqual(["1", 0, "after eval"]);
});

it("AO 11.14 steps, with the clock and the height", () => {
  expect(
    run(`
    aolite.setAutoSchedule(false)
    send("Add")
    send("Add")
    local first = aolite.step()
    local count = first.Messages[1].Data
    while aolite.step() do end
    aolite.advance({ seconds = 5, blocks = 2 })
    return count, #aolite.getAllMsgs("me", "Sum"), aolite.clock()`),
  ).toEqual(["1", 2, 105, 2]);
});

it("AO 11.7 waiting receivers can be listed and given up", () => {
  expect(
    run(`
    send("Wait")
    local waiting = aolite.waiting("counter")
    waiting[1].cancel()
    return #waiting, waiting[1].process, #aolite.waiting()`),
  ).toEqual([1, "counter", 0]);
});

it("AO 11.13 rules are applied, counted and removed", () => {
  expect(
    run(`
    local rule = aolite.addRule({ match = { Action = "Add" }, action = "duplicate", times = 1 })
    send("Add")
    send("Add")
    local other = aolite.addRule({ match = "Add", action = "drop" })
    send("Add")
    other.remove()
    send("Add")
    return rule.applied(), other.applied(), aolite.eval("counter", "Count")`),
  ).toEqual([1, 1, 4]);
});

it("AO 11.1 snapshots are strings, and restored by any world", () => {
  expect(
    run(`
    send("Add")
    local saved = aolite.snapshot()
    send("Add")
    aolite.restore(saved)
    send("Add")
    return type(saved), aolite.eval("counter", "Count"), pcall(aolite.restore, "nonsense")`).slice(0, 3),
  ).toEqual(["string", 2, false]);
});

it.each([
  ["aolite.advance()", "table expected"],
  ["aolite.advance({ seconds = -1 })", "advance: seconds is no number of at least 0"],
  ["aolite.advance({ second = 1 })", "advance: second: no such option"],
  ["aolite.advance({ 60 })", "advance: 1: no such option"],
  ["aolite.addRule({ match = 'x', action = 'drop', probabilty = 0.5 })", "rule: probabilty: no such option"],
  ["aolite.addRule({ match = 'x', action = 'drop', probability = 7 })", "probability must be a number from 0 to 1"],
  ["aolite.addRule({ match = 'x', action = 'burn' })", "action must be one of drop, delay, duplicate, reorder"],
  ["aolite.addRule({ action = 'drop' })", "match must be an Action or a table of fields"],
  [
    "aolite.addRule({ match = { Action = '(Y' }, action = 'drop' })",
    'match: the pattern "(Y" of Action: unfinished capture',
  ],
  ["aolite.dryRun({ Target = 'counter' })", "From must be defined"],
])("%s is refused", (source, message) => {
  expect(() => run(source)).toThrow(message);
});

it("a rule without fields to match is for all messages", () => {
  expect(
    run(`aolite.addRule({ match = {}, action = "drop" }) send("Add") return aolite.eval("counter", "Count")`),
  ).toEqual([undefined]);
});

it("AO 11.20 the world of the module is there for TypeScript too", () => {
  const lua = createLua({ version: "5.3", libs: "all" });
  installAolite(lua, {});
  const world = aoliteWorld(lua);
  const seen: string[] = [];
  world.on("queue", ({ message }) => seen.push(`${message.From} ${message.Action}`));
  lua.runSync(`${COUNTER} send("Add")`);
  expect(seen).toEqual(["me Add", "counter Sum"]);
  world.send({ From: "me", Target: "counter", Action: "Add" });
  expect(lua.runSync(`return require("aolite").eval("counter", "Count")`)).toEqual([2]);
});
