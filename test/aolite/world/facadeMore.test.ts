import { describe, expect, it } from "vitest";
import { aoliteWorld, installAolite, replay } from "../../../src/aolite/index.ts";
import { createLua } from "../../../src/api/index.ts";
import { hostProgram } from "../facade/hostProgram.ts";

const host = (files: Record<string, string> = {}, data: Record<string, string> = {}) =>
  hostProgram({ files, world: { data } }).run;

describe("more of the aolite module", () => {
  it("AO 7 require with an environment, and names at host level", () => {
    const run = host({ "./mod/x.lua": "count = (count or 0) + 1 return count" });
    expect(
      run(`local e = setmetatable({ count = 5 }, { __index = _G })
      local a, b = require("mod.x", e), require("mod.x", e)
      local process = require(".process")("AOS", "MOD")
      local message = { Id = "1", From = "F", Owner = "F", Target = "AOS", ["Block-Height"] = "999", Module = "M", Data = "print(1 + 1)",
        Tags = { { name = "Action", value = "Eval" } } }
      process._env.Owner = "F"
      local r = process.handle(message, { Process = { Id = "AOS", Owner = "F", Tags = {} } })
      return a, b, e.count, select(2, pcall(require, "none.such", {})), process._version, r.Output.data, PrintVerb,
        require("json").encode({ 1, { a = 2 } }), tostring(require(".bint")(256)("12") + 1), require("bit").band(6, 3), rawequal(require("json"), require(".json"))`),
    ).toEqual([
      6,
      7,
      7,
      expect.stringMatching(/none\.such.*not found in package\.path/),
      "2.0.4",
      expect.stringContaining("2"),
      0,
      '[1,{"a":2}]',
      "13",
      2,
      true,
    ]);
  });

  it("AO 7.2 boot sources: a module, NODATA, a transaction, Data with a module name; a failed boot leaves nothing", () => {
    const run = host({ "./agents/one.lua": "booted = 'one'" }, { tx1: "booted = 'tx'" });
    expect(
      run(`local a = aolite.spawnProcess("a", "agents.one")
      local b = aolite.spawnProcess("b", "x", { ["On-Boot"] = "NODATA" })
      local c = aolite.spawnProcess("c", nil, { ["On-Boot"] = "tx1" })
      local d = aolite.spawnProcess("d", "agents.one", { { name = "On-Boot", value = "Data" } })
      local ok, why = pcall(aolite.spawnProcess, "e", "x x", { ["On-Boot"] = "Data" })
      local ok2, why2 = pcall(aolite.spawnProcess, "e", "error('no')", { ["On-Boot"] = "Data" })
      aolite.spawnProcess("e", "booted = Receive({ Action = 'Late' }).Data", { ["On-Boot"] = "Data" })
      aolite.send({ From = "a", Target = "e", Action = "Late", Data = "late" })
      return a.env.booted, b.env.booted, c.env.booted, d.env.booted, ok, why, ok2, why2, aolite.eval("e", "booted")`),
    ).toEqual([
      "one",
      undefined,
      "tx",
      "one",
      false,
      expect.stringMatching(/^\[string "onboot"\]:1: /),
      false,
      '[string "onboot"]:1: no',
      "late",
    ]);
  });

  it("AO 7.3 children: ids, Spawned, receive, and messages sent while booting", () => {
    const run = host();
    expect(
      run(`aolite.spawnProcess("p", [[
        Handlers.add("make", "Make", function()
          local answer = Spawn("mod", { Data = "Send({ Target = Owner, Action = 'Hello', Data = Ticker })", Ticker = "TK", ["On-Boot"] = "Data" }).receive()
          child, from = answer.Process, answer.From
        end)
        Handlers.add("hello", "Hello", function(m) hello = m.From .. m.Data end)
      ]], { ["On-Boot"] = "Data" })
      aolite.send({ From = "p", Target = "p", Action = "Make" })
      aolite.send({ From = "p", Target = "p", Action = "Make" })
      local spawned = aolite.getFirstMsg("p", { Action = "Spawned" })
      return aolite.eval("p", "child"), aolite.eval("p", "from"), aolite.eval("p", "hello"), spawned.Process, spawned.Id, #aolite.getAllMsgs("p", { Action = "Spawned" })`),
    ).toEqual(["p:2", "p", "p:2TK", "p:1", "p#2", 2]);
  });

  it("AO 2.1, 7.1 the host's own functions as handlers: onReply, Handlers.add through the descriptor", () => {
    const run = host();
    expect(
      run(`local got, handled = nil, 0
      local a = aolite.spawnProcess("a")
      aolite.spawnProcess("b", "Handlers.add('q', 'Q', function(m) m.reply({ Data = 'answer' }) end)", { ["On-Boot"] = "Data" })
      aolite.setAutoSchedule(false)
      local sent = aolite.send({ From = "a", Target = "b", Action = "Q" })
      sent.onReply(function(m) got = m.Data end)
      a.Handlers.add("host", "Host", function(m) handled = handled + #m.Data end)
      aolite.send({ From = "b", Target = "a", Action = "Host", Data = "four" })
      aolite.runScheduler()
      return got, handled, select(2, pcall(sent.receive)), #a.Handlers.list > 5`),
    ).toEqual(["answer", 4, "attempt to yield from outside a coroutine", true]);
  });

  it("AO 7.3 messages are copies: bints keep their class, functions stay behind, nobody sees changes of others", () => {
    const run = host();
    expect(
      run(`aolite.spawnProcess("a", "function go() t = { 1, 2 } Send({ Target = 'b', Action = 'X', Amount = require('.bint')(256)('123456789012345678901234567890'), List = t, F = print }) end", { ["On-Boot"] = "Data" })
      aolite.spawnProcess("b", [[Handlers.add('x', 'X', function(m) m.Data = 'changed' m.Tags.Action = 'Y'
        sum, first, f = tostring(m.Amount + 1), m.List[1], m.F end)]], { ["On-Boot"] = "Data" })
      aolite.eval("a", "go()")
      aolite.eval("a", "t[1] = 9")
      local message = aolite.getLastMsg("b", { Action = "X" })
      return aolite.eval("b", "sum"), aolite.eval("b", "first"), aolite.eval("b", "f"), message.Data, message.Tags.Action, tostring(message.Amount)`),
    ).toEqual(["123456789012345678901234567891", 1, undefined, undefined, "X", "123456789012345678901234567890"]);
  });

  it("AO 7.4, 10.1 an unknown target is raised from the run, and the process stays usable", () => {
    const run = host();
    expect(
      run(`aolite.spawnProcess("a", "Handlers.add('g', 'G', function() Send({ Target = 'none' }) ok = true end)", { ["On-Boot"] = "Data" })
      local fine, why = pcall(aolite.send, { From = "a", Target = "a", Action = "G" })
      return fine, why, aolite.eval("a", "ok")`),
    ).toEqual([false, "Error in process a: aolite: Target process not found: none", true]);
  });

  it("AO 11.20 a script's world can be watched, saved as a log and replayed from TypeScript", () => {
    const lua = createLua({ libs: "all", version: "5.3" });
    installAolite(lua, { clock: { start: 5 } });
    const world = aoliteWorld(lua);
    const seen: string[] = [];
    world.on("result", ({ message }) => seen.push(message.Id));
    lua.runSync(`local aolite = require("aolite")
      aolite.spawnProcess("a", "Handlers.add('q', 'Q', function(m) m.reply({ Data = 'answer' }) end)", { ["On-Boot"] = "Data" })
      aolite.send({ From = "a", Target = "a", Action = "Q" })
      assert(aolite.eval("a", "1") == 1)`);
    expect(seen).toEqual(["a#1", "a#2", "a#3", "a#4"]);
    const report = replay(world.log());
    expect(report.differences).toEqual([]);
    expect(report.world.stateHash()).toBe(world.stateHash());
  });

  it("limits of the host's engine hold for processes", () => {
    const lua = createLua({ libs: "all", limits: { instructions: 3_000_000 } });
    installAolite(lua);
    expect(() =>
      lua.runSync(`local aolite = require("aolite")
      aolite.spawnProcess("p", "Handlers.add('l', 'L', function() while true do end end)", { ["On-Boot"] = "Data" })
      while true do pcall(aolite.send, { From = "p", Target = "p", Action = "L" }) end`),
    ).toThrow(/instruction/);
  });
});
