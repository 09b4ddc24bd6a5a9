/** Fault rules (AO 11.13): what happens to messages on their way into queues. By the world's seed, so it can be repeated. */
import type { Core } from "./core.ts";
import type { Message } from "./message.ts";
import type { Participant } from "./participant.ts";
import type { Delayed, RuleState } from "./rules.ts";

/** Chances are multiples of one of so many. */
const CHANCES = 1_000_000;

/** Delivers a message, or does with it what the first rule says that matches. */
export function applyRules(core: Core, message: Message, receiver: Participant): void {
  const rule = core.rules.length === 0 ? undefined : core.rules.find((candidate) => strikes(core, candidate, message));
  if (rule === undefined) {
    core.deliver(message, receiver, false);
    return;
  }
  rule.applied++;
  switch (rule.action) {
    case "drop":
      message.isDropped = true;
      core.counts.dropped++;
      core.hooks.dropped?.(message, "rule");
      return;
    case "delay":
      message.references++;
      core.delayed.push({
        id: message.id,
        target: receiver.id,
        cycle: rule.seconds === undefined ? core.cycles + (rule.cycles ?? 1) + 1 : undefined,
        time: rule.seconds === undefined ? undefined : core.clock.now() + rule.seconds,
      });
      return;
    case "duplicate":
      core.deliver(message, receiver, false);
      core.counts.duplicated++;
      core.deliver(message, receiver, true);
      return;
    case "reorder":
      core.deliver(message, receiver, false, core.draw(receiver.queue.length + 1));
  }
}

function strikes(core: Core, rule: RuleState, message: Message): boolean {
  if (rule.applied >= rule.times || !rule.matches(message)) return false;
  return rule.probability >= 1 || core.draw(CHANCES) < rule.probability * CHANCES;
}

/** Delivers what was held back and is due now. */
export function releaseDelayed(core: Core): void {
  if (core.delayed.length === 0) return;
  const now = core.clock.now();
  const due = core.delayed.filter((item) => isDue(core, item, now));
  core.delayed = core.delayed.filter((item) => !isDue(core, item, now));
  for (const { id, target } of due) {
    const message = core.store.get(id)!;
    const receiver = core.participants.get(target);
    if (receiver === undefined) {
      core.counts.dropped++;
      core.hooks.dropped?.(message, "unknown target");
    } else core.deliver(message, receiver, false);
    core.release(id);
  }
}

function isDue(core: Core, { cycle, time }: Delayed, now: number): boolean {
  return cycle === undefined ? time! <= now : cycle <= core.cycles;
}

/** Whether running on will deliver something that is held back. */
export function hasDelayed(core: Core): boolean {
  return core.delayed.some(({ cycle }) => cycle !== undefined);
}
