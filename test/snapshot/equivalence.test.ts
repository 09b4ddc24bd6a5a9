import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { afterAll, beforeAll, expect, it } from "vitest";
import { readScripts } from "../support/scriptFile.ts";
import { type Job, newJob } from "../support/snapshotRun.ts";

const SUPPORT = join(import.meta.dirname, "../support");
/** Far more than there can be. */
const MOST_ROUNDS = 20;
const WORKERS = 2;

let directory = "";
const children = new Set<ChildProcess>();
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "perigee-snapshots-"));
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

/** One more step for all jobs, in a process of its own. */
function inOtherProcess(program: string, jobs: readonly Job[], label: string): Promise<Job[]> {
  const input = join(directory, `${label}.in.json`);
  const output = join(directory, `${label}.out.json`);
  writeFileSync(input, JSON.stringify(jobs));
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, input, output], { stdio: ["ignore", "inherit", "pipe"] });
    children.add(child);
    let stderr = "";
    child.stderr.on("data", (bytes: Buffer) => {
      stderr += bytes.toString();
    });
    child.on("error", reject);
    child.on("exit", (code) => {
      children.delete(child);
      if (code === 0) resolve(JSON.parse(readFileSync(output, "utf8")) as Job[]);
      else reject(new Error(`worker ended with ${code}: ${stderr}`));
    });
  });
}

const behaviour = ({ name, dialect, ending, out, err }: Job): unknown => ({ name, dialect, ending, out, err });

it("every script, stopped, saved, restored in another process and continued, ends as if nothing had happened", async () => {
  const program = join(directory, "worker.mjs");
  await build({
    entryPoints: [join(SUPPORT, "snapshotWorker.ts")],
    bundle: true,
    platform: "node",
    format: "esm",
    outfile: program,
    logLevel: "error",
  });
  const random = generator(20240601);
  const chunks = readScripts().flatMap(({ name, dialects, chunks }) =>
    dialects.flatMap((dialect) => chunks.map(({ source }) => ({ name, dialect, source }))),
  );
  const advanceAll = async (jobs: readonly Job[]): Promise<Job[]> => {
    // each worker gets jobs of all areas
    const slices = Array.from({ length: WORKERS }, (_, w) => jobs.filter((_job, i) => i % WORKERS === w));
    const advanced = await Promise.all(slices.map((slice, w) => inOtherProcess(program, slice, String(w))));
    return jobs.map((_, i) => advanced[i % WORKERS]![Math.floor(i / WORKERS)]!);
  };
  const whole = await advanceAll(
    chunks.map(({ name, dialect, source }) => newJob(name, dialect, source, Number.MAX_SAFE_INTEGER)),
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
    // nothing but open files and channels keeps these programs from being saved
    for (const refusal of job.refusals) expect(refusal).toMatch(/an open file|a userdata that cannot be saved/);
  }
  expect(stops).toBeGreaterThan(jobs.length);
}, 240_000);
