/** How messages come to be queued (AO 7.3). */
import { AoError } from "./aoError.ts";
import type { Core } from "./core.ts";
import { applyRules } from "./faults.ts";
import { completeDraft, type Draft, Message, type Sender, textOf } from "./message.ts";
import type { Participant } from "./participant.ts";

/** How a message is offered. */
export interface Offer {
  /** The host has sent it: it lies in the outbox of its sender as well. */
  readonly byHost?: boolean;
  /** No line in the message log, nor in that of debugging. */
  readonly silent?: boolean;
}

/**
 * Completes a message and puts it into the queue of its target, unless it is there already; the target gets a turn.
 * @throws AoError "aolite: Target process not found: X", "aolite: Reference tag is missing"
 */
export function offer(core: Core, draft: Draft, sender: Sender, how: Offer = {}): Message {
  const { clock, options, hooks } = core;
  completeDraft(draft, sender, clock.timestamp, clock.height, options.idSeparator);
  const target = draft.fields.get("Target");
  const receiver = target === undefined ? undefined : receiverOf(core, textOf(target));
  const id = draft.fields.get("Id") as string;
  const known = core.store.get(id);
  const message =
    known ?? new Message({ fields: core.compact(draft.fields), tags: draft.tags }, ++core.serial, core.handling?.id);
  if (target !== undefined && receiver === undefined) {
    core.counts.sent++;
    core.counts.dropped++;
    hooks.dropped?.(message, "unknown target");
    throw new AoError(`aolite: Target process not found: ${textOf(target)}`);
  }
  if (known === undefined) accept(core, message, receiver, how.byHost === true);
  else if (core.offeredByHost.delete(id)) core.release(id);
  if (receiver !== undefined) core.wake(receiver);
  if (how.silent === true) return message;
  hooks.offered?.(known === undefined ? message : new Message(draft, known.serial, known.cause));
  trace(core, message);
  return message;
}

function receiverOf(core: Core, id: string): Participant | undefined {
  const known = core.participants.get(id);
  return known === undefined && core.options.unknownTargets === "sink" ? core.wallet(id) : known;
}

function accept(core: Core, message: Message, receiver: Participant | undefined, byHost: boolean): void {
  core.counts.sent++;
  core.clock.onMessage();
  core.store.set(message.id, message);
  if (byHost) {
    core.offeredByHost.add(message.id);
    message.references++;
  }
  if (receiver === undefined) {
    core.counts.dropped++;
    core.remember(core.nowhere, message);
    core.hooks.dropped?.(message, "no target");
  } else applyRules(core, message, receiver);
}

function trace(core: Core, message: Message): void {
  const { debug, traces } = core.hooks;
  if (debug === undefined || traces?.() !== true) return;
  const action = message.root("Action");
  if (action === "EvalRequest" || action === "EvalResponse") return;
  const what = `(Action = ${textOf(action)}, Id = ${message.id})`;
  debug("trace", `[\x1b[34maolite\x1b[0m] message ${message.from} -> ${message.target ?? "nil"} ${what}`);
}

/** Delivers a message to others as well; an unknown message is ignored (AO 7.3). Texts of errors go into `errors`. */
export function assign(core: Core, id: string, processes: readonly string[], errors: string[]): void {
  const message = core.store.get(id);
  if (message === undefined) return;
  for (const name of processes) {
    const receiver = core.participants.get(name);
    if (receiver === undefined) {
      errors.push(`aolite: Target process not found: ${name}`);
      continue;
    }
    core.counts.assigned++;
    core.deliver(message, receiver, true);
  }
}
