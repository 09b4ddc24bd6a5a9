/**
 * Measures one program on one JavaScript engine: `node child.mjs ENGINE FILE N BUDGET`. Prints JSON: milliseconds of the
 * first run in the fresh process, and of the fastest run after it within the budget.
 */
import { readFileSync } from "node:fs";
import { JAVASCRIPT_ENGINES } from "./engines.mjs";

const [engineName, file, size, budget] = process.argv.slice(2);
const engine = await JAVASCRIPT_ENGINES[engineName]();
const run = engine.prepare(readFileSync(file, "utf8"), "bench");
const n = Number(size);

const timed = () => {
  const start = performance.now();
  run(n);
  return performance.now() - start;
};

const cold = timed();
let best = Number.POSITIVE_INFINITY;
const begin = performance.now();
do best = Math.min(best, timed());
while (performance.now() - begin < Number(budget));
console.log(JSON.stringify({ cold, best }));
