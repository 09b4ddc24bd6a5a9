/**
 * What simulated worlds of AO cost, in units of native lua5.4 computing fib(32) in the same run: `npm run bench:ao [-- --quick]`.
 * Each scenario runs in processes of its own, some times in each; scenario and unit take turns, and the best of each counts.
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

/** A scenario against a bound in units, for warm runs as in the tables above; what the first run takes is said as well. */
function scenario(what, bound, rounds, name, count) {
  let least = Number.POSITIVE_INFINITY;
  const best = { first: Number.POSITIVE_INFINITY, warm: Number.POSITIVE_INFINITY };
  for (let i = 0; i < rounds; i++) {
    least = Math.min(least, unit());
    const { first, warm } = inChild("worlds.mjs", "runs", name, count, rounds === 1 ? 2 : 5);
    best.first = Math.min(best.first, first);
    best.warm = Math.min(best.warm, warm);
  }
  const [first, warm] = [best.first / least, best.warm / least];
  const ms = `${best.warm.toFixed(0)} ms; the first run of a program ${first.toFixed(2)}`;
  return reach(
    warm <= bound,
    `AO: ${count.toLocaleString("en")} ${what}: ${warm.toFixed(2)} units (at most ${bound}; ${ms})`,
  );
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
  const rounds = isQuick ? 1 : 3;
  const scale = isQuick ? 10 : 1;
  const messages = isQuick ? [1e3, 1e4] : [1e3, 1e4, 1e5];
  const processes = isQuick ? [10, 100] : [10, 100, 1000];
  return [
    `        AO: a unit is fib(32) on native lua5.4: ${unit().toFixed(0)} ms`,
    scenario("messages of ping-pong", 4, rounds, "pingPong", 20_000 / scale),
    scenario("token credits with bints and a JSON reply each", 4, rounds, "credits", 5_000 / scale),
    scenario("processes spawned", 5, rounds, "spawns", 1_000 / scale),
    curve("messages so far", messages, 1.5, rounds, (n) => inChild("worlds.mjs", "late", n)),
    curve("processes that there are", processes, 1.5, rounds, (n) => inChild("worlds.mjs", "crowd", n, 20_000)),
    curve("processes that take turns", processes, 1.5, rounds, (n) => inChild("worlds.mjs", "ring", n, 20_000)),
    ...moduleLines(rounds),
    millionLine(1_000_000 / scale),
  ];
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  for (const line of aoLines(process.argv.includes("--quick"))) console.log(line);
}
