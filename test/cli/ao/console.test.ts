import { describe, expect, it } from "vitest";
import type { TraceEvent } from "../../../src/aolite/trace/event.ts";
import { AoConsole } from "../../../src/cli/ao/console.ts";

const COUNTER = `
Count = 0
Handlers.add("Add", "Add", function(msg)
  Count = Count + tonumber(msg.Amount)
  msg.reply({ Action = "Sum", Data = tostring(Count) })
end)`;

function open(): {
  say: (...lines: string[]) => string;
  files: Map<string, string | Uint8Array>;
  traces: TraceEvent[];
  console: AoConsole;
} {
  const files = new Map<string, string | Uint8Array>([
    ["counter.lua", COUNTER],
    ["bad/syntax.lua", "local x = 1\nlocal = 2"],
    ["bad/fails.lua", "local x = 1\nerror('stop')"],
  ]);
  const traces: TraceEvent[] = [];
  const console = new AoConsole(
    {},
    {
      read: (path) => {
        const content = files.get(path)!;
        return typeof content === "string" ? new TextEncoder().encode(content) : content;
      },
      write: (path, content) => files.set(path, content),
      writeTrace: (_, events) => traces.push(...events),
      exists: (path) => files.has(path),
      beginningWith: (path) => [...files.keys()].filter((name) => name.startsWith(path)),
    },
    false,
  );
  return { say: (...lines) => lines.map((line) => console.execute(line)).at(-1)!, files, traces, console };
}

describe("perigee ao repl", () => {
  it("spawns, sends, evaluates and shows", () => {
    const { say } = open();
    expect(say("spawn counter counter.lua")).toBe("spawn  counter\n");
    expect(say('send counter Add Amount=2 Data="two words"')).toBe(
      'user -> counter  Add  Amount=2  "two words"\ncounter -> user  Sum  "2"\n',
    );
    expect(say("eval counter return Count, 3")).toBe("2\n");
    expect(say("eval counter Handlers.list[1] and { a = 'x', 1 }")).toBe('{["1"] = 1, a = "x"}\n');
    expect(say("get counter Count")).toBe("2\n");
    expect(say("ps")).toBe("counter  0 queued\n");
  });

  it("steps, and goes back", () => {
    const { say } = open();
    say("spawn counter counter.lua", "auto off", "queue counter Add Amount=1", "queue counter Add Amount=5");
    expect(say("ps")).toBe("counter  2 queued\n");
    say("step");
    expect(say("get counter Count")).toBe("1\n");
    say("step");
    expect(say("get counter Count")).toBe("6\n");
    expect(say("step")).toBe("nothing left to do\n");
    say("back 1");
    expect(say("get counter Count")).toBe("1\n");
    expect(say("back 9")).toBe("there is no step 9\n");
    say("back");
    expect(say("ps")).toBe("counter  2 queued\n");
    expect(say("get counter Count")).toBe("0\n");
  });

  it("saves and loads snapshots, and writes traces and logs", () => {
    const { say, files, traces } = open();
    say("spawn counter counter.lua", "send counter Add Amount=3", "save state");
    const hash = say("hash");
    say("send counter Add Amount=3", "trace out.svg", "log out.jsonl");
    expect(say("hash")).not.toBe(hash);
    expect(say("load state", "hash")).toBe(hash);
    expect(traces.map(({ kind }) => kind)).toContain("result");
    expect(files.get("out.jsonl")).toContain("\n");
  });

  it("changes nothing in a dry run", () => {
    const { say } = open();
    say("spawn counter counter.lua");
    expect(say("dry counter Add Amount=4")).toMatch(/^counter: handled, \d+ instructions\n {2}sent .* Sum {2}"4"\n$/);
    expect(say("get counter Count")).toBe("0\n");
  });

  it.each([
    ["eval counter return 1", false],
    ["eval counter 1 +", true],
    ["eval counter function f()", true],
    ["eval counter function f()\n  return 1\nend", false],
    ["eval counter return [[", true],
    ["eval counter )(", false],
    ["eval counter", false],
    ['send counter Add Data="one', true],
    ['send counter Add Data="one\ntwo"', false],
    ["send counter Add Data='it \"is\"'", false],
    ['send counter Add Data="\\"', true],
    ["fly 'away", false],
    ["", false],
  ])("knows whether %j goes on: %s", (line, isIncomplete) => {
    expect(open().console.isIncomplete(line)).toBe(isIncomplete);
  });

  it("takes commands of several lines", () => {
    const { say } = open();
    say("spawn counter counter.lua");
    expect(say("eval counter\n  local n = Count\n  return n + 40")).toBe("40\n");
    expect(say('send counter Add Amount=1 Note="one\ntwo \\"x\\"\\n"')).toContain('Note=one\\ntwo "x"\\n\n');
    expect(say('send counter Add Note="open')).toBe("a quotation mark is missing\n");
  });

  it("completes commands, processes, actions, messages and files", () => {
    const { say, console } = open();
    say("spawn counter counter.lua", "spawn clerk", "send counter Add Amount=1");
    const complete = (line: string): readonly string[] => console.complete(line)[0];
    expect(console.complete("se")).toEqual([["send "], "se"]);
    expect(complete("s")).toEqual(["save", "send", "spawn", "step"]);
    expect(complete("send c")).toEqual(["clerk", "counter"]);
    expect(complete("send co")).toEqual(["counter "]);
    expect(console.complete("send counter A")).toEqual([expect.arrayContaining(["Add"]), "A"]);
    expect(complete("send counter Ad")).toEqual(["Add "]);
    expect(complete("send nobody A")).toEqual([]);
    expect(complete("eval counter Co")).toEqual([]);
    expect(complete("message user#")).toEqual(["user#1 "]);
    expect(complete("spawn new co")).toEqual(["counter.lua "]);
    expect(complete("auto o")).toEqual(["off", "on"]);
    expect(complete("fly a")).toEqual([]);
    expect(complete("hash x")).toEqual([]);
  });

  it("names the file of a source that does not compile or run", () => {
    const { say } = open();
    expect(say("spawn c bad/syntax.lua")).toBe("bad/syntax.lua:2: <name> expected near '='\n");
    expect(say("spawn c bad/fails.lua")).toMatch(/bad\/fails\.lua:2: stop/);
    expect(say("spawn counter counter.lua", "spawn counter counter.lua")).toBe(
      "aolite: Process with ID counter already exists\n",
    );
  });

  it("helps with one command", () => {
    const { say } = open();
    expect(say("help spawn")).toBe("spawn id [file.lua | module] [Tag=value]...  start a process\n");
    expect(say("help")).toContain("\nhash ");
    expect(say("help fly")).toBe("no command 'fly' ('help' lists them)\n");
    expect(open().console.complete("help sp")[0]).toEqual(["spawn "]);
  });

  it("AO 11.3 shows the clock, and moves it", () => {
    const { say } = open();
    expect(say("clock")).toBe("0 s, block 0\n");
    expect(say("advance 5")).toBe("clock  5 s, block 0\n");
    expect(say("advance 2 blocks", "clock")).toBe("5 s, block 2\n");
  });

  it("AO 11.11 makes wallets, which can be sent to", () => {
    const { say } = open();
    expect(say("wallet ada")).toBe("");
    expect(say("send ada Hello")).toBe("user -> ada  Hello\n");
  });

  it("AO 11.13 has rules, as tables of Lua or as JSON", () => {
    const { say } = open();
    say("spawn counter counter.lua");
    expect(say('rule { match = "Add", action = "drop", times = 1 }')).toBe("rule 1\n");
    expect(say('rule {"match": {"Action": ["Sum", "Other"]}, "action": "duplicate", "name": "twice"}')).toBe("twice\n");
    expect(say("send counter Add Amount=1")).toBe("user -x counter  Add (rule)\n");
    expect(say("send counter Add Amount=1")).toContain("(again)");
    expect(say("rules")).toBe(
      'rule 1  drop "Add"  applied 1\ntwice  duplicate {"Action":["Sum","Other"]}  applied 1\n',
    );
    expect(say("unrule twice", "rules")).not.toContain("twice");
    expect(say("unrule twice")).toBe("no rule 'twice'\n");
    expect(say("rule {")).toMatch(/^rule: .*<eof>\n$/);
    expect(say("rule 5")).toBe("rule: a table is needed\n");
    expect(say('rule { match = "x", action = "burn" }')).toMatch(/^rule: action must be one of drop, /);
    expect(say('rule { match = "x", action = "drop", tims = 1 }')).toBe("rule: tims: no such option\n");
    expect(say("rule (function() while true do end end)()")).toMatch(/^rule: .*instructions/);
    expect(open().console.isIncomplete("rule {")).toBe(true);
    expect(open().console.isIncomplete('rule {"match": "x", "action": "drop"}')).toBe(false);
  });

  it("AO 5.7 assigns messages to processes", () => {
    const { say } = open();
    say("spawn counter counter.lua", "spawn other counter.lua", "send counter Add Amount=2");
    say("eval other ao.addAssignable({ Action = 'Add' })");
    expect(say("assign user#1 other")).toContain("user -> other  Add (assigned)  Amount=2\n");
    expect(say("get other Count")).toBe("2\n");
    expect(say("assign user#1 nobody")).toBe("aolite: Target process not found: nobody\n");
    expect(say("assign nothing other")).toBe("no message 'nothing'\n");
    expect(say("assign user#1")).toBe("usage: assign message process...\n");
  });

  it("answers nonsense with one line", () => {
    const { say } = open();
    expect(say("fly")).toBe("no command 'fly' ('help' lists them)\n");
    expect(say("spawn")).toBe("usage: spawn id [file.lua | module] [Tag=value]...\n");
    expect(say("send nobody Hello")).toBe(
      "user -x nobody  Hello (unknown target)\naolite: Target process not found: nobody\n",
    );
    expect(say("eval nobody 1")).toBe("no process 'nobody'\n");
    expect(say("inbox nobody")).toBe("no process 'nobody'\n");
    expect(say("queue x y z")).toBe("'z' is not Name=value\n");
    say("spawn a");
    expect(say("spawn a")).toBe("aolite: Process with ID a already exists\n");
    expect(say("eval a )(")).toMatch(/^Error in evaluation: Compilation error: .*\n$/);
    expect(say("advance soon")).toBe("advance: 'soon' is no whole number\n");
  });
});
