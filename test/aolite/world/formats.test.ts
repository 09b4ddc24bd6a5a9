import { describe, expect, it } from "vitest";
import { createWorld, installAolite } from "../../../src/aolite/index.ts";
import type { World } from "../../../src/aolite/world/types.ts";
import { createLua, MemoryFs } from "../../../src/api/index.ts";

function worldOf(codes: Readonly<Record<string, string>>, options: Parameters<typeof createWorld>[0] = {}): World {
  const world = createWorld(options);
  for (const [id, code] of Object.entries(codes)) world.spawn(id, { code });
  return world;
}

function host(code: string, files: Record<string, string> = {}): unknown[] {
  const lua = createLua({ version: "5.3", libs: "all", env: { fs: new MemoryFs(files), stdout: { write: () => {} } } });
  installAolite(lua, { clock: { start: 50 } });
  return lua.runSync(`local aolite = require("aolite")\n${code}`);
}

describe("AO 0.1 the dialect of processes", () => {
  it("has bit32, 64-bit integers apart from floats, //, bitwise operators, string.pack, utf8 and goto, in both versions", () => {
    for (const version of ["5.3", "5.4"] as const) {
      const world = worldOf({ p: "" }, { version });
      expect(world.eval("p", "{ bit32.band(6, 3), bit32.bxor(1, 3), require('bit') == bit32 }"), version).toEqual([
        2,
        2,
        true,
      ]);
      expect(
        world.eval(
          "p",
          "{ math.type(1), math.type(1.0), 7 // 2, 6 & 3, 1 << 62 == 4611686018427387904, math.maxinteger + 1 == math.mininteger, #string.pack('>I8', 1), utf8.char(228) }",
        ),
        version,
      ).toEqual(["integer", "float", 3, 2, true, true, 8, "ä"]);
      expect(
        world.eval("p", "(function() local n = 0 ::again:: n = n + 1 if n < 3 then goto again end return n end)()"),
      ).toBe(3);
    }
  });
});

describe("AO 1.4 messages in queues", () => {
  it("have From, Owner, Timestamp, Id, Block-Height and Module of the sender, and a tag From-Module", () => {
    const world = createWorld({ clock: { start: 1234 }, blockHeight: 7 });
    world.spawn("a", { tags: { Module: "MOD" } });
    world.spawn("b", {});
    const message = world.send({ From: "a", Target: "b", Action: "X", Owner: "forged", Data: "d" });
    expect(message).toMatchObject({
      Id: "a#1",
      From: "a",
      Owner: "a",
      Target: "b",
      Data: "d",
      Timestamp: 1234,
      BlockHeight: 7,
      Module: "MOD",
      Anchor: "00000000000000000000000000000001",
    });
    expect(message.TagArray).toEqual([
      { name: "Data-Protocol", value: "ao" },
      { name: "Variant", value: "ao.TN.1" },
      { name: "Type", value: "Message" },
      { name: "Reference", value: "1" },
      { name: "Action", value: "X" },
      { name: "Owner", value: "forged" },
      { name: "From-Module", value: "MOD" },
    ]);
  });

  it("keep a From-Module tag, take the height from a tag that is a number, and the id from the first Reference", () => {
    const world = worldOf(
      { a: "", b: "Handlers.add('x', 'X', function(m) seen = { type(m['Block-Height']), m['Block-Height'] } end)" },
      { blockHeight: 3 },
    );
    const first = world.send({
      From: "a",
      Target: "b",
      Action: "X",
      "From-Module": "mine",
      "Block-Height": "99",
      Reference: "55",
    });
    expect(first).toMatchObject({ Id: "a#1", BlockHeight: 99 });
    expect(first.TagArray.filter(({ name }) => name === "From-Module")).toEqual([
      { name: "From-Module", value: "mine" },
    ]);
    // handlers see the text of the tag
    expect(world.eval("b", "seen")).toEqual(["string", "99"]);
    expect(world.send({ From: "a", Target: "b", Action: "X", "Block-Height": "none" }).BlockHeight).toBe(3);
  });

  it("keep an Owner and a Module that the table in the outbox has already", () => {
    const world = worldOf({
      a: `Handlers.add("go", "Go", function() table.insert(ao.outbox.Messages,
        { Target = "b", Owner = "wallet", From = "forged", Module = "other", Tags = { { name = "Reference", value = "r" } } }) end)`,
      b: "",
    });
    world.send({ From: "b", Target: "a", Action: "Go" });
    expect(world.last("b")).toMatchObject({ Id: "a#r", From: "a", Owner: "wallet", Module: "other" });
    expect(world.last("b")!.TagArray).toEqual([{ name: "Reference", value: "r" }]);
  });

  it("of the host's aolite.send have onReply and receive; Timestamp is os.time in seconds; Tags are a list", () => {
    expect(
      host(`aolite.spawnProcess("a") aolite.spawnProcess("b")
        local m = aolite.send({ From = "a", Target = "b", Action = "X", ["Block-Height"] = "5" })
        return type(m.onReply), type(m.receive), m.Timestamp, m["Block-Height"], m.From, m.Owner, m.Id, m.Module, m.Tags[1].name, m.Tags[#m.Tags].name`),
    ).toEqual(["function", "function", 50, 5, "a", "a", "a#1", "DefaultDummyModule", "Data-Protocol", "From-Module"]);
  });

  it("of the host: Block-Height is a number as long as no handler has seen the message", () => {
    expect(
      host(`aolite.setAutoSchedule(false) aolite.spawnProcess("a") aolite.spawnProcess("b")
        local seen = {}
        for i, height in ipairs({ "77", "0x10", "none", 5 }) do
          aolite.send({ From = "a", Target = "b", Action = "X", ["Block-Height"] = height })
          local queued = aolite.listQueueMessages("b")[i]["Block-Height"]
          seen[i] = math.type(queued) .. queued
        end
        aolite.runScheduler()
        return table.concat(seen, " "), aolite.getFirstMsg("b", { Action = "X" })["Block-Height"]`),
    ).toEqual(["integer77 integer16 integer0 integer5", "77"]);
  });
});

describe("AO 1.5 what the host sees of a message is what the handler has seen", () => {
  const CODE = `Handlers.add("x", function(m) return m["X-Test"] ~= nil end, function(m) seen = { m.Kind, m.Tags.Kind, type(m.Data) } end)`;

  it("names in title case: the last tag for the root, the first for Tags", () => {
    const world = worldOf({ a: "", b: CODE });
    const tags = ["one", "two"].map((value, i) => ({ name: ["kind", "KIND"][i]!, value }));
    world.send({ From: "a", Target: "b", "X-Test": "1", Tags: tags });
    expect(world.eval("b", "seen")).toEqual(["two", "one", "nil"]);
    expect(world.last("b", { Kind: "two" })).toBeDefined();
    expect(world.last("b", { Kind: "one" })).toBeUndefined();
    expect(
      host(`aolite.spawnProcess("a") aolite.spawnProcess("b", [[${CODE}]], { ["On-Boot"] = "Data" })
        aolite.send({ From = "a", Target = "b", ["X-Test"] = "1", Tags = { { name = "kind", value = "one" }, { name = "KIND", value = "two" } } })
        local m = aolite.getLastMsg("b", { Kind = "two" })
        return m.Kind, m.Tags.Kind, aolite.getLastMsg("b", { Kind = "one" }), aolite.getLastMsg("b", function(m) return m.Kind == "two" end) == m`),
    ).toEqual(["two", "one", undefined, true]);
  });

  it("Content-Type in any case decodes Data", () => {
    expect(
      host(`aolite.spawnProcess("a") aolite.spawnProcess("b", [[${CODE}]], { ["On-Boot"] = "Data" })
        aolite.send({ From = "a", Target = "b", ["X-Test"] = "1", Data = '{"a":1}', ["content-type"] = "application/json" })
        return aolite.eval("b", "seen[3]"), aolite.getLastMsg("b", { ["X-Test"] = "1" }).Data.a`),
    ).toEqual(["table", 1]);
  });
});

describe("AO 3.6 the list of handlers of a new process", () => {
  it("is the runtime's, what the boot source added, and EvalRequestHandler; the first message appends two", () => {
    const world = worldOf({ p: 'Handlers.add("mine", "Mine", print)', q: "" });
    const names = (): unknown =>
      (world.inspect("p", "Handlers.list") as { name: string }[]).map(({ name }) => name).join(" ");
    const fresh =
      "EvalResponseHandler APM.DownloadResponse APM.SearchResponse APM.InfoResponse APM.UpdateResponse mine EvalRequestHandler";
    expect(names()).toBe(fresh);
    world.send({ From: "q", Target: "p", Action: "Other" });
    expect(names()).toBe(`${fresh} _eval _default`);
    expect(world.inspect("p", "Inbox")).toHaveLength(1);
    world.eval("p", 'Handlers.add("late", "Other", function() end)');
    world.send({ From: "q", Target: "p", Action: "Other" });
    expect(names()).toBe(`${fresh} _eval _default late`);
    expect(world.inspect("p", "Inbox")).toHaveLength(1);
  });

  it("EvalResponseHandler is silent", () => {
    const world = worldOf({ p: "" });
    world.send({ From: "p", Target: "p", Action: "EvalResponse", Data: "1" });
    expect(world.results("p").map(({ output, Error: error }) => [output, error])).toEqual([["", undefined]]);
    expect(world.inspect("p", "Inbox")).toEqual([]);
  });
});

describe("AO 5.7 modules of processes", () => {
  it("belong to one process: a field added in one is not in another, nor in the host", () => {
    expect(
      host(`aolite.spawnProcess("a") aolite.spawnProcess("b")
        aolite.eval("a", "rawset(require('json'), 'mine', 1) require('.crypto').mine = 1 require('.log').mine = 1 require('.serialize').mine = 1 require('bit').mine = 1")
        local expression = "tostring(require('json').mine) .. tostring(require('.crypto').mine) .. tostring(require('.log').mine) .. tostring(require('.serialize').mine) .. tostring(require('bit').mine)"
        return aolite.eval("a", expression), aolite.eval("b", expression), require("json").mine`),
    ).toEqual(["11111", "nilnilnilnilnil", undefined]);
  });

  it("include Lua files on package.path, each loaded once per process", () => {
    expect(
      host(
        `aolite.spawnProcess("a") aolite.spawnProcess("b")
        aolite.eval("a", "first = require('lib.counter')() + require('lib.counter')()")
        return aolite.eval("a", "first"), aolite.eval("b", "require('lib.counter')()"), aolite.eval("a", "select(2, pcall(require, '.chat'))"):match("^[^\\n]*")`,
        { "./lib/counter.lua": "local n = 0 return function() n = n + 1 return n end" },
      ),
    ).toEqual([3, 1, expect.stringContaining("module '.chat' not found")]);
  });
});
