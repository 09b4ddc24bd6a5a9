/** How messages come to be queued (AO 7.3). */
import { AoError } from "./aoError.ts";
import type { Core } from "./core.ts";
import { applyRules } from "./faults.ts";
import { completeDraft, type Draft, Fields, Message, type Sender, Tag, textOf } from "./message.ts";
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
  if (target !== undefined && receiver === undefined && known === undefined) {
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

/**
 * The message that a transaction of the host's data is to those to whom it is assigned (AO 11.18): from whoever assigns it, to
 * nobody in particular.
 */
function dataMessage(core: Core, id: string, by: string): Message | undefined {
  const data = core.kit.options.readData?.(id);
  if (data === undefined) return undefined;
  const fields = new Fields();
  for (const [name, value] of [
    ["Id", id],
    ["From", by],
    ["Owner", by],
    ["Data", data],
    ["Timestamp", core.clock.timestamp],
    ["Block-Height", core.clock.height],
  ] as const) {
    fields.set(name, value);
  }
  const message = new Message({ fields, tags: [new Tag("Type", "Data")] }, ++core.serial, core.handling?.id);
  core.store.set(id, message);
  return message;
}

/**
 * Delivers a message to others as well, or data of the host; what is neither is ignored (AO 7.3, 11.18). Texts of errors go into
 * `errors`. `by`: the id of whoever assigns it, "" for the host.
 */
export function assign(core: Core, id: string, processes: readonly string[], errors: string[], by: string): void {
  const message = core.store.get(id) ?? dataMessage(core, id, by);
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
