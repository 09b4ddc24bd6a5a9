/**
 * The simulator's machinery (AO 7): who there is, what waits for whom, and how messages get from outboxes to queues. It works
 * on byte strings and copied values; the interface for TypeScript and the one for Lua are layers over it.
 */
import { sha256 } from "../../base/sha256.ts";
import { stringToBytes } from "../../base/byteString.ts";
import { Xoshiro256 } from "../../base/xoshiro.ts";
import type { CallContext } from "../../vm/callContext.ts";
import { LuaTable } from "../../vm/table.ts";
import type { LuaValue } from "../../vm/value.ts";
import { AoError } from "./aoError.ts";
import { CopiedTable, copyOut } from "./copied.ts";
import { Deque } from "./deque.ts";
import type { EngineKit } from "./engineKit.ts";
import type { Clock } from "./clock.ts";
import { applyRules, type Delayed, type RuleState } from "./faults.ts";
import { completeDraft, type Draft, draftOf, Message, type Sender, textOf } from "./message.ts";
import { type Delivery, type Handled, Participant } from "./participant.ts";
import type { RunBudget } from "./processEngine.ts";
import { spawnChild } from "./spawning.ts";

/** What the machinery needs to know of a world's options. */
export interface CoreOptions {
  readonly seed: number | string;
  readonly schedule: "fifo" | "random";
  readonly onFailure: "keep" | "rollback";
  readonly authorities: readonly string[];
  readonly unknownTargets: "error" | "sink";
  readonly history: number;
  readonly idSeparator: string;
  readonly turnLimit: number;
  readonly budget: RunBudget;
}

/** Counts of a world's life; see `WorldCounts`. */
export interface Counts {
  sent: number;
  assigned: number;
  duplicated: number;
  handled: number;
  dropped: number;
  kept: number;
}

/** What the layers above want to be told. Each may be absent. */
export interface CoreHooks {
  /** A line of the log: that something is spawned or sent, or what a process has printed. Byte string. */
  debug?(kind: "trace" | "output", line: string): void;
  /** A message was offered to a queue, whether or not for the first time (AO 7.6). */
  offered?(message: Message): void;
  spawned?(process: Participant, cause: string | undefined): void;
  queued?(message: Message, target: string, assigned: boolean): void;
  handled?(result: Handled): void;
  dropped?(message: Message, reason: "rule" | "no target" | "unknown target"): void;
  failed?(process: string, text: string): void;
  /** Makes the globals of a new process complete, before it boots. */
  prepare?(process: Participant): void;
  /** Units of gas that whoever drives the world has left, and what a process has just used of them. */
  remaining?(): number;
  spent?(units: number): void;
}

/** What the delivery of an outbox came to. */
export interface Delivered {
  readonly messages: string[];
  readonly spawns: string[];
  readonly assignments: { readonly message: string; readonly processes: readonly string[] }[];
  readonly errors: string[];
}

/** See the file comment. */
export class Core {
  readonly kit: EngineKit;
  readonly options: CoreOptions;
  readonly clock: Clock;
  hooks: CoreHooks = {};
  readonly participants: Map<string, Participant> = new Map();
  readonly store: Map<string, Message> = new Map();
  /** By message id, in the order in which processes handled it. */
  readonly results: Map<string, Handled[]> = new Map();
  /** Processes that are to have a turn, in the order in which they became ready. */
  readonly ready: Set<string> = new Set();
  /** The rest of the cycle under way; the process whose turn it is; messages to itself that it has handled in it. */
  readonly turns: Deque<string> = new Deque();
  active: string | undefined = undefined;
  ownHandled = 0;
  /** Messages that the process whose turn it is may still handle in it. */
  quota: number = Number.POSITIVE_INFINITY;
  /** Errors that escaped turns, until a run tells them. */
  turnErrors: string[] = [];
  /** Runs under way: within them the host may send, and nothing runs on its own. */
  running = 0;
  /** Messages that the host has sent and that still lie in the outbox of their sender. */
  readonly offeredByHost: Set<string> = new Set();
  /** Messages to nobody. */
  readonly nowhere: Deque<string> = new Deque();
  delayed: Delayed[] = [];
  rules: RuleState[] = [];
  readonly random: Xoshiro256;
  /** Messages handled, transitions of the scheduler, cycles begun, messages made: in the life of the world. */
  steps = 0;
  ticks = 0;
  cycles = 0;
  serial = 0;
  readonly counts: Counts = { sent: 0, assigned: 0, duplicated: 0, handled: 0, dropped: 0, kept: 0 };
  /** The message being handled. */
  handling: Message | undefined = undefined;

  constructor(kit: EngineKit, options: CoreOptions, clock: Clock) {
    this.kit = kit.with(clock);
    this.options = options;
    this.clock = clock;
    this.random = new Xoshiro256(seedWord(options.seed), 0);
  }

  // ---------------------------------------------------------------- participants

  /** @throws AoError when there is none */
  process(id: string): Participant {
    const process = this.participants.get(id);
    if (process === undefined || process.kind !== "process") throw new AoError(`aolite: No such process: ${id}`);
    return process;
  }

  /** An address that only keeps what it gets. */
  wallet(id: string): Participant {
    let wallet = this.participants.get(id);
    if (wallet === undefined) {
      wallet = new Participant(id, "wallet", { owner: id, module: undefined, tags: [] });
      this.participants.set(id, wallet);
    }
    return wallet;
  }

  /** Forgets a participant, its queue and its history. */
  remove(id: string): boolean {
    const gone = this.participants.get(id);
    if (gone === undefined) return false;
    this.participants.delete(id);
    this.ready.delete(id);
    this.turns.remove(id);
    if (this.active === id) this.active = undefined;
    for (const delivery of gone.queue.toArray()) {
      this.counts.dropped++;
      this.release(delivery.id);
    }
    for (const messageId of gone.history.toArray()) this.release(messageId);
    return true;
  }

  /** Forgets processes, queues, store, history and who is ready (AO 7.1 clearAllProcesses). */
  clear(): void {
    this.participants.clear();
    this.store.clear();
    this.results.clear();
    this.ready.clear();
    this.turns.replace([]);
    this.active = undefined;
    this.offeredByHost.clear();
    this.nowhere.replace([]);
    this.delayed = [];
    Object.assign(this.counts, { sent: 0, assigned: 0, duplicated: 0, handled: 0, dropped: 0, kept: 0 });
  }

  // ---------------------------------------------------------------- queueing (AO 7.3)

  /**
   * Completes a message and puts it into the queue of its target, unless it is there already; the target gets a turn.
   * @throws AoError "aolite: Target process not found: X", "aolite: Reference tag is missing"
   */
  offer(draft: Draft, sender: Sender, how: { readonly byHost?: boolean; readonly silent?: boolean } = {}): Message {
    const { clock, options, hooks } = this;
    completeDraft(draft, sender, clock.timestamp, clock.height, options.idSeparator);
    const target = draft.fields.get("Target");
    const receiver = target === undefined ? undefined : this.#receiver(textOf(target));
    const id = draft.fields.get("Id") as string;
    const known = this.store.get(id);
    const message = known ?? new Message(draft, ++this.serial, this.handling?.id);
    if (target !== undefined && receiver === undefined) {
      this.counts.sent++;
      this.counts.dropped++;
      hooks.dropped?.(message, "unknown target");
      throw new AoError(`aolite: Target process not found: ${message.target}`);
    }
    if (known === undefined) this.#accept(message, receiver, how.byHost === true);
    else if (this.offeredByHost.delete(id)) this.release(id);
    if (receiver !== undefined) this.wake(receiver);
    hooks.offered?.(known === undefined ? message : this.#again(draft, known));
    if (how.silent !== true) this.#trace(message);
    return message;
  }

  /** The same message as it is offered once more, for the log. */
  #again(draft: Draft, known: Message): Message {
    return new Message(draft, known.serial, known.cause);
  }

  #receiver(id: string): Participant | undefined {
    const known = this.participants.get(id);
    return known === undefined && this.options.unknownTargets === "sink" ? this.wallet(id) : known;
  }

  #accept(message: Message, receiver: Participant | undefined, byHost: boolean): void {
    this.counts.sent++;
    this.clock.onMessage();
    this.store.set(message.id, message);
    if (byHost) {
      this.offeredByHost.add(message.id);
      message.references++;
    }
    if (receiver === undefined) {
      this.counts.dropped++;
      this.#remember(this.nowhere, message);
      this.hooks.dropped?.(message, "no target");
    } else applyRules(this, message, receiver);
  }

  /** Puts a message into queue and history of a participant. `position`: in the queue; default last. */
  deliver(message: Message, receiver: Participant, again: boolean, position?: number): void {
    this.#remember(receiver.history, message);
    if (receiver.kind === "wallet") this.counts.kept++;
    else {
      const delivery: Delivery = { id: message.id, again };
      if (position === undefined) receiver.queue.push(delivery);
      else receiver.queue.insert(position, delivery);
      message.references++;
      this.wake(receiver);
    }
    this.hooks.queued?.(message, receiver.id, again);
  }

  /** The participant gets a turn in the next cycle. */
  wake({ id, kind }: Participant): void {
    if (kind !== "wallet") this.ready.add(id);
  }

  #remember(history: Deque<string>, message: Message): void {
    message.references++;
    history.push(message.id);
    if (history.length > this.options.history) this.release(history.shift()!);
  }

  /** One place less names the message. */
  release(id: string): void {
    const message = this.store.get(id);
    if (message === undefined) return;
    message.references--;
    if (message.references > 0 || this.options.history === Number.POSITIVE_INFINITY) return;
    this.store.delete(id);
    this.results.delete(id);
  }

  #trace(message: Message): void {
    const { debug } = this.hooks;
    if (debug === undefined) return;
    const action = message.prepared.get("Action");
    if (action === "EvalRequest" || action === "EvalResponse") return;
    const what = `(Action = ${textOf(action)}, Id = ${message.id})`;
    debug("trace", `[\x1b[34maolite\x1b[0m] message ${message.from} -> ${message.target ?? "nil"} ${what}`);
  }

  // ---------------------------------------------------------------- outboxes (AO 7.3)

  /** Sends what a process has put into its outbox; what fails does not hold up the rest. */
  deliverOutbox(process: Participant, pushedFor: string | undefined): Delivered {
    const delivered: Delivered = { messages: [], spawns: [], assignments: [], errors: [] };
    const engine = process.engine!;
    const { outbox } = engine;
    if (outbox === undefined) return delivered;
    const messages = outbox.getStr("Messages") as LuaValue;
    const spawns = outbox.getStr("Spawns") as LuaValue;
    const assignments = outbox.getStr("Assignments") as LuaValue;
    // before anything is delivered: sending may lead back here
    engine.clearOutbox();
    for (const item of itemsOf(messages)) {
      this.#guard(process, delivered, () => {
        const draft = draftOf(item);
        const { fields } = draft;
        if (textOf(fields.get("Target")) === process.id && pushedFor !== undefined && !fields.has("Pushed-For")) {
          fields.set("Pushed-For", pushedFor);
        }
        const serial = this.serial;
        const message = this.offer(draft, process);
        if (this.serial > serial) delivered.messages.push(message.id);
      });
    }
    for (const item of itemsOf(spawns)) {
      this.#guard(process, delivered, () => delivered.spawns.push(spawnChild(this, process, draftOf(item))));
    }
    for (const item of itemsOf(assignments)) {
      this.#guard(process, delivered, () => {
        const id = textOf(item.get("Message"));
        const listed = item.get("Processes");
        const processes = listed instanceof CopiedTable ? listed.items().map(textOf) : [];
        delivered.assignments.push({ message: id, processes });
        this.assign(id, processes, delivered.errors);
      });
    }
    return delivered;
  }

  #guard(process: Participant, delivered: Delivered, work: () => void): void {
    try {
      work();
    } catch (error) {
      if (!(error instanceof AoError)) throw error;
      delivered.errors.push(error.message);
      this.hooks.failed?.(process.id, error.message);
    }
  }

  /** Delivers a message to others as well; an unknown message is ignored (AO 7.3). Texts of errors go into `errors`. */
  assign(id: string, processes: readonly string[], errors: string[]): void {
    const message = this.store.get(id);
    if (message === undefined) return;
    for (const name of processes) {
      const receiver = this.participants.get(name);
      if (receiver === undefined) {
        errors.push(`aolite: Target process not found: ${name}`);
        continue;
      }
      this.counts.assigned++;
      this.deliver(message, receiver, true);
    }
  }

  // ---------------------------------------------------------------- looking

  /** The messages in a history that are still known, oldest first. */
  messagesOf(history: Deque<string>): Message[] {
    const messages: Message[] = [];
    for (const id of history.toArray()) {
      const message = this.store.get(id);
      if (message !== undefined) messages.push(message);
    }
    return messages;
  }

  /** Forgets the history of a participant; what is queued stays. */
  clearHistory(process: Participant): number {
    const ids = process.history.toArray();
    process.history.replace([]);
    for (const id of ids) this.release(id);
    return ids.length;
  }

  /** Messages in queues. */
  get queued(): number {
    let count = 0;
    for (const { queue } of this.participants.values()) count += queue.length;
    return count;
  }

  /** A number below `bound` by the world's seed. */
  draw(bound: number): number {
    this.random.next();
    return (this.random.low >>> 0) % bound;
  }

  /** An engine of nobody's, to convert values in. */
  get scratch(): CallContext {
    this.#scratch ??= this.kit.make();
    return this.#scratch;
  }

  #scratch: CallContext | undefined;

  /** What a process may use now. */
  get budget(): RunBudget {
    const { budget } = this.options;
    const remaining = this.hooks.remaining?.() ?? Number.POSITIVE_INFINITY;
    return remaining < budget.instructions ? { ...budget, instructions: Math.max(remaining, 0) } : budget;
  }
}

/** The tables in a list of a process. */
function itemsOf(list: LuaValue): CopiedTable[] {
  if (!(list instanceof LuaTable)) return [];
  const items: CopiedTable[] = [];
  for (const v of list.items as readonly LuaValue[]) {
    const item = v instanceof LuaTable ? copyOut(v) : undefined;
    if (item instanceof CopiedTable) items.push(item);
  }
  return items;
}

/** The words that a seed stands for. */
function seedWord(seed: number | string): number {
  if (typeof seed === "number" && Number.isSafeInteger(seed)) return seed;
  const digits = sha256(stringToBytes([...String(seed)].map((c) => String.fromCharCode(c.charCodeAt(0) & 255)).join("")));
  return Number.parseInt(digits.slice(0, 12), 16);
}
