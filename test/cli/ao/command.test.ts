import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type AoCommand, type AoRun, buildAoCommand, Output } from "../../support/aoCommand.ts";

const EXAMPLES = join(import.meta.dirname, "../../../lua/examples/ao");
let command: AoCommand;
let work: string;

beforeAll(async () => {
  command = await buildAoCommand({
    "echo.lua": 'Handlers.add("Say", "Say", function(msg) msg.reply({ Action = "Said", Data = msg.Data }) end)',
    "main.lua": `local aolite = require("aolite")
aolite.spawnProcess("echo", "echo")
aolite.spawnProcess("me")
aolite.send({ From = "me", Target = "echo", Action = "Say", Data = ... })
print(aolite.getLastMsg("me", "Said").Data)`,
    "loop.lua": `local aolite = require("aolite")
aolite.spawnProcess("p", "Handlers.add('Loop', 'Loop', function() while true do end end)", { ["On-Boot"] = "Data" })
aolite.send({ From = "p", Target = "p", Action = "Loop" })
print(aolite.eval("p", "1 + 1"))`,
    "asks.lua": `local aolite = require("aolite")
local data = { ["On-Boot"] = "Data" }
aolite.spawnProcess("p", [[Handlers.add("Start", "Start", function(msg)
  ao.send({ Target = msg.From, Action = "Ask" }).receive()
  error("no", 0)
end)]], data)
aolite.spawnProcess("q", 'Handlers.add("Ask", "Ask", function(msg) msg.reply({ Action = "Answer" }) end)', data)
aolite.send({ From = "q", Target = "p", Action = "Start" })`,
    "bad.lua": "local x = = 1",
    "missing.lua": 'require("aolite").spawnProcess("p", "nowhere")',
    "tests/good_test.lua": `describe("d", function() it("t", function() print("said") assert.equal(1, 1) end) end)`,
    "tests/bad_spec.lua": `it("fails", function()
  assert.equal(1, 2)
end)`,
    "order_test.lua": `local aolite = require("aolite")
it("depends on the order", function()
  aolite.clearAllProcesses()
  local code = "Handlers.add('Go', 'Go', function() ao.send({ Target = 'log', Action = 'Note', Data = ao.id }) end)"
  local log = "Seen = {} Handlers.add('Note', 'Note', function(m) table.insert(Seen, m.Data) end)"
  aolite.spawnProcess("log", log, { ["On-Boot"] = "Data" })
  aolite.spawnProcess("a", code, { ["On-Boot"] = "Data" })
  aolite.spawnProcess("b", code, { ["On-Boot"] = "Data" })
  aolite.setAutoSchedule(false)
  aolite.send({ From = "log", Target = "a", Action = "Go" })
  aolite.send({ From = "log", Target = "b", Action = "Go" })
  aolite.runScheduler()
  aolite.setAutoSchedule(true)
  assert.equal("a", aolite.eval("log", "Seen[1]"))
end)`,
  });
  work = command.work;
});
afterAll(() => command.remove());

const ao = (...args: Parameters<AoCommand["ao"]>): AoRun => command.ao(...args);

describe("perigee ao run", () => {
  it("prints the exchange, and what the scenario prints", () => {
    const { out, err, status } = ao(["run", "main.lua", "hello"]);
    expect(out).toMatch(
      /^spawn {2}echo\nspawn {2}me\nme -> echo {2}Say {2}"hello"\necho -> me {2}Said {2}"hello"\nhello\n2 messages handled, 2 processes, \d+ instructions\n$/,
    );
    expect([err, status]).toEqual(["", 0]);
    expect(ao(["run", "-q", "main.lua", "hello"])).toEqual({ out: "hello\n", err: "", status: 0 });
  });

  it("says with --stats what came of each message, what it cost, and what state that left", () => {
    const { out } = ao(["run", "--stats", "asks.lua"]);
    const lines = out.split("\n").map((line) => line.replace(/[0-9a-f]{64}/, "HASH"));
    const costs = lines.flatMap((line) =>
      line.startsWith("  ") ? Number(/\((\d+) instructions\)/.exec(line)?.[1]) : [],
    );
    expect(lines.map((line) => line.replace(/\d+ instructions/, "N"))).toEqual([
      "spawn  p",
      "spawn  q",
      "q -> p  Start",
      "p -> q  Ask",
      "  p: Start 1 sent, waits for { From = q, X-Reference = 1 } (N)",
      "q -> p  Answer",
      "  q: Ask handled, 1 sent (N)",
      "✗ p failed: no",
      "  p: Answer failed: no (N)",
      "3 messages handled, 1 failed, 2 processes, N",
      "state HASH",
      "",
    ]);
    // the cost of eval is in the sum, and in no line: there is none here
    expect(out).toContain(`, ${costs.reduce((sum, cost) => sum + cost, 0)} instructions\n`);
    expect(ao(["run", "--stats", "asks.lua"]).out).toBe(out);
    expect(ao(["run", "--stats", "--quiet", "asks.lua"]).out).toBe("");
  });

  it("limits messages, and goes on", () => {
    const { out, err, status } = ao(["run", "--limit", "instructions=1e5", "loop.lua"]);
    expect(out).toMatch(
      /\n✗ p failed: .*instructions.*\n2\n3 messages handled, 1 failed, 1 process, \d+ instructions\n$/s,
    );
    expect([err, status]).toEqual(["", 0]);
    expect(ao(["run", "--limit", "instructions=1e5", "--strict", "loop.lua"]).status).toBe(1);
  });

  it.each([
    [["run", "none.lua"], "perigee: cannot open none.lua: No such file or directory\n"],
    [["run", "bad.lua"], "perigee: bad.lua:1: unexpected symbol near '='\n"],
    [["run"], "perigee: no scenario is named (see 'perigee ao run --help')\n"],
    [
      ["run", "--trace", "x.png", "main.lua"],
      "perigee: cannot tell the format of x.png (there are .svg, .mmd, .mermaid, .txt, .jsonl)\n",
    ],
    [["fly"], "perigee: no command named 'fly' (see 'perigee ao --help')\n"],
    [["test", "none"], "perigee: cannot open none: No such file or directory\n"],
    [
      ["test", "tests", "--reporter", "loud"],
      "perigee: '--reporter' must be pretty or tap, not 'loud' (see 'perigee ao test --help')\n",
    ],
    [["replay", "none.jsonl"], "perigee: cannot open none.jsonl: No such file or directory\n"],
    [["replay", "main.lua"], "perigee: main.lua: corrupt log: line 1 is no JSON\n"],
    [["trace", "none.jsonl"], "perigee: cannot open none.jsonl: No such file or directory\n"],
  ])("%j: one message, status 1", (args, err) => {
    expect(ao(args)).toEqual({ out: "", err, status: 1 });
  });

  it("says where a missing module is asked for", () => {
    const { err, status } = ao(["run", "-q", "missing.lua"]);
    expect(err).toMatch(/^perigee: .*module 'nowhere' not found:\n/);
    expect(err).toContain("missing.lua:1: in main chunk");
    expect(status).toBe(1);
  });
});

describe("perigee ao trace and replay", () => {
  it("draw a scenario, or its record", () => {
    const diagram =
      "sequenceDiagram\n  participant p0 as echo\n  participant p1 as me\n  p1->>p0: Say\n  p0->>p1: Said\n";
    expect(ao(["trace", "main.lua", "x"])).toEqual({ out: diagram, err: "x\n", status: 0 });
    expect(ao(["trace", "-o", "t.jsonl", "main.lua", "x"]).status).toBe(0);
    expect(ao(["trace", "t.jsonl"]).out).toBe(diagram);
    expect(ao(["trace", "-o", "t.svg", "t.jsonl"])).toEqual({ out: "", err: "", status: 0 });
    expect(readFileSync(join(work, "t.svg"), "utf8")).toMatch(/^<svg [\s\S]*<\/svg>\n$/);
    writeFileSync(join(work, "broken.jsonl"), '{"trace":1}\n{"kind":"clock"}\n');
    expect(ao(["trace", "broken.jsonl"]).err).toBe("perigee: broken.jsonl: line 2: clock without field 'now'\n");
  });

  it.each(readdirSync(EXAMPLES))("replay the log of the example %s", (name) => {
    const cwd = join(EXAMPLES, name);
    expect(ao(["run", "-q", "--log", join(work, "log.jsonl"), "main.lua"], { cwd }).err).toBe("");
    const { out, status } = ao(["replay", "log.jsonl"]);
    expect(out).toMatch(/^\d+ messages, no difference, state [0-9a-f]{16}\n$/);
    expect(status).toBe(0);
  });

  it("find what differs", () => {
    ao(["run", "-q", "--log", "log.jsonl", "main.lua", "hello"]);
    const log = readFileSync(join(work, "log.jsonl"), "utf8");
    writeFileSync(join(work, "log.jsonl"), log.replace('\\"Said\\"', '\\"Told\\"'));
    const { out, status } = ao(["replay", "log.jsonl"]);
    expect(out).toMatch(/^log.jsonl:\d+: differs\n {2}expected .*\n {2}got .*/);
    expect(status).toBe(1);
  });
});

describe("perigee ao test", () => {
  it("passes the examples, also with random schedules", () => {
    expect(ao(["test", EXAMPLES]).out).toMatch(/\n\d+ passed \(7 files, .*\)\n$/);
    expect(ao(["test", "--seeds", "5", "--reporter", "tap", EXAMPLES])).toMatchObject({ status: 0 });
  });

  it("finds tests and specs, and fails when one does", () => {
    const { out, status } = ao(["test", "tests", "--reporter", "tap"]);
    expect(out).toMatch(
      /^TAP version 13\n# tests\/bad_spec.lua\nnot ok 1 - fails\n {2}---\n[\s\S]* {2}at: "tests\/bad_spec.lua:2"\n[\s\S]*# tests\/good_test.lua\nok 2 - d t\n1..2\n$/,
    );
    expect(status).toBe(1);
    expect(ao(["test", "tests", "--filter", "d t"])).toMatchObject({ status: 0 });
    expect(ao(["test", "--filter", "d t"]).out).toContain("1 passed (3 files");
  });

  it("reports the seed of a schedule in which a test fails, which fails again with it", () => {
    const { out, status } = ao(["test", "order_test.lua", "--seeds", "20"]);
    const seed = /with seed (\d+)/.exec(out)?.[1];
    expect(seed).toBeDefined();
    expect(status).toBe(1);
    expect(ao(["test", "order_test.lua"]).status).toBe(0);
    expect(ao(["test", "order_test.lua", "--schedule", "random", "--seed", seed!]).status).toBe(1);
  });

  it("watches", async () => {
    const file = join(work, "watched_test.lua");
    writeFileSync(file, 'it("t", function() assert(false) end)');
    const child = command.start(["test", "--watch", "watched_test.lua"]);
    const output = new Output(child);
    try {
      await output.until("0 passed, 1 failed");
      await output.until("waiting for changes");
      writeFileSync(file, 'it("t", function() end)');
      await output.until("1 passed (1 file");
    } finally {
      child.kill();
    }
  });
});

describe("perigee ao repl", () => {
  it("takes its lines from a pipe, and a scenario to begin with", () => {
    expect(ao(["repl", "main.lua"], { input: "ps\nsend echo Say Data=hi\nquit\nps\n" })).toEqual({
      out: 'nil\nao 2> ps\necho  0 queued\nme  0 queued\nao 2> send echo Say Data=hi\nuser -> echo  Say  "hi"\necho -> user  Said  "hi"\nao 3> quit\n',
      err: "",
      status: 0,
    });
  });
});

it("every command has help", () => {
  expect(ao(["--help"]).out).toMatch(/^usage: perigee ao command/);
  for (const verb of ["run", "test", "replay", "trace", "repl"]) {
    expect(ao([verb, "--help"])).toMatchObject({
      out: expect.stringContaining(`usage: perigee ao ${verb} `),
      status: 0,
    });
  }
});

it("perigee without ao loads nothing of it", () => {
  const { directory } = command;
  const files = readdirSync(directory).filter((name) => name.endsWith(".mjs"));
  const imports = (name: string): string[] =>
    [
      ...readFileSync(join(directory, name), "utf8").matchAll(/^(?:import|export)\b[^"]*?(?:from )?"\.\/([^"]+)"/gm),
    ].map((match) => match[1]!);
  const loaded = new Set(["cli.mjs"]);
  for (const name of loaded) for (const next of imports(name)) loaded.add(next);
  const text = [...loaded].map((name) => readFileSync(join(directory, name), "utf8")).join("\n");
  expect(loaded.size).toBeLessThan(files.length);
  expect(text).not.toContain("sequenceDiagram");
  expect(text).not.toContain("DummyAuthority");
});
