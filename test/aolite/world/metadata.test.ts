import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { createWorld, replay, restoreWorld, type World, type WorldOptions } from "../../../src/aolite/index.ts";

const CODE = `Seen = {}
Handlers.add("Note", "Note", function(m)
  table.insert(Seen, { m.Id, m.Nonce, m.Epoch, m["Hash-Chain"], m["Block-Height"], m.Module })
  if m.Data == "fail" then error("no") end
end)`;

function world(options: WorldOptions = {}): World {
  const made = createWorld({ metadata: true, clock: { perBlock: 120 }, blockHeight: 7, ...options });
  for (const id of ["p", "q"]) made.spawn(id, { code: CODE, tags: { Module: `module-of-${id}` } });
  return made;
}

const note = (to: World, Target: string, Data = ""): void => void to.send({ From: "q", Target, Action: "Note", Data });

/** Ids and nonces that "p" has seen. */
const numbers = (of: World): unknown[][] => (of.inspect("p", "Seen") as unknown[][]).map((entry) => entry.slice(0, 2));

describe("AO 11.4 what the network adds to messages", () => {
  it("Nonce counts what a process is given, Hash-Chain goes on from message to message, height and module are there", () => {
    const one = world();
    note(one, "p");
    one.advance({ seconds: 240 });
    note(one, "p");
    note(one, "q");
    const next = (chain: Buffer, id: string): Buffer => createHash("sha256").update(chain).update(id).digest();
    const first = next(Buffer.from("p"), "q#1");
    expect(one.inspect("p", "Seen")).toEqual([
      ["q#1", 1, 0, first.toString("base64url"), 7, "module-of-q"],
      ["q#2", 2, 0, next(first, "q#2").toString("base64url"), 9, "module-of-q"],
    ]);
    expect(one.inspect("p", "ao.Nonce")).toBe(2);
    expect(one.inspect("q", "Seen")).toEqual([
      ["q#3", 1, 0, next(Buffer.from("q"), "q#3").toString("base64url"), 9, "module-of-q"],
    ]);
  });

  it("goes on after failures and rollbacks; a dry run takes no number", () => {
    const one = world({ onFailure: "rollback" });
    note(one, "p", "fail");
    one.dryRun({ From: "q", Target: "p", Action: "Note" });
    note(one, "p");
    expect(numbers(one)).toEqual([["q#2", 2]]);
  });

  it("is in snapshots, forks and replays", () => {
    const one = world();
    note(one, "p");
    const copies = [restoreWorld(one.snapshot().toBytes(), { metadata: true, clock: { perBlock: 120 } }), one.fork()];
    note(one, "p");
    for (const copy of copies) {
      note(copy, "p");
      expect(copy.inspect("p", "Seen")).toEqual(one.inspect("p", "Seen"));
      expect(copy.stateHash()).toBe(one.stateHash());
    }
    expect(replay(one.log()).differences).toEqual([]);
  });

  it("is not there unless it is asked for, and what a message says itself stays", () => {
    const plain = world({ metadata: false });
    note(plain, "p");
    expect(plain.inspect("p", "Seen")).toEqual([{ 1: "q#1", 5: 7, 6: "module-of-q" }]);
    const one = world();
    one.send({ From: "q", Target: "p", Action: "Note", Nonce: "99" });
    expect(numbers(one)).toEqual([["q#1", "99"]]);
    expect(() => createWorld({ metadata: 1 as unknown as boolean })).toThrow("metadata: neither true nor false");
  });
});
