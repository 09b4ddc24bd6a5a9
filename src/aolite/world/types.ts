/**
 * The public types of simulated worlds (`perigee/aolite`). Texts are JavaScript strings here; Lua has their UTF-8. Times are
 * seconds of the world's clock, heights are blocks, gas is the engine's unit of one instruction.
 */
import type { HostEnv } from "../../base/host.ts";
import type { LuaVersion } from "../../base/version.ts";

/**
 * A value of a message: tables are arrays when their keys are 1..n, otherwise objects without prototype, with keys as text.
 * Bints become `bigint`, as do integers beyond the safe range; functions are never in messages.
 */
export type AoValue =
  | undefined
  | null
  | boolean
  | number
  | bigint
  | string
  | readonly AoValue[]
  | { readonly [key: string]: AoValue };

/** One tag of a message (AO 0.2). */
export type AoTag = {
  readonly name: string;
  readonly value: AoValue;
};

/**
 * A message that was queued (AO 1.4). Fields have the names that they have in Lua. An immutable copy: what a process does to
 * its own copy does not show.
 */
export interface AoMessage {
  /** `From#Reference`. */
  readonly Id: string;
  readonly From: string;
  readonly Owner: string;
  /** Absent in a message that is delivered to nobody. */
  readonly Target: string | undefined;
  readonly Data: AoValue;
  /** The `Action` tag, as handlers match it. */
  readonly Action: string | undefined;
  /** The generated reference, in decimal. */
  readonly Reference: string;
  readonly Anchor: string | undefined;
  /** By name; the first value of a name, as text where the sender gave text. */
  readonly Tags: Readonly<Record<string, AoValue>>;
  /** As sent, in order. */
  readonly TagArray: readonly AoTag[];
  /** Seconds of the world's clock when it was queued. */
  readonly Timestamp: number;
  readonly BlockHeight: number;
  /** The module of the sender. */
  readonly Module: string | undefined;
  /** The root fields that handlers see: the fields above and every extractable tag (AO 1.5). */
  readonly fields: Readonly<Record<string, AoValue>>;
}

/** What a field of a message is compared with (AO 3.4): text as Lua pattern or literally, `"_"` for any, alternatives. */
export type FieldPattern =
  | string
  | number
  | boolean
  | RegExp
  | ((value: AoValue, message: AoMessage) => boolean)
  | readonly FieldPattern[];

/**
 * Selects messages (AO 3.4): an Action; patterns of root fields; or a function. Malformed patterns are refused with an AoError that names
 * them, wherever a spec is given.
 */
export type MatchSpec = string | { readonly [field: string]: FieldPattern } | ((message: AoMessage) => boolean);

/** What a host gives to have a message sent (AO 2.1): root fields become tags, `Tags` follow. */
export interface SendInput {
  readonly From: string;
  /** Absent: stored, and delivered to nobody. */
  readonly Target?: string;
  /** A table is sent as JSON. */
  readonly Data?: AoValue;
  readonly Action?: string;
  /** Wallets only: another owner than From, as messages pushed by a unit have it. */
  readonly Owner?: string;
  readonly Tags?: Readonly<Record<string, AoValue>> | readonly AoTag[];
  readonly [field: string]: AoValue;
}

/** What the evaluation of one message by one process gave (AO 5.3). */
export interface MessageResult {
  /** The message. */
  readonly message: AoMessage;
  /** The process that handled it: the target, or one it was assigned to. */
  readonly process: string;
  /** Number of the step, from 1, in the life of the world. */
  readonly step: number;
  /** What was printed and shown. */
  readonly output: string;
  /** The whole `Output` of the response. */
  readonly Output: AoValue;
  /** Absent when the message was handled. */
  readonly Error: string | undefined;
  /**
   * Says that the handler is suspended now and waits for no message, after a `coroutine.yield` of its own: such a message counts as
   * handled (AO 5.2), but nothing goes on with the handler unless the program does.
   */
  readonly warning: string | undefined;
  /** What the process sent, in order; without those that rules dropped. */
  readonly Messages: readonly AoMessage[];
  /** Ids of the processes that it spawned. */
  readonly Spawns: readonly string[];
  readonly Assignments: readonly { readonly message: string; readonly processes: readonly string[] }[];
  /** What went wrong when its outbox was delivered: unknown targets, children that do not boot. */
  readonly deliveryErrors: readonly string[];
  /** Instructions that the process used. */
  readonly GasUsed: number;
  /** State and outbox were rolled back. */
  readonly rolledBack: boolean;
}

/** Limits of one message: numbers of at least 0. Absent, or infinity: none. */
export interface MessageLimits {
  /** Units of gas. */
  readonly instructions?: number;
  /** Live accounted bytes of the process. */
  readonly memory?: number;
}

/** The virtual clock of a world. */
export interface ClockOptions {
  /** Seconds since 1970-01-01 00:00:00 UTC at the beginning; default 0. */
  readonly start?: number;
  /** Seconds that every queued message moves the clock on; default 0. */
  readonly perMessage?: number;
  /** Seconds per block: advancing the clock advances the height; default 0, not at all. */
  readonly perBlock?: number;
  /** What messages show as their Timestamp; default "s", as the simulator has always had it. On chain it is "ms". */
  readonly unit?: "s" | "ms";
}

/** How messages are ordered: each process in turn drains its queue; or one message of a random process at a time. */
export type Schedule = "fifo" | "random";

/** Text files by name, such as modules or data of transactions. */
export type FileSource = Readonly<Record<string, string>> | ((name: string) => string | undefined);

/** Options of {@link createWorld}. */
export interface WorldOptions {
  /** For random schedules and faults: a finite number or a text; default 0. The same seed gives the same world. */
  readonly seed?: number | string;
  /** Dialect of the processes; default "5.3". */
  readonly version?: LuaVersion;
  /** A virtual clock, or a function that gives the seconds: then runs differ, and `advance` goes beyond what it gives. */
  readonly clock?: ClockOptions | (() => number);
  /** Height at the beginning; default 0. */
  readonly blockHeight?: number;
  /**
   * Whether processes see in their messages what a scheduler unit adds on chain: `Nonce` (1, 2, ... for each process),
   * `Epoch` (0), `Hash-Chain` (SHA-256 over the one before and the message's id, base64url). Default false, as aolite.
   */
  readonly metadata?: boolean;
  /** Per message. */
  readonly limits?: MessageLimits;
  /** Default "fifo". */
  readonly schedule?: Schedule;
  /** What a failed message does to state and outbox of its process: nothing, or both are as before. Default "keep". */
  readonly onFailure?: "keep" | "rollback";
  /** `ao.authorities` of new processes; default `["DummyAuthority"]`. */
  readonly authorities?: readonly string[];
  /** Lua modules for `require` in processes, by name ("my.module"), before those of `env.fs`. */
  readonly modules?: FileSource;
  /** Texts of transactions by id: for `On-Boot = <txid>`, `require("WeaveDrive").getData(txid)` and assignments of them. */
  readonly data?: FileSource;
  /** Whether sending and querying run the scheduler; default true. */
  readonly autoSchedule?: boolean;
  /** Whether what processes print goes to `print`, see {@link WorldOptions.print}. Default false. */
  readonly printOutput?: boolean;
  /** Takes lines of the log: output of processes when `printOutput` is on. Default: dropped. */
  readonly print?: (line: string) => void;
  /** Messages to nobody: an error of the message that sent them, or kept in a history. Default "error". */
  readonly unknownTargets?: "error" | "sink";
  /** What processes may reach: files for `require`, environment variables... Nothing is ambient. */
  readonly env?: HostEnv;
  /**
   * Messages kept per process, and in the world: older ones are forgotten once handled. Default: all. A world whose history is capped has
   * no log and no way back ({@link World.goTo}), unless there are checkpoints.
   */
  readonly history?: number;
  /** Between process and number in ids; default "#" (AO 9). */
  readonly idSeparator?: string;
  /** A state is kept every so many steps (a natural number), for {@link World.goTo}; default 0, none. */
  readonly checkpoints?: number;
  /** Messages that a process handles in one turn beyond those that wait at its start; then the others get theirs. At least 1; default 1000. */
  readonly turnLimit?: number;
  /** Seconds after which a waiting receiver is given up when the clock is advanced; default: never. */
  readonly receiveTimeout?: number;
}

/** Options of {@link World.spawn}. */
export interface SpawnOptions {
  /**
   * What it boots: the name of a module; with `On-Boot` = `Data` among the tags, Lua source; "NODATA" or absent: nothing.
   * {@link SpawnOptions.code} is simpler for source.
   */
  readonly source?: string;
  /** Lua source to boot. */
  readonly code?: string;
  readonly tags?: Readonly<Record<string, AoValue>> | readonly AoTag[];
  /** Default: itself. */
  readonly owner?: string;
}

/** How far {@link World.run} goes. */
export interface RunOptions {
  /** Cycles at most; default 1000 (AO 7.4). */
  readonly cycles?: number;
  /** Messages at most; default: all. */
  readonly steps?: number;
}

/** How to go back, see {@link World.goTo}. */
export interface GoToOptions {
  /** What the host did at that moment is done as well: its spawns, what it sent. Default false. */
  readonly acts?: boolean;
}

/** What a run has done. */
export interface RunReport {
  /** Messages handled. */
  readonly steps: number;
  readonly cycles: number;
  /** Nothing is left to do. */
  readonly idle: boolean;
  /** Errors that escaped turns: "Error in process P: ...". */
  readonly errors: readonly string[];
}

/** What a fault rule does to a message that is about to be queued. */
export interface FaultRule {
  readonly match: MatchSpec;
  readonly action: "drop" | "delay" | "duplicate" | "reorder";
  /** Chance of each matching message, from 0 to 1, by the world's seed; default 1. */
  readonly probability?: number;
  /** How often at most. */
  readonly times?: number;
  /** For "delay": cycles of the scheduler (default 1), or seconds of the clock. */
  readonly cycles?: number;
  readonly seconds?: number;
  /** By this a snapshot names a rule whose match has functions in it; default: "rule 1" and so on, as they are added. */
  readonly name?: string;
}

/** A fault rule at work. */
export interface ActiveRule {
  readonly name: string;
  /** As it was given; of one that came with a snapshot without what is no data. */
  readonly rule: Partial<FaultRule>;
  /** How often it has been applied. */
  readonly applied: number;
  remove(): void;
}

/** What a mock sends in answer: `Target` defaults to the sender, `X-Reference` is that of the message. */
export type MockReply = Partial<SendInput>;

/** What a mock says to a message. */
export type MockFunction = (message: AoMessage) => MockReply | readonly MockReply[] | undefined;

/** A mock as data: what it says to messages that match; without a match, to all. The first that matches counts. */
export interface MockAnswer {
  readonly match?: MatchSpec;
  /** Absent: nothing. */
  readonly reply?: MockReply | readonly MockReply[];
}

/** Watches messages as they are queued. */
export interface Spy {
  readonly name: string;
  /** The messages so far. */
  readonly messages: readonly AoMessage[];
  readonly count: number;
  /** @throws Error saying what came instead, unless so many (default: at least one) came */
  expect(times?: number): void;
  stop(): void;
}

/** A receiver that waits in a process (AO 3.5). */
export interface Waiting {
  readonly process: string;
  /** Name of its entry among the handlers. */
  readonly name: string;
  /** What it waits for, as text. */
  readonly pattern: string;
  /** Seconds of the clock when it was first seen waiting. */
  readonly since: number;
  /** It will never be served. */
  cancel(): void;
}

/** A message and what it caused. */
export interface MessageTree {
  readonly message: AoMessage;
  readonly children: readonly MessageTree[];
}

/** A copy of a world's state; for this program. See {@link World.snapshot}. */
export interface WorldSnapshot {
  /** SHA-256 of the state, hexadecimal. */
  readonly hash: string;
  /** Steps that the world had made. */
  readonly step: number;
  /** To be kept; {@link restoreWorld} reads it, in another process too. */
  toBytes(): Uint8Array;
}

/** What happens in a world, for {@link World.on}. `cause`: id of the message that was being handled. */
export interface WorldEvents {
  readonly spawn: {
    readonly process: string;
    readonly owner: string;
    readonly module: string;
    readonly cause?: string;
  };
  /** A message was queued; `assigned`: once more, for another process. */
  readonly queue: {
    readonly message: AoMessage;
    readonly target: string;
    readonly assigned: boolean;
    readonly cause?: string;
  };
  /** A message was handled. */
  readonly result: MessageResult;
  readonly drop: { readonly message: AoMessage; readonly reason: "rule" | "no target" | "unknown target" };
  readonly output: { readonly process: string; readonly text: string };
  /** Something escaped a turn. */
  readonly error: { readonly process: string; readonly message: string };
  readonly clock: { readonly now: number; readonly height: number };
}

/** Counts of a world's life. sent + assigned + duplicated = handled + queued + delayed + dropped + kept. */
export interface WorldCounts {
  /** Messages that came to be queued, whoever sent them. */
  readonly sent: number;
  /** Deliveries beyond the first, by assignments and by rules. */
  readonly assigned: number;
  readonly duplicated: number;
  readonly handled: number;
  /** In queues, and held back by rules. */
  readonly queued: number;
  readonly delayed: number;
  readonly dropped: number;
  /** Delivered to wallets and sinks, which handle nothing. */
  readonly kept: number;
}

/** How a replay differs from its log. */
export interface ReplayDifference {
  /** Line of the log, from 1. */
  readonly line: number;
  readonly expected: string;
  readonly actual: string;
}

/** What {@link replay} found. */
export interface ReplayReport {
  readonly world: World;
  readonly steps: number;
  /** Empty: it went as in the log. */
  readonly differences: readonly ReplayDifference[];
}

/**
 * A simulated world of AO processes. Make it with {@link createWorld}. Its functions throw a TypeError that names what is wrong when they
 * are given something of another type, or an option that there is not; then nothing has been done.
 */
export interface World {
  readonly options: WorldOptions;
  readonly seed: number | string;
  /** Messages handled so far. */
  readonly steps: number;
  /** Seconds of the clock. */
  readonly now: number;
  readonly blockHeight: number;
  readonly counts: WorldCounts;
  autoSchedule: boolean;
  printOutput: boolean;

  // ---- processes
  /** Starts a process (AO 7.2). @throws AoError when the id is taken or the source does not boot */
  spawn(id: string, options?: SpawnOptions | string): void;
  /** Ids of processes, in the order of their birth. */
  processes(): readonly string[];
  has(id: string): boolean;
  /** Forgets a process and its queue. @returns whether there was one */
  remove(id: string): boolean;
  /** Forgets everything but the options. */
  clear(): void;
  /** An address that is no process: messages to it are kept. Sending From an address makes it a wallet. */
  wallet(address: string): void;
  /**
   * A process of the host: a function answers its messages, or data. Data is kept in snapshots and logs.
   * @throws AoError when there is a process of that id
   */
  mock(id: string, answers: MockFunction | readonly MockAnswer[]): void;

  // ---- messages
  /**
   * Sends a message: from a process as its own `ao.send` does, otherwise from a wallet. Then runs the scheduler if that is
   * automatic. @throws AoError
   */
  send(message: SendInput): AoMessage;
  /** The same, and never runs the scheduler. @throws AoError */
  queue(message: SendInput): AoMessage;
  /**
   * Evaluates code in a process and gives the value of its first result (AO 7.5); undefined also when it waits.
   * @throws AoError "Error in evaluation: ..."
   */
  eval(id: string, code: string): AoValue;
  /** What handling a message would give; nothing is changed. `Read-Only` is among its tags. */
  dryRun(message: SendInput): MessageResult;
  /** Delivers a message to other processes as well. @throws AoError for an unknown process */
  assign(messageId: string, processes: readonly string[]): void;

  // ---- looking
  /** Messages delivered to a process, or to any with undefined, oldest first. */
  messages(id?: string, spec?: MatchSpec): readonly AoMessage[];
  first(id: string, spec?: MatchSpec): AoMessage | undefined;
  last(id: string, spec?: MatchSpec): AoMessage | undefined;
  message(id: string): AoMessage | undefined;
  /** The messages in the `Inbox` of a process: those that no handler took. */
  inbox(id: string): readonly AoValue[];
  /** The messages that wait for a process, in order. @throws AoError */
  queued(id: string): readonly AoMessage[];
  /** Puts the queue of a process into another order. @throws AoError when `ids` is no permutation */
  reorder(id: string, ids: readonly string[]): void;
  /** The result of a message; with several processes, of the given one. */
  result(messageId: string, process?: string): MessageResult | undefined;
  /** All results that are kept, in order. */
  results(process?: string): readonly MessageResult[];
  /** Those with a {@link MessageResult.warning}. */
  stalled(process?: string): readonly MessageResult[];
  /** A value among the globals of a process: "Balances", "Handlers.list". */
  inspect(id: string, path: string): AoValue;
  /** Message and descendants; or all that had no cause. */
  tree(messageId: string): MessageTree | undefined;
  trees(): readonly MessageTree[];
  /** The message that was being handled when this one was sent. */
  cause(messageId: string): AoMessage | undefined;
  /** The receivers that wait. */
  waiting(id?: string): readonly Waiting[];

  // ---- running
  /** Runs until nothing is left to do, or as far as the options say. */
  run(options?: RunOptions): RunReport;
  /** Handles one message. @returns its result; undefined when nothing is left */
  step(): MessageResult | undefined;
  /** Steps until the condition holds. @returns whether it does */
  runUntil(condition: (world: World) => boolean, options?: RunOptions): boolean;
  /** Moves clock and height on; messages of cron that fall due are queued, in order, a million of them at most. */
  advance(by: { readonly seconds?: number; readonly blocks?: number }): void;

  // ---- faults and watching
  /**
   * The rule's functions must not change the world. A message that they fail on does not match; what they threw reaches the caller when the operation is complete.
   * @throws TypeError saying what is wrong with the rule, AoError naming the pattern that is malformed
   */
  addRule(rule: FaultRule): ActiveRule;
  /** Those at work, also those that came with a snapshot or a fork. */
  readonly rules: readonly ActiveRule[];
  /**
   * Counts messages from now on. `name`: default "spy 1" and so on. A spy changes nothing, nor does it show in hashes. Its functions may
   * fail as those of rules do.
   */
  spy(spec: MatchSpec, name?: string): Spy;
  /** Those at work, also those that came with a snapshot or a fork. */
  readonly spies: readonly Spy[];
  /**
   * Listeners only watch, as does {@link WorldOptions.print}: what changes the world is refused in them ("the world is running"). What
   * they throw reaches the caller of the operation when it is complete; of several errors, the first.
   * @returns a function that removes the listener @throws TypeError for an unknown event
   */
  on<E extends keyof WorldEvents>(event: E, listener: (event: WorldEvents[E]) => void): () => void;

  // ---- state and time
  /**
   * The whole state, with rules, mocks and spies that are data. Of rules and mocks with functions it has the names and the
   * counts. @throws AoError naming what cannot be saved
   */
  snapshot(): WorldSnapshot;
  /**
   * Goes back, or over, to a state. Rules and mocks with functions must have been made in this world by the same names.
   * @throws AoError naming what is missing or wrong; then nothing has changed
   */
  restore(snapshot: WorldSnapshot): void;
  /** An independent copy, with the same rules, mocks and spies. Listeners stay with this one. */
  fork(): World;
  /** SHA-256 over everything, hexadecimal: equal worlds have equal hashes. */
  stateHash(): string;
  /**
   * The world as it was after `step` steps, before the host did anything more, or with `acts` after that, right before the next
   * step: a copy without spies, made from the nearest checkpoint and what the host has done since.
   * @throws AoError when the beginning is not kept
   */
  goTo(step: number, options?: GoToOptions): World;
  /**
   * The log: one JSON object per line, for {@link replay}.
   * @throws AoError when the beginning is not kept, or what was done has functions in it
   */
  log(): string;
}
