/**
 * Explores: random cases of all generators, both dialects, until the time is up.
 *
 *   npm run fuzz -- --minutes 30 [--subject "node dist/cli.js"] [--generator name,name] [--lua 5.4] [--seed n]
 *                   [--batches n] [--out directory] [--per-kind n] [--print] [--statistics] [--list]
 */
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { generators } from "./generators/index.mjs";
import { Findings, generateCases, inParallel, runBatch } from "./lib/campaign.mjs";
import { Comparison } from "./lib/compare.mjs";
import { DEFAULT_SUBJECT, DIALECTS } from "./lib/engines.mjs";

const { values: options } = parseArgs({
  options: {
    minutes: { type: "string", default: "10" },
    batches: { type: "string" },
    subject: { type: "string", default: DEFAULT_SUBJECT },
    generator: { type: "string" },
    lua: { type: "string" },
    seed: { type: "string" },
    out: { type: "string", default: join(tmpdir(), "perigee-fuzz") },
    "per-kind": { type: "string", default: "1" },
    "shrink-seconds": { type: "string", default: "20" },
    width: { type: "string", default: "2" },
    print: { type: "boolean", default: false },
    statistics: { type: "boolean", default: false },
    list: { type: "boolean", default: false },
  },
});

const wanted = options.generator?.split(",");
const chosen = generators.filter((g) => !wanted || wanted.includes(g.name));
const dialects = DIALECTS.filter((dialect) => !options.lua || options.lua === dialect);
const seed = options.seed === undefined ? Date.now() % 1_000_000_000 : Number(options.seed);

if (options.list) {
  for (const generator of generators) console.log(generator.name);
} else if (options.print) {
  for (const generator of chosen) {
    for (const dialect of dialects)
      for (const source of generateCases(generator, dialect, seed, 1)) console.log(source);
  }
} else if (options.statistics) {
  await statistics();
} else {
  await explore();
}

/** How the cases of one batch of each generator end under the reference. */
async function statistics() {
  for (const generator of chosen) {
    for (const dialect of dialects) {
      if (generator.dialects && !generator.dialects.includes(dialect)) continue;
      const comparison = new Comparison({ dialect, subject: "reference", workDirectory: join(options.out, "work") });
      const start = performance.now();
      const sources = generateCases(generator, dialect, seed, 100 * Number(options.batches ?? 1));
      const generated = performance.now();
      const outputs = await comparison.outputs("reference", sources);
      const count = (/** @type {RegExp} */ pattern) => outputs.filter((text) => pattern.test(text)).length;
      const bytes = outputs.reduce((sum, text) => sum + text.length, 0);
      console.log(
        `${generator.name} ${dialect}: ${Math.round(generated - start)} ms to write, ${Math.round(performance.now() - generated)} ms to run, ` +
          `${Math.round(sources.join("").length / sources.length)} bytes source, ${Math.round(bytes / sources.length)} bytes output, ` +
          `${count(/^SYNTAX/)} syntax errors, ${count(/^ERROR/m)} errors, ${count(/^false/m)} with caught errors, ` +
          `${count(/case too long/)} too long, ${count(/<<HUNG/)} hung, ${count(/^$/)} silent`,
      );
      const problems = outputs
        .filter((text) => text.startsWith("SYNTAX") || text.includes("<<"))
        .map((text) => text.slice(-200));
      for (const text of new Set(problems.slice(0, 5))) console.log(`    ${text.trim()}`);
    }
  }
}

/** Fuzzes until the time or the number of batches is used up. */
async function explore() {
  const findings = new Findings({
    directory: options.out,
    perKind: Number(options["per-kind"]),
    shrinkMilliseconds: 1000 * Number(options["shrink-seconds"]),
  });
  const end = Date.now() + 60_000 * Number(options.minutes);
  const comparisons = dialects.map(
    (dialect) => new Comparison({ dialect, subject: options.subject, workDirectory: join(options.out, "work") }),
  );
  for (const comparison of comparisons) await comparison.check();
  console.log(`seed ${seed}, ${chosen.length} generators, Lua ${dialects.join(" and ")}, subject: ${options.subject}`);
  let reported = Date.now();
  function* jobs() {
    for (let batch = 0; options.batches === undefined || batch < Number(options.batches); batch++) {
      for (const generator of chosen) {
        for (const comparison of comparisons) {
          if (generator.dialects && !generator.dialects.includes(comparison.dialect)) continue;
          if (Date.now() > end) return;
          yield async () => {
            await runBatch(comparison, generator, seed + batch, generator.batch ?? 100, findings);
            if (Date.now() - reported > 60_000) {
              reported = Date.now();
              console.log(`... ${findings.cases} cases, ${findings.differing} differing`);
            }
          };
        }
      }
    }
  }
  await inParallel(jobs(), Number(options.width));
  const unusable = comparisons.reduce((sum, c) => sum + c.unusable, 0);
  for (const [kind, count] of [...findings.kinds].sort((a, b) => b[1] - a[1])) console.log(`${count} x ${kind}`);
  console.log(`${findings.cases} cases, ${findings.differing} differing, ${unusable} not repeatable by the reference`);
  process.exitCode = findings.differing > 0 ? 1 : 0;
}
