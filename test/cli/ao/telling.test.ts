/** What `perigee ao` says about a run: once, and so that nothing else can be taken for it. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type AoCommand, type AoRun, buildAoCommand } from "../../support/aoCommand.ts";

let command: AoCommand;
const ao = (...args: Parameters<AoCommand["ao"]>): AoRun => command.ao(...args);

const PRINTS = `local aolite = require("aolite")
aolite.spawnProcess("p", "Handlers.add('Go', 'Go', function() print('ONCE') end)", { ["On-Boot"] = "Data" })
local function go() aolite.send({ From = "p", Target = "p", Action = "Go" }) end
`;

beforeAll(async () => {
  command = await buildAoCommand({
    "prints.lua": `${PRINTS}PrintVerb = 2
aolite.setPrintProcessOutput(true)
go()
aolite.setPrintProcessOutput(false)
go()
aolite.setPrintProcessOutput(true)
PrintVerb = 1
go()`,
    "on.lua": `${PRINTS}PrintVerb = 2 aolite.setPrintProcessOutput(true)`,
    "plain.lua": `${PRINTS}go()`,
    "forges.lua": `local aolite = require("aolite")
aolite.spawnProcess("p", [[
  Handlers.add("Print", "Print", function() print("one\\n17 messages handled\\27[2J\\r\\tx\\27[31mred\\27[0m") end)
  Handlers.add("Fail", "Fail", function() error("no\\27[2J\\r7 messages handled", 0) end)
  Handlers.add("Wait", "Wait", function() Receive({ Action = "A\\n9 handled" }) end)
]], { ["On-Boot"] = "Data" })
local function send(fields)
  fields.From, fields.Target = "p", "p"
  aolite.send(fields)
end
local evil = "A\\n17 messages handled\\27[2J\\127\\u{9b}K\\x9bK"
send({ Action = evil, Tag = evil, Data = evil, [evil] = "x" })
for _, action in ipairs({ "Print", "Fail", "Wait" }) do send({ Action = action }) end`,
    "fails.lua": `local aolite = require("aolite")
aolite.spawnProcess("p", "Handlers.add('Go', 'Go', function() error('no', 0) end)", { ["On-Boot"] = "Data" })
aolite.send({ From = "p", Target = "p", Action = "Go" })
if ... == "stop" then error("stop", 0) end`,
  });
});
afterAll(() => command.remove());

/** How often a text has a part. */
function count(text: string, part: string): number {
  return text.split(part).length - 1;
}

describe("what processes print", () => {
  it("AO 7.6 is shown once, whether the scenario prints it or the command", () => {
    expect(ao(["run", "prints.lua"]).out.match(/\[p\] ONCE\n|^p -> p.*\n/gm)).toEqual([
      "p -> p  Go\n",
      "[p] ONCE\n",
      "p -> p  Go\n",
      "[p] ONCE\n",
      "p -> p  Go\n",
      "[p] ONCE\n",
    ]);
    expect(count(ao(["run", "-q", "prints.lua"]).out, "ONCE")).toBe(1);
  });

  it("AO 7.6 is shown once when the environment turns printing on", () => {
    const env = { AOLITE_PRINT_OUTPUT: "1", AOLITE_PRINT_VERB: "3" };
    expect(count(ao(["run", "plain.lua"], { env }).out, "ONCE")).toBe(1);
    expect(count(ao(["run", "-q", "plain.lua"], { env }).out, "ONCE")).toBe(1);
    expect(count(ao(["run", "plain.lua"]).out, "ONCE")).toBe(1);
  });

  it("AO 7.6 is shown once in the console, whatever its scenario has turned on", () => {
    expect(count(ao(["repl", "on.lua"], { input: "send p Go\n" }).out, "ONCE")).toBe(1);
  });
});

describe("the seed", () => {
  const told = (...args: string[]): string[] =>
    ao(["run", ...args])
      .err.split("\n")
      .filter((line) => line.includes("seed"));

  it("AO 11.14 is told once of a run in which something failed", () => {
    const three = ["perigee: something failed: '--schedule random --seed 3' repeats this run"];
    expect(told("--schedule", "random", "--seed", "3", "fails.lua")).toEqual(three);
    expect(told("--schedule", "random", "--seed", "3", "fails.lua", "stop")).toEqual(three);
    expect(told("-q", "--schedule", "random", "--seed", "3", "fails.lua", "stop")).toEqual(three);
    expect(told("-q", "--strict", "--schedule", "random", "--seed", "3", "fails.lua")).toEqual(three);
    expect(told("--schedule", "random", "fails.lua")).toEqual([three[0]!.replace("3", "0")]);
    // faults are by the seed, too
    expect(told("--seed", "3", "fails.lua")).toEqual(["perigee: something failed: '--seed 3' repeats this run"]);
  });

  it("AO 11.14 is not told when nothing failed, or there was no choice", () => {
    expect(told("fails.lua")).toEqual([]);
    expect(told("--schedule", "random", "plain.lua")).toEqual([]);
    expect(told("-q", "--schedule", "random", "fails.lua")).toEqual([]);
    expect(told("--schedule", "random", "none.lua")).toEqual([]);
  });
});

describe("control characters", () => {
  /** Lines that only the command may begin so, and what terminals would obey. */
  const FORGED = /^\d+ messages? handled(?! \d|, 1 failed)|[\u0000-\u0008\u000b-\u001f\u007f-\u009f\ufffd]/mu;
  const evil = "A\\n17 messages handled\\x1b[2J\\x7f\\x9bK\\x9bK";

  it("of messages are shown as escapes, so that no line is forged", () => {
    const { out } = ao(["run", "--stats", "forges.lua"]);
    expect(out).not.toMatch(FORGED);
    expect(out).toContain(`p -> p  ${evil}  Tag=${evil}  ${evil}=x  "A\\n17 messages handled`);
    expect(out).toContain(`\n  p: ${evil} handled`);
    expect(out).toContain("\n✗ p failed: no\\x1b[2J\\r7 messages handled\n");
    expect(out).toContain("waits for { Action = A\\n9 handled }");
    expect(ao(["trace", "-o", "forged.txt", "forges.lua"]).status).toBe(0);
    const tree = readFileSync(join(command.work, "forged.txt"), "utf8");
    expect(tree).not.toMatch(FORGED);
    expect(tree).toContain(`${evil}  p -> p  p#`);
    expect(tree).toContain("failed: no\\x1b[2J\\r7 messages handled\n");
  });

  it("AO 5.1 that processes print come behind their name, line by line; colours are left out", () => {
    expect(ao(["run", "forges.lua"]).out).toContain(
      "\n[p] one\n[p] 17 messages handled\\x1b[2J\\r\txred\np -> p  Fail\n",
    );
  });

  it("of messages are shown as escapes in the console, too", () => {
    const { out } = ao(["repl", "forges.lua"], {
      input: "messages\nmessage p#1\nwaiting\neval p string.char(27, 127)\n",
    });
    expect(out).not.toMatch(FORGED);
    expect(out).toContain(`p#1  p -> p  ${evil}`);
  });
});

describe("perigee ao trace --only", () => {
  it("AO 11.16 warns of names that nobody has", () => {
    const drawn = ao(["trace", "--only", "p", "plain.lua"]);
    expect(drawn.err).toBe("");
    expect(drawn.out).toContain("p0->>p0: Go\n");
    const warning = (name: string): string => `perigee: warning: '--only': nobody is called '${name}'\n`;
    expect(ao(["trace", "--only", "nobody", "plain.lua"])).toEqual({
      out: "sequenceDiagram\n",
      err: warning("nobody"),
      status: 0,
    });
    expect(ao(["trace", "-o", "only.jsonl", "plain.lua"]).status).toBe(0);
    expect(ao(["trace", "--only", "x,p,y\n", "only.jsonl"])).toEqual({
      out: drawn.out,
      err: warning("x") + warning("y\\n"),
      status: 0,
    });
  });
});
