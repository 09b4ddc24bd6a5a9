import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { afterAll, beforeAll, expect, it } from "vitest";
import { readScripts } from "../support/scriptFile.ts";
import { type Comparison, type Job, newJob, type Program, UNINTERRUPTED } from "../support/snapshotRun.ts";

const SUPPORT = join(import.meta.dirname, "../support");
/** Far more than there can be. */
const MOST_ROUNDS = 20;
const WORKERS = 2;

let directory = "";
const children = new Set<ChildProcess>();
let program = "";
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "perigee-snapshots-"));
  program = join(directory, "worker.mjs");
  await build({
    entryPoints: [join(SUPPORT, "snapshotWorker.ts")],
    bundle: true,
    platform: "node",
    format: "esm",
    outfile: program,
    logLevel: "error",
  });
});
afterAll(() => {
  for (const child of children) child.kill();
  rmSync(directory, { recursive: true, force: true });
});

/** Numbers in [0, 1), the same in every run. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 4294967296;
  };
}

/** What a process makes of these things. */
function inOtherProcess<T>(things: readonly unknown[], label: string, ...more: readonly string[]): Promise<T> {
  const input = join(directory, `${label}.in.json`);
  const output = join(directory, `${label}.out.json`);
  writeFileSync(input, JSON.stringify(things));
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, input, output, ...more], { stdio: ["ignore", "inherit", "pipe"] });
    children.add(child);
    let stderr = "";
    child.stderr.on("data", (bytes: Buffer) => {
      stderr += bytes.toString();
    });
    child.on("error", reject);
    child.on("exit", (code) => {
      children.delete(child);
      if (code === 0) resolve(JSON.parse(readFileSync(output, "utf8")) as T);
      else reject(new Error(`worker ended with ${code}: ${stderr}`));
    });
  });
}

/** All chunks of all scripts, in all dialects they are for. */
function corpus(): Program[] {
  return readScripts().flatMap(({ name, dialects, chunks }) =>
    dialects.flatMap((dialect) => chunks.map(({ source }) => ({ name, dialect, source }))),
  );
}

const behaviour = ({ name, dialect, ending, out, err }: Job): unknown => ({ name, dialect, ending, out, err });

it("every script, stopped, saved, restored in another process and continued, ends as if nothing had happened", async () => {
  const random = generator(20240601);
  const chunks = corpus();
  const advanceAll = async (jobs: readonly Job[]): Promise<Job[]> => {
    // each worker gets jobs of all areas
    const slices = Array.from({ length: WORKERS }, (_, w) => jobs.filter((_job, i) => i % WORKERS === w));
    const advanced = await Promise.all(slices.map((slice, w) => inOtherProcess<Job[]>(slice, String(w))));
    return jobs.map((_, i) => advanced[i % WORKERS]![Math.floor(i / WORKERS)]!);
  };
  const whole = await advanceAll(
    chunks.map(({ name, dialect, source }) => newJob(name, dialect, source, UNINTERRUPTED)),
  );
  let jobs = chunks.map(({ name, dialect, source }, i) => {
    // compiling costs one for each byte, and is no part of the run
    const instructions = whole[i]!.ending!.instructions - source.length;
    return newJob(name, dialect, source, Math.max(1, Math.ceil(instructions * (0.25 + 0.5 * random()))));
  });
  for (let round = 0; round < MOST_ROUNDS && jobs.some((job) => job.ending === undefined); round++) {
    jobs = await advanceAll(jobs);
  }
  let stops = 0;
  for (const [i, job] of jobs.entries()) {
    stops += job.stops;
    expect(behaviour(job)).toEqual(behaviour(whole[i]!));
    expect(job.refusals).toEqual([]);
  }
  expect(stops).toBeGreaterThan(jobs.length);
}, 240_000);

it("E.3.9: at every 10,000 instructions of every script, restored in another process, the state goes on to the same hash", async () => {
  const chunks = corpus();
  const slices = Array.from({ length: WORKERS }, (_, w) => chunks.filter((_chunk, i) => i % WORKERS === w));
  const comparisons = await Promise.all(
    slices.map((slice, w) => inOtherProcess<Comparison>(slice, `legs${w}`, "legs", "10000")),
  );
  expect(comparisons.flatMap(({ differences }) => differences)).toEqual([]);
  let [compared, legs] = [0, 0];
  for (const comparison of comparisons) {
    compared += comparison.compared;
    legs += comparison.legs;
  }
  // nothing is refused
  expect(compared).toBe(legs);
  expect(legs).toBeGreaterThan(chunks.length);
}, 240_000);
