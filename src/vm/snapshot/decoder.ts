/** Reading snapshots: see format.ts for the layout. Nothing is trusted, and the state changes only when all has been read. */
import { LuaFloat } from "../../base/luaFloat.ts";
import type { LuaVersion } from "../../base/version.ts";
import { BinaryFormatFault } from "../../compiler/bytecode/binaryFormatFault.ts";
import type { Proto } from "../../compiler/bytecode/proto.ts";
import { undump } from "../../compiler/bytecode/undump.ts";
import { VerificationFault } from "../../compiler/bytecode/verificationFault.ts";
import type { Finalizable } from "../collector.ts";
import { Dict, isArrayKey } from "../dict.ts";
import { GAS_SCHEDULE } from "../gas.ts";
import type { Parking } from "../parking.ts";
import type { RunMode, SavedRun } from "../run.ts";
import { NATIVE_ROOM } from "../stack.ts";
import type { MachineLimits, State } from "../state.ts";
import { LuaTable } from "../table.ts";
import { isFunction } from "../types.ts";
import {
  Closure,
  Code,
  Continuation,
  Coroutine,
  Frame,
  type LuaValue,
  NativeFunction,
  UpValue,
  Userdata,
} from "../value.ts";
import { isDictKey, knownAbsence, MAX_LIMIT, readLimit } from "./dictionaries.ts";
import { LIMIT_NAMES, MAX_FRAMES, MAX_SLOTS, protosOf, STATUSES } from "./encoder.ts";
import {
  Kind,
  malformed,
  Reader,
  SNAPSHOT_FORMAT,
  SNAPSHOT_HEADER,
  SNAPSHOT_SIGNATURE,
  SnapshotFault,
  snapshotChecksum,
  Tag,
} from "./format.ts";
import { MAX_INDEX } from "./frameVerifier.ts";
import type { Slot } from "./liveStack.ts";
import type { DataKind, Identities, InternalKind, SnapshotRegistry } from "./registry.ts";
import { verifyCoroutines } from "./runVerifier.ts";
import type { StateReader } from "./schema.ts";

type Thing = object;

/** Checks the header and the checksum. @throws SnapshotFault */
export function readHeader(bytes: Uint8Array): LuaVersion {
  if (bytes.length < SNAPSHOT_HEADER) malformed("it ends too early");
  for (let i = 0; i < SNAPSHOT_SIGNATURE.length; i++) {
    if (bytes[i] !== SNAPSHOT_SIGNATURE.charCodeAt(i)) malformed("it is none");
  }
  if (bytes[4] !== SNAPSHOT_FORMAT) malformed(`format ${bytes[4]} instead of ${SNAPSHOT_FORMAT}`);
  if (bytes[5] !== 0x53 && bytes[5] !== 0x54) malformed("dialect");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [a, b] = snapshotChecksum(bytes, SNAPSHOT_HEADER);
  if (view.getUint32(6, true) !== a || view.getUint32(10, true) !== b) malformed("checksum");
  return bytes[5] === 0x53 ? "5.3" : "5.4";
}

/**
 * Makes `state` what the bytes say. Its limits, environment and libraries stay.
 * @returns the parked runs, in the order in which they began
 * @throws SnapshotFault; then nothing has changed
 */
export function decodeState(bytes: Uint8Array, state: State, registry: SnapshotRegistry): SavedRun[] {
  if (readHeader(bytes) !== state.version) throw new SnapshotFault("the snapshot is of the other dialect");
  return new Decoder(bytes, state, registry).decode();
}

class Decoder implements StateReader {
  private readonly reader: Reader;
  private readonly state: State;
  private readonly registry: SnapshotRegistry;
  private readonly strings: string[] = [];
  private readonly protos: Proto[] = [];
  private readonly codes: Map<Proto, Code> = new Map();
  private readonly things: Thing[] = [];
  private readonly ids: WeakMap<object, number> = new WeakMap();
  private readonly usedIds: Set<number> = new Set();
  private readonly boxIds: WeakMap<UpValue, Userdata> = new WeakMap();
  private readonly nativeIds: WeakMap<object, Userdata[]> = new WeakMap();
  private readonly slots: Map<Coroutine, Slot[]> = new Map();
  private readonly natives: string[] = [];
  /** The internal objects with their kinds, and what is to be filled in. */
  private readonly internals: Map<object, { readonly kind: InternalKind; body: unknown }> = new Map();
  /** Checks that can be made when all objects are complete. */
  private readonly checks: (() => void)[] = [];
  /** What brings the rest of the engine up to date. */
  private readonly commits: (() => void)[] = [];
  /** Frames that wait inside the machine. */
  private readonly waiters: Set<Frame> = new Set();
  private frameCount = 0;
  private slotCount = 0;

  constructor(bytes: Uint8Array, state: State, registry: SnapshotRegistry) {
    this.reader = new Reader(bytes, SNAPSHOT_HEADER);
    this.state = state;
    this.registry = registry;
  }

  decode(): SavedRun[] {
    const { reader } = this;
    if (reader.string() !== GAS_SCHEDULE) throw new SnapshotFault("the snapshot is of another gas schedule");
    const seen = new Set<string>();
    for (let n = reader.count(1); n > 0; n--) {
      const s = reader.string();
      if (seen.has(s)) malformed("string");
      seen.add(s);
      this.strings.push(s);
    }
    this.readChunks();
    for (let n = reader.count(1); n > 0; n--) this.things.push(this.readHead());
    for (const thing of this.things) this.readBody(thing);
    this.fillInternals();
    return this.readEngine();
  }

  private fillInternals(): void {
    for (const kind of Object.values(this.registry.internals)) {
      for (const [object, { kind: own, body }] of this.internals) {
        if (own === kind) kind.fill(object as never, body as never);
      }
    }
  }

  /** Asks the host for its part of the internal objects. */
  private finishInternals(): void {
    const done: (() => void)[] = [];
    try {
      for (const [object, { kind }] of this.internals) {
        if (kind.finish === undefined) continue;
        kind.finish(object as never, this.state);
        done.push(() => kind.undo?.(object as never));
      }
    } catch (fault) {
      for (const undo of done) undo();
      throw fault;
    }
  }

  // ---------------------------------------------------------------- StateReader

  unsigned(): number {
    return this.reader.unsigned();
  }

  count(): number {
    return this.reader.count(1);
  }

  internal(kinds: readonly string[]): object {
    const object = this.thing();
    const found = this.internals.get(object);
    if (found === undefined || !kinds.some((name) => this.registry.internals[name] === found.kind)) malformed("object");
    return object;
  }

  later(check: () => void): void {
    this.checks.push(check);
  }

  value(): LuaValue {
    const v = this.slot();
    return v instanceof UpValue ? malformed("box in the place of a value") : v;
  }

  private slot(): Slot {
    const { reader } = this;
    switch (reader.byte() as Tag) {
      case Tag.Nil:
        return undefined;
      case Tag.False:
        return false;
      case Tag.True:
        return true;
      case Tag.Integer:
        return reader.signed();
      case Tag.BigInteger: {
        const n = reader.bigint();
        const isBig = n < BigInt(Number.MIN_SAFE_INTEGER) || n > BigInt(Number.MAX_SAFE_INTEGER);
        return isBig ? n : this.inLoop(n);
      }
      case Tag.Float: {
        const x = reader.double();
        if (Number.isNaN(x) || Number.isSafeInteger(x))
          return this.isStack && Object.is(x, -0) ? x : malformed("number");
        return x;
      }
      case Tag.NaN:
        return Number.NaN;
      case Tag.BoxedFloat: {
        const x = reader.double();
        const isBoxed = Number.isSafeInteger(x) || (this.isStack && !Number.isNaN(x));
        return isBoxed ? new LuaFloat(x) : malformed("number");
      }
      case Tag.BoxedNaN:
        return new LuaFloat(Number.NaN);
      case Tag.String:
        return this.string();
      case Tag.Object: {
        const thing = this.thing();
        return this.internals.has(thing) ? malformed("value") : (thing as Slot);
      }
      default:
        return malformed("value");
    }
  }

  /** The registers of loops hold numbers in forms of their own: see forLoop.ts. */
  private isStack = false;
  private inLoop(n: bigint): bigint {
    return this.isStack ? n : malformed("number");
  }

  // ---------------------------------------------------------------- parts

  private string(): string {
    return this.strings[this.reader.unsigned()] ?? malformed("string");
  }

  private thing(): Thing {
    return this.things[this.reader.unsigned()] ?? malformed("object");
  }

  private table(): LuaTable {
    const thing = this.thing();
    return thing instanceof LuaTable ? thing : malformed("table");
  }

  private coroutine(): Coroutine {
    const thing = this.thing();
    return thing instanceof Coroutine ? thing : malformed("coroutine");
  }

  private optional<T extends LuaValue>(what: string, accepts: (v: LuaValue) => v is T): T | null {
    const v = this.value();
    if (v === undefined) return null;
    return accepts(v) ? v : malformed(what);
  }

  private address(thing: Thing): void {
    const id = this.reader.unsigned();
    if (id === 0) return;
    if (this.usedIds.has(id)) malformed("address");
    this.usedIds.add(id);
    this.ids.set(thing, id);
  }

  // ---------------------------------------------------------------- chunks and heads

  private readChunks(): void {
    const { reader } = this;
    const all: Proto[] = [];
    for (let n = reader.count(1); n > 0; n--) {
      try {
        for (const proto of protosOf(undump(reader.string(), "=snapshot", this.state.version))) all.push(proto);
      } catch (fault) {
        if (fault instanceof BinaryFormatFault || fault instanceof VerificationFault) malformed("chunk");
        throw fault;
      }
    }
    for (let n = reader.count(1); n > 0; n--) this.protos.push(all[reader.unsigned()] ?? malformed("function"));
  }

  private codeOf(proto: Proto): Code {
    let code = this.codes.get(proto);
    if (code === undefined) {
      code = new Code(proto);
      this.codes.set(proto, code);
    }
    return code;
  }

  private readHead(): Thing {
    const { reader, registry } = this;
    switch (reader.byte() as Kind) {
      case Kind.Table:
        return new LuaTable(this.state.rootShape);
      case Kind.Box:
        return new UpValue(undefined);
      case Kind.Closure: {
        const proto = this.protos[reader.unsigned()] ?? malformed("function");
        return new Closure(this.codeOf(proto), []);
      }
      case Kind.Native: {
        const id = this.string();
        this.natives.push(id);
        return registry.nativesById.get(id) ?? missing(`the library function '${id}' is not open in this engine`);
      }
      case Kind.Host: {
        const id = this.string();
        return registry.hostById(id) ?? missing(`no host function has the snapshotId '${id}'`);
      }
      case Kind.NativeClosure: {
        const name = this.string();
        if (!Object.hasOwn(registry.closures, name)) malformed("native function");
        return new NativeFunction(name, registry.closures[name]!.impl, []);
      }
      case Kind.Userdata: {
        const name = this.string();
        if (!Object.hasOwn(registry.payloads, name)) malformed("userdata");
        const kind = registry.payloads[name]!;
        return new Userdata(kind.load(this.state, kind.schema.read(this) as never));
      }
      case Kind.Coroutine:
        return new Coroutine([], reader.flag());
      case Kind.Holder:
        return new Userdata(undefined);
      case Kind.Internal:
        return this.readInternalHead();
      default:
        return malformed("kind of object");
    }
  }

  private readInternalHead(): object {
    const { internals } = this.registry;
    const name = this.string();
    if (!Object.hasOwn(internals, name)) malformed("kind of object");
    const kind = internals[name]!;
    const object = kind.make(this.state, kind.head.read(this) as never);
    this.internals.set(object, { kind, body: undefined });
    return object;
  }

  // ---------------------------------------------------------------- bodies

  private readBody(thing: Thing): void {
    if (thing instanceof LuaTable) this.readTable(thing);
    else if (thing instanceof UpValue) {
      thing.v = this.value();
      const id = this.optional("identity", isUserdata);
      if (id !== null) this.boxIds.set(thing, id);
      return;
    } else if (thing instanceof Closure) {
      for (let n = thing.code.proto.upvalues.length; n > 0; n--) {
        const box = this.thing();
        thing.upvalues.push(box instanceof UpValue ? box : malformed("upvalue"));
      }
    } else if (thing instanceof NativeFunction) this.readNative(thing);
    else if (thing instanceof Userdata) {
      thing.meta = this.optional("metatable", isTable);
      for (let n = this.reader.count(1); n > 0; n--) thing.uservalues.push(this.value());
      if (thing.payload === undefined) this.readPayload(thing);
    } else if (thing instanceof Coroutine) this.readCoroutine(thing);
    else {
      const internal = this.internals.get(thing)!;
      internal.body = internal.kind.body.read(this);
      return;
    }
    this.address(thing);
  }

  private readPayload(userdata: Userdata): void {
    const payload = this.thing();
    const kind = this.internals.get(payload)?.kind;
    if (kind?.isPayload !== true) malformed("userdata");
    userdata.payload = payload;
    kind!.carry?.(payload as never, userdata);
  }

  private readNative(fn: NativeFunction): void {
    const { registry, reader } = this;
    if (registry.natives.has(fn) || registry.hostId(fn) !== undefined) return;
    const { upvalues } = fn;
    for (let n = reader.count(1); n > 0; n--) upvalues.push(this.value());
    this.later(() => {
      if (!registry.closures[fn.name]!.accepts(upvalues)) malformed("upvalues");
    });
    const ids: Userdata[] = [];
    for (let n = reader.count(1); n > 0; n--) ids.push(this.optional("identity", isUserdata) ?? malformed("identity"));
    if (ids.length > 0 && ids.length !== upvalues.length) malformed("identity");
    if (ids.length > 0) this.nativeIds.set(fn, ids);
  }

  private readTable(table: LuaTable): void {
    const { reader } = this;
    table.meta = this.optional("metatable", isTable);
    const isKnown = reader.flag();
    const isFrozen = reader.flag();
    table.trimmed = reader.upTo(2 ** 32);
    const arr: LuaValue[] = [];
    for (let n = reader.count(1); n > 0; n--) arr.push(this.value());
    if (arr.length > 0 && arr[arr.length - 1] === undefined) malformed("array");
    const limit = readLimit(reader);
    const keys: string[] = [];
    const values: LuaValue[] = [];
    const seen = new Set<string>();
    for (let n = reader.count(2); n > 0; n--) {
      const key = this.string();
      if (seen.has(key)) malformed("key");
      seen.add(key);
      keys.push(key);
      values.push(this.value());
    }
    table.restore(arr, keys, values, limit, reader.flag() ? this.readDict(arr.length) : null);
    if (isKnown) table.flags = knownAbsence(seen);
    if (isFrozen) table.freeze();
  }

  private readDict(items: number): Dict {
    const { reader } = this;
    const arrayCheck = reader.upTo(MAX_LIMIT);
    const limit = readLimit(reader);
    const keys: LuaValue[] = [];
    const values: LuaValue[] = [];
    const seen = new Set<LuaValue>();
    for (let n = reader.count(2); n > 0; n--) {
      const key = this.value();
      const value = this.value();
      if (key === undefined ? value !== undefined : seen.has(key) || !isDictKey(key)) malformed("key");
      if (value !== undefined && isArrayKey(key) && (key as number) <= items + 1) malformed("key");
      seen.add(key);
      keys.push(key);
      values.push(value);
    }
    return Dict.restore(keys, values, arrayCheck, limit);
  }

  // ---------------------------------------------------------------- coroutines

  private readCoroutine(co: Coroutine): void {
    const { reader } = this;
    co.status = STATUSES[reader.byte()] ?? malformed("status of a coroutine");
    co.resumer = this.optional("resumer", isCoroutine);
    const slots: Slot[] = [];
    this.isStack = true;
    for (let n = reader.count(1); n > 0; n--) slots.push(this.slot());
    this.isStack = false;
    this.slots.set(co, slots);
    const saved = reader.upTo(2 * MAX_INDEX);
    for (let n = reader.count(1); n > 0; n--) co.tbc.push(reader.upTo(MAX_INDEX));
    co.failed = reader.flag();
    co.failure = this.value();
    co.nativeDepth = reader.upTo(1000);
    co.baseDepth = reader.upTo(1000);
    co.handlerDepth = reader.upTo(1000);
    const hookFrame = this.readHook(co);
    const count = reader.unsigned();
    this.frameCount += count;
    if (count > MAX_FRAMES || this.frameCount > MAX_FRAMES) malformed("too many frames");
    const used = reader.count(1);
    if (used > count || hookFrame > used) malformed("number of frames");
    const frames: Frame[] = [];
    let length = 0;
    for (let i = 0; i < used; i++) {
      const frame = this.readFrame(co, frames[i - 1] ?? null);
      frames.push(frame);
      const { fn } = frame;
      length = Math.max(length, frame.top, fn instanceof Closure ? frame.base + fn.code.maxStackSize : 0);
    }
    this.linkFrames(co, frames, count);
    co.hookFrame = hookFrame === 0 ? null : frames[hookFrame - 1]!;
    length = Math.max(length, slots.length, ...co.tbc.slice(-1).map((index) => index + 1)) + NATIVE_ROOM;
    length = Math.max(length, saved);
    this.slotCount += length;
    if (length > 2 * MAX_INDEX || this.slotCount > MAX_SLOTS) malformed("too many slots");
    const isEmpty = slots.length === 0 && used === 0;
    if (!isEmpty) for (let i = 0; i < length; i++) co.stack.push(slots[i] as LuaValue);
  }

  /** Frames that wait to be reused belong to the state: new ones are paid for. */
  private linkFrames(co: Coroutine, frames: readonly Frame[], count: number): void {
    let last = frames[frames.length - 1] ?? null;
    co.frame = last;
    co.firstFrame = frames[0] ?? null;
    for (let i = 1; i < frames.length; i++) frames[i - 1]!.next = frames[i]!;
    for (let i = frames.length; i < count; i++) {
      const spare: Frame = new Frame(NO_FUNCTION, last);
      if (last === null) co.firstFrame = spare;
      else last.next = spare;
      last = spare;
    }
    co.frameCount = count;
  }

  /** Returns the number of the hook's frame. */
  private readHook(co: Coroutine): number {
    const { reader } = this;
    co.hook = this.value();
    co.hookMask = reader.upTo(15);
    if (co.hook !== undefined && !isFunction(co.hook)) malformed("hook");
    co.inHook = reader.flag();
    if (co.hookMask === 0 && !co.inHook) return 0;
    co.hookCount = reader.signed();
    co.hookLeft = reader.signed();
    const frame = reader.unsigned();
    co.hookDue = reader.signed();
    if (co.hookDue < -1 || co.hookDue > 15) malformed("hook");
    co.hookFirst = reader.upTo(MAX_INDEX);
    co.hookTransfer = reader.upTo(MAX_INDEX);
    return frame;
  }

  private readFrame(co: Coroutine, prev: Frame | null): Frame {
    const { reader } = this;
    const fn = this.thing();
    if (!(fn instanceof Closure || fn instanceof NativeFunction)) malformed("function of a frame");
    const frame = new Frame(fn as Closure | NativeFunction, prev);
    frame.base = reader.upTo(MAX_INDEX);
    frame.ret = reader.upTo(MAX_INDEX);
    frame.wanted = reader.signed();
    frame.status = reader.upTo(1023);
    frame.dest = reader.upTo(MAX_INDEX);
    if (fn instanceof Closure) {
      frame.pc = reader.upTo(fn.code.words.length);
      frame.varargs = reader.upTo(MAX_INDEX);
      frame.top = reader.upTo(MAX_INDEX);
      if (co.hookMask !== 0) frame.hookPc = reader.signed();
      const held = reader.count(1);
      if (held > 0) {
        const values: LuaValue[] = [];
        for (let i = 1; i < held; i++) values.push(this.value());
        frame.state = values;
      }
      return frame;
    }
    frame.top = reader.upTo(MAX_INDEX);
    frame.handler = this.value();
    if (frame.handler !== undefined && !isFunction(frame.handler)) malformed("message handler");
    frame.error = this.value();
    if (reader.flag()) this.readContinuation(frame);
    return frame;
  }

  private readContinuation(frame: Frame): void {
    const name = this.string();
    const { states } = this.registry;
    const continuation = Continuation.byName.get(name);
    if (continuation === undefined || !Object.hasOwn(states, name)) malformed("continuation");
    if (Object.hasOwn(this.registry.waits, name)) this.waiters.add(frame);
    frame.continuation = continuation as Continuation;
    frame.state = states[name]!.read(this);
  }

  // ---------------------------------------------------------------- the rest

  private readEngine(): SavedRun[] {
    const { reader, state } = this;
    const globals = this.table();
    const loaded = this.table();
    const registry = this.table();
    const main = this.coroutine();
    if (!main.isRoot) malformed("main coroutine");
    if (globals === loaded || globals === registry || loaded === registry) malformed("tables of the engine");
    const metatables: (LuaTable | null)[] = [];
    for (let i = 0; i < 6; i++) metatables.push(this.optional("metatable", isTable));
    const hasMeter = reader.flag();
    const used = hasMeter ? reader.unsigned() : 0;
    const outputBytes = hasMeter ? reader.unsigned() : 0;
    const coroutineCount = reader.unsigned();
    const counts = { allocated: reader.unsigned(), allocationDebt: reader.signed(), nextId: reader.unsigned() };
    for (const id of this.usedIds) if (id >= counts.nextId) malformed("address");
    const attention = reader.flag();
    const flags = {
      modeAssigned: reader.flag(),
      needed: reader.flag(),
      running: reader.flag(),
      limitReached: reader.flag(),
      closing: reader.flag(),
    };
    const numbers = {
      epoch: reader.unsigned(),
      step: reader.unsigned(),
      live: reader.unsigned(),
      allocatedBefore: reader.unsigned(),
      peak: reader.unsigned(),
    };
    if (numbers.step < 1) malformed("collector");
    const finalizable = this.finalizables();
    const toFinalize = this.finalizables();
    if (new Set([...finalizable, ...toFinalize]).size !== finalizable.length + toFinalize.length)
      malformed("finalizers");
    const unclosed: LuaValue[] = [];
    for (let n = reader.count(1); n > 0; n--) unclosed.push(this.value());
    const pins = new Map<object, number>();
    for (let n = reader.count(2); n > 0; n--) {
      const object = this.thing();
      if (object instanceof UpValue || this.internals.has(object) || pins.has(object)) malformed("pin");
      pins.set(object, Math.max(1, reader.unsigned()));
    }
    const runs = this.readRuns();
    const data = this.readLibraryData();
    this.readSections(runs.length);
    if (reader.left > 0) malformed("it goes on after its end");
    for (const check of this.checks) check();
    const { slots, waiters } = this;
    verifyCoroutines({ state: this.state, main, runs, slots, waiters, waits: this.registry.waits });
    this.verifyRegistry(registry);
    this.finishInternals();

    // nothing can go wrong any more
    const [stringMeta, numberMeta, booleanMeta, functionMeta, threadMeta, nilMeta] = metatables as (LuaTable | null)[];
    const { ids } = this;
    Object.assign(state, { globals, loaded, registry, main, current: main, stack: main.stack, ids });
    Object.assign(state, { stringMeta, numberMeta, booleanMeta, functionMeta, threadMeta, nilMeta });
    Object.assign(state, counts, { outputBytes, coroutineCount });
    Object.assign(state, {
      interruptPending: attention,
      attention,
      finalizing: false,
      iterTable: null,
      iterKey: undefined,
    });
    state.granted = state.limits.instructions;
    state.gas = 0;
    state.withheld = 0;
    state.frozen = 0;
    state.reserve = Math.max(0, state.granted - used);
    if (used > state.granted) state.granted = used;
    for (const [proto, code] of this.codes) state.codes.set(proto, code);
    const { collector } = state;
    Object.assign(collector, flags, numbers, { toFinalize, unclosed });
    replace(collector.finalizable, finalizable);
    replace(collector.queued, toFinalize);
    // the restorer's limits may ask for a census sooner
    state.setDebt(counts.allocationDebt);
    collector.parked.clear();
    collector.pins.clear();
    for (const [object, count] of pins) collector.pins.set(object, count);
    state.libraryData.delete(this.registry.identities);
    for (const name of Object.keys(this.registry.data)) state.libraryData.delete(name);
    for (const [name, value] of data) state.libraryData.set(name, value);
    for (const commit of this.commits) commit();
    return runs;
  }

  private finalizables(): Finalizable[] {
    const list: Finalizable[] = [];
    for (let n = this.reader.count(1); n > 0; n--) {
      const v = this.value();
      list.push(v instanceof LuaTable || v instanceof Userdata ? v : malformed("finalizer"));
    }
    return list;
  }

  private readRuns(): SavedRun[] {
    const { reader } = this;
    const runs: SavedRun[] = [];
    for (let n = reader.count(4); n > 0; n--) runs.push(this.readRun(runs));
    return runs;
  }

  private readRun(before: readonly SavedRun[]): SavedRun {
    const { reader } = this;
    let root: Coroutine | null = null;
    let current: Coroutine | null = null;
    let fn: LuaValue;
    const args: LuaValue[] = [];
    if (reader.flag()) {
      root = this.coroutine();
      current = this.coroutine();
    } else {
      fn = this.value();
      for (let n = reader.count(1); n > 0; n--) args.push(this.value());
    }
    const finalizing = reader.flag();
    const used = reader.unsigned();
    const parking = reader.flag() ? (this.internal(PARKINGS) as Parking) : null;
    if (root === null && (finalizing || used > 0 || parking !== null)) malformed("run that has not begun");
    const mode: RunMode = { canWait: true, suspends: reader.flag(), limits: reader.flag() ? this.limits() : undefined };
    const budget = this.value();
    const sharer = reader.upTo(before.length + 1) - 1;
    if (typeof budget !== "number" || Number.isNaN(budget)) malformed("budget");
    if (sharer >= 0 && sharer < before.length && before[sharer]!.sharer !== sharer) malformed("budget");
    return { root, current, fn, args, finalizing, used, parking, mode, budget: budget as number, sharer };
  }

  /** The limits of a run: at most those of the engine. */
  private limits(): MachineLimits {
    const own = this.state.limits;
    const limits: Partial<Record<keyof MachineLimits, number>> = {};
    for (const name of LIMIT_NAMES) limits[name] = Math.min(this.reader.unsigned(), own[name]);
    return limits as MachineLimits;
  }

  private readLibraryData(): Map<string, unknown> {
    const { reader, registry } = this;
    const data = new Map<string, unknown>();
    // its being there costs the census something
    const identities: Identities = { boxes: this.boxIds, natives: this.nativeIds };
    if (reader.flag()) data.set(registry.identities, identities);
    for (let n = reader.count(1); n > 0; n--) {
      const name = this.string();
      if (!Object.hasOwn(registry.data, name) || data.has(name)) malformed("library data");
      const kind: DataKind = registry.data[name]!;
      const loaded = kind.load(kind.schema.read(this) as never);
      data.set(name, loaded);
      this.commits.push(() => kind.settle?.(loaded as never, this.state));
    }
    return data;
  }

  private readSections(runs: number): void {
    const { reader, registry } = this;
    const seen = new Set<string>();
    const commits: (() => void)[] = [];
    for (let n = reader.count(1); n > 0; n--) {
      const name = this.string();
      if (!Object.hasOwn(registry.sections, name) || seen.has(name)) malformed("section");
      seen.add(name);
      const section = registry.sections[name]!;
      commits.push(section.load(section.schema.read(this) as never, runs));
    }
    // before the libraries look at the time
    this.commits.unshift(...commits);
  }

  /** What the libraries take for granted in the registry. */
  private verifyRegistry(registry: LuaTable): void {
    for (const { key, users, accepts } of this.registry.fixtures) {
      const isUsed = this.natives.some((id) => users.some((prefix) => id.startsWith(prefix)));
      if (isUsed && !accepts(registry.getStr(key) as LuaValue)) malformed("registry");
    }
  }
}

/** Stands in frames that wait to be reused. */
const NO_FUNCTION = new NativeFunction("", (() => 0) as (cx: never) => number);

/** The kinds of what a run may wait for. */
const PARKINGS: readonly string[] = ["wait", "parking"];

function missing(what: string): never {
  throw new SnapshotFault(what);
}

function isTable(v: LuaValue): v is LuaTable {
  return v instanceof LuaTable;
}

function isUserdata(v: LuaValue): v is Userdata {
  return v instanceof Userdata;
}

function isCoroutine(v: LuaValue): v is Coroutine {
  return v instanceof Coroutine;
}

function replace<T>(set: Set<T>, values: readonly T[]): void {
  set.clear();
  for (const v of values) set.add(v);
}
