/**
 * A world and what its host has done with it: every operation of the host is noted with the moment at which it happened, so
 * that the world can be made again from its beginning, from a checkpoint, or from a log. Byte strings throughout.
 */
import { AoError } from "./aoError.ts";
import type { WorldClock } from "./clock.ts";
import type { CopiedTable } from "./copied.ts";
import { Core, type CoreOptions } from "./core.ts";
import { advanceClock } from "./cron.ts";
import type { EngineKit } from "./engineKit.ts";
import { releaseDelayed } from "./faults.ts";
import type { GlobalsImage } from "./globalsImage.ts";
import type { Message } from "./message.ts";
import { assign } from "./offering.ts";
import { type Mock, Participant } from "./participant.ts";
import type { RuleState } from "./rules.ts";
import { handleMessage, type RunTotal, runCycles, tick } from "./scheduler.ts";
import {
  evalRequest,
  evaluateAtOnce,
  evaluated,
  expectAnswer,
  type Sent,
  sendFromAddress,
  sendFromProcess,
} from "./sending.ts";
import { type Birth, spawnProcess } from "./spawning.ts";
import { StateCodec } from "./states.ts";
import { cancelWaiting, expireWaiting, noteAllWaiting } from "./waiting.ts";
import { copyWorld, loadWorld, saveWorld } from "./worldState.ts";

/** Cycles of a run when nothing is said (AO 7.4). */
export const DEFAULT_CYCLES = 1000;

/** An operation of the host, as it stands in a log. */
export interface Noted {
  readonly op: string;
  readonly [name: string]: unknown;
}

/** One entry of the journal. */
export class JournalEntry {
  /** Transitions and messages handled before it. */
  readonly tick: number;
  readonly step: number;
  /** For the log; undefined when it has functions of the host in it. */
  readonly noted: Noted | undefined;
  readonly apply: (simulation: Simulation) => void;

  constructor(tick: number, step: number, noted: Noted | undefined, apply: (simulation: Simulation) => void) {
    this.tick = tick;
    this.step = step;
    this.noted = noted;
    this.apply = apply;
  }
}

interface Checkpoint {
  readonly step: number;
  /** Entries of the journal before it. */
  readonly entries: number;
  readonly core: Core;
}

/** What a simulation is made of. */
export interface SimulationOptions {
  readonly core: CoreOptions;
  readonly kit: EngineKit;
  /** A fresh clock, as at the beginning. */
  readonly newClock: () => WorldClock;
  /** Steps between two checkpoints; 0: none. */
  readonly checkpoints: number;
  /** Seconds; infinity: receivers wait for ever. */
  readonly receiveTimeout: number;
}

/** See the file comment. */
export class Simulation {
  readonly options: SimulationOptions;
  readonly core: Core;
  readonly codec: StateCodec;
  journal: JournalEntry[] = [];
  #checkpoints: Checkpoint[] = [];
  /** The state at the beginning cannot be made again: it came from a snapshot. */
  #origin: Core | undefined;
  /** That snapshot, and the steps that had been made. */
  restored: { readonly bytes: Uint8Array; readonly step: number } | undefined;
  #notes: boolean;
  /** The entry of the operation under way. */
  #performing: number | undefined;

  constructor(options: SimulationOptions, codec: StateCodec = new StateCodec(options.kit)) {
    this.options = options;
    this.codec = codec;
    this.core = new Core(options.kit, options.core, options.newClock());
    // with forgotten messages there is no going back
    this.#notes = options.core.history === Number.POSITIVE_INFINITY || options.checkpoints > 0;
  }

  // ---------------------------------------------------------------- operations

  #perform<T>(noted: Noted | undefined, apply: (simulation: Simulation) => T): T {
    const { core } = this;
    // what is done from within a transition comes again with it
    if (!this.#notes || core.handling !== undefined) return apply(this);
    this.#performing = this.journal.push(new JournalEntry(core.ticks, core.steps, noted, apply)) - 1;
    try {
      return apply(this);
    } finally {
      this.#performing = undefined;
    }
  }

  /** @throws AoError */
  spawn(birth: Birth): Participant {
    return this.#perform({ op: "spawn", ...birth }, ({ core }) => spawnProcess(core, birth));
  }

  /** Sends from a process, or else from an address. @throws AoError */
  send(from: string, input: CopiedTable): Sent {
    return this.#perform({ op: "send", from, input }, ({ core }) => {
      const sender = core.participants.get(from) ?? core.wallet(from);
      if (sender.engine !== null) return sendFromProcess(core, sender, input);
      return { message: sendFromAddress(core, sender, input), table: undefined };
    });
  }

  /**
   * Evaluates code in a process by messages (AO 7.5). `runs`: the scheduler runs; otherwise just these messages are handled.
   * @returns the JSON of the first result; undefined when there is no answer yet
   * @throws AoError
   */
  evaluate(id: string, code: string, runs: boolean): string | undefined {
    const { core } = this;
    core.process(id);
    if (!runs) {
      return evaluated(this.#perform({ op: "eval", id, code }, (one) => evaluateAtOnce(one.core, id, code)));
    }
    const { message } = this.send(id, evalRequest(id, code));
    const evaluation = expectAnswer(core, id, message);
    try {
      const { errors } = this.run(DEFAULT_CYCLES, Number.POSITIVE_INFINITY);
      const data = evaluated(evaluation);
      if (data === undefined && errors.length > 0) throw new AoError(errors[0]!);
      return data;
    } finally {
      core.evaluations.delete(evaluation);
    }
  }

  /** @throws AoError */
  assign(message: string, processes: readonly string[]): void {
    this.#perform({ op: "assign", message, processes }, ({ core }) => {
      const errors: string[] = [];
      assign(core, message, processes, errors, "");
      if (errors.length > 0) throw new AoError(errors[0]!);
    });
  }

  /** @throws AoError with the texts of AO 7.1 */
  reorder(id: string, ids: readonly string[]): void {
    this.#perform({ op: "reorder", id, ids }, ({ core }) => {
      const queue = core.participants.get(id)?.queue;
      if (queue === undefined) throw new AoError(`No queue found for processId: ${id}`);
      const left = queue.toArray();
      if (ids.length !== left.length) throw new AoError(`newOrderIds must have exactly ${left.length} items`);
      const ordered = ids.map((wanted) => {
        const at = left.findIndex((delivery) => delivery.id === wanted);
        if (at < 0) throw new AoError(`newOrderIds must be a permutation of the queue: ${wanted}`);
        return left.splice(at, 1)[0]!;
      });
      queue.replace(ordered);
    });
  }

  advance(seconds: number, blocks: number): void {
    this.#perform({ op: "advance", seconds, blocks }, ({ core, options }) => {
      noteAllWaiting(core);
      advanceClock(core, seconds, blocks);
      releaseDelayed(core);
      expireWaiting(core, options.receiveTimeout);
    });
  }

  /** What new processes find among their globals from now on; see `Core.globals`. */
  setGlobals(globals: CopiedTable): void {
    this.#perform({ op: "globals", globals }, ({ core }) => {
      core.globals = globals;
    });
  }

  /** The rest of them. A process is being born: what comes of it was done with these. */
  setImage(image: GlobalsImage): void {
    const { core } = this;
    core.image = image;
    const noted = { op: "image", image };
    const apply = (one: Simulation): void => {
      one.core.image = image;
    };
    const around = this.#performing;
    if (!this.#notes) return;
    if (around !== undefined) {
      const { tick, step } = this.journal[around]!;
      this.journal.splice(around, 0, new JournalEntry(tick, step, noted, apply));
      this.#performing = around + 1;
    } else {
      const step = core.handling === undefined ? core.steps : core.steps - 1;
      this.journal.push(new JournalEntry(core.ticks, step, noted, apply));
    }
  }

  wallet(id: string): void {
    this.#perform({ op: "wallet", id }, ({ core }) => core.wallet(id));
  }

  remove(id: string): boolean {
    return this.#perform({ op: "remove", id }, ({ core }) => core.remove(id));
  }

  clear(): void {
    this.#perform({ op: "clear" }, ({ core }) => core.clear());
  }

  clearHistory(id: string): number {
    return this.#perform({ op: "clearHistory", id }, ({ core }) => core.clearHistory(core.process(id)));
  }

  cancel(id: string, name: string): boolean {
    return this.#perform({ op: "cancel", id, name }, ({ core }) => cancelWaiting(core.process(id), name));
  }

  /** @throws AoError when there is a process of that id */
  mock(id: string, mock: Mock): void {
    this.#perform(mock.plain === undefined ? undefined : { op: "mock", id, answers: mock.plain }, ({ core }) => {
      const known = core.participants.get(id);
      if (known?.kind === "process") throw new AoError(`aolite: Process with ID ${id} already exists`);
      const participant = new Participant(id, "mock", { owner: id, module: undefined, tags: [] });
      participant.mock = mock;
      core.participants.set(id, participant);
      if (mock.plain === undefined) core.mocks.set(id, mock.handler);
    });
  }

  /** @throws AoError when there is a rule of that name */
  addRule(rule: RuleState): void {
    const { name, plain, matches } = rule;
    if (this.core.rules.some((one) => one.name === name)) throw new AoError(`there is a rule named '${name}'`);
    this.#perform(plain.match === undefined ? undefined : { op: "rule", rule: plain }, ({ core }) => {
      core.ruleCount++;
      if (plain.match === undefined) core.matchers.set(name, matches);
      core.rules.push({ ...rule });
    });
  }

  removeRule(index: number): void {
    this.#perform({ op: "removeRule", index }, ({ core }) => core.rules.splice(index, 1));
  }

  /** Something was done to a process that a log has no word for: the journal goes on in memory only as far as here. */
  touched(): void {
    this.#perform(undefined, () => undefined);
  }

  // ---------------------------------------------------------------- running

  run(cycles: number, steps: number): RunTotal {
    const every = this.options.checkpoints;
    if (every <= 0) return runCycles(this.core, cycles, steps);
    return runCycles(this.core, cycles, steps, () => {
      if (this.core.steps % every === 0) this.checkpoint();
    });
  }

  /** Handles what a message would give, in a copy. */
  dryRun(id: string, make: (core: Core) => Message): { readonly core: Core; readonly message: Message } {
    const copy = this.#blank();
    copyWorld(this.core, copy);
    const message = make(copy);
    handleMessage(copy, copy.process(id), message);
    return { core: copy, message };
  }

  // ---------------------------------------------------------------- states

  #blank(): Core {
    return new Core(this.options.kit, this.options.core, this.options.newClock());
  }

  save(): Uint8Array {
    return saveWorld(this.core, this.codec);
  }

  /** @throws AoError; then nothing has changed */
  load(bytes: Uint8Array): void {
    loadWorld(this.core, this.codec, bytes);
    this.journal = [];
    this.#checkpoints = [];
    if (!this.#notes) return;
    this.restored = { bytes, step: this.core.steps };
    this.#origin = this.#blank();
    copyWorld(this.core, this.#origin);
  }

  /** An independent copy without the hooks. */
  fork(): Simulation {
    const copy = new Simulation(this.options, this.codec);
    copyWorld(this.core, copy.core);
    copy.journal = this.journal.slice();
    copy.#checkpoints = this.#checkpoints.slice();
    copy.#origin = this.#origin;
    copy.restored = this.restored;
    return copy;
  }

  checkpoint(): void {
    const core = this.#blank();
    copyWorld(this.core, core);
    this.#checkpoints.push({ step: this.core.steps, entries: this.journal.length, core });
  }

  /**
   * The world as it was after so many steps. `acts`: and with what the host did then, up to the next step.
   * @throws AoError when that cannot be made again
   */
  goTo(step: number, acts = false): Simulation {
    if (step > this.core.steps || step < 0) throw new AoError(`no step ${step}: the world has made ${this.core.steps}`);
    if (!this.#notes) throw new AoError("the beginning of this world is not kept: its history is capped");
    const from = this.#checkpoints.findLast((checkpoint) => checkpoint.step <= step);
    const copy = new Simulation(this.options, this.codec);
    const start = from?.core ?? this.#origin;
    if (start !== undefined) copyWorld(start, copy.core);
    copy.core.spies = [];
    copy.#origin = this.#origin;
    copy.restored = this.restored;
    copy.#checkpoints = this.#checkpoints.filter((checkpoint) => checkpoint.step <= step);
    copy.journal = this.journal.slice(0, from?.entries ?? 0);
    for (const entry of this.journal.slice(from?.entries ?? 0)) {
      if (acts ? entry.step > step : entry.step >= step) break;
      copy.tickTo(entry.tick);
      copy.replay(entry);
    }
    copy.stepTo(step);
    if (acts && step === this.core.steps) copy.tickTo(this.core.ticks);
    // the runs of then have told them, but for those that none has told yet
    const untold = acts && step === this.core.steps ? this.core.turnErrors.length : 0;
    copy.core.turnErrors.splice(0, copy.core.turnErrors.length - untold);
    return copy;
  }

  /** Makes transitions up to that many. */
  tickTo(ticks: number): void {
    while (this.core.ticks < ticks && tick(this.core) !== "idle");
  }

  /** Makes transitions until so many messages have been handled. */
  stepTo(step: number): void {
    while (this.core.steps < step && tick(this.core) !== "idle");
  }

  /** Applies an operation once more; its errors were the host's before, and still are. */
  replay(entry: JournalEntry): void {
    this.journal.push(entry);
    this.again(entry.apply);
  }

  /** Does an operation of the host once more. */
  again(operation: (simulation: Simulation) => void): void {
    try {
      operation(this);
    } catch (error) {
      if (!(error instanceof AoError)) throw error;
    }
  }
}
