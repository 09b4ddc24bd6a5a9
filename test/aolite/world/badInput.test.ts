import { describe, expect, it } from "vitest";
import { AoError, createWorld, replay, restoreWorld, type World } from "../../../src/aolite/index.ts";

function world(): World {
  const made = createWorld({ modules: { broken: "local x = 1\nlocal y = = 2", needs: 'require("nowhere")' } });
  made.spawn("p", { code: `Handlers.add("e", "Echo", function(m) m.reply({ Data = m.Data }) end)` });
  made.send({ From: "me", Target: "p", Action: "Echo", Data: "x" });
  return made;
}

/** Does something wrong. @returns the message; the world is as it was */
function refused(work: (made: World) => unknown): string {
  const made = world();
  const hash = made.stateHash();
  const counts = made.counts;
  let message: string | undefined;
  try {
    work(made);
  } catch (error) {
    expect(error).toBeInstanceOf(AoError);
    ({ message } = error as Error);
  }
  expect(made.stateHash()).toBe(hash);
  expect(made.counts).toEqual(counts);
  made.send({ From: "me", Target: "p", Action: "Echo", Data: "y" });
  expect(made.last("me")?.Data).toBe("y");
  return message!;
}

describe("bad input: one clear message with the position, the world unchanged", () => {
  it.each([
    [
      "source with a syntax error",
      { code: "local a\nlocal x = = 1" },
      `[string "onboot"]:2: unexpected symbol near '='`,
    ],
    ["source that fails", { code: "x = 1\nerror('no')" }, `[string "onboot"]:2: no`],
    ["a module with a syntax error", "broken", /^error loading module 'broken' from file 'broken':\n\tbroken:2: /],
    ["a missing module", "nowhere", /^module 'nowhere' not found:/],
    ["a missing file", "no/such/file.lua", /^module 'no.such.file' not found:/],
    ["a module that needs a missing one", "needs", /^needs:1: module 'nowhere' not found:/],
  ] as const)("spawning %s", (_, given, message) => {
    const said = refused((made) => made.spawn("q", given));
    if (typeof message === "string") expect(said).toBe(message);
    else expect(said).toMatch(message);
  });

  it("spawning an id that is taken", () => {
    expect(refused((made) => made.spawn("p", { code: "" }))).toBe("aolite: Process with ID p already exists");
  });

  it.each([
    ["cut off", (bytes: Uint8Array) => bytes.slice(0, 70), "it ends too early"],
    ["cut off later", (bytes: Uint8Array) => bytes.slice(0, -1), "it ends too early"],
    ["empty", () => new Uint8Array(0), "it ends too early"],
    ["something else", () => new Uint8Array(1000), "it is none"],
    ["changed in the head", (bytes: Uint8Array) => bytes.map((b, i) => (i === 200 ? b ^ 1 : b)), "checksum"],
    [
      "changed at the end",
      (bytes: Uint8Array) => bytes.map((b, i) => (i === bytes.length - 1 ? b ^ 1 : b)),
      "checksum",
    ],
    ["longer", (bytes: Uint8Array) => Uint8Array.from([...bytes, 1]), "checksum"],
  ])("a snapshot that is %s", (_, change, what) => {
    const message = refused((made) => {
      const bytes = change(made.snapshot().toBytes());
      made.restore({ hash: "", step: 0, toBytes: () => bytes });
    });
    expect(message).toBe(`corrupt world snapshot: ${what}`);
    expect(() => restoreWorld(change(world().snapshot().toBytes()))).toThrow(AoError);
  });

  it("a snapshot of the other dialect, and one while the world runs", () => {
    const other = createWorld({ version: "5.4" });
    expect(refused((made) => made.restore(other.snapshot()))).toBe("the snapshot is of the other dialect");
    const made = world();
    const saved = made.snapshot();
    let message = "";
    made.on("result", () => {
      try {
        made.restore(saved);
      } catch (error) {
        ({ message } = error as Error);
      }
    });
    made.send({ From: "me", Target: "p", Action: "Echo" });
    expect(message).toBe("the world is running");
  });

  const log = world().log();
  /** The log with a line changed. */
  const changed = (line: number, from: RegExp | string, to: string): string =>
    log
      .split("\n")
      .map((text, i) => (i === line - 1 ? text.replace(from, to) : text))
      .join("\n");
  /** The log with one more line before its end. */
  const ending = (line: string): string => log.replace(/(?=.*\n$)/, `${line}\n`);

  it.each([
    ["empty", "", "corrupt log: line 1 is not the head of a log"],
    ["no log", '{"a":1}', "corrupt log: line 1 is not the head of a log"],
    ["of another format", changed(1, '"format":1', '"format":9'), "corrupt log: format 9"],
    [
      "with an unknown option",
      changed(1, '"options":{', '"options":{"colour":1,'),
      "corrupt log: line 1: colour: no such option",
    ],
    [
      "with a wrong option",
      changed(1, '"options":{', '"options":{"schedule":"odd",'),
      /^corrupt log: line 1: schedule: /,
    ],
    [
      "with options that are none",
      changed(1, /"options":.*$/, '"options":7}'),
      "corrupt log: line 1: options: not an object",
    ],
    ["cut off in a line", log.slice(0, log.indexOf("\n") + 20), "corrupt log: line 2 is no JSON"],
    ["without tags", changed(2, '"tags"', '"flags"'), "corrupt log: line 2: 'tags' is missing"],
    ["with an unknown operation", changed(2, '"op":"spawn"', '"op":"fly"'), "corrupt log: line 2: no operation 'fly'"],
    ["with a message of nobody", changed(3, '"from":"me"', '"from":5'), "corrupt log: line 3: 'from' is no text"],
    ["with a message that is none", changed(3, '"input":{', '"input":{"v":5,"w":{'), "corrupt log: line 3 is no JSON"],
    [
      "with a result that is none",
      changed(4, /"result":.*\}/, '"result":null}'),
      "corrupt log: line 4: 'result' is no object",
    ],
    ["with a line that is a number", `${log.trimEnd()}\n5\n`, /^corrupt log: line \d+ is no object$/],
    [
      "with a rule that is none",
      ending(`{"tick":0,"op":"rule","rule":{"action":"burn","match":"x"}}`),
      /^corrupt log: line \d+: 'rule': action must be one of/,
    ],
    [
      "with globals that are none",
      ending(
        `{"tick":0,"op":"image","image":{"own":[["f",{"t":0}]],"nodes":[{"k":"c","code":0,"u":[]}],"codes":["x"]}}`,
      ),
      /^corrupt log: line \d+: ./,
    ],
    [
      "with a mock that is none",
      ending(`{"tick":0,"op":"mock","id":"m","answers":[{"match":"{","replies":[]}]}`),
      /^corrupt log: line \d+: 'answers': ./,
    ],
  ])("a log that is %s", (_, text, message) => {
    expect(() => replay(text)).toThrow(AoError);
    expect(() => replay(text)).toThrow(message);
  });

  it("options of the host's that are wrong are not the log's fault", () => {
    expect(() => replay(log, { schedule: "odd" as never })).toThrow(TypeError);
  });

  it("a message of a broken process or to nobody", () => {
    const made = world();
    expect(() => made.send({ From: "me", Target: "nobody" })).toThrow("aolite: Target process not found: nobody");
    expect(() => made.eval("p", "x = = 1")).toThrow(`[string "EvalRequest"]:1: unexpected symbol near '='`);
    expect(() => made.eval("nobody", "1")).toThrow("aolite: No such process: nobody");
    expect(() => made.assign("me#1", ["nobody"])).toThrow("aolite: Target process not found: nobody");
    expect(() => made.goTo(99)).toThrow("no step 99: the world has made");
  });
});
