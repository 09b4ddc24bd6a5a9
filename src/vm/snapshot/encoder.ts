/** Writing snapshots: see format.ts for the layout. Iterative: an object is written when its turn comes. */
import { LuaFloat } from "../../base/luaFloat.ts";
import { dump } from "../../compiler/bytecode/dump.ts";
import type { Proto } from "../../compiler/bytecode/proto.ts";
import type { Dict } from "../dict.ts";
import { GAS_SCHEDULE } from "../gas.ts";
import type { SavedRun } from "../run.ts";
import { compactionLimit } from "../shape.ts";
import { hasOpenList, SHORT_STACK } from "../stack.ts";
import { DEFAULT_LIMITS, type MachineLimits, type State } from "../state.ts";
import { LuaTable } from "../table.ts";
import { Closure, Coroutine, type Frame, type LuaValue, NativeFunction, Status, UpValue, Userdata } from "../value.ts";
import {
  Kind,
  SNAPSHOT_FORMAT,
  SNAPSHOT_HEADER,
  SNAPSHOT_SIGNATURE,
  SnapshotFault,
  snapshotChecksum,
  Tag,
  Writer,
} from "./format.ts";
import { internalKindOf, isHolder } from "./internals.ts";
import { isWaiting, liveSlots, varargsOf } from "./liveStack.ts";
import type { Identities, InternalKind, SavedInternal, SnapshotRegistry } from "./registry.ts";
import type { StateWriter } from "./schema.ts";

/** What an object of the state may be: a value with identity, a box, or an internal object. */
type Thing = object;

/** What is left out. */
export interface EncodingOptions {
  /** Without the count of the instructions used. */
  readonly omitMeter: boolean;
  /** Without the debug information of functions. */
  readonly strip: boolean;
  /**
   * Only what a script would find, for comparing states: no counts, no addresses, no trace of what was there before. Nothing can go
   * on from such bytes.
   */
  readonly omitHistory: boolean;
}

/** Number of stack slots and of frames that a snapshot may ask for in all. */
export const MAX_SLOTS: number = 1 << 23;
export const MAX_FRAMES: number = 1 << 19;

/** The whole state as bytes. @throws SnapshotFault for what cannot be saved, and while the machine is running */
export function encodeState(state: State, registry: SnapshotRegistry, options: EncodingOptions): Uint8Array {
  if (state.collector.entries.length > 0 || state.native !== null) {
    throw new SnapshotFault("the engine is running", "execution");
  }
  return new Encoder(state, registry, options).encode();
}

const NOTHING_SAVED: SavedInternal = Object.freeze({ head: undefined, body: undefined });

class Encoder implements StateWriter {
  private readonly state: State;
  private readonly registry: SnapshotRegistry;
  private readonly options: EncodingOptions;
  private readonly strings: Map<string, number> = new Map();
  private readonly numbers: Map<Thing, number> = new Map();
  private readonly things: Thing[] = [];
  /** By object: the number of the one that it was found in (-1: none), and where in it. */
  private readonly parents: number[] = [];
  private readonly labels: string[] = [];
  private readonly protos: Map<Proto, number> = new Map();
  private readonly heads: Writer = new Writer();
  /** What is being written to: bodies, or the engine. */
  private out: Writer = new Writer();
  /** Number of the object being written; -1 for the engine. */
  private current = -1;
  /** When that is an internal one: its kind and what it gave. */
  private internalKind: InternalKind | null = null;
  private saved: SavedInternal = NOTHING_SAVED;
  private isRefused = false;
  /** The engine's own lists are being written. */
  private isListing = false;
  /** What they have led to first, and the object in which it was found later. */
  private readonly listed: Map<number, { readonly parent: number; readonly label: string } | null> = new Map();
  /** Internal objects that cannot be saved, by number: why. Everything else is looked at for the way that leads to them. */
  private readonly refusals: Map<number, string> = new Map();
  private readonly identities: Identities | undefined;
  private frameCount = 0;
  private slotCount = 0;

  constructor(state: State, registry: SnapshotRegistry, options: EncodingOptions) {
    this.state = state;
    this.registry = registry;
    this.options = options;
    this.identities = state.libraryData.get(registry.identities) as Identities | undefined;
  }

  encode(): Uint8Array {
    const bodies = this.out;
    const engine = new Writer();
    this.out = engine;
    this.writeEngine();
    this.out = bodies;
    for (this.current = 0; this.current < this.things.length; this.current++) {
      const thing = this.things[this.current]!;
      this.writeHead(thing);
      this.writeBody(thing);
    }
    for (const [number, what] of this.refusals) throw new SnapshotFault(what, this.pathTo(number, ""));
    const payload = new Writer();
    payload.string(GAS_SCHEDULE);
    const chunks = this.writeChunks();
    payload.unsigned(this.strings.size);
    for (const s of this.strings.keys()) payload.string(s);
    payload.append(chunks);
    payload.unsigned(this.things.length);
    payload.append(this.heads);
    payload.append(bodies);
    payload.append(engine);
    return seal(this.state.version === "5.3" ? 0x53 : 0x54, payload);
  }

  // ---------------------------------------------------------------- StateWriter

  unsigned(n: number): void {
    this.out.unsigned(n);
  }

  internal(object: object, label: string): void {
    this.reference(object, label);
  }

  refuse(what: string, label: string): never {
    throw new SnapshotFault(what, this.pathTo(this.current, label));
  }

  value(v: LuaValue, label: string): void {
    const { out } = this;
    switch (typeof v) {
      case "undefined":
        out.byte(Tag.Nil);
        return;
      case "boolean":
        out.byte(v ? Tag.True : Tag.False);
        return;
      case "number":
        if (Number.isSafeInteger(v) && !Object.is(v, -0)) {
          out.byte(Tag.Integer);
          out.signed(v);
        } else if (Number.isNaN(v)) out.byte(Tag.NaN);
        else {
          out.byte(Tag.Float);
          out.double(v);
        }
        return;
      case "bigint":
        out.byte(Tag.BigInteger);
        out.bigint(v);
        return;
      case "string":
        out.byte(Tag.String);
        this.string(v);
        return;
    }
    if (v instanceof LuaFloat) {
      if (Number.isNaN(v.n)) out.byte(Tag.BoxedNaN);
      else {
        out.byte(Tag.BoxedFloat);
        out.double(v.n);
      }
      return;
    }
    out.byte(Tag.Object);
    this.reference(v, label);
  }

  // ---------------------------------------------------------------- parts

  private string(s: string): void {
    let index = this.strings.get(s);
    if (index === undefined) {
      index = this.strings.size;
      this.strings.set(s, index);
    }
    this.out.unsigned(index);
  }

  private reference(thing: Thing, label: string): void {
    let number = this.numbers.get(thing);
    if (number === undefined) {
      number = this.things.push(thing) - 1;
      this.numbers.set(thing, number);
      this.parents.push(this.current);
      this.labels.push(label);
      if (this.isListing) this.listed.set(number, null);
    } else if (this.current >= 0 && this.listed.size > 0 && this.listed.get(number) === null) {
      this.listed.set(number, { parent: this.current, label });
    }
    this.out.unsigned(number);
  }

  private pathTo(number: number, label: string): string {
    const parts = [label];
    const seen = new Set<number>();
    for (let n = number; n >= 0; ) {
      const better = seen.has(n) ? null : (this.listed.get(n) ?? null);
      seen.add(n);
      parts.push(better?.label ?? this.labels[n]!);
      n = better?.parent ?? this.parents[n]!;
    }
    return parts.reverse().join("");
  }

  private address(thing: Thing): void {
    this.out.unsigned(this.options.omitHistory ? 0 : (this.state.ids.get(thing) ?? 0));
  }

  // ---------------------------------------------------------------- heads: what it takes to make the object

  private writeHead(thing: Thing): void {
    const { out } = this;
    const { heads } = this;
    this.out = heads;
    if (thing instanceof LuaTable) heads.byte(Kind.Table);
    else if (thing instanceof UpValue) heads.byte(Kind.Box);
    else if (thing instanceof Closure) {
      heads.byte(Kind.Closure);
      heads.unsigned(this.protoNumber(thing.code.proto));
    } else if (thing instanceof NativeFunction) this.writeNativeHead(thing);
    else if (thing instanceof Userdata) this.writeUserdataHead(thing);
    else if (thing instanceof Coroutine) {
      heads.byte(Kind.Coroutine);
      heads.flag(thing.isRoot);
    } else this.writeInternalHead(thing);
    this.out = out;
  }

  private writeInternalHead(thing: object): void {
    const [name, kind] =
      internalKindOf(this.registry.internals, thing) ?? this.refuse("a thing that cannot be saved", "");
    this.heads.byte(Kind.Internal);
    this.string(name);
    this.internalKind = kind;
    this.isRefused = false;
    try {
      this.saved = kind.save(thing as never, this.state, (what) => {
        throw new SnapshotFault(what);
      });
    } catch (fault) {
      if (!(fault instanceof SnapshotFault)) throw fault;
      // the way that a script would go to it may be found later
      this.isRefused = true;
      this.refusals.set(this.current, fault.message);
      return;
    }
    kind.head.write(this, this.saved.head, "");
  }

  private protoNumber(proto: Proto): number {
    let number = this.protos.get(proto);
    if (number === undefined) {
      number = this.protos.size;
      this.protos.set(proto, number);
    }
    return number;
  }

  private writeNativeHead(fn: NativeFunction): void {
    const { heads, registry } = this;
    const host = registry.hostId(fn);
    const id = registry.natives.get(fn);
    if (id !== undefined) {
      heads.byte(Kind.Native);
      this.string(id);
    } else if (host !== undefined) {
      heads.byte(Kind.Host);
      this.string(host);
    } else if (registry.closures[fn.name]?.impl === fn.impl) {
      heads.byte(Kind.NativeClosure);
      this.string(fn.name);
    } else this.refuse(`the host function '${fn.name}' has no snapshotId`, "");
  }

  private writeUserdataHead(object: Userdata): void {
    for (const [name, kind] of Object.entries(this.registry.payloads)) {
      const data = kind.save(object.payload);
      if (data === undefined) continue;
      this.heads.byte(Kind.Userdata);
      this.string(name);
      kind.schema.write(this, data, "");
      return;
    }
    this.heads.byte(Kind.Holder);
    if (!isHolder(this.registry.internals, object)) this.refuse("a userdata that cannot be saved", "");
  }

  // ---------------------------------------------------------------- bodies

  private writeBody(thing: Thing): void {
    if (thing instanceof LuaTable) this.writeTable(thing);
    else if (thing instanceof UpValue) {
      this.value(thing.v, "");
      this.value(this.identities?.boxes.get(thing), "");
      return;
    } else if (thing instanceof Closure) {
      const { upvalues, code } = thing;
      for (let i = 0; i < upvalues.length; i++)
        this.reference(upvalues[i]!, `.(upvalue ${code.proto.upvalues[i]!.name})`);
    } else if (thing instanceof NativeFunction) this.writeNative(thing);
    else if (thing instanceof Userdata) {
      this.value(thing.meta ?? undefined, ".(metatable)");
      this.out.unsigned(thing.uservalues.length);
      for (const v of thing.uservalues) this.value(v, ".(user value)");
      if (isHolder(this.registry.internals, thing)) this.reference(thing.payload as object, "");
    } else if (thing instanceof Coroutine) this.writeCoroutine(thing);
    else {
      if (!this.isRefused) this.internalKind!.body.write(this, this.saved.body, "");
      return;
    }
    this.address(thing);
  }

  private writeNative(fn: NativeFunction): void {
    if (this.registry.closures[fn.name]?.impl !== fn.impl) return;
    this.out.unsigned(fn.upvalues.length);
    for (const [i, v] of fn.upvalues.entries()) this.value(v, `.(upvalue ${i + 1})`);
    const ids = this.identities?.natives.get(fn) ?? [];
    this.out.unsigned(ids.length);
    for (const id of ids) this.value(id, "");
  }

  /** The entries of a table in their order. */
  private writeEntries(table: LuaTable): void {
    this.value(table.meta ?? undefined, ".(metatable)");
    this.out.flag(table.isFrozen);
    table.forEachEntry((key: LuaValue, v: LuaValue) => {
      const label = labelOf(key);
      this.value(key, `${label}.(key)`);
      this.value(v, label);
    });
    this.value(undefined, "");
  }

  private writeTable(table: LuaTable): void {
    const { out } = this;
    if (this.options.omitHistory) {
      this.writeEntries(table);
      return;
    }
    const { items: arr, dict, meta } = table;
    this.value(meta ?? undefined, ".(metatable)");
    out.flag(table.flags !== 0);
    out.flag(table.isFrozen);
    out.unsigned(table.trimmed);
    out.unsigned(arr.length);
    for (let i = 0; i < arr.length; i++) this.value(arr[i] as LuaValue, `[${i + 1}]`);
    const { strings, fieldCount, fieldNames, fieldValues } = table;
    out.unsigned(strings === null ? compactionLimit(fieldCount) : strings.compactionLimit);
    out.unsigned(fieldCount);
    for (let i = 0; i < fieldCount; i++) {
      const key = fieldNames[i]!;
      this.string(key);
      this.value(fieldValues[i] as LuaValue, labelOf(key));
    }
    out.flag(dict !== null);
    if (dict !== null) this.writeDict(dict);
  }

  private writeDict(dict: Dict): void {
    const { out } = this;
    const { keys, values } = dict;
    out.unsigned(dict.arrayCheck);
    out.unsigned(dict.compactionLimit);
    out.unsigned(keys.length);
    for (let i = 0; i < keys.length; i++) {
      const key = keys[i] as LuaValue;
      const label = labelOf(key);
      this.value(key, `${label}.(key)`);
      this.value(values[i] as LuaValue, label);
    }
  }

  // ---------------------------------------------------------------- coroutines

  private writeCoroutine(co: Coroutine): void {
    const { out } = this;
    out.byte(STATUSES.indexOf(co.status));
    this.optionalReference(co.resumer, ".(resumer)");
    const slots = liveSlots(this.state, co);
    out.unsigned(slots.length);
    for (const [i, v] of slots.entries()) {
      if (v instanceof UpValue) {
        out.byte(Tag.Object);
        this.reference(v, `.(stack ${i})`);
      } else this.value(v, `.(stack ${i})`);
    }
    // what a stack costs to grow depends on how long it is
    const { length } = co.stack;
    const { omitHistory } = this.options;
    out.unsigned(!omitHistory && length > SHORT_STACK ? length : 0);
    out.unsigned(co.tbc.length);
    for (const index of co.tbc) out.unsigned(index);
    out.flag(co.failed);
    this.value(co.failed ? co.failure : undefined, ".(error)");
    for (const n of [co.nativeDepth, co.baseDepth, co.handlerDepth]) out.unsigned(n);
    const frames = framesOf(co);
    this.writeHook(co, frames);
    out.unsigned(omitHistory ? 0 : co.frameCount);
    this.frameCount += co.frameCount;
    this.slotCount += length;
    if (this.frameCount > MAX_FRAMES || this.slotCount > MAX_SLOTS) this.refuse("too many frames", "");
    out.unsigned(frames.length);
    let isHook = false;
    for (const [i, frame] of frames.entries()) {
      isHook ||= (frame.status & Status.HOOK) !== 0;
      this.writeFrame(co, frame, frames[i + 1] ?? null, isHook, `.(frame ${i + 1})`);
    }
  }

  private writeHook(co: Coroutine, frames: readonly Frame[]): void {
    const { out } = this;
    this.value(co.hook, ".(hook)");
    out.unsigned(co.hookMask);
    // a hook may have removed itself
    out.flag(co.inHook);
    if (co.hookMask === 0 && !co.inHook) return;
    out.signed(co.hookCount);
    out.signed(co.hookLeft);
    out.unsigned(co.hookFrame === null ? 0 : frames.indexOf(co.hookFrame) + 1);
    out.signed(co.hookDue);
    out.unsigned(co.inHook ? co.hookFirst : 0);
    out.unsigned(co.inHook ? co.hookTransfer : 0);
  }

  private optionalReference(thing: Thing | null, label: string): void {
    this.value((thing ?? undefined) as LuaValue, label);
  }

  private writeFrame(co: Coroutine, frame: Frame, callee: Frame | null, isHook: boolean, label: string): void {
    const { out } = this;
    const { fn, status } = frame;
    const finish = status & Status.FINISH_MASK;
    this.reference(fn, label);
    out.unsigned(frame.base);
    out.unsigned(frame.ret);
    out.signed(frame.wanted);
    out.unsigned(status);
    out.unsigned(finish === Status.STORE || finish === Status.CONCAT ? frame.dest : 0);
    if (fn instanceof Closure) {
      const { code } = fn;
      const pc = isWaiting(co, callee) ? frame.pc - 2 : frame.pc;
      out.unsigned(frame.pc);
      out.unsigned(varargsOf(frame, code));
      out.unsigned(hasOpenList(code.words, pc) ? frame.top : 0);
      if (co.hookMask !== 0) {
        const begun = callee !== null && (callee.status & Status.HOOK) !== 0 ? 2 : 0;
        const isStale = isHook || (frame.pc <= begun && co.hookFrame !== frame);
        out.signed(isStale ? -1 : frame.hookPc);
      }
      const held = frame.state as readonly LuaValue[] | undefined;
      out.unsigned(held === undefined ? 0 : held.length + 1);
      for (const v of held ?? []) this.value(v, label);
      return;
    }
    out.unsigned(frame.top);
    this.value(frame.handler, `${label}.(handler)`);
    this.value(frame.error, `${label}.(error)`);
    const { continuation } = frame;
    out.flag(continuation !== null);
    if (continuation === null) return;
    const schema = this.registry.states[continuation.name];
    if (schema === undefined) this.refuse(`'${fn.name}' is waiting for the host`, label);
    this.string(continuation.name);
    schema.write(this, frame.state, `${label}.(${fn.name})`);
  }

  // ---------------------------------------------------------------- the rest

  private writeEngine(): void {
    const { state, out } = this;
    const { collector } = state;
    this.reference(state.globals, "globals");
    this.reference(state.loaded, "package.loaded");
    this.reference(state.registry, "registry");
    this.reference(state.main, "main");
    for (const [name, meta] of metatables(state)) this.value(meta ?? undefined, `metatable of ${name}`);
    out.flag(!this.options.omitMeter);
    if (!this.options.omitMeter) {
      out.unsigned(state.used);
      out.unsigned(state.outputBytes);
    }
    if (!this.options.omitHistory) this.writeCounts();
    this.isListing = true;
    this.writeList([...collector.finalizable], "finalizable");
    this.writeList(collector.toFinalize, "finalizable");
    this.writeList(collector.unclosed, "unclosed");
    out.unsigned(collector.pins.size);
    for (const [object, count] of collector.pins) {
      this.reference(object as Thing, "pinned");
      out.unsigned(count);
    }
    const runs = this.registry.runs();
    out.unsigned(runs.length);
    for (const [i, run] of runs.entries()) this.writeRun(run, `executions[${i}]`);
    this.writeLibraryData();
    this.isListing = false;
    const sections = Object.entries(this.registry.sections);
    out.unsigned(sections.length);
    for (const [name, section] of sections) {
      this.string(name);
      section.schema.write(this, section.save(), name);
    }
  }

  private writeCounts(): void {
    const { state, out } = this;
    const { collector } = state;
    out.unsigned(state.coroutineCount);
    out.unsigned(state.allocated);
    out.signed(state.allocationDebt);
    out.unsigned(state.nextId);
    out.flag(state.attention);
    const { modeAssigned, needed, running, limitReached, closing } = collector;
    for (const flag of [modeAssigned, needed, running, limitReached, closing]) out.flag(flag);
    const { epoch, step, live, allocatedBefore, peak } = collector;
    for (const n of [epoch, step, live, allocatedBefore, peak]) out.unsigned(n);
  }

  private writeRun(run: SavedRun, label: string): void {
    const { out } = this;
    const { root, current, finalizing, used, parking, mode } = run;
    out.flag(root !== null);
    if (root === null) {
      this.value(run.fn, `${label}.(function)`);
      this.writeList(run.args, `${label}.(argument)`);
    } else {
      this.reference(root, label);
      this.reference(current!, label);
    }
    out.flag(finalizing);
    out.unsigned(used);
    out.flag(parking !== null);
    if (parking !== null) {
      if (parking.promise !== null) this.refuse(`'${parking.operation}' is waiting for the host`, label);
      this.reference(parking, label);
    }
    out.flag(mode.suspends);
    const { limits } = mode;
    out.flag(limits !== undefined);
    if (limits !== undefined) for (const name of LIMIT_NAMES) out.unsigned(limits[name]);
    this.value(run.budget, label);
    out.unsigned(run.sharer + 1);
  }

  private writeList(values: readonly LuaValue[], label: string): void {
    this.out.unsigned(values.length);
    for (const [i, v] of values.entries()) this.value(v, `${label}[${i + 1}]`);
  }

  private writeLibraryData(): void {
    const { registry, state } = this;
    const names = [...state.libraryData.keys()]
      .filter((name) => name !== registry.identities && !registry.caches.includes(name))
      .sort();
    this.out.flag(this.identities !== undefined);
    this.out.unsigned(names.length);
    for (const name of names) {
      const kind = registry.data[name];
      if (kind === undefined) this.refuse("library data that cannot be saved", name);
      this.string(name);
      kind.schema.write(this, kind.save(state.libraryData.get(name) as never, state), name);
    }
  }

  /** The functions, as few chunks as they fit in. Numbers are those of `protoNumber`: chunk and place in it. */
  private writeChunks(): Writer {
    const nested = new Set<Proto>();
    const seen = new Set<Proto>();
    for (const proto of this.protos.keys()) {
      const pending = [...proto.protos];
      for (let p = pending.pop(); p !== undefined; p = pending.pop()) {
        nested.add(p);
        if (seen.has(p)) continue;
        seen.add(p);
        pending.push(...p.protos);
      }
    }
    const out = new Writer();
    const roots = [...this.protos.keys()].filter((proto) => !nested.has(proto));
    const places = new Map<Proto, number>();
    out.unsigned(roots.length);
    for (const root of roots) {
      out.string(dump(root, this.options.strip));
      for (const p of protosOf(root)) places.set(p, places.size);
    }
    out.unsigned(this.protos.size);
    for (const proto of this.protos.keys()) out.unsigned(places.get(proto)!);
    return out;
  }
}

/** A function and all nested in it, in a fixed order. */
export function protosOf(root: Proto): Proto[] {
  const all: Proto[] = [];
  const pending = [root];
  for (let p = pending.pop(); p !== undefined; p = pending.pop()) {
    all.push(p);
    pending.push(...p.protos);
  }
  return all;
}

/** The limits of runs, in the order in which they are written. */
export const LIMIT_NAMES: readonly (keyof MachineLimits)[] = Object.keys(DEFAULT_LIMITS) as (keyof MachineLimits)[];

/** The statuses of coroutines, by their number in snapshots. */
export const STATUSES: readonly Coroutine["status"][] = ["suspended", "running", "normal", "dead"];

/** The frames of a coroutine, the first one first. */
export function framesOf(co: Coroutine): Frame[] {
  const frames: Frame[] = [];
  for (let frame = co.frame; frame !== null; frame = frame.prev) frames.push(frame);
  return frames.reverse();
}

/** The metatables of the types that share one. */
function metatables(state: State): readonly (readonly [string, LuaTable | null])[] {
  return [
    ["string", state.stringMeta],
    ["number", state.numberMeta],
    ["boolean", state.booleanMeta],
    ["function", state.functionMeta],
    ["thread", state.threadMeta],
    ["nil", state.nilMeta],
  ];
}

/** How the place of a key in a table is shown. */
function labelOf(key: LuaValue): string {
  if (typeof key === "string")
    return /^[A-Za-z_]\w{0,60}$/.test(key) ? `.${key}` : `[${JSON.stringify(key.slice(0, 60))}]`;
  return typeof key === "object" && !(key instanceof LuaFloat)
    ? "[(object)]"
    : `[${String(key instanceof LuaFloat ? key.n : key)}]`;
}

/** Puts the header in front of a payload. */
function seal(dialect: number, payload: Writer): Uint8Array {
  const out = new Writer();
  for (let i = 0; i < SNAPSHOT_SIGNATURE.length; i++) out.byte(SNAPSHOT_SIGNATURE.charCodeAt(i));
  out.byte(SNAPSHOT_FORMAT);
  out.byte(dialect);
  out.word(0);
  out.word(0);
  out.append(payload);
  const bytes = out.result();
  sealChecksum(bytes);
  return bytes;
}

/** Puts the checksum of the payload into the header of a snapshot. */
export function sealChecksum(bytes: Uint8Array): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [a, b] = snapshotChecksum(bytes, SNAPSHOT_HEADER);
  view.setUint32(6, a, true);
  view.setUint32(10, b, true);
}
