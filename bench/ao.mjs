/**
 * What simulated worlds of AO cost, in units of native lua5.4 computing fib(32) in the same run: `npm run bench:ao [-- --quick]`.
 * Each scenario runs in a process of its own, from cold; scenario and unit take turns, and the best of each counts.
 */
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const UNIT = `
  local function fib(n) if n < 2 then return n end return fib(n - 1) + fib(n - 2) end
  local start = os.clock() fib(32) print((os.clock() - start) * 1000)`;

const unit = () => Number(execFileSync("lua5.4", ["-e", UNIT], { encoding: "utf8" }));

/** What a function of ao/worlds.mjs or ao/modules.mjs gives, in a process of its own. */
function inChild(file, name, ...args) {
  const child = [join(import.meta.dirname, "ao/child.mjs"), file, name, JSON.stringify(args)];
  return JSON.parse(execFileSync(process.execPath, child, { encoding: "utf8", maxBuffer: 1 << 26 }));
}

const reach = (reached, text) => `${reached ? "reached" : "MISSED "}  ${text}`;

/** One scenario against a bound in units. */
function scenario(what, bound, rounds, run) {
  let least = Number.POSITIVE_INFINITY;
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0; i < rounds; i++) {
    least = Math.min(least, unit());
    best = Math.min(best, run());
  }
  const units = best / least;
  return reach(units <= bound, `AO: ${what}: ${units.toFixed(2)} units, ${best.toFixed(0)} ms (at most ${bound})`);
}

/** Cost per message as something grows: the last figure beside the first. */
function curve(what, sizes, bound, rounds, run) {
  const costs = sizes.map(() => Number.POSITIVE_INFINITY);
  for (let i = 0; i < rounds; i++) for (const [k, size] of sizes.entries()) costs[k] = Math.min(costs[k], run(size));
  const growth = costs.at(-1) / costs[0];
  const list = sizes.map((size, k) => `${size}: ${(costs[k] * 1000).toFixed(1)} us`).join(", ");
  return reach(growth <= bound, `AO: cost per message by ${what}: ${list} (the last at most ${bound} times the first)`);
}

function moduleLines(rounds) {
  const best = {};
  for (let i = 0; i < rounds; i++) {
    const native = inChild("modules.mjs", "nativeTimes");
    const own = inChild("modules.mjs", "ownTimes");
    if (JSON.stringify(native.check) !== JSON.stringify(own.check)) throw new Error("modules differ from plain Lua");
    for (const name of Object.keys(native.times)) {
      best[name] ??= { native: Number.POSITIVE_INFINITY, own: Number.POSITIVE_INFINITY };
      best[name].native = Math.min(best[name].native, native.times[name]);
      best[name].own = Math.min(best[name].own, own.times[name]);
    }
  }
  return Object.entries(best)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, { native, own }]) => {
      const ms = `${(own * 1000).toFixed(1)} ms, plain Lua on lua5.4 ${(native * 1000).toFixed(1)} ms`;
      return reach(
        own <= native,
        `AO: ${name}: ${(native / own).toFixed(2)} times plain Lua on lua5.4 (at least 1; ${ms})`,
      );
    });
}

function millionLine(messages) {
  const { ms, megabytes } = inChild("worlds.mjs", "longPingPong", messages);
  const count = messages.toLocaleString("en");
  return reach(
    megabytes <= 400,
    `AO: ${count} messages with a capped history: ${megabytes.toFixed(0)} MB, ${(ms / 1000).toFixed(1)} s (at most 400 MB)`,
  );
}

/** All lines, as they stand in RESULTS.md. */
export function aoLines(isQuick) {
  const rounds = isQuick ? 1 : 5;
  const scale = isQuick ? 10 : 1;
  const number = (n) => n.toLocaleString("en");
  return [
    scenario(`${number(20_000 / scale)} messages of ping-pong`, 4, rounds, () =>
      inChild("worlds.mjs", "pingPong", 20_000 / scale),
    ),
    scenario(`${number(5_000 / scale)} token credits with replies`, 4, rounds, () =>
      inChild("worlds.mjs", "credits", 5_000 / scale),
    ),
    scenario(`${number(1_000 / scale)} processes spawned`, 5, rounds, () =>
      inChild("worlds.mjs", "spawns", 1_000 / scale),
    ),
    curve("messages so far", isQuick ? [1e3, 1e4] : [1e3, 1e4, 1e5], 1.5, isQuick ? 1 : 3, (n) =>
      inChild("worlds.mjs", "late", n),
    ),
    curve("processes", isQuick ? [10, 100] : [10, 100, 1000], 1.5, isQuick ? 1 : 3, (n) =>
      inChild("worlds.mjs", "ring", n, 20_000),
    ),
    ...moduleLines(isQuick ? 1 : 3),
    millionLine(1_000_000 / scale),
  ];
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  for (const line of aoLines(process.argv.includes("--quick"))) console.log(line);
}
