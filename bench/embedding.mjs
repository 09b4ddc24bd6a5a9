/**
 * What a host pays: creating and forking engines, calls in both directions, ten thousand engines. Perigee and wasmoon take turns in
 * one warm process, so that both see the same machine; figures are medians. `node bench/embedding.mjs [--quick]` prints
 * each with its bound; `npm run bench` includes them.
 */
import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";
import { embeddingLines } from "./report.mjs";

const require = createRequire(import.meta.url);
const DIST = join(import.meta.dirname, "../dist/index.js");
const median = (list) => list.toSorted((a, b) => a - b)[list.length >> 1];

const PROGRAM = `
  function add(a, b) return a + b end
  function through(a, b) return (host(a, b)) end
  function loop(n)
    local host, sum = host, 0
    for i = 1, n do sum = host(sum, i) end
    return sum
  end`;
const NAMES = ["add", "through", "loop"];
const host = (a, b) => a + b;

/** What a session fills an engine with: forking it must be worth it. */
const WARM = `
  config = {}
  for i = 1, 200 do config["key" .. i] = {id = i, name = "item " .. i, tags = {"a", "b"}} end
  function handler(request) return config[request] end`;

/** @returns {Promise<{ perigee: Calls, wasmoon: Calls }>} where Calls has functions that make n calls of a kind. */
async function engines() {
  const { createLua } = await import(DIST);
  const own = createLua({ globals: { host } });
  own.runSync(PROGRAM);
  const [add, through, loop] = NAMES.map((name) => own.globals.get(name));
  const { LuaFactory } = require("wasmoon");
  const other = await new LuaFactory().createEngine();
  other.global.set("host", host);
  other.doStringSync(PROGRAM);
  const [otherAdd, otherThrough, otherLoop] = NAMES.map((name) => other.global.get(name));
  const repeat = (call) => (n) => {
    for (let i = 1; i <= n; i++) call(i);
  };
  return {
    perigee: {
      intoLua: repeat((i) => add.call(i, 1)),
      throughLua: repeat((i) => through.call(i, 1)),
      intoHost: (n) => loop.call(n),
    },
    wasmoon: {
      intoLua: repeat((i) => otherAdd(i, 1)),
      throughLua: repeat((i) => otherThrough(i, 1)),
      intoHost: (n) => otherLoop(n),
    },
  };
}

/** Calls per second: of Lua by the host; of Lua by the host that call the host; of the host by Lua. */
export async function callRates(rounds) {
  const { perigee, wasmoon } = await engines();
  const measure = (kind) => {
    const seconds = { perigee: [], wasmoon: [] };
    for (let round = -3; round < rounds; round++) {
      for (const [name, engine, n] of [
        ["perigee", perigee, 20_000],
        ["wasmoon", wasmoon, 2_000],
      ]) {
        const start = performance.now();
        engine[kind](n);
        // rounds below zero are warm-up
        if (round >= 0) seconds[name].push((performance.now() - start) / 1000 / n);
      }
    }
    return { perigee: 1 / median(seconds.perigee), wasmoon: 1 / median(seconds.wasmoon) };
  };
  return { intoLua: measure("intoLua"), throughLua: measure("throughLua"), intoHost: measure("intoHost") };
}

/**
 * Milliseconds to create an engine with all libraries, to create one and fill it with data, to fork a filled one, and to
 * fork and use it: forks get a state of their own when they are first used.
 */
export async function creationTimes(rounds) {
  const { createLua } = await import(DIST);
  const { LuaFactory } = require("wasmoon");
  const factory = new LuaFactory();
  await factory.getLuaModule();
  const warm = createLua({ libs: "all" });
  warm.runSync(WARM);
  const chunk = warm.compile("return handler('key7').id");
  const times = { perigee: [], wasmoon: [], prepared: [], fork: [], forkUsed: [] };
  const BATCH = 50;
  const batch = (work) => {
    const start = performance.now();
    for (let i = 0; i < BATCH; i++) work();
    return (performance.now() - start) / BATCH;
  };
  for (let round = -10; round < rounds; round++) {
    const row = { perigee: batch(() => createLua({ libs: "all" })) };
    row.prepared = batch(() => createLua({ libs: "all" }).runSync(WARM));
    row.fork = batch(() => warm.fork());
    row.forkUsed = batch(() => warm.fork().runSync(chunk));
    const start = performance.now();
    const other = await factory.createEngine();
    row.wasmoon = performance.now() - start;
    other.global.close();
    if (round >= 0) for (const [name, time] of Object.entries(row)) times[name].push(time);
  }
  return Object.fromEntries(Object.entries(times).map(([name, list]) => [name, median(list)]));
}

/** Megabytes of the resident set of a process with so many engines, each with a global of its own and having run once. */
export function memoryOfEngines(count) {
  const source = `
    import { createLua } from ${JSON.stringify(DIST)};
    const chunk = createLua().compile("n = (n or 0) + 1 return n");
    const engines = [];
    for (let i = 0; i < ${count}; i++) {
      const lua = createLua({ libs: "all" });
      lua.runSync(chunk);
      engines.push(lua);
    }
    if (engines.some((lua) => lua.runSync(chunk)[0] !== 2)) throw new Error("engines share state");
    console.log(process.memoryUsage().rss / 1e6);`;
  const child = spawnSync(process.execPath, ["--input-type=module", "-e", source], { encoding: "utf8" });
  if (child.status !== 0) throw new Error(child.stderr);
  return Number(child.stdout);
}

/** All figures. */
export async function embeddingCosts(isQuick) {
  const rounds = isQuick ? 5 : 60;
  return {
    creation: await creationTimes(rounds),
    calls: await callRates(rounds),
    engines: memoryOfEngines(10_000),
  };
}

if (process.argv[1] === import.meta.filename) {
  console.log(embeddingLines(await embeddingCosts(process.argv.includes("--quick"))).join("\n"));
}
