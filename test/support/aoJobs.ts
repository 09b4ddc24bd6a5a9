/** Jobs with worlds of AO, for another process: what they are, doing them, and having them done. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { createWorld } from "../../src/aolite/index.ts";
import type { Schedule } from "../../src/aolite/world/types.ts";
import { exampleWorld, resume, scenario } from "./aoWorlds.ts";

/** See {@link perform}. */
export type AoJob =
  | { readonly kind: "scenario"; readonly schedule: Schedule; readonly seed: number; readonly beside: boolean }
  | { readonly kind: "example"; readonly folder: string; readonly name: string }
  | { readonly kind: "resume"; readonly snapshot: string; readonly log: string; readonly step: number }
  | { readonly kind: "messages"; readonly count: number }
  | { readonly kind: "processes"; readonly count: number };

/** Does a job. What it gives can be written as JSON. */
export function perform(job: AoJob): unknown {
  switch (job.kind) {
    case "scenario":
      return scenario(job.schedule, job.seed, job.beside);
    case "example":
      return exampleWorld(job.folder, job.name).stateHash();
    case "resume":
      return resume(Buffer.from(job.snapshot, "base64"), job.log, job.step);
    case "messages":
      return manyMessages(job.count);
    case "processes":
      return manyProcesses(job.count);
  }
}

/** Two processes with a ball, the history capped: how far they came, and the megabytes of the whole program. */
function manyMessages(count: number): unknown {
  const world = createWorld({ autoSchedule: false, history: 100 });
  const code = `n = 0 Handlers.add("ball", "Ball", function(m) n = n + 1 Send({ Target = m.From, Action = "Ball" }) end)`;
  for (const id of ["left", "right"]) world.spawn(id, { code });
  world.send({ From: "left", Target: "right", Action: "Ball" });
  const { steps, errors } = world.run({ cycles: Number.POSITIVE_INFINITY, steps: count });
  const seen = (world.inspect("left", "n") as number) + (world.inspect("right", "n") as number);
  return { steps, errors, seen, kept: world.messages().length, megabytes: process.resourceUsage().maxRSS / 1000 };
}

/** So many processes, each of which answers one message. */
function manyProcesses(count: number): unknown {
  const world = createWorld({ autoSchedule: false, unknownTargets: "sink" });
  const code = `Handlers.add("hi", "Hi", function(m) m.reply({ Data = ao.id }) end)`;
  for (let i = 0; i < count; i++) world.spawn(`p${i}`, { code });
  for (let i = 0; i < count; i++) world.queue({ From: "alice", Target: `p${i}`, Action: "Hi" });
  const { steps, errors } = world.run();
  const answers = world.messages("alice");
  return { steps, errors, answers: answers.length, last: answers.at(-1)?.Data };
}

/** Has jobs done in another process. */
export type InOtherProcess = (...jobs: readonly AoJob[]) => readonly unknown[];

/** Makes the program of the other processes; `remove` ends it. */
export async function otherProcess(): Promise<{ readonly run: InOtherProcess; readonly remove: () => void }> {
  const directory = mkdtempSync(join(tmpdir(), "perigee-ao-"));
  const program = join(directory, "worker.mjs");
  await build({
    entryPoints: [join(import.meta.dirname, "aoWorker.ts")],
    bundle: true,
    platform: "node",
    format: "esm",
    outfile: program,
    external: ["esbuild"],
    logLevel: "error",
  });
  const run: InOtherProcess = (...jobs) => {
    const [input, output] = [join(directory, "jobs.json"), join(directory, "results.json")];
    writeFileSync(input, JSON.stringify(jobs));
    const child = spawnSync(process.execPath, ["--max-old-space-size=3000", program, input, output], { encoding: "utf8" });
    if (child.status !== 0) throw new Error(`other process ended with ${child.status}: ${child.stderr}`);
    return JSON.parse(readFileSync(output, "utf8")) as unknown[];
  };
  return { run, remove: () => rmSync(directory, { recursive: true, force: true }) };
}
