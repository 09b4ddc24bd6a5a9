import { describe, expect, it } from "vitest";
import { errorSummary, type TraceEvent } from "../../../src/aolite/trace/event.ts";
import { readTrace, writeTrace } from "../../../src/aolite/trace/log.ts";
import { mermaidDiagram } from "../../../src/aolite/trace/mermaid.ts";
import { svgDiagram } from "../../../src/aolite/trace/svg.ts";
import { messageTrees, renderTrees } from "../../../src/aolite/trace/tree.ts";

const message = (id: string, from: string, to: string, action: string | undefined, cause?: string): TraceEvent => ({
  kind: "message",
  id,
  from,
  to,
  ...(action === undefined ? {} : { action }),
  tags: [["Type", "Message"]],
  time: 0,
  ...(cause === undefined ? {} : { cause }),
});

const FAILED = "\u001b[31mError\u001b[0m\n\n\u001b[31merror:\n\u001b[0mroom:3: no seats\nstack";
const RUN: readonly TraceEvent[] = [
  { kind: "spawn", process: "room", owner: "room", module: "" },
  message("ada#1", "ada", "room", "Join"),
  message("room#1", "room", "ada", "Welcome", "ada#1"),
  { kind: "spawn", process: "room:1", owner: "room", module: "", cause: "ada#1" },
  { kind: "result", process: "room", message: "ada#1", step: 1, gas: 120, output: "" },
  message("ada#2", "ada", "ada", undefined, "room#1"),
  { kind: "result", process: "ada", message: "room#1", step: 2, gas: 30, output: "", error: FAILED },
  { kind: "drop", id: "ada#3", from: "ada", to: "room", action: "Say", reason: "rule" },
  { kind: "clock", now: 10, height: 1 },
];

describe("AO 11.16 message trees", () => {
  it("put each message below its cause", () => {
    expect(renderTrees(messageTrees(RUN))).toBe(`Join  ada -> room  ada#1  spawned room:1
└─ Welcome  room -> ada  room#1  failed: room:3: no seats
   └─ (no action)  ada -> ada  ada#2
`);
  });

  it("of a long chain need no stack", () => {
    const chain = Array.from({ length: 20_000 }, (_, i) =>
      message(`p#${i}`, "p", "p", "Go", i === 0 ? undefined : `p#${i - 1}`),
    );
    const trees = messageTrees(chain);
    let depth = 0;
    for (let node = trees[0]; node !== undefined; node = node.children[0]) depth++;
    expect([trees.length, depth]).toEqual([1, 20_000]);
  });
});

describe("AO 11.16 sequence diagrams", () => {
  it("as Mermaid", () => {
    expect(mermaidDiagram(RUN)).toBe(`sequenceDiagram
  participant p0 as room
  participant p1 as ada
  participant p2 as room#58;1
  p1->>p0: Join
  p0->>p1: Welcome
  p0-->>p2: spawn
  p1->>p1: (no action)
  Note over p1: failed#58; room#58;3#58; no seats
  p1-xp0: Say (rule)
`);
  });

  it("escape what would be syntax, and cut what is long", () => {
    const hostile = message("x#1", "a;b\n->>c", "</svg><script>", `%%{init}${"é".repeat(80)}`);
    const mermaid = mermaidDiagram([hostile]);
    expect(mermaid).toContain("participant p0 as a#59;b -#62;#62;c\n");
    expect(mermaid.split("\n").length).toBe(5);
    expect(mermaid).not.toContain("%%{");
    const svg = svgDiagram([hostile]);
    expect(svg).not.toContain("<script");
    expect(svg).toContain("&lt;/svg&gt;&lt;script&gt;");
    expect([...svg.matchAll(/é+/g)].map(([run]) => run!.length)).toEqual([39]);
  });

  it("hold no control characters of messages, also in the tree", () => {
    const hostile = [message("x\n#1", "a\n7 handled", "b\u009bK", "A\u001b[2J\u007f\u2028\r\t", "")];
    expect(renderTrees(messageTrees(hostile))).toBe("A\\x1b[2J\\x7f\\u2028\\r\\t  a\\n7 handled -> b\\x9bK  x\\n#1\n");
    for (const diagram of [mermaidDiagram(hostile), svgDiagram(hostile)]) {
      expect(diagram).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
    }
  });

  it("say of a delivery beyond the first why there is another one", () => {
    const first = message("a#1", "a", "b", "Go");
    const run = [first, { ...first, again: true }, { ...first, to: "c", assigned: true }] as readonly TraceEvent[];
    expect(mermaidDiagram(run).split("\n").slice(4, 7)).toEqual([
      "  p0->>p1: Go",
      "  p0-->>p1: Go (again)",
      "  p0-->>p2: Go (assigned)",
    ]);
    const long = message("a#1", "a", "b", "x".repeat(99));
    expect(svgDiagram([{ ...long, again: true } as TraceEvent])).toContain(`>${"x".repeat(39)}… (again)<`);
  });

  it("hold nothing that Mermaid would take for a formula", () => {
    expect(mermaidDiagram([message("a#1", "a", "b", "$$x$$")])).toContain(": #36;#36;x#36;#36;\n");
  });

  it("make room for wide characters", () => {
    const boxes = (name: string): string[] =>
      [...svgDiagram([message("1", name, "b", "A")]).matchAll(/class="box".*? width="([\d.]+)"/g)].map(([, w]) => w!);
    expect(boxes("漢字漢字漢字")).toEqual(boxes("abcdefghijkl"));
    expect(boxes("漢字漢字漢字")).not.toEqual(boxes("abcdef"));
    const gap = (label: string): string =>
      /class="arrow".*? x2="([\d.]+)"/.exec(svgDiagram([message("1", "a", "b", label)]))![1]!;
    expect(gap("한국어".repeat(5))).toBe(gap("x".repeat(30)));
  });

  it("as SVG: a lifeline each, an arrow each, marks for what went wrong", () => {
    const svg = svgDiagram(RUN);
    const count = (text: string): number => svg.split(text).length - 1;
    expect(count('class="line"')).toBe(3);
    expect(count("url(#head)")).toBe(4);
    expect(count("url(#cross)")).toBe(1);
    expect(count("✗ room:3: no seats")).toBe(1);
    expect(svg).toBe(svgDiagram([...RUN]));
    const stack: string[] = [];
    for (const [, close, name, empty] of svg.matchAll(/<(\/?)([a-z]+)\b[^>]*?(\/?)>/g)) {
      if (close === "/") expect(stack.pop()).toBe(name);
      else if (empty !== "/") stack.push(name!);
    }
    expect(stack).toEqual([]);
  });

  it("leave out eval and spawn traffic, other processes, and rows beyond the limit", () => {
    const run = [...RUN, message("ada#4", "ada", "ada", "EvalRequest")];
    expect(mermaidDiagram(run)).not.toContain("EvalRequest");
    expect(mermaidDiagram(run, { all: true })).toContain("p1->>p1: EvalRequest");
    expect(mermaidDiagram(run, { processes: ["ada"] })).toBe(
      "sequenceDiagram\n  participant p0 as ada\n  p0->>p0: (no action)\n  Note over p0: failed#58; room#58;3#58; no seats\n",
    );
    expect(mermaidDiagram(run, { maxRows: 2 })).toContain("Note over p0: 4 more");
  });

  it("show of an error what went wrong", () => {
    expect(errorSummary(FAILED)).toBe("room:3: no seats");
    expect(errorSummary("plain\nsecond")).toBe("plain");
  });
});

describe("AO 11.16 structured logs", () => {
  it("give back what was written", () => {
    expect(readTrace(writeTrace(RUN))).toEqual(RUN);
    expect(readTrace(writeTrace([]))).toEqual([]);
  });

  const HEAD = '{"trace":1}\n';
  it.each([
    ["", "line 1: the log is empty"],
    ["[]\n", "line 1: no JSON object"],
    ['{"a":1}\n', 'line 1: not the beginning of a trace: {"trace":1} expected'],
    ['{"trace":9}\n', "line 1: version 9 is not known"],
    [`${HEAD}{"kind":"clock","now":1,"height":0}\n{"kind":`, "line 3: not JSON"],
    [`${HEAD}\n`, "line 2: not JSON"],
    [`${HEAD}{}`, "line 2: no field 'kind'"],
    [`${HEAD}{"kind":"toString"}`, 'line 2: no event of kind "toString"'],
    [`${HEAD}{"kind":"clock","now":1}`, "line 2: clock without field 'height'"],
    [`${HEAD}{"kind":"error","process":"p","text":3}`, "line 2: field 'text' of error: text expected"],
    [
      `${HEAD}{"kind":"result","process":"p","message":"m","step":-1,"gas":0,"output":""}`,
      "line 2: field 'step' of result: a whole number of at least 0 expected",
    ],
    [
      `${HEAD}{"kind":"message","id":"a","from":"b","to":"c","tags":[["x"]],"time":0}`,
      "line 2: field 'tags' of message: a list of names with values expected",
    ],
  ])("%j is refused with its line", (text, problem) => {
    expect(() => readTrace(text)).toThrow(problem);
  });
});
