/**
 * Messages of cron (AO 11.5): tags `Cron-Interval` ("5-minutes", "10-blocks") of a process, each with the `Cron-Tag-*` after it,
 * have the owner send messages as clock or height advance. They come in the order of their moments; at one moment those of
 * blocks come before those of time, and the finest first.
 */

import type { ClockWay } from "./clock.ts";
import type { Core } from "./core.ts";
import { applyRules } from "./faults.ts";
import { completeDraft, Fields, Message, Tag, textOf } from "./message.ts";
import type { Participant } from "./participant.ts";

const SECONDS: Readonly<Record<string, number>> = {
  second: 1,
  minute: 60,
  hour: 3600,
  day: 86_400,
  week: 604_800,
  month: 2_592_000,
  year: 31_536_000,
};

/** One interval of a process. */
interface Job {
  /** In seconds, or in blocks. */
  readonly every: number;
  readonly isBlocks: boolean;
  readonly tags: readonly Tag[];
}

const TAG_PREFIX = "Cron-Tag-";

/** The jobs that tags say; what is no interval is none. */
export function cronJobs(tags: readonly Tag[]): Job[] {
  const jobs: { every: number; isBlocks: boolean; tags: Tag[] }[] = [];
  for (const { name, value } of tags) {
    if (typeof name !== "string") continue;
    if (name === "Cron-Interval") {
      const match = /^\s*(\d+)[\s-]*([a-z]+?)s?\s*$/i.exec(textOf(value));
      const count = match === null ? 0 : Number(match[1]);
      const unit = match?.[2]?.toLowerCase() ?? "";
      const isBlocks = unit === "block";
      const every = isBlocks ? count : count * (SECONDS[unit] ?? 0);
      if (every > 0 && Number.isSafeInteger(every)) jobs.push({ every, isBlocks, tags: [] });
    } else if (name.startsWith(TAG_PREFIX)) jobs.at(-1)?.tags.push(new Tag(name.slice(TAG_PREFIX.length), value));
  }
  return jobs;
}

/** Begins to count the intervals of a process that has just been born: nothing is due at the origin. */
export function startCron(core: Core, process: Participant): void {
  process.cronMarks = cronJobs(process.tags).map(({ isBlocks }) => (isBlocks ? core.clock.height : core.clock.now()));
}

interface Due {
  readonly process: Participant;
  readonly job: Job;
  /** Seconds of the clock, and the height. */
  readonly moment: number;
  readonly height: number;
}

/** Most messages of one advance. */
const MOST_DUE = 1_000_000;

/** Moves clock and height on, and queues what falls due on the way. */
export function advanceClock(core: Core, seconds: number, blocks: number): void {
  const { clock } = core;
  const way = clock.advance(seconds, blocks);
  for (const item of dueJobs(core, way)) {
    // a message bears the moment at which it fell due
    clock.during(item.moment, item.height, () => queueCron(core, item));
  }
}

function dueJobs(core: Core, way: ClockWay): Due[] {
  const due: Due[] = [];
  const [now, height] = [core.clock.now(), core.clock.height];
  for (const process of core.participants.values()) {
    if (process.cronMarks.length === 0) continue;
    for (const [i, job] of cronJobs(process.tags).entries()) {
      const limit = job.isBlocks ? height : now;
      let at = process.cronMarks[i]! + job.every;
      for (; at <= limit && due.length < MOST_DUE; at += job.every) {
        const moment = job.isBlocks ? way.momentOf(at) : Math.max(at, way.begin);
        due.push({ process, job, moment, height: job.isBlocks ? at : way.heightAt(moment) });
      }
      process.cronMarks[i] = at - job.every;
    }
  }
  return due.sort(
    (a, b) =>
      a.moment - b.moment ||
      Number(b.job.isBlocks) - Number(a.job.isBlocks) ||
      a.height - b.height ||
      a.job.every - b.job.every,
  );
}

function queueCron(core: Core, { process, job }: Due): void {
  const tags: Tag[] = [
    new Tag("Data-Protocol", "ao"),
    new Tag("Variant", "ao.TN.1"),
    new Tag("Type", "Message"),
    new Tag("Reference", `cron-${process.id}-${core.serial + 1}`),
    ...job.tags,
  ];
  const fields = new Fields();
  fields.set("Target", process.id);
  fields.set("Cron", true);
  const sender = { id: process.owner, module: undefined };
  const draft = { fields, tags };
  completeDraft(draft, sender, core.clock.timestamp, core.clock.height, core.options.idSeparator);
  const message = new Message(draft, ++core.serial, undefined);
  core.counts.sent++;
  core.store.set(message.id, message);
  applyRules(core, message, process);
}
