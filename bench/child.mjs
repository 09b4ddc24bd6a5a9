/**
 * Measures one program on one JavaScript engine: `node child.mjs ENGINE FILE N BUDGET CLOCK`. Prints JSON: milliseconds of
 * the first run in the fresh process, and of the fastest run after it within the budget. CLOCK is "wall", or "cpu": the
 * processor time of all threads, which is steadier on a busy machine.
 */
import { readFileSync } from "node:fs";
import { JAVASCRIPT_ENGINES } from "./engines.mjs";

const [engineName, file, size, budget, clock] = process.argv.slice(2);
const engine = await JAVASCRIPT_ENGINES[engineName]();
const run = engine.prepare(readFileSync(file, "utf8"), "bench");
const n = Number(size);

/** Warm runs whatever the budget: optimising compilers need some. */
const LEAST_RUNS = 2;

const now = () => {
  if (clock !== "cpu") return performance.now();
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

const timed = () => {
  const start = now();
  run(n);
  return now() - start;
};

const cold = timed();
let best = Number.POSITIVE_INFINITY;
const begin = performance.now();
let runs = 0;
do {
  best = Math.min(best, timed());
  runs++;
} while (runs < LEAST_RUNS || performance.now() - begin < Number(budget));
console.log(JSON.stringify({ cold, best }));
