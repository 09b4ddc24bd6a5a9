/** Measurements beside the programs: compile speed, start of the command, memory. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { JAVASCRIPT_ENGINES } from "./engines.mjs";
import { largeSource } from "./programs.mjs";

const median = (list) => list.toSorted((a, b) => a - b)[list.length >> 1];

function timed(work) {
  const start = performance.now();
  work();
  return performance.now() - start;
}

/** Megabytes per second, best warm run, of compiling a source of about 500 KB. */
export async function compileThroughput(engines, seconds) {
  const source = largeSource(500_000);
  const speeds = {};
  for (const name of engines) {
    const engine = await JAVASCRIPT_ENGINES[name]();
    let best = Number.POSITIVE_INFINITY;
    const end = performance.now() + seconds * 1000;
    do
      best = Math.min(
        best,
        timed(() => engine.compile(source, "large")),
      );
    while (performance.now() < end);
    speeds[name] = source.length / 1000 / best;
  }
  speeds["lua5.4"] = nativeCompile(source);
  return { bytes: source.length, speeds };
}

function nativeCompile(source) {
  const directory = mkdtempSync(join(tmpdir(), "perigee-bench-"));
  try {
    const file = join(directory, "large.lua");
    writeFileSync(file, source);
    const script = `
      local source, best = io.open(arg[1]):read("a"), math.huge
      for _ = 1, 15 do
        local start = os.clock()
        assert(load(source))
        best = math.min(best, os.clock() - start)
      end
      print(#source / 1e6 / best)`;
    writeFileSync(join(directory, "time.lua"), script);
    const { stdout } = spawnSync("lua5.4", [join(directory, "time.lua"), file], { encoding: "utf8" });
    return Number(stdout);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Milliseconds of whole processes, median of alternating runs. */
export function startTimes(rounds) {
  const commands = {
    perigee: [join(import.meta.dirname, "../dist/cli.js"), "-e", "print(1)"],
    node: ["-e", "0"],
  };
  const times = { perigee: [], node: [] };
  for (let i = 0; i < rounds; i++) {
    for (const [name, args] of Object.entries(commands)) {
      times[name].push(timed(() => spawnSync(process.execPath, args, { stdio: "ignore" })));
    }
  }
  return { perigee: median(times.perigee), node: median(times.node) };
}

const TABLES = "local t = {} for i = 1, 1000000 do t[i] = {x = i, y = i} end return t";

/** Megabytes that one million tables {x = i, y = i} add to the resident set. */
export function memoryOfTables() {
  const own = `
    import { createLua } from ${JSON.stringify(join(import.meta.dirname, "../dist/index.js"))};
    const lua = createLua({ libs: "all" });
    lua.runSync("local t = {} for i = 1, 1000 do t[i] = {x = i, y = i} end");
    global.gc();
    const before = process.memoryUsage();
    globalThis.kept = lua.runSync(${JSON.stringify(TABLES)});
    global.gc();
    const after = process.memoryUsage();
    console.log(JSON.stringify({ rss: (after.rss - before.rss) / 1e6, heap: (after.heapUsed - before.heapUsed) / 1e6 }));`;
  const child = spawnSync(process.execPath, ["--expose-gc", "--input-type=module", "-e", own], { encoding: "utf8" });
  const native = `
    local function rss() return tonumber(io.open("/proc/self/statm"):read("a"):match("%d+ (%d+)")) * 4096 end
    collectgarbage()
    local before, live = rss(), collectgarbage("count")
    kept = (function() ${TABLES} end)()
    collectgarbage()
    print(('{"rss":%f,"heap":%f}'):format((rss() - before) / 1e6, (collectgarbage("count") - live) * 1024 / 1e6))`;
  const other = spawnSync("lua5.4", ["-e", native], { encoding: "utf8" });
  if (child.status !== 0) throw new Error(child.stderr);
  return { perigee: JSON.parse(child.stdout), "lua5.4": JSON.parse(other.stdout) };
}
