import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { replayFile } from "../../../src/cli/ao/logFile.ts";
import type { AoJob } from "../../support/aoJobs.ts";
import { type InOtherProcess, otherProcess } from "../../support/aoOtherProcess.ts";
import { exampleNames, runExample, type Shown, scenario } from "../../support/aoWorlds.ts";

const EXAMPLES = join(import.meta.dirname, "../../../lua/examples/ao");

let inOtherProcess: InOtherProcess;
let remove = (): void => undefined;

beforeAll(async () => {
  ({ run: inOtherProcess, remove } = await otherProcess());
});
afterAll(() => remove());

describe("the same scenario in two processes, with different world creation order beside it", () => {
  it("gives byte-equal logs, ids, outputs, instruction counts and state hashes", () => {
    const here = scenario("fifo", 7, false);
    const [alone, beside] = inOtherProcess(
      { kind: "scenario", schedule: "fifo", seed: 7, beside: false },
      { kind: "scenario", schedule: "fifo", seed: 7, beside: true },
    );
    const [first] = inOtherProcess({ kind: "scenario", schedule: "fifo", seed: 7, beside: true });
    // in the other process they cross a file of JSON
    const plain: unknown = JSON.parse(JSON.stringify(here));
    expect(alone).toEqual(plain);
    expect(beside).toEqual(plain);
    expect(first).toEqual(plain);
    expect(here.gas.length).toBeGreaterThan(20);
    expect(here.errors.filter((error) => error !== undefined)).not.toEqual([]);
  });

  it("random schedules with one seed too; another seed gives another order", () => {
    const jobs = [3, 4].flatMap((seed): AoJob[] =>
      [true, false].map((beside) => ({ kind: "scenario", schedule: "random", seed, beside })),
    );
    const [three, threeAlone, four, fourAlone] = inOtherProcess(...jobs) as Shown[];
    expect(threeAlone).toEqual(three);
    expect(fourAlone).toEqual(four);
    expect(JSON.stringify(scenario("random", 3, true))).toBe(JSON.stringify(three));
    expect(four!.hash).not.toBe(three!.hash);
    expect(four!.ids).not.toEqual(three!.ids);
  });
});

it("there are seven examples", () => {
  expect(exampleNames(EXAMPLES)).toHaveLength(7);
});

describe.each(exampleNames(EXAMPLES))("example %s", (name) => {
  const folder = join(EXAMPLES, name);

  it("snapshot at every message, restore in another process, go on: same final hash", () => {
    const { world, log } = runExample(folder);
    const jobs = Array.from({ length: world.steps + 1 }, (_, step): AoJob => {
      const snapshot = Buffer.from(world.goTo(step).snapshot().toBytes()).toString("base64");
      return { kind: "resume", snapshot, log, step };
    });
    expect(jobs.length).toBeGreaterThan(4);
    expect(inOtherProcess(...jobs)).toEqual(jobs.map(() => []));
  });

  it("in two processes, with and without another world beside it: byte-equal logs, with ids, outputs, gas and state", () => {
    const ways = (["fifo", "random"] as const).map((schedule, seed) => ({ schedule, seed }));
    const here = ways.map(({ schedule, seed }) => runExample(folder, schedule, seed).log);
    for (const beside of [false, true]) {
      const jobs = ways.map((way): AoJob => ({ kind: "example", folder, ...way, beside }));
      expect(inOtherProcess(...jobs)).toEqual(here);
    }
    for (const log of here) expect(log).toMatch(/"gas":\d+[\s\S]*"end":\{[^}]*"hash":"[0-9a-f]{64}"/);
  });

  it("replay of its log: same", () => {
    for (const [schedule, seed] of [
      ["fifo", 0],
      ["random", 5],
    ] as const) {
      const { world, log } = runExample(folder, schedule, seed);
      const report = replayFile(log, ".", undefined);
      expect(report.differences).toEqual([]);
      expect(report.steps).toBe(world.steps);
      expect(report.world.stateHash()).toBe(world.stateHash());
    }
  });
});
