/**
 * The simulator's machinery (AO 7): who there is, what waits for whom, and how messages get from outboxes to queues. It works
 * on byte strings and copied values; the interface for TypeScript and the one for Lua are layers over it.
 */

import { stringToBytes } from "../../base/byteString.ts";
import { sha256 } from "../../base/sha256.ts";
import { Xoshiro256 } from "../../base/xoshiro.ts";
import type { CallContext } from "../../vm/callContext.ts";
import { AoError } from "./aoError.ts";
import type { WorldClock } from "./clock.ts";
import { CopiedTable } from "./copied.ts";
import { Deque } from "./deque.ts";
import type { EngineKit } from "./engineKit.ts";
import { type GlobalsImage, NO_GLOBALS } from "./globalsImage.ts";
import type { Handled } from "./handled.ts";
import { Fields, type Message, textOf } from "./message.ts";
import { Delivery, type MockHandler, Participant } from "./participant.ts";
import type { RunBudget } from "./processEngine.ts";
import type { Delayed, Matcher, RuleState, SpyState } from "./rules.ts";

/** What the machinery needs to know of a world's options. */
export interface CoreOptions {
  readonly seed: number | string;
  readonly schedule: "fifo" | "random";
  readonly onFailure: "keep" | "rollback";
  readonly metadata: boolean;
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

/** A request to evaluate code whose answer the host waits for (AO 7.5). */
export interface Evaluation {
  readonly process: string;
  readonly request: Message;
  readonly reference: string;
  answer: Message | undefined;
}

/** What the layers above want to be told. Each may be absent. */
export interface CoreHooks {
  /** A line of the log: that something is spawned or sent, or what a process has printed. Byte string. */
  debug?(kind: "trace" | "output", line: string): void;
  /** Whether lines of kind "trace" are wanted now. */
  traces?(): boolean;
  /** A message was offered to a queue, whether or not for the first time (AO 7.6). */
  offered?(message: Message): void;
  spawned?(process: Participant, cause: string | undefined): void;
  queued?(message: Message, target: string, assigned: boolean): void;
  handled?(result: Handled): void;
  dropped?(message: Message, reason: "rule" | "no target" | "unknown target"): void;
  failed?(process: string, text: string): void;
  /** A process is about to get its globals: says what they are, see {@link Core.image}. */
  prepare?(process: Participant): void;
  /** Units of gas that whoever drives the world has left, and what a process has just used of them. */
  remaining?(): number;
  spent?(units: number): void;
}

/** See the file comment. */
export class Core {
  readonly kit: EngineKit;
  readonly options: CoreOptions;
  readonly clock: WorldClock;
  hooks: CoreHooks = {};
  readonly participants: Map<string, Participant> = new Map();
  readonly store: Map<string, Message> = new Map();
  /** Processes that are to have a turn, in the order in which they became ready. */
  readonly ready: Set<string> = new Set();
  /** The rest of the cycle under way; the process whose turn it is. */
  readonly turns: Deque<string> = new Deque();
  active: string | undefined = undefined;
  /** Messages that the process whose turn it is may still handle in it. */
  quota = 0;
  /** Errors that escaped turns, until a run tells them. */
  turnErrors: string[] = [];
  /** Runs under way: within them the host may send, and nothing runs on its own. */
  running = 0;
  /** Messages that the host has sent and that still lie in the outbox of their sender. */
  readonly offeredByHost: Set<string> = new Set();
  /** Answers that the host waits for: noted when they come, histories may forget them. */
  readonly evaluations: Set<Evaluation> = new Set();
  /** Messages to nobody. */
  readonly nowhere: Deque<string> = new Deque();
  /** Numbers, texts and flags that new processes find among their globals, and `package.path` (AO 7.8). */
  globals: CopiedTable = new CopiedTable();
  /** And everything else that the host has among its globals. */
  image: GlobalsImage = NO_GLOBALS;
  delayed: Delayed[] = [];
  rules: RuleState[] = [];
  /** Rules that there have been. */
  ruleCount = 0;
  spies: SpyState[] = [];
  /** Functions of the host that states only name: tests of rules by their names, and mocks by their ids. */
  readonly matchers: Map<string, Matcher> = new Map();
  readonly mocks: Map<string, MockHandler> = new Map();
  readonly random: Xoshiro256;
  /** Messages handled, transitions of the scheduler, cycles begun, messages made: in the life of the world. */
  steps = 0;
  ticks = 0;
  cycles = 0;
  serial = 0;
  readonly counts: Counts = { sent: 0, assigned: 0, duplicated: 0, handled: 0, dropped: 0, kept: 0 };
  /** The message being handled. */
  handling: Message | undefined = undefined;

  constructor(kit: EngineKit, options: CoreOptions, clock: WorldClock) {
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
    this.ready.clear();
    this.turns.replace([]);
    this.active = undefined;
    this.offeredByHost.clear();
    this.nowhere.replace([]);
    this.delayed = [];
    Object.assign(this.counts, { sent: 0, assigned: 0, duplicated: 0, handled: 0, dropped: 0, kept: 0 });
  }

  // ---------------------------------------------------------------- queues (AO 7.3)

  /** Puts a message into queue and history of a participant. `position`: in the queue; default last. */
  deliver(message: Message, receiver: Participant, again: boolean, position?: number): void {
    if (receiver.kind === "wallet") this.counts.kept++;
    else {
      const delivery = new Delivery(message.id, again);
      if (position === undefined) receiver.queue.push(delivery);
      else receiver.queue.insert(position, delivery);
      message.references++;
      this.wake(receiver);
    }
    for (const spy of this.spies) if (spy.matches(message)) spy.seen.push(message);
    if (this.evaluations.size > 0) this.#noteAnswer(message, receiver);
    // after the queue: a history that holds nothing forgets it at once
    this.remember(receiver.history, message);
    this.hooks.queued?.(message, receiver.id, again);
  }

  #noteAnswer(message: Message, { id }: Participant): void {
    if (message.from !== id || message.root("Action") !== "EvalResponse") return;
    const answered = message.root("X-Reference");
    for (const evaluation of this.evaluations) {
      const { process, reference } = evaluation;
      if (process === id && answered !== undefined && textOf(answered) === reference) evaluation.answer = message;
    }
  }

  /** The participant gets a turn in the next cycle. */
  wake({ id, kind }: Participant): void {
    if (kind !== "wallet") this.ready.add(id);
  }

  /** The same fields in less space: the lists of names of most messages are the same one. */
  compact({ names, values }: Fields): Fields {
    const last = this.#lastNames;
    const isSame = names.length === last.length && names.every((name, i) => name === last[i]);
    if (!isSame) this.#lastNames = names.slice();
    return new Fields(this.#lastNames, values.slice());
  }

  #lastNames: string[] = [];

  /** Notes a message in a history, and forgets the oldest when that is too long. */
  remember(history: Deque<string>, message: Message): void {
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

  /** All results that are kept, in order. */
  results(): Handled[] {
    const results: Handled[] = [];
    for (const message of this.store.values()) if (message.results !== undefined) results.push(...message.results);
    return results.sort((a, b) => a.step - b.step);
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

/** The words that a seed stands for. */
function seedWord(seed: number | string): number {
  if (typeof seed === "number" && Number.isSafeInteger(seed)) return seed;
  const digits = sha256(
    stringToBytes([...String(seed)].map((c) => String.fromCharCode(c.charCodeAt(0) & 255)).join("")),
  );
  return Number.parseInt(digits.slice(0, 12), 16);
}
