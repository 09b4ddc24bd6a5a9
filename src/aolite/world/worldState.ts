/**
 * The whole state of a world as bytes: equal worlds have equal bytes. Functions of the host, of rules and mocks, are in it by
 * name. Behind the state, and not part of its hash, come the spies.
 */
import { bytesToString, stringToBytes } from "../../base/byteString.ts";
import { sha256 } from "../../base/sha256.ts";
import { AoError } from "./aoError.ts";
import { type ClockState, WorldClock } from "./clock.ts";
import { CopiedTable } from "./copied.ts";
import { Core, type Counts } from "./core.ts";
import type { GlobalsImage } from "./globalsImage.ts";
import { loadedMock } from "./mocks.ts";
import { type Packed, pack, unpack } from "./packing.ts";
import { type Delivery, Participant, type SavedAnswer } from "./participant.ts";
import { loadedRule, type SavedRule, savedRule } from "./ruleOf.ts";
import type { Delayed, RuleState } from "./rules.ts";
import { loadedMessage, packTags, type SavedMessage, type SavedTag, savedMessage, unpackTags } from "./savedMessage.ts";
import { loadedSpy, type SavedSpy, savedSpies } from "./spies.ts";
import { copyEngine, type StateCodec } from "./states.ts";

const SIGNATURE = "\x1bPaw2";
const DIGEST = 64;
/** Digits of a length. */
const DIGITS = 12;

interface SavedParticipant {
  readonly id: string;
  readonly kind: Participant["kind"];
  readonly owner: string;
  readonly module: string | null;
  readonly tags: readonly SavedTag[];
  readonly queue: readonly Delivery[];
  readonly history: readonly string[];
  readonly children: number;
  readonly reference: number;
  /** Nonce and chain; absent where messages have no metadata. */
  readonly assigned?: readonly [number, string];
  readonly cronMarks: readonly number[];
  readonly waitingSince: readonly (readonly [string, number])[];
  /** Of a mock: its answers, null when they are a function's. */
  readonly answers?: readonly SavedAnswer[] | null;
  /** Bytes of its engine, -1: none. */
  readonly size: number;
}

interface SavedWorld {
  readonly version: string;
  readonly seed: number | string;
  readonly clock: ClockState;
  readonly numbers: {
    readonly steps: number;
    readonly ticks: number;
    readonly cycles: number;
    readonly serial: number;
  };
  readonly counts: Counts;
  readonly random: readonly number[];
  readonly ready: readonly string[];
  readonly turns: readonly string[];
  readonly active: string | null;
  readonly quota: number;
  readonly turnErrors: readonly string[];
  readonly offeredByHost: readonly string[];
  readonly nowhere: readonly string[];
  readonly globals: Packed;
  readonly image: GlobalsImage;
  readonly delayed: readonly Delayed[];
  readonly rules: readonly SavedRule[];
  readonly ruleCount: number;
  readonly participants: readonly SavedParticipant[];
  readonly store: readonly SavedMessage[];
}

/** The state of a world between two transitions. @throws AoError naming what cannot be saved */
export function saveWorld(core: Core, codec: StateCodec): Uint8Array {
  if (core.handling !== undefined) throw new AoError("the world is running");
  const engines: Uint8Array[] = [];
  const participants = [...core.participants.values()].map((one): SavedParticipant => {
    const bytes = one.engine === null ? undefined : codec.encode(one.id, one.engine);
    if (bytes !== undefined) engines.push(bytes);
    return {
      id: one.id,
      kind: one.kind,
      owner: one.owner,
      module: one.module ?? null,
      tags: packTags(one.tags),
      queue: one.queue.toArray(),
      history: one.history.toArray(),
      children: one.children,
      reference: one.reference,
      ...(one.nonce === 0 ? {} : { assigned: [one.nonce, one.chain] as const }),
      cronMarks: one.cronMarks,
      waitingSince: [...one.waitingSince],
      ...(one.mock === null ? {} : { answers: one.mock.plain ?? null }),
      size: bytes?.length ?? -1,
    };
  });
  const saved: SavedWorld = {
    version: core.kit.options.version,
    seed: core.options.seed,
    clock: core.clock.state,
    numbers: { steps: core.steps, ticks: core.ticks, cycles: core.cycles, serial: core.serial },
    counts: { ...core.counts },
    random: core.random.getState(),
    ready: [...core.ready],
    turns: core.turns.toArray(),
    active: core.active ?? null,
    quota: core.quota,
    turnErrors: core.turnErrors,
    offeredByHost: [...core.offeredByHost],
    nowhere: core.nowhere.toArray(),
    globals: pack(core.globals),
    image: core.image,
    delayed: core.delayed,
    rules: core.rules.map(savedRule),
    ruleCount: core.ruleCount,
    participants,
    store: [...core.store.values()].map(savedMessage),
  };
  const spies = savedSpies(core);
  return sealed(JSON.stringify(saved), engines, spies.length === 0 ? "" : JSON.stringify(spies));
}

function sealed(head: string, engines: readonly Uint8Array[], spies: string): Uint8Array {
  // every char of the texts is a byte of a byte string, or ASCII of JSON
  const body = engines.reduce((sum, bytes) => sum + bytes.length, 0);
  const text = `${SIGNATURE}${digits(head.length)}${digits(body)}${head}`;
  const watch = spies === "" ? "" : `${sha256(stringToBytes(spies))}${spies}`;
  const end = DIGEST + text.length + body;
  const bytes = new Uint8Array(end + watch.length);
  bytes.set(stringToBytes(text), DIGEST);
  let at = DIGEST + text.length;
  for (const engine of engines) {
    bytes.set(engine, at);
    at += engine.length;
  }
  bytes.set(stringToBytes(watch), end);
  bytes.set(stringToBytes(sha256(bytes.subarray(DIGEST, end))), 0);
  return bytes;
}

function digits(length: number): string {
  return String(length).padStart(DIGITS, "0");
}

/** SHA-256 of the state that the bytes say, as they say it. */
export function hashOf(bytes: Uint8Array): string {
  return bytesToString(bytes.subarray(0, DIGEST));
}

const corrupt = (what: string): never => {
  throw new AoError(`corrupt world snapshot: ${what}`);
};

interface Opened {
  readonly saved: SavedWorld;
  readonly engines: Uint8Array;
  readonly spies: readonly SavedSpy[];
}

function opened(bytes: Uint8Array): Opened {
  const start = DIGEST + SIGNATURE.length + 2 * DIGITS;
  const text = (from: number, to?: number): string => bytesToString(bytes.subarray(from, to));
  if (bytes.length < start) corrupt("it ends too early");
  if (text(DIGEST, start - 2 * DIGITS) !== SIGNATURE) corrupt("it is none");
  const head = start + Number(text(start - 2 * DIGITS, start - DIGITS));
  const end = head + Number(text(start - DIGITS, start));
  if (!(end <= bytes.length)) corrupt("it ends too early");
  if (sha256(bytes.subarray(DIGEST, end)) !== hashOf(bytes)) corrupt("checksum");
  const spies = bytes.subarray(end + DIGEST);
  if (end < bytes.length && sha256(spies) !== text(end, end + DIGEST)) corrupt("checksum");
  return {
    saved: JSON.parse(text(start, head)) as SavedWorld,
    engines: bytes.subarray(head, end),
    spies: spies.length === 0 ? [] : (JSON.parse(bytesToString(spies)) as SavedSpy[]),
  };
}

/** Reads a part; what it finds wrong in another way than by saying so is nonsense in the bytes. */
function sound<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof AoError) throw error;
    return corrupt("contents");
  }
}

/**
 * Makes a world what the bytes say. Functions of rules and mocks are those that the world has by the names.
 * @throws AoError; then nothing has changed
 */
export function loadWorld(core: Core, codec: StateCodec, bytes: Uint8Array): void {
  if (core.handling !== undefined) throw new AoError("the world is running");
  const { saved, engines, spies } = sound(() => opened(bytes));
  if (saved.version !== core.kit.options.version) throw new AoError("the snapshot is of the other dialect");
  const loaded = sound(() => {
    const store = saved.store.map(loadedMessage);
    // what does not fit shows here and not in the world
    const trial = new Core(core.kit, core.options, new WorldClock({}, 0));
    const rules = saved.rules.map((rule) => loadedRule(core, rule));
    setNumbers(trial, saved, rules);
    for (const message of store) trial.store.set(message.id, message);
    const watchers = spies.map((spy) => loadedSpy(core, spy, trial.store));
    return { participants: loadedParticipants(core, codec, saved, engines), store, rules, watchers };
  });
  // a spy with a function stays with the world
  const watching = core.spies.filter(({ match }) => match === undefined);
  core.clear();
  for (const participant of loaded.participants) core.participants.set(participant.id, participant);
  for (const message of loaded.store) core.store.set(message.id, message);
  setNumbers(core, saved, loaded.rules);
  core.spies = [...loaded.watchers, ...watching];
}

function loadedParticipants(core: Core, codec: StateCodec, saved: SavedWorld, engines: Uint8Array): Participant[] {
  let at = 0;
  return saved.participants.map((one) => {
    const participant = new Participant(one.id, one.kind, {
      owner: one.owner,
      module: one.module ?? undefined,
      tags: unpackTags(one.tags),
    });
    participant.queue.replace(one.queue);
    participant.history.replace(one.history);
    participant.children = one.children;
    participant.reference = one.reference;
    if (one.assigned !== undefined) [participant.nonce, participant.chain] = one.assigned;
    participant.cronMarks = [...one.cronMarks];
    for (const [name, since] of one.waitingSince) participant.waitingSince.set(name, since);
    if (one.answers !== undefined) participant.mock = loadedMock(core, one.id, one.answers);
    if (one.size >= 0) {
      participant.engine = codec.decode(core.kit, one.id, engines.slice(at, at + one.size));
      at += one.size;
    }
    return participant;
  });
}

type Numbers = Omit<SavedWorld, "participants" | "store" | "version" | "seed" | "rules">;

function setNumbers(core: Core, saved: Numbers, rules: RuleState[]): void {
  core.clock.state = saved.clock;
  Object.assign(core, saved.numbers);
  Object.assign(core.counts, saved.counts);
  core.random.setState(saved.random);
  for (const id of saved.ready) core.ready.add(id);
  core.turns.replace(saved.turns);
  core.active = saved.active ?? undefined;
  core.quota = saved.quota;
  core.turnErrors = [...saved.turnErrors];
  for (const id of saved.offeredByHost) core.offeredByHost.add(id);
  core.nowhere.replace(saved.nowhere);
  const globals = unpack(saved.globals);
  core.globals = globals instanceof CopiedTable ? globals : new CopiedTable();
  core.image = saved.image;
  core.delayed = [...saved.delayed];
  core.rules = rules;
  core.ruleCount = saved.ruleCount;
}

/** Makes `target`, which is fresh, a copy of a world. Messages and results are shared, being immutable. @throws AoError */
export function copyWorld(source: Core, target: Core): void {
  if (source.handling !== undefined) throw new AoError("the world is running");
  for (const one of source.participants.values()) {
    const copy = one.copy();
    if (one.engine !== null) copy.engine = copyEngine(one.engine, target.kit);
    target.participants.set(copy.id, copy);
  }
  for (const [id, message] of source.store) target.store.set(id, message.copy());
  target.spies = source.spies.map((spy) => ({ ...spy, seen: spy.seen.slice() }));
  for (const [name, matches] of source.matchers) target.matchers.set(name, matches);
  for (const [id, handler] of source.mocks) target.mocks.set(id, handler);
  const rules = source.rules.map((rule) => ({ ...rule }));
  const numbers = {
    clock: source.clock.state,
    numbers: { steps: source.steps, ticks: source.ticks, cycles: source.cycles, serial: source.serial },
    counts: source.counts,
    random: source.random.getState(),
    ready: [...source.ready],
    turns: source.turns.toArray(),
    active: source.active ?? null,
    quota: source.quota,
    turnErrors: source.turnErrors,
    offeredByHost: [...source.offeredByHost],
    nowhere: source.nowhere.toArray(),
    globals: pack(source.globals),
    image: source.image,
    delayed: source.delayed,
    ruleCount: source.ruleCount,
  };
  setNumbers(target, numbers, rules);
}
