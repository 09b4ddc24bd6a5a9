/** Jobs with worlds of AO for another process: what they are, and doing them. */
import { createWorld } from "../../src/aolite/index.ts";
import type { Schedule } from "../../src/aolite/world/types.ts";
import { finishFaultyFrom, resume, runExample, scenario } from "./aoWorlds.ts";

/** See {@link perform}. */
export type AoJob =
  | { readonly kind: "scenario"; readonly schedule: Schedule; readonly seed: number; readonly beside: boolean }
  | {
      readonly kind: "example";
      readonly folder: string;
      readonly schedule: Schedule;
      readonly seed: number;
      readonly beside: boolean;
    }
  | { readonly kind: "resume"; readonly snapshot: string; readonly log: string; readonly step: number }
  | { readonly kind: "faulty"; readonly snapshot: string; readonly seed: number }
  | { readonly kind: "messages"; readonly count: number }
  | { readonly kind: "processes"; readonly count: number };

/** Does a job. What it gives can be written as JSON. */
export function perform(job: AoJob): unknown {
  switch (job.kind) {
    case "scenario":
      return scenario(job.schedule, job.seed, job.beside);
    case "example":
      return runExample(job.folder, job.schedule, job.seed, job.beside).log;
    case "resume":
      return resume(Buffer.from(job.snapshot, "base64"), job.log, job.step);
    case "faulty":
      return finishFaultyFrom(Buffer.from(job.snapshot, "base64"), job.seed);
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
