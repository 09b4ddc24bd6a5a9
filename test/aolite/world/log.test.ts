import { describe, expect, it } from "vitest";
import { createWorld, replay } from "../../../src/aolite/index.ts";

/** A world in which three messages were handled, of which one failed. */
function logged(): string {
  const world = createWorld();
  world.spawn("p", { code: 'Handlers.add("Fail", "Fail", function() error("no", 0) end)' });
  world.addRule({ match: "Never", action: "drop", times: 1 });
  for (const Action of ["Go", "Fail", "Go"]) world.send({ From: "me", Target: "p", Action });
  return world.log();
}

const LOG = logged();
const LINES: readonly string[] = LOG.trimEnd().split("\n");
const RESULTS: readonly number[] = LINES.flatMap((line, i) => (line.startsWith('{"result"') ? [i] : []));
const text = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join("");
/** The log with a line in place of another, or none. */
const withLine = (at: number, ...lines: readonly string[]): string => text(LINES.toSpliced(at, 1, ...lines));
/** The log with something else at its end. */
const ending = (from: RegExp, to: string): string => withLine(LINES.length - 1, LINES.at(-1)!.replace(from, to));

describe("AO 11.2 replaying a log", () => {
  it("compares that each step has one result", () => {
    expect(RESULTS).toHaveLength(3);
    for (const [i, at] of RESULTS.entries()) {
      expect(replay(withLine(at)).differences).toEqual([
        {
          line: LINES.length - 1,
          expected: `no result of step ${i + 1}`,
          actual: JSON.stringify((JSON.parse(LINES[at]!) as { result: unknown }).result),
        },
      ]);
      expect(replay(withLine(at, LINES[at]!, LINES[at]!)).differences).toMatchObject([
        { line: at + 2, actual: "no second result of this step" },
      ]);
    }
    const invented = LINES[RESULTS[2]!]!.replace('"step":3', '"step":7');
    expect(replay(withLine(RESULTS[2]!, LINES[RESULTS[2]!]!, invented)).differences).toMatchObject([
      { actual: "no such result" },
    ]);
  });

  it("needs no results: a log may be without them", () => {
    expect(replay(text(LINES.filter((_, i) => !RESULTS.includes(i)))).differences).toEqual([]);
  });

  it("compares the end", () => {
    const differences = (log: string): readonly string[] =>
      replay(log).differences.map(({ expected, actual }) => `${expected}, ${actual}`);
    expect(differences(LOG)).toEqual([]);
    const { ticks, steps } = (JSON.parse(LINES.at(-1)!) as { end: { ticks: number; steps: number } }).end;
    expect(differences(ending(/"ticks":\d+/, '"ticks":99'))).toEqual([`ticks 99, ticks ${ticks}`]);
    expect(differences(ending(/"ticks":\d+/, '"ticks":0'))).toContain(
      `ticks 0, ticks ${ticks}`.replace(/\d+$/, (n) => String(Number(n) - 1)),
    );
    expect(differences(ending(/"steps":\d+/, '"steps":99'))).toEqual([`steps 99, steps ${steps}`]);
    expect(differences(ending(/"untold":\d+/, '"untold":9'))).toEqual(["untold 9, untold 0"]);
    expect(differences(ending(/"hash":"./, '"hash":"x'))).toHaveLength(1);
  });

  it("compares the step at which something was done", () => {
    const at = LINES.findLastIndex((line) => line.includes('"op":"send"'));
    expect(replay(withLine(at, LINES[at]!.replace(/"step":\d+/, '"step":9'))).differences).toMatchObject([
      { line: at + 1, expected: "step 9", actual: "step 2" },
    ]);
  });

  it("takes logs that editors have put a mark or blank lines into", () => {
    for (const log of [`\ufeff${LOG}`, `\n${LOG}`, LOG.replaceAll("\n", "\r\n"), LOG.replaceAll("\n", "\n\n")]) {
      expect(replay(log).differences).toEqual([]);
    }
  });
});

describe("AO 11.2 a corrupt log is refused with line and reason", () => {
  const last = LINES.length;
  it.each([
    ["in the head", withLine(0, LINES[0]!.replace("{", '{"extra":1,')), "line 1: unknown key 'extra'"],
    ["in an operation", withLine(1, LINES[1]!.replace("{", '{"extra":1,')), "line 2: unknown key 'extra'"],
    ["in a rule", withLine(2, LINES[2]!.replace('"rule":{', '"rule":{"extra":1,')), "line 3: unknown key 'extra'"],
    ["beside a result", withLine(4, LINES[4]!.replace("{", '{"extra":1,')), "line 5: unknown key 'extra'"],
    ["in the end", ending(/"ticks"/, '"extra":1,"ticks"'), `line ${last}: unknown key 'extra'`],
    ["called __proto__", withLine(1, LINES[1]!.replace("{", '{"__proto__":1,')), "line 2: unknown key '__proto__'"],
  ])("an unknown key %s", (_, log, message) => {
    expect(() => replay(log)).toThrow(`corrupt log: ${message}`);
  });

  it.each([
    ["no tick", withLine(1, LINES[1]!.replace('"tick":0,', "")), "line 2: 'tick' is missing"],
    ["no step in a result", withLine(4, '{"result":{}}'), "line 5: 'step' is missing"],
    ["an end without hash", ending(/,"hash":"[0-9a-f]+"/, ""), `line ${last}: 'hash' is missing`],
    ["an end that is none", withLine(last - 1, '{"end":5}'), `line ${last}: 'end' is no object`],
    [
      "ticks that are no number",
      ending(/"ticks":\d+/, '"ticks":"x"'),
      `line ${last}: 'ticks' is no number of at least 0`,
    ],
    ["two ends", text([...LINES, LINES.at(-1)!]), `line ${last}: there is more behind the end`],
    ["a list", withLine(1, "[]"), "line 2 is no object"],
    ["a snapshot that is none", withLine(1, '{"restore":"x"}'), "line 2: 'restore': corrupt world snapshot"],
  ])("%s", (_, log, message) => {
    expect(() => replay(log)).toThrow(`corrupt log: ${message}`);
  });
});
