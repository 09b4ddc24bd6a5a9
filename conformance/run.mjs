/**
 * The conformance run: fixed and complete, for CI.
 *
 *   npm run conformance -- [--subject "node dist/cli.js"] [--offline] [--only scripts,generators,libraries] [--batches n]
 *
 * 1. The script tests of test/scripts against both references (through vitest).
 * 2. A fixed set of seeds of every generator, in both dialects.
 * 3. Real libraries, downloaded as Debian packages; `--offline` leaves them out.
 */
import { mkdtempSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { generators } from "./generators/index.mjs";
import { Findings, inParallel, runBatch } from "./lib/campaign.mjs";
import { Comparison } from "./lib/compare.mjs";
import { DEFAULT_SUBJECT, DIALECTS, reference, run, subjectCommand } from "./lib/engines.mjs";
import { hideAddresses } from "./lib/normalize.mjs";
import { DRIVERS, environment, fetchLibraries, LIBRARIES } from "./real/libraries.mjs";

const { values: options } = parseArgs({
  options: {
    subject: { type: "string", default: DEFAULT_SUBJECT },
    offline: { type: "boolean", default: false },
    only: { type: "string", default: "scripts,generators,libraries" },
    batches: { type: "string", default: "3" },
    width: { type: "string", default: String(Math.min(4, availableParallelism())) },
  },
});

/** The seeds of the fixed set start here. */
const FIRST_SEED = 1;
const ROOT = fileURLToPath(new URL("..", import.meta.url));
const work = mkdtempSync(join(tmpdir(), "perigee-conformance-"));
const parts = options.only.split(",");
const width = Number(options.width);
let passed = 0;
let failed = 0;

/** @param {string} part @param {number} good @param {number} bad @param {number} start */
function report(part, good, bad, start) {
  passed += good;
  failed += bad;
  console.log(`${part}: ${good} passed, ${bad} failed (${((performance.now() - start) / 1000).toFixed(1)} s)`);
}

const comparisons = DIALECTS.map(
  (dialect) => new Comparison({ dialect, subject: options.subject, workDirectory: work }),
);
for (const comparison of comparisons) await comparison.check();
if (parts.includes("scripts")) await scriptTests();
if (parts.includes("generators")) await fixedSeeds();
if (parts.includes("libraries")) await libraries();
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;

/** The script tests, by the runner that `npm test` uses too. */
async function scriptTests() {
  const start = performance.now();
  const outcome = await run(["npx", "vitest", "run", "test/scripts.test.ts", "--reporter=json"], {
    cwd: ROOT,
    timeout: 600_000,
    env: { NO_COLOR: "1" },
  });
  try {
    const result = JSON.parse(outcome.stdout.slice(outcome.stdout.indexOf("{")));
    for (const file of result.testResults) {
      for (const test of file.assertionResults) {
        if (test.status === "failed")
          console.log(`FAILED ${test.fullName}\n${test.failureMessages.join("\n").slice(0, 2000)}`);
      }
      if (file.assertionResults.length === 0 && file.message) console.log(file.message);
    }
    const unstarted = result.numTotalTests === 0 ? 1 : 0;
    report("script tests", result.numPassedTests, result.numFailedTests + unstarted, start);
  } catch {
    console.log(outcome.stdout.slice(-2000) + outcome.stderr.slice(-2000));
    report("script tests", 0, 1, start);
  }
}

/** The fixed seeds of all generators. A case counts as one test. */
async function fixedSeeds() {
  for (const generator of generators) {
    const start = performance.now();
    const findings = new Findings({ directory: join(work, "found"), shrinkMilliseconds: 15_000 });
    const jobs = comparisons
      .filter((comparison) => !generator.dialects || generator.dialects.includes(comparison.dialect))
      .flatMap((comparison) =>
        Array.from(
          { length: Number(options.batches) },
          (_, i) => () => runBatch(comparison, generator, FIRST_SEED + i, generator.batch ?? 100, findings),
        ),
      );
    await inParallel(jobs, width);
    report(`generator ${generator.name}`, findings.cases - findings.differing, findings.differing, start);
  }
}

/** Every driver in both dialects: same output, same error output, same exit status. */
async function libraries() {
  const start = performance.now();
  if (options.offline) {
    console.log("libraries: skipped (--offline)");
    return;
  }
  const problem = await fetchLibraries();
  if (problem !== undefined) {
    console.log(`${problem}\nThe libraries are Debian packages; without apt-get, give --offline to leave them out.`);
    report("libraries", 0, 1, start);
    return;
  }
  let good = 0;
  let bad = 0;
  const jobs = LIBRARIES.flatMap((library) =>
    DIALECTS.map((dialect) => async () => {
      const settings = { cwd: DRIVERS, timeout: 120_000, env: environment(library.packages) };
      const outcomes = [];
      for (const command of [reference(dialect), subjectCommand(options.subject, dialect)]) {
        const outcome = await run([...command, `${library.script}.lua`], settings);
        const ending = outcome.timedOut ? "timed out" : `exit status ${outcome.code}`;
        outcomes.push(hideAddresses(`${outcome.stdout}\n${outcome.stderr}\n${ending}`));
      }
      const [expected = "", actual = ""] = outcomes;
      // A driver that fails under the reference tests nothing: then the library has changed.
      const works = expected.endsWith("exit status 0");
      if (expected === actual && works) good++;
      else {
        bad++;
        const a = expected.split("\n");
        const b = actual.split("\n");
        const at = works ? a.findIndex((line, i) => line !== b[i]) : a.length - 4;
        console.log(
          `FAILED ${library.script} in Lua ${dialect}, line ${at + 1}\n  expected: ${a[at]}\n  actual:   ${b[at]}`,
        );
      }
    }),
  );
  await inParallel(jobs, width);
  report("libraries", good, bad, start);
}
