import { spawnSync } from "node:child_process";
import { existsSync, openSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createWorld } from "../../../src/aolite/index.ts";
import { type AoCommand, type AoRun, buildAoCommand, Output } from "../../support/aoCommand.ts";

let command: AoCommand;
const ao = (...args: Parameters<AoCommand["ao"]>): AoRun => command.ao(...args);

const PASSES = 'it("t", function() end)';
const FAILS = 'it("t", function() assert.equal(1, 2) end)';
const SCENARIO = 'require("aolite").spawnProcess("p") print("scenario", ...)';

beforeAll(async () => {
  command = await buildAoCommand({
    "main.lua": SCENARIO,
    "half.lua": `${SCENARIO} require("aolite").send({ From = "p", Target = "p", Action = "Go" }) error("stop", 0)`,
    "noise_test.lua": `it("t", function()
  print("not ok 77\\n1..5")
  io.write("Bail out!")
  io.stdout:write("ok 1\\n")
end)`,
    "tests/pass_test.lua": PASSES,
    "tests/none_test.lua": "-- nothing",
    "order/order_test.lua": `local aolite = require("aolite")
it("depends on the order", function()
  local code = "Handlers.add('Go', 'Go', function() ao.send({ Target = 'log', Action = 'Note', Data = ao.id }) end)"
  local log = "Seen = {} Handlers.add('Note', 'Note', function(m) table.insert(Seen, m.Data) end)"
  local data = { ["On-Boot"] = "Data" }
  aolite.spawnProcess("log", log, data)
  for _, id in ipairs({ "a", "b" }) do aolite.spawnProcess(id, code, data) end
  for _, id in ipairs({ "a", "b" }) do aolite.queue({ From = "log", Target = id, Action = "Go" }) end
  aolite.runScheduler()
  assert.equal("a", aolite.eval("log", "Seen[1]"))
end)`,
  });
});
afterAll(() => command.remove());

describe("command lines", () => {
  it.each([
    [["-h"], "usage: perigee ao command"],
    [["test", "-h"], "usage: perigee ao test "],
    [["test", "tests", "--help"], "usage: perigee ao test "],
    [["replay", "--quiet", "--help", "--nonsense"], "usage: perigee ao replay "],
  ])("%j: help", (args, start) => {
    const { out, status } = ao(args);
    expect(out.startsWith(start)).toBe(true);
    expect(status).toBe(0);
  });

  it("the help of a scenario's own is the scenario's", () => {
    expect(ao(["run", "-q", "main.lua", "--help"]).out).toBe("scenario\t--help\n");
  });

  it("a scenario may come from standard input", () => {
    expect(ao(["run", "-q", "-", "x"], { input: SCENARIO })).toEqual({ out: "scenario\tx\n", err: "", status: 0 });
    expect(ao(["trace", "-"], { input: SCENARIO }).out).toBe("sequenceDiagram\n  participant p0 as p\n");
  });

  it("output that cannot be written is one message", () => {
    const full = openSync("/dev/full", "w");
    for (const args of [["run", "main.lua"], ["trace", "main.lua"], ["test", "tests"], ["--help"]]) {
      const { stderr, status } = spawnSync(process.execPath, [command.cli, "ao", ...args], {
        cwd: command.work,
        encoding: "utf8",
        stdio: ["ignore", full, "pipe"],
      });
      const own = stderr.split("\n").filter((line) => !line.startsWith("scenario"));
      expect([args, own, status]).toEqual([
        args,
        ["perigee: cannot write to standard output: No space left on device", ""],
        1,
      ]);
    }
  });

  it("a reader that goes away ends it quietly", () => {
    const { stdout, stderr } = spawnSync(
      "sh",
      [
        "-c",
        `"${process.execPath}" "${command.cli}" ao run main.lua | true; "${process.execPath}" "${command.cli}" ao test tests | head -n 1`,
      ],
      { cwd: command.work, encoding: "utf8" },
    );
    expect([stdout, stderr]).toEqual(["tests/pass_test.lua\n", ""]);
  });
});

describe("perigee ao run", () => {
  it("AO 11.18 boots transactions from the folder 'data' beside the scenario, or from a named one", () => {
    const scenario = `local aolite = require("aolite")
aolite.spawnProcess("p", nil, { ["On-Boot"] = "tx-1" })
print(aolite.eval("p", "Where"))`;
    command.write("txs/main.lua", scenario);
    command.write("txs/data/tx-1", 'Where = "beside"');
    command.write("elsewhere/tx-1", 'Where = "named"');
    expect(ao(["run", "-q", "txs/main.lua"]).out).toBe("beside\n");
    expect(ao(["run", "-q", "--data", "elsewhere", "txs/main.lua"]).out).toBe("named\n");
    // plain scripts find what is beside them, too
    expect(command.perigee(["txs/main.lua"])).toEqual({ out: "beside\n", err: "", status: 0 });
    expect(command.perigee(["main.lua"], { cwd: join(command.work, "txs") }).out).toBe("beside\n");
    expect(command.perigee(["-"], { cwd: join(command.work, "txs"), input: scenario }).out).toBe("beside\n");
  });

  it.each([
    ["run", "main.lua"],
    ["trace", "main.lua"],
    ["repl", "main.lua"],
    ["test", "tests"],
    ["replay", "main.lua"],
  ])("AO 11.18 %s refuses what is no folder of transactions", (verb, operand) => {
    for (const data of ["nowhere", "main.lua", "main.lua/x", ""]) {
      expect(ao([verb, "--data", data, operand])).toEqual({
        out: "",
        err: `perigee: '--data' must be a folder, not '${data}' (see 'perigee ao ${verb} --help')\n`,
        status: 1,
      });
    }
  });

  it("AO 11.4 gives messages what the network adds, when it is asked to", () => {
    command.write(
      "meta.lua",
      `local aolite = require("aolite")
aolite.spawnProcess("p", 'Handlers.add("N", "N", function(m) Seen = m.Nonce end)', { ["On-Boot"] = "Data" })
for _ = 1, 2 do aolite.send({ From = "p", Target = "p", Action = "N" }) end
print(aolite.eval("p", "Seen"))`,
    );
    expect(ao(["run", "-q", "meta.lua"]).out).toBe("nil\n");
    expect(ao(["run", "-q", "--metadata", "--log", "meta.jsonl", "meta.lua"]).out).toBe("2\n");
    expect(ao(["replay", "meta.jsonl"])).toMatchObject({ out: expect.stringContaining("no difference"), status: 0 });
  });
});

describe("perigee ao trace", () => {
  it("draws what happened before a scenario failed, and nothing when it could not begin", () => {
    const half = ao(["trace", "half.lua"]);
    expect(half.out).toBe("sequenceDiagram\n  participant p0 as p\n  p0->>p0: Go\n");
    expect(half.err).toMatch(/perigee: stop\n/);
    expect(half.status).toBe(1);
    const none = ao(["trace", "none.lua"]);
    expect(none).toEqual({ out: "", err: "perigee: cannot open none.lua: No such file or directory\n", status: 1 });
    expect(ao(["trace", "-o", "none.svg", "none.lua"]).status).toBe(1);
    expect(existsSync(join(command.work, "none.svg"))).toBe(false);
  });
});

describe("perigee ao replay", () => {
  it("AO 11.2 takes a log that an editor has marked, counts, and says what is wrong", () => {
    expect(ao(["run", "-q", "--log", "one.jsonl", "main.lua"]).status).toBe(0);
    const log = readFileSync(join(command.work, "one.jsonl"), "utf8");
    command.write("marked.jsonl", `\ufeff\n${log}`);
    expect(ao(["replay", "marked.jsonl"])).toMatchObject({ out: expect.stringContaining("no difference"), status: 0 });
    command.write("other.jsonl", log.replace(/"hash":"./, '"hash":"x'));
    expect(ao(["replay", "other.jsonl"])).toMatchObject({
      out: expect.stringMatching(/\n0 messages, 1 difference, state [0-9a-f]{16}\n$/),
      status: 1,
    });
    command.write("extra.jsonl", log.replace('"ticks"', '"extra":1,"ticks"'));
    expect(ao(["replay", "extra.jsonl"])).toEqual({
      out: "",
      err: `perigee: extra.jsonl: corrupt log: line ${log.split("\n").length - 1}: unknown key 'extra'\n`,
      status: 1,
    });
    command.write("trace.jsonl", '\ufeff{"trace":1}\n');
    expect(ao(["replay", "trace.jsonl"]).err).toContain("a trace for diagrams, not the log of a world");
    expect(ao(["trace", "trace.jsonl"])).toEqual({ out: "sequenceDiagram\n", err: "", status: 0 });
    expect(ao(["trace", "trace.jsonl", "p"]).err).toBe(
      "perigee: 'p' after a trace, which takes no arguments (see 'perigee ao trace --help')\n",
    );
  });

  it("AO 11.2 takes logs of worlds of TypeScript: what they do not say is as createWorld has it", () => {
    const world = createWorld();
    world.spawn("p", {
      code: `Handlers.add("L", "L", function(m) Time = m.Timestamp + os.time() end)`,
      tags: [{ name: "Cron-Interval", value: "1-minute" }],
    });
    world.send({ From: "me", Target: "p", Action: "L" });
    world.advance({ seconds: 61 });
    command.write("typed.jsonl", world.log());
    expect(ao(["replay", "typed.jsonl"])).toMatchObject({
      out: expect.stringContaining(`no difference, state ${world.stateHash().slice(0, 16)}`),
      status: 0,
    });
  });

  it("says of a log that was cut off where it ends, wherever that is", () => {
    command.write("busy.lua", `${SCENARIO} require("aolite").send({ From = "p", Target = "p", Action = "Go" })`);
    expect(ao(["run", "-q", "--log", "whole.jsonl", "busy.lua"]).status).toBe(0);
    const whole = readFileSync(join(command.work, "whole.jsonl"), "utf8");
    expect(ao(["replay", "whole.jsonl"])).toMatchObject({ out: expect.stringContaining("no difference"), status: 0 });
    const lines = whole.trimEnd().split("\n");
    for (let kept = 1; kept < lines.length; kept++) {
      command.write(
        "cut.jsonl",
        lines
          .slice(0, kept)
          .map((line) => `${line}\n`)
          .join(""),
      );
      const err = `perigee: cut.jsonl: corrupt log: cut off after line ${kept}\n`;
      expect(ao(["replay", "cut.jsonl"])).toEqual({ out: "", err, status: 1 });
    }
    command.write("cut.jsonl", whole.slice(0, -9));
    expect(ao(["replay", "cut.jsonl"]).err).toBe(`perigee: cut.jsonl: corrupt log: line ${lines.length} is no JSON\n`);
  });
});

describe("perigee ao test", () => {
  it("keeps what tests print out of TAP", () => {
    const { out, err, status } = ao(["test", "--reporter", "tap", "noise_test.lua"]);
    expect(out).toBe("TAP version 13\n# noise_test.lua\nok 1 - t\n1..1\n");
    expect(err).toBe("not ok 77\n1..5\nBail out!ok 1\n");
    expect(status).toBe(0);
  });

  it("AO 11.10 fails tests in which processes fail, when it is strict", () => {
    command.write(
      "strict/a_test.lua",
      `local aolite = require("aolite")
local function fail() aolite.send({ From = "p", Target = "p", Action = "Bad" }) end
setup(function()
  aolite.spawnProcess("p", 'Handlers.add("Bad", "Bad", function() error("bad") end)', { ["On-Boot"] = "Data" })
end)
it("t", fail)
it("u", function() allow_errors() fail() end)`,
    );
    expect(ao(["test", "strict"])).toMatchObject({ status: 0 });
    for (const seeds of [[], ["--seeds", "2"]]) {
      const { out, status } = ao(["test", "strict", "--strict", ...seeds]);
      expect(status).toBe(1);
      expect(out).toContain('\n    p, message Bad (p#1 from p): [string "onboot"]:1: bad\n');
      expect(out).toContain("\n1 passed, 1 failed (");
    }
    expect(ao(["test", "--help"]).out).toContain("--strict ");
  });

  it("names only files of which tests ran, and fails when none did", () => {
    const { out, err, status } = ao(["test", "tests"]);
    expect(out).toMatch(/^tests\/pass_test\.lua\n {2}✓ t\n\n1 passed \(2 files, .*\)\n$/);
    expect([err, status]).toEqual(["", 0]);
    expect(ao(["test", "tests", "--filter", "nowhere"])).toMatchObject({
      err: "perigee: no test has 'nowhere' in its name\n",
      status: 1,
    });
    expect(ao(["test", "tests/none_test.lua"])).toMatchObject({
      err: "perigee: no tests in tests/none_test.lua\n",
      status: 1,
    });
  });

  it("says how to repeat what failed with a seed, also when there is one", () => {
    const { out } = ao(["test", "order", "--seeds", "20"]);
    const [, hint, seed] = /^ {2}with seed \d+(?: and \d+ more of 20)? \((--schedule random --seed (\d+))\): /m.exec(
      out,
    )!;
    for (const reporter of ["pretty", "tap"]) {
      const again = ao(["test", "order", "--reporter", reporter, ...hint!.split(" ")]);
      expect([again.status, again.out]).toEqual([1, expect.stringContaining(`with seed ${seed} (${hint}): `)]);
    }
    expect(ao(["test", "order", "--seeds", "1", "--seed", seed!]).out).toContain(`with seed ${seed} (`);
    expect(ao(["test", "order", "--seeds", "5", "--schedule", "fifo"]).err).toBe(
      "perigee: '--seeds' is for random schedules (see 'perigee ao test --help')\n",
    );
    expect(ao(["test", "order", "--seeds", "99999999999"]).err).toBe(
      "perigee: '--seeds' is at most 1000000 (see 'perigee ao test --help')\n",
    );
  });

  it("watches edits, new files, new directories and deletions", async () => {
    command.write("watched/a_test.lua", FAILS);
    const child = command.start(["test", "--watch", "watched"]);
    const output = new Output(child);
    try {
      await output.until("0 passed, 1 failed");
      await output.until("waiting for changes\n");
      command.write("watched/a_test.lua", PASSES);
      await output.until("1 passed (1 file");
      await output.until("waiting for changes\n");
      command.write("watched/b_spec.lua", FAILS);
      await output.until("1 passed, 1 failed (2 files");
      await output.until("waiting for changes\n");
      rmSync(join(command.work, "watched/b_spec.lua"));
      await output.until("1 passed (1 file");
      await output.until("waiting for changes\n");
      command.write("watched/deep/er/c_test.lua", FAILS);
      await output.until("1 passed, 1 failed (2 files");
      await output.until("waiting for changes\n");
      rmSync(join(command.work, "watched"), { recursive: true });
      await output.until("cannot open watched: No such file or directory");
    } finally {
      child.kill();
    }
  });

  it("watches sources beside the tests, and refuses what is not there", async () => {
    command.write("src/lib.lua", "return 1");
    command.write("uses/lib_test.lua", 'it("t", function() assert.equal(2, dofile("src/lib.lua")) end)');
    const child = command.start(["test", "--watch", "uses"]);
    const output = new Output(child);
    try {
      await output.until("0 passed, 1 failed");
      await output.until("waiting for changes\n");
      command.write("src/lib.lua", "return 2");
      await output.until("1 passed (1 file");
    } finally {
      child.kill();
    }
    expect(ao(["test", "--watch", "nowhere/x_test.lua"])).toEqual({
      out: "",
      err: "perigee: cannot open nowhere/x_test.lua: No such file or directory\n",
      status: 1,
    });
  });
});
