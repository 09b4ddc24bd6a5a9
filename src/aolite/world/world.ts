/** The interface for TypeScript over a {@link Simulation}. */
import { decodeUtf8 } from "../../base/byteString.ts";
import { requireFunction } from "../../stdlib/require.ts";
import { callFromHost } from "../../vm/run.ts";
import { LuaTable } from "../../vm/table.ts";
import type { LuaValue } from "../../vm/value.ts";
import { decodeJson } from "../modules/jsonDecode.ts";
import { draftOfAddress } from "./addresses.ts";
import { AoError } from "./aoError.ts";
import { byteListOf, bytesOf, checkedText, checkFunction, hasParts } from "./checks.ts";
import { copyOut } from "./copied.ts";
import type { Core, CoreHooks } from "./core.ts";
import type { Handled } from "./handled.ts";
import { birthOf, checkGoTo, checkRun, movesOf, outgoing } from "./inputs.ts";
import { logOf, readLog, replayLog } from "./log.ts";
import { matchData } from "./matchData.ts";
import { checkMatch, matcherOf } from "./matching.ts";
import { completeDraft, Message } from "./message.ts";
import { mockOf } from "./mocks.ts";
import { newSimulation, readOptions } from "./options.ts";
import type { Participant } from "./participant.ts";
import { completing, postpone, repeating, unfailing } from "./postponed.ts";
import { ruleOf } from "./ruleOf.ts";
import { DEFAULT_CYCLES, type Simulation } from "./simulation.ts";
import { spyView } from "./spies.ts";
import type {
  ActiveRule,
  AoMessage,
  AoValue,
  FaultRule,
  GoToOptions,
  MatchSpec,
  MessageResult,
  MessageTree,
  MockAnswer,
  MockFunction,
  ReplayReport,
  RunOptions,
  RunReport,
  SendInput,
  SpawnOptions,
  Spy,
  Waiting,
  World,
  WorldCounts,
  WorldEvents,
  WorldOptions,
  WorldSnapshot,
} from "./types.ts";
import { toAo, viewOf } from "./views.ts";
import { stalledIn, waitersOf } from "./waiting.ts";
import { hashOf } from "./worldState.ts";

/** Makes an empty world. Synchronous, no I/O. @throws TypeError naming the option that is wrong */
export function createWorld(options: WorldOptions = {}): World {
  return new SimWorld(options, newSimulation(options));
}

/**
 * A world in the state of a snapshot, with the options that are given: functions among them are not in snapshots.
 * @throws AoError when the bytes are no snapshot
 */
export function restoreWorld(snapshot: WorldSnapshot | Uint8Array, options: WorldOptions = {}): World {
  if (!(snapshot instanceof Uint8Array)) checkSnapshot(snapshot);
  const world = createWorld(options);
  world.restore(snapshot instanceof Uint8Array ? new SavedState(snapshot, 0) : snapshot);
  return world;
}

/**
 * Makes a world again from its log, and compares outputs, gas and the hash of the state at the end. `options` come before those of
 * the log: files and modules are not in it.
 * @throws AoError when the log is corrupt
 */
export function replay(log: string, options: WorldOptions = {}): ReplayReport {
  const read = readLog(checkedText("log", log));
  const merged = { ...readOptions(read.options), ...options };
  const world = new SimWorld(merged, simulationOfLog(merged, options));
  const differences = repeating(world.simulation, () => replayLog(world.simulation, read));
  return { world, steps: world.steps, differences };
}

/** @param own what is not the log's @throws AoError when its options make no sense */
function simulationOfLog(options: WorldOptions, own: WorldOptions): Simulation {
  try {
    return newSimulation(options);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    newSimulation(own);
    throw new AoError(`corrupt log: line 1: ${error.message}`);
  }
}

/** The options in a log. @throws AoError when it is corrupt */
export function optionsOfLog(log: string): WorldOptions {
  return readOptions(readLog(checkedText("log", log)).options);
}

/**
 * Like {@link replay}, in a world that is there already and empty: that of a host program in Lua, whose globals processes find.
 * @throws AoError when the log is corrupt
 */
export function replayInto(world: World, log: string): ReplayReport {
  const { simulation } = world as SimWorld;
  const { prepare: _, ...hooks } = simulation.core.hooks;
  // the globals of the host are those of the log
  simulation.core.hooks = hooks;
  const read = readLog(checkedText("log", log));
  const differences = repeating(simulation, () => replayLog(simulation, read));
  return { world, steps: world.steps, differences };
}

/** @throws TypeError unless it can be one */
function checkSnapshot(snapshot: unknown): void {
  if (!hasParts(snapshot) || typeof snapshot.toBytes !== "function") throw new TypeError("snapshot: not a snapshot");
}

class SavedState implements WorldSnapshot {
  readonly #bytes: Uint8Array;
  readonly step: number;
  constructor(bytes: Uint8Array, step: number) {
    this.#bytes = bytes;
    this.step = step;
  }
  get hash(): string {
    return hashOf(this.#bytes);
  }
  toBytes(): Uint8Array {
    return this.#bytes.slice();
  }
}

type Listeners = { readonly [E in keyof WorldEvents]: Set<(event: WorldEvents[E]) => void> };

function noListeners(): Listeners {
  return {
    spawn: new Set(),
    queue: new Set(),
    result: new Set(),
    drop: new Set(),
    output: new Set(),
    error: new Set(),
    clock: new Set(),
  };
}

/** See the file comment. */
export class SimWorld implements World {
  readonly options: WorldOptions;
  readonly simulation: Simulation;
  readonly #listeners: Listeners = noListeners();
  /** Whether a function that only watches is being called. */
  #tells = false;
  autoSchedule: boolean;
  printOutput: boolean;

  /** Listens beside the hooks that are there already: those of the interface for Lua. */
  constructor(options: WorldOptions, simulation: Simulation) {
    this.options = options;
    this.simulation = simulation;
    this.autoSchedule = options.autoSchedule ?? true;
    this.printOutput = options.printOutput ?? false;
    this.#core.hooks = both(this.#core.hooks, this.#hooks());
  }

  get #core(): Core {
    return this.simulation.core;
  }

  get seed(): number | string {
    return this.#core.options.seed;
  }
  get steps(): number {
    return this.#core.steps;
  }
  get now(): number {
    return this.#core.clock.now();
  }
  get blockHeight(): number {
    return this.#core.clock.height;
  }
  get counts(): WorldCounts {
    const core = this.#core;
    return { ...core.counts, queued: core.queued, delayed: core.delayed.length };
  }

  // ---------------------------------------------------------------- events

  #hooks(): CoreHooks {
    return {
      debug: (kind, line) => {
        if (kind !== "output") return;
        const { print } = this.options;
        if (this.printOutput && print !== undefined) this.#tell(() => print(decodeUtf8(line)));
        const end = line.indexOf("] ");
        this.#emit("output", () => ({
          process: decodeUtf8(line.slice(1, end)),
          text: decodeUtf8(line.slice(end + 2)),
        }));
      },
      spawned: (process, cause) =>
        this.#emit("spawn", () => ({
          process: decodeUtf8(process.id),
          owner: decodeUtf8(process.owner),
          module: decodeUtf8(process.module ?? ""),
          ...(cause === undefined ? {} : { cause: decodeUtf8(cause) }),
        })),
      queued: (message, target, assigned) => {
        this.#emit("queue", () => ({
          message: viewOf(message),
          target: decodeUtf8(target),
          assigned,
          ...(message.cause === undefined ? {} : { cause: decodeUtf8(message.cause) }),
        }));
      },
      handled: (result) => this.#emit("result", () => this.#result(result)),
      dropped: (message, reason) => this.#emit("drop", () => ({ message: viewOf(message), reason })),
      failed: (process, text) =>
        this.#emit("error", () => ({ process: decodeUtf8(process), message: decodeUtf8(text) })),
    };
  }

  #emit<E extends keyof WorldEvents>(event: E, make: () => WorldEvents[E]): void {
    const listeners = this.#listeners[event];
    if (listeners.size === 0) return;
    const value = make();
    for (const listener of [...listeners]) this.#tell(() => listener(value));
  }

  /** Has a function of the host that only watches called: what it throws waits until the operation is complete. */
  #tell(call: () => void): void {
    const outer = this.#tells;
    this.#tells = true;
    try {
      call();
    } catch (error) {
      postpone(error);
    } finally {
      this.#tells = outer;
    }
  }

  on<E extends keyof WorldEvents>(event: E, listener: (event: WorldEvents[E]) => void): () => void {
    if (!Object.hasOwn(this.#listeners, event)) throw new TypeError(`${event}: no such event`);
    checkFunction("listener", listener);
    const listeners = this.#listeners[event];
    listeners.add(listener);
    return () => listeners.delete(listener);
  }

  /** Changes the world. @throws AoError within what only watches: it would not be in the log, nor come again in a replay */
  #operate<T>(work: () => T): T {
    if (this.#tells) throw new AoError("the world is running");
    return completing(this.simulation, work);
  }

  // ---------------------------------------------------------------- processes

  spawn(id: string, options: SpawnOptions | string = {}): void {
    const birth = birthOf(id, options);
    this.#operate(() => {
      this.simulation.spawn(birth);
      this.#runIfAutomatic();
    });
  }

  #runIfAutomatic(): void {
    if (this.autoSchedule && this.#core.running === 0 && this.#core.handling === undefined) this.run();
  }

  processes(): readonly string[] {
    const processes = [...this.#core.participants.values()].filter(({ kind }) => kind === "process");
    return processes.map(({ id }) => decodeUtf8(id));
  }

  has(id: string): boolean {
    return this.#core.participants.get(bytesOf("id", id))?.kind === "process";
  }

  remove(id: string): boolean {
    const process = bytesOf("id", id);
    return this.#operate(() => this.simulation.remove(process));
  }

  clear(): void {
    this.#operate(() => this.simulation.clear());
  }

  wallet(address: string): void {
    const id = bytesOf("address", address);
    this.#operate(() => this.simulation.wallet(id));
  }

  mock(id: string, answers: MockFunction | readonly MockAnswer[]): void {
    const name = bytesOf("id", id);
    const mock = mockOf(answers, () => this.#core.scratch);
    this.#operate(() => this.simulation.mock(name, mock));
  }

  #participant(id: string): Participant {
    const participant = this.#core.participants.get(bytesOf("id", id));
    if (participant === undefined) throw new AoError(`aolite: No such process: ${id}`);
    return participant;
  }

  // ---------------------------------------------------------------- messages

  send(message: SendInput): AoMessage {
    return this.#operate(() => {
      const sent = this.queue(message);
      this.#runIfAutomatic();
      return sent;
    });
  }

  queue(message: SendInput): AoMessage {
    const { from, table } = outgoing(message);
    return this.#operate(() => viewOf(this.simulation.send(from, table).message));
  }

  eval(id: string, code: string): AoValue {
    const [process, source] = [bytesOf("id", id), bytesOf("code", code)];
    const data = this.#operate(() => this.simulation.evaluate(process, source, this.autoSchedule));
    return data === undefined ? undefined : toAo(decodeResult(this.#core, data));
  }

  dryRun(input: SendInput): MessageResult {
    const { from, target = "", table } = outgoing(input, { "Read-Only": "true" });
    const make = (copy: Core): Message => {
      const sender = copy.participants.get(from) ?? copy.wallet(from);
      const draft = draftOfAddress(copy, sender, table);
      completeDraft(draft, sender, copy.clock.timestamp, copy.clock.height, copy.options.idSeparator);
      const made = new Message(draft, ++copy.serial, undefined);
      copy.store.set(made.id, made);
      return made;
    };
    const { core, message } = completing(this.simulation, () => this.simulation.dryRun(target, make));
    return resultView(core, message.results!.at(-1)!);
  }

  assign(messageId: string, processes: readonly string[]): void {
    const message = bytesOf("messageId", messageId);
    const receivers = byteListOf("processes", processes);
    this.#operate(() => {
      this.simulation.assign(message, receivers);
      this.#runIfAutomatic();
    });
  }

  // ---------------------------------------------------------------- looking

  #matcher(spec: MatchSpec | undefined): (message: Message) => boolean {
    return matcherOf(spec, () => this.#core.scratch);
  }

  #matching(id: string | undefined, spec: MatchSpec | undefined): Message[] {
    const core = this.#core;
    const messages = id === undefined ? [...core.store.values()] : core.messagesOf(this.#participant(id).history);
    return messages.filter(this.#matcher(spec));
  }

  messages(id?: string, spec?: MatchSpec): readonly AoMessage[] {
    return this.#matching(id, spec).map((message) => viewOf(message));
  }

  first(id: string, spec?: MatchSpec): AoMessage | undefined {
    const message = this.#matching(id, spec)[0];
    return message === undefined ? undefined : viewOf(message);
  }

  last(id: string, spec?: MatchSpec): AoMessage | undefined {
    const { history } = this.#participant(id);
    const matches = this.#matcher(spec);
    for (let i = history.length - 1; i >= 0; i--) {
      const message = this.#core.store.get(history.at(i)!);
      if (message !== undefined && matches(message)) return viewOf(message);
    }
    return undefined;
  }

  message(id: string): AoMessage | undefined {
    const message = this.#core.store.get(bytesOf("messageId", id));
    return message === undefined ? undefined : viewOf(message);
  }

  inbox(id: string): readonly AoValue[] {
    const inbox = this.inspect(id, "Inbox");
    return Array.isArray(inbox) ? inbox : [];
  }

  queued(id: string): readonly AoMessage[] {
    const { queue } = this.#participant(id);
    return queue.toArray().map((delivery) => viewOf(this.#core.store.get(delivery.id)!));
  }

  reorder(id: string, ids: readonly string[]): void {
    const [process, order] = [bytesOf("id", id), byteListOf("ids", ids)];
    this.#operate(() => this.simulation.reorder(process, order));
  }

  #result(handled: Handled): MessageResult {
    return resultView(this.#core, handled);
  }

  result(messageId: string, process?: string): MessageResult | undefined {
    const results = this.#core.store.get(bytesOf("messageId", messageId))?.results ?? [];
    const name = process === undefined ? undefined : bytesOf("process", process);
    const result = results.find((one) => name === undefined || one.process === name);
    return result === undefined ? undefined : this.#result(result);
  }

  results(process?: string): readonly MessageResult[] {
    const name = process === undefined ? undefined : bytesOf("process", process);
    const all = this.#core.results().filter((one) => name === undefined || one.process === name);
    return all.map((one) => this.#result(one));
  }

  stalled(id?: string): readonly MessageResult[] {
    const processes = id === undefined ? [...this.#core.participants.values()] : [this.#participant(id)];
    return processes.flatMap((process) =>
      stalledIn(process).flatMap((message) => this.result(decodeUtf8(message), decodeUtf8(process.id)) ?? []),
    );
  }

  inspect(id: string, path: string): AoValue {
    return toAo(this.#core.process(bytesOf("id", id)).engine!.inspect(bytesOf("path", path)));
  }

  tree(messageId: string): MessageTree | undefined {
    const message = this.#core.store.get(bytesOf("messageId", messageId));
    return message === undefined ? undefined : treesOf(this.#core, [message])[0];
  }

  trees(): readonly MessageTree[] {
    const roots = [...this.#core.store.values()].filter(
      ({ cause }) => cause === undefined || !this.#core.store.has(cause),
    );
    return treesOf(this.#core, roots);
  }

  cause(messageId: string): AoMessage | undefined {
    const cause = this.#core.store.get(bytesOf("messageId", messageId))?.cause;
    return cause === undefined ? undefined : this.message(decodeUtf8(cause));
  }

  waiting(id?: string): readonly Waiting[] {
    const processes = id === undefined ? [...this.#core.participants.values()] : [this.#participant(id)];
    const now = this.now;
    return processes.flatMap((process) =>
      process.engine === null
        ? []
        : waitersOf(process).map(({ name, pattern }) => ({
            process: decodeUtf8(process.id),
            name: decodeUtf8(name),
            pattern: decodeUtf8(pattern),
            since: process.waitingSince.get(name) ?? now,
            cancel: () => void this.#operate(() => this.simulation.cancel(process.id, name)),
          })),
    );
  }

  // ---------------------------------------------------------------- running

  run(options: RunOptions = {}): RunReport {
    checkRun("run", options);
    const { cycles = DEFAULT_CYCLES, steps = Number.POSITIVE_INFINITY } = options;
    const total = this.#operate(() => this.simulation.run(cycles, steps));
    return { ...total, errors: total.errors.map((text) => decodeUtf8(text)) };
  }

  step(): MessageResult | undefined {
    const before = this.steps;
    let result: MessageResult | undefined;
    const stop = this.on("result", (one) => {
      result ??= one;
    });
    try {
      this.run({ cycles: Number.POSITIVE_INFINITY, steps: 1 });
    } finally {
      stop();
    }
    return this.steps > before ? result : undefined;
  }

  runUntil(condition: (world: World) => boolean, options: RunOptions = {}): boolean {
    checkFunction("condition", condition);
    checkRun("runUntil", options);
    const { steps = Number.POSITIVE_INFINITY, cycles = DEFAULT_CYCLES } = options;
    const firstCycle = this.#core.cycles;
    for (let left = steps; ; left--) {
      if (condition(this)) return true;
      if (left <= 0 || this.#core.cycles - firstCycle >= cycles) return false;
      if (this.run({ cycles: Number.POSITIVE_INFINITY, steps: 1 }).steps === 0) return false;
    }
  }

  advance(by: { readonly seconds?: number; readonly blocks?: number }): void {
    const [seconds, blocks] = movesOf(by, this.now, this.blockHeight);
    this.#operate(() => {
      this.simulation.advance(seconds, blocks);
      this.#emit("clock", () => ({ now: this.now, height: this.blockHeight }));
      this.#runIfAutomatic();
    });
  }

  // ---------------------------------------------------------------- faults and watching

  addRule(rule: FaultRule): ActiveRule {
    const state = ruleOf(rule, () => this.#core.scratch, this.#core.ruleCount + 1);
    this.#operate(() => this.simulation.addRule(state));
    return this.#activeRule(state.name, rule);
  }

  get rules(): readonly ActiveRule[] {
    return this.#core.rules.map(({ name, plain }) => this.#activeRule(name, plain as Partial<FaultRule>));
  }

  #activeRule(name: string, rule: ActiveRule["rule"]): ActiveRule {
    // by its name: restoring puts another one in its place
    const at = (): number => this.#core.rules.findIndex((state) => state.name === name);
    let applied = 0;
    const look = (): number => {
      applied = this.#core.rules[at()]?.applied ?? applied;
      return applied;
    };
    return {
      name,
      rule,
      get applied() {
        return look();
      },
      remove: () => {
        look();
        this.#operate(() => {
          if (at() >= 0) this.simulation.removeRule(at());
        });
      },
    };
  }

  spy(spec: MatchSpec, given?: string): Spy {
    const { spies } = this.#core;
    checkMatch(spec);
    const matches = unfailing(matcherOf(spec, () => this.#core.scratch));
    if (given !== undefined) checkedText("name", given);
    let name = given ?? `spy ${spies.length + 1}`;
    while (given === undefined && spies.some((spy) => spy.name === name)) name += "'";
    if (spies.some((spy) => spy.name === name)) throw new AoError(`there is a spy named '${name}'`);
    spies.push({ name, match: matchData(spec), matches, seen: [] });
    return spyView(this.#core, name);
  }

  get spies(): readonly Spy[] {
    return this.#core.spies.map(({ name }) => spyView(this.#core, name));
  }

  // ---------------------------------------------------------------- state and time

  snapshot(): WorldSnapshot {
    return new SavedState(this.simulation.save(), this.steps);
  }

  restore(snapshot: WorldSnapshot): void {
    checkSnapshot(snapshot);
    this.#operate(() => this.simulation.load(snapshot.toBytes()));
  }

  fork(): World {
    return new SimWorld(this.options, this.simulation.fork());
  }

  stateHash(): string {
    return hashOf(this.simulation.save());
  }

  goTo(step: number, options: GoToOptions = {}): World {
    checkGoTo(step, options);
    return new SimWorld(
      this.options,
      repeating(this.simulation, () => this.simulation.goTo(step, options.acts)),
    );
  }

  log(): string {
    const { core, checkpoints } = this.simulation.options;
    if (core.history !== Number.POSITIVE_INFINITY && checkpoints === 0) {
      throw new AoError("the beginning of this world is not kept: its history is capped");
    }
    return logOf(this.simulation, this.options);
  }
}

/** Hooks that call those of both. What only one of them has is that one's. */
function both(first: CoreHooks, second: CoreHooks): CoreHooks {
  const merged: Record<string, unknown> = { ...first, ...second };
  for (const name of Object.keys(first) as (keyof CoreHooks)[]) {
    const [a, b] = [first[name], second[name]] as readonly (((...args: unknown[]) => unknown) | undefined)[];
    if (a === undefined || b === undefined) continue;
    merged[name] = (...args: unknown[]) => {
      a(...args);
      return b(...args);
    };
  }
  return merged as CoreHooks;
}

/** The value of an answer to `eval` (AO 7.5). */
function decodeResult(core: Core, data: string): ReturnType<typeof copyOut> {
  const { scratch } = core;
  const [module] = callFromHost(scratch, requireFunction(scratch), [".serialize"]);
  const reconstruct = module instanceof LuaTable ? (module.getStr("reconstruct") as LuaValue) : undefined;
  return copyOut(callFromHost(scratch, reconstruct, [decodeJson(scratch, data)])[0]);
}

function resultView(core: Core, handled: Handled): MessageResult {
  const Messages: AoMessage[] = [];
  for (const id of handled.messages) {
    const message = core.store.get(id);
    if (message !== undefined && !message.isDropped) Messages.push(viewOf(message));
  }
  const process = core.participants.get(handled.process);
  const isStalled = process !== undefined && stalledIn(process).includes(handled.message);
  return {
    message: viewOf(core.store.get(handled.message)!),
    process: decodeUtf8(handled.process),
    step: handled.step,
    output: decodeUtf8(handled.output),
    Output: toAo(handled.Output),
    Error: handled.error === undefined ? undefined : decodeUtf8(handled.error),
    warning: isStalled ? "the handler is suspended and waits for no message" : undefined,
    Messages,
    Spawns: handled.spawns.map((id) => decodeUtf8(id)),
    Assignments: handled.assignments.map(({ message, processes }) => ({
      message: decodeUtf8(message),
      processes: processes.map((id) => decodeUtf8(id)),
    })),
    deliveryErrors: handled.deliveryErrors.map((text) => decodeUtf8(text)),
    GasUsed: handled.gasUsed,
    rolledBack: handled.rolledBack,
  };
}

/** The trees of some messages. Iterative: chains of messages may be long. */
function treesOf(core: Core, roots: readonly Message[]): MessageTree[] {
  const byCause = new Map<string, Message[]>();
  for (const message of core.store.values()) {
    if (message.cause === undefined) continue;
    const siblings = byCause.get(message.cause);
    if (siblings === undefined) byCause.set(message.cause, [message]);
    else siblings.push(message);
  }
  const pending: { readonly id: string; readonly children: MessageTree[] }[] = [];
  const node = (message: Message): MessageTree => {
    const children: MessageTree[] = [];
    pending.push({ id: message.id, children });
    return { message: viewOf(message), children };
  };
  const trees = roots.map(node);
  for (let tree = pending.pop(); tree !== undefined; tree = pending.pop()) {
    for (const child of byCause.get(tree.id) ?? []) tree.children.push(node(child));
  }
  return trees;
}
