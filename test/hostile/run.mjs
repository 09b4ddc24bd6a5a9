/**
 * The hostile corpus: each script in a child process under a watchdog on time and resident memory.
 *
 *   npm run hostile -- [--only text] [--batch n] [--width n] [--wall ms] [--root folder] [--verbose]
 *
 * `--only` takes parts of paths, separated by commas; `--batch` lets a child run n scripts before a fresh one takes over;
 * `--wall` is the time for a script; `--root` another folder of scripts.
 */
import { fork } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { header, matches } from "./runner/header.mjs";

const { values: options } = parseArgs({
  options: {
    only: { type: "string", default: "" },
    batch: { type: "string", default: "1" },
    width: { type: "string", default: "2" },
    wall: { type: "string", default: "10000" },
    root: { type: "string", default: import.meta.dirname },
    verbose: { type: "boolean", default: false },
  },
});

/** Milliseconds a script may take, by the clock; on a machine that is shared it gets as much of the processor, if that is later. */
const WALL_TIME = Number(options.wall);
const STARVED_WALL_TIME = 9 * WALL_TIME;
/** Bytes a script may add to the resident memory of its child. */
const RESIDENT = 512 * 1024 ** 2;
const PAGE = 4096;
/** Milliseconds between looks at a child. */
const PULSE = 40;
/** Scripts that take this many times the usual time per unit of gas are listed, when they take long enough to tell. */
const SLOW = 40;
const NOTICEABLE = 100;

const ROOT = options.root;
const CHILD = join(import.meta.dirname, "runner/child.mjs");
const only = options.only.split(",");
const jobs = readdirSync(ROOT, { recursive: true })
  .map((path) => path.replaceAll("\\", "/"))
  .filter((path) => path.endsWith(".lua") && only.some((part) => path.includes(part)))
  .sort()
  .flatMap((path) =>
    ["5.3", "5.4"].map((dialect) => ({
      name: `${path} (${dialect})`,
      path: join(ROOT, path),
      dialect,
      script: header(readFileSync(join(ROOT, path), "latin1"), dialect),
    })),
  )
  .filter(({ dialect, script }) => script.dialects.includes(dialect));

/** Resident bytes and CPU milliseconds of a process. @param {number} pid */
function weigh(pid) {
  try {
    const resident = Number(readFileSync(`/proc/${pid}/statm`, "latin1").split(" ")[1]) * PAGE;
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    const [user, system] = stat
      .slice(stat.lastIndexOf(")") + 2)
      .split(" ")
      .slice(11, 13)
      .map(Number);
    return { resident, cpu: (user + system) * 10 };
  } catch {
    return { resident: 0, cpu: 0 };
  }
}

/** A process that runs scripts. */
class Child {
  #process = fork(CHILD, [], { execArgv: ["--max-old-space-size=1024"], stdio: ["ignore", "ignore", "pipe", "ipc"] });
  #stderr = "";
  #answer = (_) => {};
  #ready;
  runs = 0;
  isOver = false;

  constructor() {
    this.#process.stderr.on("data", (data) => {
      this.#stderr = (this.#stderr + data).slice(-2000);
    });
    this.#process.on("message", (message) => this.#answer(message));
    this.#process.on("exit", (code, signal) => {
      this.isOver = true;
      this.#answer({ problems: [`the process ended: ${signal ?? code} ${this.#stderr.slice(-500)}`] });
    });
    this.#ready = new Promise((resolve) => {
      this.#answer = resolve;
    });
  }

  /** What a script came to. @param {{ path: string, dialect: string }} job */
  async run({ path, dialect }) {
    await this.#ready;
    this.runs++;
    const { pid } = this.#process;
    const rest = weigh(pid);
    const start = performance.now();
    let most = 0;
    let verdict;
    const watchdog = setInterval(() => {
      const { resident, cpu } = weigh(pid);
      most = Math.max(most, resident - rest.resident);
      const wall = performance.now() - start;
      const isHanging = wall > WALL_TIME && (wall > STARVED_WALL_TIME || cpu - rest.cpu > WALL_TIME);
      if (isHanging) verdict ??= `hangs: still running after ${Math.round(wall)} ms`;
      if (most > RESIDENT) verdict ??= `memory: ${most >> 20} MB more than at rest`;
      if (verdict !== undefined) this.end();
    }, PULSE);
    const result = await new Promise((resolve) => {
      this.#answer = resolve;
      if (this.isOver) resolve({ problems: ["the process ended before"] });
      else this.#process.send({ path, dialect });
    });
    clearInterval(watchdog);
    return { ...result, problems: verdict === undefined ? (result.problems ?? []) : [verdict], most };
  }

  end() {
    this.isOver = true;
    this.#process.kill("SIGKILL");
  }
}

const reports = [];

/** One lane of the pool. */
async function lane(queue) {
  let child;
  for (let job = queue.shift(); job !== undefined; job = queue.shift()) {
    if (child === undefined || child.isOver || child.runs >= Number(options.batch)) {
      child?.end();
      child = new Child();
    }
    const result = await child.run(job);
    if (result.problems.length > 0) child.end();
    report(job, result);
  }
  child?.end();
}

function report(job, result) {
  const problems = [...result.problems];
  const isSkipped = result.skipped !== undefined;
  if (!isSkipped && result.kind !== undefined && !matches(job.script.expect, result)) {
    problems.unshift(`expected "${job.script.expect}", got "${result.kind} ${result.text}"`);
    if (result.kind !== "ok" && result.output !== "") problems.push(`output: ${result.output}`);
  }
  reports.push({ ...job, ...result, problems, isSkipped });
  if (problems.length > 0) {
    console.log(`FAIL ${job.name}: ${job.script.title}`);
    for (const problem of problems) console.log(`     ${problem.replaceAll("\n", "\n     ")}`);
  } else if (options.verbose) {
    const { ms = 0, instructions = 0, most } = result;
    const facts = `${Math.round(ms)} ms, ${instructions} units, ${most >> 20} MB`;
    console.log(isSkipped ? `skip ${job.name}: ${result.skipped}` : `ok   ${job.name}: ${facts}`);
  }
}

/** Scripts that take much more time per unit of gas than others: a hint, never a failure. */
function listSlowOnes() {
  const perUnit = ({ ms, instructions }) => ms / Math.max(instructions, 1);
  const usual = reports
    .filter(({ instructions }) => instructions >= 1e6)
    .map(perUnit)
    .sort((a, b) => a - b);
  const median = usual[usual.length >> 1];
  if (median === undefined) return;
  const slow = reports.filter((r) => r.ms > NOTICEABLE && perUnit({ ...r, ms: r.ms - NOTICEABLE / 2 }) > SLOW * median);
  console.log(`median: ${(median * 1e6).toFixed(1)} ns per unit of gas; above ${SLOW} times that: ${slow.length}`);
  for (const r of slow.sort((a, b) => perUnit(b) - perUnit(a))) {
    const { name, ms, instructions } = r;
    const times = Math.round(perUnit(r) / median);
    console.log(`  warning: ${name}: ${Math.round(ms)} ms for ${instructions} units (${times} times)`);
  }
}

const start = performance.now();
const queue = [...jobs];
await Promise.all(Array.from({ length: Number(options.width) }, () => lane(queue)));
listSlowOnes();
const skipped = reports.filter((r) => r.isSkipped);
const failed = reports.filter((r) => r.problems.length > 0).length;
const reasons = [...new Set(skipped.map((r) => r.skipped))];
if (skipped.length > 0) console.log(`${skipped.length} skipped (${reasons.join("; ")})`);
const files = new Set(reports.map((r) => r.path)).size;
console.log(`${files} scripts in ${((performance.now() - start) / 1000).toFixed(1)} s`);
console.log(`${reports.length - failed - skipped.length} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
