/** The whole state of a world as bytes: equal worlds have equal bytes. Functions of the host (rules, mocks) are not in it. */
import { bytesToString, stringToBytes } from "../../base/byteString.ts";
import { sha256 } from "../../base/sha256.ts";
import { AoError } from "./aoError.ts";
import { type ClockState, WorldClock } from "./clock.ts";
import { CopiedTable } from "./copied.ts";
import type { Core, Counts } from "./core.ts";
import type { Handled } from "./handled.ts";
import { Fields, Message, type Tag } from "./message.ts";
import { type Packed, pack, unpack } from "./packing.ts";
import { type Delivery, Participant } from "./participant.ts";
import type { Delayed } from "./rules.ts";
import { copyEngine, type StateCodec } from "./states.ts";

const SIGNATURE = "\x1bPaw1";
const DIGEST = 64;

interface SavedMessage {
  readonly fields: readonly (readonly [string, Packed])[];
  readonly tags: readonly (readonly [Packed, Packed])[];
  readonly serial: number;
  readonly cause: string | null;
  readonly handled: number;
  readonly references: number;
  readonly isDropped: boolean;
  readonly results: readonly SavedHandled[];
}

interface SavedParticipant {
  readonly id: string;
  readonly kind: Participant["kind"];
  readonly owner: string;
  readonly module: string | null;
  readonly tags: readonly (readonly [Packed, Packed])[];
  readonly queue: readonly Delivery[];
  readonly history: readonly string[];
  readonly children: number;
  readonly reference: number;
  /** Nonce and chain; absent where messages have no metadata. */
  readonly assigned?: readonly [number, string];
  readonly cronMarks: readonly number[];
  readonly waitingSince: readonly (readonly [string, number])[];
  /** Bytes of its engine, -1: none. */
  readonly size: number;
}

type SavedHandled = Omit<Handled, "Output" | "error"> & { readonly Output: Packed; readonly error: string | null };

interface SavedWorld {
  readonly version: string;
  readonly seed: number | string;
  readonly clock: ClockState | null;
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
  readonly delayed: readonly Delayed[];
  readonly rules: readonly number[];
  readonly participants: readonly SavedParticipant[];
  readonly store: readonly SavedMessage[];
}

function packTags(tags: readonly Tag[]): (readonly [Packed, Packed])[] {
  return tags.map(({ name, value }) => [pack(name), pack(value)] as const);
}

function unpackTags(tags: readonly (readonly [Packed, Packed])[]): Tag[] {
  return tags.map(([name, value]) => ({ name: unpack(name), value: unpack(value) }));
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
      size: bytes?.length ?? -1,
    };
  });
  const saved: SavedWorld = {
    version: core.kit.options.version,
    seed: core.options.seed,
    clock: core.clock instanceof WorldClock ? core.clock.state : null,
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
    delayed: core.delayed,
    rules: core.rules.map(({ applied }) => applied),
    participants,
    store: [...core.store.values()].map(savedMessage),
  };
  return sealed(JSON.stringify(saved), engines);
}

function savedMessage(message: Message): SavedMessage {
  return {
    fields: message.fields.names.map((name, i) => [name, pack(message.fields.values[i])] as const),
    tags: packTags(message.tags),
    serial: message.serial,
    cause: message.cause ?? null,
    handled: message.handled,
    references: message.references,
    isDropped: message.isDropped,
    results: (message.results ?? []).map((one) => ({ ...one, Output: pack(one.Output), error: one.error ?? null })),
  };
}

function sealed(head: string, engines: readonly Uint8Array[]): Uint8Array {
  // every char of the text is a byte of a byte string, or ASCII of JSON
  const text = `${SIGNATURE}${String(head.length).padStart(12, "0")}${head}`;
  const size = engines.reduce((sum, bytes) => sum + bytes.length, text.length + DIGEST);
  const bytes = new Uint8Array(size);
  bytes.set(stringToBytes(text), DIGEST);
  let at = DIGEST + text.length;
  for (const engine of engines) {
    bytes.set(engine, at);
    at += engine.length;
  }
  bytes.set(stringToBytes(sha256(bytes.subarray(DIGEST))), 0);
  return bytes;
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
}

function opened(bytes: Uint8Array): Opened {
  if (bytes.length < DIGEST + SIGNATURE.length + 12) corrupt("it ends too early");
  if (bytesToString(bytes.subarray(DIGEST, DIGEST + SIGNATURE.length)) !== SIGNATURE) corrupt("it is none");
  if (sha256(bytes.subarray(DIGEST)) !== hashOf(bytes)) corrupt("checksum");
  const start = DIGEST + SIGNATURE.length + 12;
  const length = Number(bytesToString(bytes.subarray(start - 12, start)));
  try {
    const saved = JSON.parse(bytesToString(bytes.subarray(start, start + length))) as SavedWorld;
    return { saved, engines: bytes.subarray(start + length) };
  } catch {
    return corrupt("contents");
  }
}

/** Makes a world what the bytes say; its rules and mocks stay. @throws AoError; then nothing has changed */
export function loadWorld(core: Core, codec: StateCodec, bytes: Uint8Array): void {
  if (core.handling !== undefined) throw new AoError("the world is running");
  const { saved, engines } = opened(bytes);
  if (saved.version !== core.kit.options.version) throw new AoError("the snapshot is of the other dialect");
  let at = 0;
  const participants = saved.participants.map((one) => {
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
    participant.handler = core.participants.get(one.id)?.handler ?? null;
    if (one.size >= 0) {
      participant.engine = codec.decode(core.kit, one.id, engines.slice(at, at + one.size));
      at += one.size;
    }
    return participant;
  });
  const store = saved.store.map(loadedMessage);
  core.clear();
  for (const participant of participants) core.participants.set(participant.id, participant);
  for (const message of store) core.store.set(message.id, message);
  setNumbers(core, saved);
}

function loadedMessage(one: SavedMessage): Message {
  const fields = new Fields();
  for (const [name, value] of one.fields) fields.set(name, unpack(value));
  const message = new Message({ fields, tags: unpackTags(one.tags) }, one.serial, one.cause ?? undefined);
  message.handled = one.handled;
  message.references = one.references;
  message.isDropped = one.isDropped;
  if (one.results.length > 0) {
    message.results = one.results.map(
      (r): Handled => ({ ...r, Output: unpack(r.Output), error: r.error ?? undefined }),
    );
  }
  return message;
}

type Numbers = Omit<SavedWorld, "participants" | "store" | "version" | "seed">;

function setNumbers(core: Core, saved: Numbers): void {
  if (saved.clock !== null && core.clock instanceof WorldClock) core.clock.state = saved.clock;
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
  core.delayed = [...saved.delayed];
  for (const [i, applied] of saved.rules.entries()) {
    const rule = core.rules[i];
    if (rule !== undefined) rule.applied = applied;
  }
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
  target.rules = source.rules.map((rule) => ({ ...rule }));
  setNumbers(target, {
    clock: source.clock instanceof WorldClock ? source.clock.state : null,
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
    delayed: source.delayed,
    rules: source.rules.map(({ applied }) => applied),
  });
}
