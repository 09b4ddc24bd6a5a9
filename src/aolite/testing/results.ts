/** What running tests gives. */

/** How one test ended. "fail": an assertion did not hold; "error": anything else went wrong. */
export type TestStatus = "pass" | "fail" | "error" | "pending";

/** One test that was run, or one step around tests that went wrong. */
export interface TestResult {
  readonly file: string;
  /** Names of the blocks around it, outermost first. */
  readonly blocks: readonly string[];
  readonly name: string;
  readonly status: TestStatus;
  /** Why it did not pass; of a pending test the reason given, if any. */
  readonly message?: string;
  /** Lua's traceback. */
  readonly traceback?: string;
  /** Chunk and line where it went wrong, or where the test begins. */
  readonly chunk: string;
  /** From 1; 0 when unknown. */
  readonly line: number;
  /** The seed with which it went wrong, when the schedule was random. */
  readonly seed?: number;
}

/** Numbers of tests. */
export interface TestCounts {
  readonly pass: number;
  readonly fail: number;
  readonly error: number;
  readonly pending: number;
}

export function countResults(results: readonly TestResult[]): TestCounts {
  const counts = { pass: 0, fail: 0, error: 0, pending: 0 };
  for (const { status } of results) counts[status]++;
  return counts;
}

/** Blocks and name as one text. */
export function fullName({ blocks, name }: Pick<TestResult, "blocks" | "name">): string {
  return [...blocks, name].join(" ");
}

/** Whether it counts against the run. */
export function isBad({ status }: TestResult): boolean {
  return status === "fail" || status === "error";
}

/** A result of a random schedule: what went wrong says with which seed, and how to repeat it. `others`: what else is to be said. */
export function withSeed(result: TestResult, seed: number, others = ""): TestResult {
  if (!isBad(result)) return result;
  const repeat = `--schedule random --seed ${seed}`;
  return { ...result, seed, message: `with seed ${seed}${others} (${repeat}): ${result.message ?? ""}` };
}

/**
 * The results of running the same file with several seeds as one: a test that went wrong with any of them has. In the order
 * of the first run.
 */
export function mergeSeeds(
  runs: readonly { readonly seed: number; readonly results: readonly TestResult[] }[],
): TestResult[] {
  const merged = new Map<string, { result: TestResult; failing: number[] }>();
  for (const { seed, results } of runs) {
    const met = new Map<string, number>();
    for (const result of results) {
      const name = [...result.blocks, result.name].join("\0");
      // tests may have the same name
      const number = (met.get(name) ?? 0) + 1;
      met.set(name, number);
      const key = `${number}\0${name}`;
      const entry = merged.get(key) ?? { result, failing: [] };
      merged.set(key, entry);
      if (!isBad(result)) continue;
      if (entry.failing.length === 0) entry.result = result;
      entry.failing.push(seed);
    }
  }
  return [...merged.values()].map(({ result, failing }) => {
    const [seed, ...more] = failing;
    if (seed === undefined) return result;
    return withSeed(result, seed, more.length === 0 ? "" : ` and ${more.length} more of ${runs.length}`);
  });
}
