/**
 * Compares Perigee with wasmoon, fengari and native Lua: `npm run bench -- [options]`.
 *
 *   --only a,b       programs whose name contains one of the words
 *   --engines a,b    of perigee, wasmoon, fengari, lua5.4, lua5.3; perigee is always among them
 *   --quick          small sizes and one round: does everything work?
 *   --rounds N       how often each engine takes its turn at a program (2)
 *   --clock cpu      processor time of all threads instead of wall time, for busy machines
 *   --programs-only  no measurements of compile speed, start, memory and embedding
 *
 * A run of everything with the usual sizes writes bench/RESULTS.md.
 */
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { aoLines } from "./ao.mjs";
import { embeddingCosts } from "./embedding.mjs";
import { JAVASCRIPT_ENGINES, NATIVE_ENGINES, WITHOUT_INT64 } from "./engines.mjs";
import { compileThroughput, memoryOfTables, startTimes } from "./extras.mjs";
import { readPrograms } from "./programs.mjs";
import { programTable, reachLines, resultsDocument } from "./report.mjs";

const { values: options } = parseArgs({
  options: {
    only: { type: "string" },
    engines: { type: "string" },
    quick: { type: "boolean", default: false },
    rounds: { type: "string", default: "2" },
    clock: { type: "string", default: "wall" },
    "programs-only": { type: "boolean", default: false },
  },
});

const known = [...Object.keys(JAVASCRIPT_ENGINES), ...NATIVE_ENGINES];
const chosen = options.engines?.split(",") ?? known;
for (const engine of chosen) {
  if (!known.includes(engine)) {
    console.error(`bench: no engine "${engine}"; there are ${known.join(", ")}`);
    process.exit(1);
  }
}
const engines = known.filter((engine) => engine === "perigee" || chosen.includes(engine));
const words = options.only?.split(",") ?? [""];
const programs = readPrograms().filter((program) => words.some((word) => program.name.includes(word)));
const rounds = options.quick ? 1 : Number(options.rounds);

function measure(engine, program) {
  const n = String(options.quick ? program.quick : program.size);
  const budget = options.quick ? "0" : engine === "fengari" ? "500" : "1500";
  const native = NATIVE_ENGINES.includes(engine);
  const [file, ...args] = native
    ? [engine, join(import.meta.dirname, "native.lua"), program.path, n, budget]
    : [process.execPath, join(import.meta.dirname, "child.mjs"), engine, program.path, n, budget, options.clock];
  const child = spawnSync(file, args, { encoding: "utf8", timeout: 300_000 });
  if (child.status === 0) return JSON.parse(child.stdout);
  console.error(
    `${program.name} on ${engine}: ${(child.stderr || String(child.error)).trim().split("\n").slice(0, 6).join("\n  ")}`,
  );
  process.exitCode = 1;
  return undefined;
}

const rows = [];
for (const program of programs) {
  const times = {};
  for (let round = 0; round < rounds; round++) {
    for (const engine of engines) {
      if (program.needsInt64 && WITHOUT_INT64.has(engine)) continue;
      if (round > 0 && engine === "fengari") continue;
      const result = measure(engine, program);
      if (result === undefined) continue;
      const before = times[engine];
      times[engine] =
        before === undefined
          ? result
          : { cold: Math.min(before.cold, result.cold), best: Math.min(before.best, result.best) };
    }
  }
  rows.push({ name: program.name, times });
  console.error(`${program.name}: ${engines.map((e) => `${e} ${times[e]?.best.toFixed(1) ?? "-"}`).join("  ")}`);
}

console.log(programTable(rows, engines));
let extras;
if (!options["programs-only"] && engines.includes("wasmoon") && engines.includes("fengari")) {
  extras = {
    compile: await compileThroughput(["perigee", "wasmoon", "fengari"], options.quick ? 1 : 4),
    embedding: await embeddingCosts(options.quick),
    start: startTimes(options.quick ? 5 : 15),
    memory: memoryOfTables(),
  };
}
const reached = reachLines(rows, extras);
if (extras !== undefined) reached.push(...aoLines(options.quick));
console.log(reached.join("\n"));
const complete = !options.quick && options.only === undefined && options.engines === undefined && extras !== undefined;
if (complete) {
  writeFileSync(
    join(import.meta.dirname, "RESULTS.md"),
    resultsDocument(options.clock === "cpu" ? "npm run bench -- --clock cpu" : "npm run bench", rows, engines, reached),
  );
}
