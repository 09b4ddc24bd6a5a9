/**
 * Pools: every customer gets an engine that nobody else has touched, in this thread or in threads of their own.
 *
 *   npm run build && node examples/pool.mjs
 */
import { isMainThread } from "node:worker_threads";
import { createLua, createPool } from "perigee";
import { createWorkerPool } from "perigee/node";

/** Makes an engine as customers find it; worker threads import this file and call it too. */
export function makeEngine() {
  const lua = createLua({ libs: "safe", limits: { instructions: 20_000_000, memory: 16 << 20 } });
  lua.runSync(`function primes(limit)
    local sieve, count = {}, 0
    for i = 2, limit do
      if not sieve[i] then
        count = count + 1
        for j = i * i, limit, i do sieve[j] = true end
      end
    end
    return count
  end`);
  return lua;
}

async function main() {
  const pool = createPool({ create: makeEngine, max: 4 });

  // what one customer does, the next one does not see
  await pool.use((lua) => lua.runSync("primes = nil; secret = 42"));
  const [kind, secret] = await pool.use((lua) => lua.runSync("return type(primes), secret"));
  console.log(`next customer: primes is a ${kind}, secret is ${secret}`);

  // customers beyond max wait, and may lose patience
  const counts = await Promise.all([10, 100, 1000, 10_000].map((n) => pool.use((lua) => lua.run(`return primes(${n})`))));
  console.log(`primes below 10, 100, 1000, 10000: ${counts.flat().join(", ")}`);
  try {
    await pool.use((lua) => lua.run("while true do end", { signal: AbortSignal.timeout(20) }));
  } catch (error) {
    console.log(`endless loop: ${error.code}`);
  }
  await pool.close();

  // the same with threads: scripts run at the same time, and even a synchronous run can be interrupted
  const threads = createWorkerPool({ create: import.meta.url, exportName: "makeEngine", max: 2 });
  const both = await Promise.all([1, 2].map((i) => threads.use((lua) => lua.call("primes", i * 50_000))));
  console.log(`primes below 50000 and 100000: ${both.flat().join(", ")}`);
  try {
    await threads.use((lua) => lua.runSync("while true do end", { signal: AbortSignal.timeout(20) }));
  } catch (error) {
    console.log(`endless loop in a thread: ${error.code}`);
  }
  await threads.close();
}

if (isMainThread) await main();
