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
  /** The seed with which it went wrong, when there were several. */
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
      if (result.status !== "fail" && result.status !== "error") continue;
      if (entry.failing.length === 0) entry.result = { ...result, seed };
      entry.failing.push(seed);
    }
  }
  return [...merged.values()].map(({ result, failing }) => {
    if (failing.length === 0) return result;
    const others = failing.length === 1 ? "" : ` and ${failing.length - 1} more of ${runs.length}`;
    const repeat = `--schedule random --seed ${failing[0]}`;
    return { ...result, message: `with seed ${failing[0]}${others} (${repeat}): ${result.message ?? ""}` };
  });
}
