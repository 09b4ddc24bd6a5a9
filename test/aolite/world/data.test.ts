import { describe, expect, it } from "vitest";
import { createWorld, replay, restoreWorld, type World, type WorldOptions } from "../../../src/aolite/index.ts";

const OPTIONS: WorldOptions = { data: { TX: "some \u00e9 data", CODE: "Booted = true" } };

const READER = `
  Drive = require("WeaveDrive")
  Handlers.add("read", "Read", function(m) Text, Why = Drive.getData(m.Data) end)
  ao.addAssignable("data", { Type = "Data" })
  ao.addAssignable("all", function(m) return m.Tags.Type == "Data" end)
  Handlers.add("data", function(m) return m.Tags.Type == "Data" end, function(m)
    Seen = (Seen or "") .. m.Id .. ":" .. m.Data .. ":" .. m.From .. ":" .. tostring(m.Target)
  end)
  Handlers.add("assign", "Assign", function(m) Assign({ Processes = { "q", ao.id }, Message = m.Data }) end)`;

function worldOf(options: WorldOptions = OPTIONS): World {
  const world = createWorld(options);
  for (const id of ["p", "q"]) world.spawn(id, { code: READER });
  return world;
}

describe("AO 11.18 data of transactions", () => {
  it("processes read them, and nothing else", () => {
    const world = worldOf();
    world.send({ From: "u", Target: "p", Action: "Read", Data: "TX" });
    expect([world.inspect("p", "Text"), world.inspect("p", "Why")]).toEqual(["some \u00e9 data", undefined]);
    for (const id of ["TY", "../TX", "toString", ""]) {
      world.send({ From: "u", Target: "p", Action: "Read", Data: id });
      expect(world.inspect("p", "Text")).toBeUndefined();
      expect(world.inspect("p", "Why")).toBe(`No data found for transaction: ${id}`);
    }
    expect(world.eval("p", "require('.weavedrive') == Drive")).toBe(true);
    expect(worldOf({}).eval("p", "Drive.getData('TX')")).toBeUndefined();
  });

  it("long ones are paid for", () => {
    const gas = (length: number): number => {
      const world = worldOf({ data: { TX: "x".repeat(length) } });
      return world.result(world.send({ From: "u", Target: "p", Action: "Read", Data: "TX" }).Id)!.GasUsed;
    };
    expect(gas(1_600_000) - gas(16)).toBeGreaterThan(90_000);
  });

  it("are messages for those to whom they are assigned, in replays and snapshots too", () => {
    const world = worldOf();
    world.send({ From: "u", Target: "p", Action: "Assign", Data: "TX" });
    expect(world.inspect("q", "Seen")).toBe("TX:some \u00e9 data:p:nil");
    expect(world.inspect("p", "Seen")).toBe("TX:some \u00e9 data:p:nil");
    world.assign("CODE", ["q"]);
    expect(world.inspect("q", "Seen")).toBe("TX:some \u00e9 data:p:nilCODE:Booted = true::nil");
    world.assign("nothing", ["q"]);
    expect(world.message("TX")).toMatchObject({ From: "p", Data: "some \u00e9 data", Tags: { Type: "Data" } });
    expect(replay(world.log()).differences).toEqual([]);
    const restored = restoreWorld(world.snapshot().toBytes(), OPTIONS);
    expect(restored.stateHash()).toBe(world.stateHash());
    const { sent, assigned, handled } = world.counts;
    expect([sent + assigned, assigned]).toEqual([handled, 3]);
  });
});
