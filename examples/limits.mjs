/**
 * Code that nobody trusts: every program ends, none takes more than it was given, and all of that can be repeated.
 *
 *   npm run build && node examples/limits.mjs
 */
import { createLua, LuaLimitError } from "perigee";

const PROGRAMS = {
  "a polite program": "local s = 0 for i = 1, 100 do s = s + i end return s",
  "a loop that catches": "while true do pcall(error, 'never mind') end",
  "a list without end": "local t = {} while true do t[#t + 1] = { #t } end",
  "a slow pattern": "return ('a'):rep(40):find(('a*'):rep(40) .. 'b')",
  "a gigabyte": "return #('x'):rep(2^30)",
  "deep recursion": "local function f(n) return 1 + f(n + 1) end return f(1)",
  "a way out": "return io, os.execute, require, string.dump, getmetatable('').__index.dump",
};

for (const [what, source] of Object.entries(PROGRAMS)) {
  const lua = createLua({ limits: { instructions: 5_000_000, memory: 8 << 20, callDepth: 10_000 } });
  try {
    const values = lua.runSync(source, { chunkName: "=program" });
    console.log(`${what}: ${values.map((value) => value ?? "nil").join(", ")}`);
  } catch (error) {
    console.log(`${what}: ${error instanceof LuaLimitError ? `${error.limit} limit` : error.message}`);
  }
}

// or pay as you go: an execution that has used up what it was given waits for more
const lua = createLua();
const job = lua.start("local n = 0 for i = 1, 10000 do n = n + i end return n", {
  limits: { instructions: 10_000, onExhausted: "suspend" },
});
let refills = 0;
while (job.step().state !== "done") {
  job.refill(10_000);
  refills++;
}
console.log(`${job.step().values[0]} after ${refills} refills, ${job.meter.instructions} instructions`);
