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
    "requires.lua": '-- a scenario\nlocal x = require("nowhere")',
    "source.lua": `local aolite = require("aolite")
aolite.spawnProcess("p", "local a\\nlocal x = = 1", { ["On-Boot"] = "Data" })`,
    "snapshot.lua": `local aolite = require("aolite")
aolite.spawnProcess("p")
local hash = aolite.stateHash()
for _, bytes in ipairs({ "nonsense", aolite.snapshot():sub(1, -2) }) do print(pcall(aolite.restore, bytes)) end
print(pcall(aolite.spawnProcess, "q", "no.such.file"))
print(hash == aolite.stateHash(), aolite.eval("p", "1 + 1"))
aolite.restore("nonsense")`,
    "limits.lua": `local aolite = require("aolite")
aolite.spawnProcess("q", "n = 0 Handlers.add('Inc', 'Inc', function() n = n + 1 end)", { ["On-Boot"] = "Data" })
aolite.spawnProcess("p", [[
  n = 0
  local function bad(name, body)
    Handlers.add(name, name, function() n = n + 1 Send({ Target = "q", Action = "Inc" }) body() end)
  end
  bad("Spin", function() while true do pcall(function() while true do end end) end end)
  bad("Eat", function() local t = {} while true do t[#t + 1] = { #t } end end)
  bad("Work", function() local s = ("x"):rep(1000000) for i = 1, 1700 do s:find("y") end end)
  bad("Hold", function() local t = {} for i = 1, 50000 do t[i] = { i } end end)
]], { ["On-Boot"] = "Data" })
for _, action in ipairs({ ... }) do
  local result = aolite.result(aolite.send({ From = "q", Target = "p", Action = action }).Id)
  print(action, (result.Error or ""):match("limit exceeded: .*"), result.rolledBack, result.GasUsed > 9e7)
end
print(aolite.eval("p", "n"), aolite.eval("q", "n"))`,
    "yields.lua": `local aolite = require("aolite")
aolite.spawnProcess("p", "Handlers.add('Y', 'Y', function() while true do coroutine.yield() end end)", { ["On-Boot"] = "Data" })
print(aolite.result(aolite.send({ From = "p", Target = "p", Action = "Y" }).Id).warning)`,
    "clock.lua": `local aolite = require("aolite")
local before = aolite.clock()
assert(math.abs(before - os.time()) < 1000)
aolite.spawnProcess("c", "Ticks = 0 Handlers.add('T', 'T', function(m) Ticks = Ticks + 1 At = m.Timestamp end)", {
  ["On-Boot"] = "Data", ["Cron-Interval"] = "1-hour", ["Cron-Tag-Action"] = "T" })
aolite.advance({ seconds = 7210, blocks = 3 })
local now, height = aolite.clock()
local late = aolite.eval("c", "At") - before
print(aolite.eval("c", "Ticks"), height, now - before >= 7210, late > 7190 and late < 8000)
local saved = aolite.snapshot()
aolite.advance({ seconds = 1e6 })
aolite.restore(saved)
print(aolite.eval("c", "Ticks"), aolite.clock() - now < 1000)`,
    "functions.lua": `local aolite = require("aolite")
local total = 0
function helper(x) total = total + x return total end
config = { f = helper, list = { 1, 2.0 } }
function string.shout(s) return s:upper() end
local code = "Handlers.add('G', 'G', function(m) V = config.f(1) .. ('a'):shout() .. config.list[2] Spawn(ao._module, { Data = 'B = helper(5)', Tags = { ['On-Boot'] = 'Data' } }) end)"
for _, id in ipairs({ "p", "q" }) do
  aolite.spawnProcess(id, code, { ["On-Boot"] = "Data" })
  helper(10)
end
aolite.send({ From = "p", Target = "q", Action = "G" })
print(aolite.eval("q", "V"))`,
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

/** The command without `ao`. */
const perigee = (...args: Parameters<AoCommand["perigee"]>): AoRun => command.perigee(...args);

describe("ordinary scripts", () => {
  it("have a world whose clock begins with that of the machine, and can be moved on", () => {
    expect(perigee(["clock.lua"])).toEqual({ out: "2\t3\ttrue\ttrue\n2\ttrue\n", err: "", status: 0 });
  });

  it.each([
    ["a coroutine", 'coroutine.wrap(function() coroutine.yield(1) M = require("aolite") end)'],
    [
      "pcall in a coroutine",
      'coroutine.wrap(function() coroutine.yield(1) M = select(2, pcall(require, "aolite")) end)',
    ],
    ["xpcall", 'function() M = select(2, xpcall(require, print, "aolite")) end'],
    [
      "a comparison function",
      'function() table.sort({ 2, 1 }, function(a, b) M = require("aolite") return a < b end) end',
    ],
    ["a metamethod", "function() M = setmetatable({}, { __index = function(_, k) return require(k) end }).aolite end"],
    ["string.gsub", 'function() ("aolite"):gsub("%a+", function(name) M = require(name) end) end'],
    ["an iterator", 'function() for _ in function() M = require("aolite") end do end end'],
    ["a loaded chunk", `load('M = require("aolite")')`],
  ])("can require aolite first in %s", (_, code) => {
    const script = `local f = ${code} f() f = M or f() print(type(M.spawnProcess), M == require("aolite"))`;
    expect(perigee(["-e", script])).toEqual({ out: "function\ttrue\n", err: "", status: 0 });
  });
});

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

  it.each([
    ["requires.lua", /^perigee: requires.lua:2: module 'nowhere' not found:\n/, "requires.lua:2: in main chunk"],
    ["source.lua", /^perigee: \[string "onboot"\]:2: unexpected symbol near '='\n/, "source.lua:2: in main chunk"],
    ["missing.lua", /^perigee: module 'nowhere' not found:\n/, "missing.lua:1: in main chunk"],
  ])("%s: one message with the position, status 1", (file, message, position) => {
    const { out, err, status } = ao(["run", "-q", file]);
    expect(err).toMatch(message);
    expect(err).toContain(position);
    expect(err.match(/perigee:/g)).toHaveLength(1);
    expect([out, status]).toEqual(["", 1]);
  });

  it("refuses broken snapshots and sources, and the world is as it was", () => {
    const { out, err, status } = ao(["run", "-q", "snapshot.lua"]);
    expect(out).toMatch(
      /^false\tcorrupt world snapshot: it ends too early\nfalse\tcorrupt world snapshot: it ends too early\nfalse\tmodule 'no.such.file' not found:\n[\s\S]*\ntrue\t2\n$/,
    );
    expect(err).toMatch(
      /^perigee: corrupt world snapshot: it ends too early\nstack traceback:\n[\s\S]*snapshot.lua:7: in main chunk/,
    );
    expect(status).toBe(1);
  });

  it("limits instructions and memory of each message by default; with roll-back nothing of it stays", () => {
    const bad = (...options: string[]): string => ao(["run", "-q", ...options, "limits.lua", "Spin", "Eat"]).out;
    const limited = (kept: boolean): string =>
      `Spin\tlimit exceeded: instructions\t${kept}\ttrue\nEat\tlimit exceeded: memory\t${kept}\tfalse\n`;
    expect(bad()).toBe(`${limited(false)}2\t2\n`);
    expect(bad("--rollback")).toBe(`${limited(true)}0\t0\n`);
    const held = (...options: string[]): string => ao(["run", "-q", ...options, "limits.lua", "Hold"]).out;
    expect(held("--limit", "memory=1e6")).toBe("Hold\tlimit exceeded: memory\tfalse\tfalse\n1\t1\n");
    expect(held("--limit", "memory=1e6", "--limit", "memory=none")).toBe("Hold\tnil\tfalse\tfalse\n1\t1\n");
  });

  it("limits nothing in ordinary scripts", () => {
    const fine = "Work\tnil\tfalse\ttrue\n1\t1\n";
    expect(perigee(["limits.lua", "Work"]).out).toBe(fine);
    expect(ao(["run", "-q", "--limit", "instructions=none", "limits.lua", "Work"]).out).toBe(fine);
    expect(ao(["run", "-q", "limits.lua", "Work"]).out).toBe("Work\tlimit exceeded: instructions\tfalse\ttrue\n1\t1\n");
  });

  it("reports handlers that have stopped without an end", () => {
    const { out, status } = ao(["run", "yields.lua"]);
    const warning = "the handler is suspended and waits for no message";
    const summary = "1 message handled, 1 process, 42 instructions";
    expect(out).toBe(`spawn  p\np -> p  Y\n${warning}\n! p  Y of p: ${warning}\n${summary}\n`);
    expect(status).toBe(0);
  });
});

describe("perigee ao trace and replay", () => {
  it("draw a scenario, or its record", () => {
    const diagram =
      "sequenceDiagram\n  participant p0 as echo\n  participant p1 as me\n  p1->>p0: Say\n  p0->>p1: Said\n";
    expect(ao(["trace", "main.lua", "x"])).toEqual({ out: diagram, err: "x\n", status: 0 });
    expect(ao(["trace", "-o", "t.jsonl", "main.lua", "x"]).status).toBe(0);
    expect(ao(["trace", "t.jsonl"]).out).toBe(diagram);
    expect(ao(["trace", "main.lua", "x", "-o", "after.mmd"])).toEqual({ out: "x\n", err: "", status: 0 });
    expect(readFileSync(join(work, "after.mmd"), "utf8")).toBe(diagram);
    expect(ao(["trace", "main.lua", "--", "-o"])).toEqual({ out: diagram, err: "-o\n", status: 0 });
    expect(ao(["trace", "t.jsonl", "-o", "after.svg"])).toEqual({ out: "", err: "", status: 0 });
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

  it.each([[[]], [["--schedule", "random", "--seed", "3"]]])(
    "replay a scenario with functions and tables among its globals, %j",
    (options: string[]) => {
      expect(ao(["run", "-q", "--log", "functions.jsonl", ...options, "functions.lua"])).toEqual({
        out: "11A2.0\n",
        err: "",
        status: 0,
      });
      expect(ao(["replay", "functions.jsonl"])).toMatchObject({
        out: expect.stringMatching(/^\d+ messages, no difference, state [0-9a-f]{16}\n$/),
        status: 0,
      });
    },
  );

  it("refuse corrupt logs with the line, status 1", () => {
    ao(["run", "-q", "--log", "good.jsonl", "main.lua", "hello"]);
    const lines = readFileSync(join(work, "good.jsonl"), "utf8").split("\n");
    const cases: readonly [number, string, string, string][] = [
      [1, '"options":{', '"options":{"seed":1,"colour":2,', "line 1: colour: no such option"],
      [2, '{"tick"', "{tick", "line 2 is no JSON"],
      [2, '"op":"', '"op":"un', "line 2: no operation 'unglobals'"],
      [3, '"op":"', '"op":"un', "line 3: no operation 'unimage'"],
    ];
    for (const [line, from, to, what] of cases) {
      const text = lines.map((one, i) => (i === line - 1 ? one.replace(from, to) : one)).join("\n");
      writeFileSync(join(work, "bad.jsonl"), text);
      expect(ao(["replay", "bad.jsonl"])).toEqual({
        out: "",
        err: `perigee: bad.jsonl: corrupt log: ${what}\n`,
        status: 1,
      });
    }
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
