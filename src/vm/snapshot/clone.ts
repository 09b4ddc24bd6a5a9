/**
 * Copying the state of an engine within a process. What is immutable is shared: prototypes, strings, numbers, native functions
 * without upvalues, the keys of library tables. Iterative: an object is filled when its turn comes.
 */
import { LuaFloat } from "../../base/luaFloat.ts";
import type { Finalizable } from "../collector.ts";
import { Dict } from "../dict.ts";
import { LuaThrow } from "../errors.ts";
import type { Parking } from "../parking.ts";
import type { SavedRun } from "../run.ts";
import { compactionLimit, type Shape } from "../shape.ts";
import { NATIVE_ROOM } from "../stack.ts";
import type { State } from "../state.ts";
import { EMPTY_ARRAY, LuaTable } from "../table.ts";
import { Closure, Coroutine, Frame, type LuaValue, NativeFunction, UpValue, Userdata } from "../value.ts";
import { framesOf } from "./encoder.ts";
import { SnapshotFault } from "./format.ts";
import { Dormant, internalKindOf, isHolder } from "./internals.ts";
import { liveSlots, type Slot } from "./liveStack.ts";
import type { Identities, InternalKind, SnapshotRegistry } from "./registry.ts";

type Thing = object;

/** What a copy needs to know of libraries and host. */
export type CloneRegistry = Pick<
  SnapshotRegistry,
  "states" | "payloads" | "internals" | "data" | "caches" | "identities"
> & {
  /** The runs of the source that have not ended, in the order in which they began. */
  readonly runs: readonly SavedRun[];
  /** What the sections of the host saved, by name: it is copied as well. */
  readonly sections: Readonly<Record<string, unknown>>;
  /** Nobody will run the copy: what is with the host stays asleep. */
  readonly isImage: boolean;
  /**
   * The function of the copy's host that stands for one of the source's, undefined for functions of libraries; null when
   * there are none but those.
   */
  readonly counterpart: ((fn: NativeFunction) => NativeFunction | undefined) | null;
};

/** What belongs to the host's side of a copy. */
export interface Copied {
  readonly runs: readonly SavedRun[];
  readonly sections: Readonly<Record<string, unknown>>;
  /** There are no internal objects in it. */
  readonly isPlain: boolean;
  /** Looks at the host and the time; not for an image. @throws SnapshotFault */
  settle(): void;
}

/**
 * Makes `target`, which is fresh, a copy of `source`. Its limits and environment stay its own. What the host's sections say
 * is for the caller to take up, who then lets the copy settle.
 * @throws SnapshotFault for what cannot be copied, and while the machine is running
 */
export function cloneState(source: State, target: State, registry: CloneRegistry): Copied {
  if (source.collector.entries.length > 0 || source.native !== null) {
    throw new SnapshotFault("the engine is running", "execution");
  }
  return new Cloner(source, target, registry).clone();
}

class Cloner {
  private readonly source: State;
  private readonly target: State;
  private readonly registry: CloneRegistry;
  private readonly copies: Map<object, Thing> = new Map();
  private readonly shapes: Map<Shape, Shape> = new Map();
  /** Objects whose copies are still to be filled. */
  private readonly pending: Thing[] = [];
  /** By internal object of the source: its kind and body. */
  private readonly internals: Map<object, { readonly kind: InternalKind; body: unknown }> = new Map();
  private readonly identities: Identities | undefined;
  /** Only when there are some: weak maps cost the collector of JavaScript more than anything else here. */
  private readonly newIdentities: Identities | undefined;
  /** Some objects have addresses. */
  private readonly hasIds: boolean;
  /** Functions without upvalues need no look. */
  private readonly sharesNatives: boolean;

  constructor(source: State, target: State, registry: CloneRegistry) {
    this.source = source;
    this.target = target;
    this.registry = registry;
    this.hasIds = source.nextId > 1;
    this.sharesNatives = !this.hasIds && registry.counterpart === null;
    this.identities = source.libraryData.get(registry.identities) as Identities | undefined;
    this.newIdentities = this.identities === undefined ? undefined : { boxes: new WeakMap(), natives: new WeakMap() };
    this.shapes.set(source.rootShape, target.rootShape);
    this.shapes.set(source.rootShape.dictionary, target.rootShape.dictionary);
  }

  clone(): Copied {
    const { source, target, registry } = this;
    // these exist already
    this.adopt(source.globals, target.globals);
    this.adopt(source.loaded, target.loaded);
    this.adopt(source.registry, target.registry);
    this.adopt(source.main, target.main);
    target.stringMeta = this.meta(source.stringMeta);
    target.numberMeta = this.meta(source.numberMeta);
    target.booleanMeta = this.meta(source.booleanMeta);
    target.functionMeta = this.meta(source.functionMeta);
    target.threadMeta = this.meta(source.threadMeta);
    target.nilMeta = this.meta(source.nilMeta);
    this.copyCollector();
    const runs = registry.runs.map((run) => this.copyRun(run));
    const sections = this.plain(registry.sections) as Record<string, unknown>;
    const data = this.copyLibraryData();
    for (let thing = this.pending.pop(); thing !== undefined; thing = this.pending.pop()) this.fill(thing);
    this.fillInternals();
    for (const [name, load] of data) target.libraryData.set(name, load());
    this.copyCounts();
    if (this.hasIds) {
      for (const [thing, copy] of this.copies) {
        const id = source.ids.get(thing);
        if (id !== undefined) target.ids.set(copy, id);
      }
    }
    return { runs, sections, isPlain: this.internals.size === 0, settle: () => this.settle() };
  }

  private fillInternals(): void {
    if (this.internals.size === 0) return;
    for (const kind of Object.values(this.registry.internals)) {
      for (const [object, { kind: own, body }] of this.internals) {
        if (own !== kind) continue;
        const copy = this.copies.get(object)!;
        if (copy instanceof Dormant) copy.body = body;
        else kind.fill(copy as never, body as never);
      }
    }
  }

  /** What looks at the host or at the time. */
  private settle(): void {
    const { target, registry } = this;
    for (const [name, data] of target.libraryData) registry.data[name]?.settle?.(data as never, target);
    for (const [object, { kind }] of this.internals) kind.finish?.(this.copies.get(object) as never, target);
  }

  private adopt(thing: Thing, copy: Thing): void {
    this.copies.set(thing, copy);
    this.pending.push(thing);
  }

  private meta(meta: LuaTable | null): LuaTable | null {
    return meta === null ? null : (this.object(meta) as LuaTable);
  }

  private value(v: LuaValue): LuaValue {
    return typeof v === "object" ? (this.object(v) as LuaValue) : v;
  }

  private object(v: object): object {
    if (v instanceof LuaFloat) return v;
    if (v instanceof NativeFunction && v.upvalues.length === 0) return this.lightFunction(v);
    const known = this.copies.get(v);
    if (known !== undefined) return known;
    const copy = this.shell(v as Thing);
    this.adopt(v as Thing, copy);
    return copy;
  }

  private lightFunction(fn: NativeFunction): NativeFunction {
    const copy = this.registry.counterpart?.(fn) ?? fn;
    if (this.hasIds) this.copies.set(fn, copy);
    return copy;
  }

  private shell(v: Thing): Thing {
    const { target } = this;
    if (v instanceof LuaTable) return new LuaTable(target.rootShape);
    if (v instanceof UpValue) return new UpValue(undefined);
    if (v instanceof Closure) return new Closure(target.codeOf(v.code.proto), []);
    if (v instanceof NativeFunction) return new NativeFunction(v.name, v.impl, []);
    if (v instanceof Coroutine) return new Coroutine([], v.isRoot);
    return v instanceof Userdata ? this.userdata(v) : this.internal(v);
  }

  private userdata(v: Userdata): Userdata {
    const { payloads, internals } = this.registry;
    for (const kind of Object.values(payloads)) {
      const data = kind.save(v.payload);
      if (data !== undefined) return new Userdata(kind.load(this.target, data as never));
    }
    if (v.payload instanceof Dormant || isHolder(internals, v)) {
      const payload = this.object(v.payload as object);
      const copy = new Userdata(payload);
      if (!(payload instanceof Dormant)) this.internals.get(v.payload as object)!.kind.carry?.(payload as never, copy);
      return copy;
    }
    throw new SnapshotFault("a userdata that cannot be copied", "fork");
  }

  private internal(v: object): object {
    const { registry, target } = this;
    if (v instanceof Dormant) {
      const kind = registry.internals[v.kind]!;
      this.internals.set(v, { kind, body: v.body });
      return kind.make(target, v.head as never);
    }
    const found = internalKindOf(registry.internals, v);
    if (found === undefined) throw new SnapshotFault("a thing that cannot be copied", "fork");
    const [name, kind] = found;
    const { head, body } = kind.save(v as never, this.source, (what) => {
      throw new SnapshotFault(what, "fork");
    });
    this.internals.set(v, { kind, body });
    return registry.isImage && kind.isDormant ? new Dormant(name, head) : kind.make(target, head as never);
  }

  private fill(thing: Thing): void {
    const copy = this.copies.get(thing)!;
    if (thing instanceof LuaTable) this.fillTable(thing, copy as LuaTable);
    else if (thing instanceof UpValue) {
      (copy as UpValue).v = this.value(thing.v);
      const id = this.identities?.boxes.get(thing);
      if (id !== undefined) this.newIdentities!.boxes.set(copy as UpValue, this.object(id) as Userdata);
    } else if (thing instanceof Closure) {
      const { upvalues } = copy as Closure;
      for (const box of thing.upvalues) upvalues.push(this.object(box) as UpValue);
    } else if (thing instanceof NativeFunction) {
      const { upvalues } = copy as NativeFunction;
      for (const v of thing.upvalues) upvalues.push(this.value(v));
      const ids = this.identities?.natives.get(thing);
      if (ids !== undefined)
        this.newIdentities!.natives.set(
          copy,
          ids.map((id) => this.object(id) as Userdata),
        );
    } else if (thing instanceof Userdata) {
      const userdata = copy as Userdata;
      userdata.meta = this.meta(thing.meta);
      for (const v of thing.uservalues) userdata.uservalues.push(this.value(v));
    } else if (thing instanceof Coroutine) this.fillCoroutine(thing, copy as Coroutine);
    else {
      const internal = this.internals.get(thing)!;
      const body = this.plain(internal.body);
      this.internals.set(thing, { kind: internal.kind, body });
    }
  }

  // ---------------------------------------------------------------- tables

  private fillTable(table: LuaTable, copy: LuaTable): void {
    const { items: arr, slots, shape, dict, strings } = table;
    // what the libraries and modules of the copy have put there
    copy.arr = EMPTY_ARRAY;
    copy.slots = EMPTY_ARRAY;
    copy.shape = this.target.rootShape;
    copy.dict = null;
    copy.meta = this.meta(table.meta);
    copy.flags = table.flags;
    copy.trimmed = table.trimmed;
    if (arr.length > 0) copy.arr = this.values(arr);
    if (dict !== null) {
      copy.dict = Dict.restore(this.values(dict.keys), this.values(dict.values), dict.arrayCheck, dict.compactionLimit);
    }
    if (strings !== null) {
      copy.strings = Dict.restore(strings.keys, this.values(strings.values), 0, strings.compactionLimit);
      copy.shape = this.target.rootShape.dictionary;
    } else if (shape.count > 0) {
      const moved = this.shapeOf(shape);
      if (moved !== null) copy.preset(moved, this.values(slots));
      else
        copy.restore([], shape.keys.slice(0, shape.count), this.values(slots), compactionLimit(shape.count), copy.dict);
    }
    if (table.isFrozen) copy.freeze();
  }

  private values(values: readonly LuaValue[]): LuaValue[] {
    const copy = values.slice();
    const { sharesNatives } = this;
    for (let i = 0; i < copy.length; i++) {
      const v = copy[i];
      if (typeof v !== "object") continue;
      if (sharesNatives && v instanceof NativeFunction && v.upvalues.length === 0) continue;
      copy[i] = this.object(v) as LuaValue;
    }
    return copy;
  }

  /** The shape of the copy's tree; null when that takes no more. */
  private shapeOf(shape: Shape): Shape | null {
    const { shapes } = this;
    if (this.source.rootShape === this.target.rootShape) return shape;
    const path: Shape[] = [];
    let known: Shape | undefined;
    for (let s: Shape | null = shape; s !== null; s = s.parent) {
      known = shapes.get(s);
      if (known !== undefined) break;
      path.push(s);
    }
    let moved: Shape | null = known!;
    for (let s = path.pop(); s !== undefined; s = path.pop()) {
      moved = s.moveBelow(moved);
      if (moved === null) return null;
      shapes.set(s, moved);
    }
    return moved;
  }

  // ---------------------------------------------------------------- coroutines

  private fillCoroutine(co: Coroutine, copy: Coroutine): void {
    copy.status = co.status;
    copy.resumer = co.resumer === null ? null : (this.object(co.resumer) as Coroutine);
    const slots = liveSlots(this.source, co);
    const frames = framesOf(co);
    const isEmpty = slots.length === 0 && frames.length === 0;
    if (!isEmpty) {
      const length = Math.max(co.stack.length, slots.length + NATIVE_ROOM);
      for (let i = 0; i < length; i++) copy.stack.push(this.slot(slots[i]));
    }
    for (const index of co.tbc) copy.tbc.push(index);
    copy.failed = co.failed;
    copy.failure = this.value(co.failed ? co.failure : undefined);
    const { nativeDepth, baseDepth, handlerDepth, hookMask, hookCount, hookLeft, inHook } = co;
    Object.assign(copy, { nativeDepth, baseDepth, handlerDepth, hookMask, hookCount, hookLeft, inHook });
    copy.hookDue = co.hookDue;
    copy.hookFirst = co.hookFirst;
    copy.hookTransfer = co.hookTransfer;
    copy.hook = this.value(co.hook);
    let last: Frame | null = null;
    for (let i = 0; i < co.frameCount; i++) {
      const frame: Frame = i < frames.length ? this.frame(frames[i]!, last) : new Frame(SPARE, last);
      if (last === null) copy.firstFrame = frame;
      else last.next = frame;
      last = frame;
      if (i < frames.length) {
        copy.frame = frame;
        if (co.hookFrame === frames[i]) copy.hookFrame = frame;
      }
    }
    copy.frameCount = co.frameCount;
  }

  private slot(v: Slot): LuaValue {
    return typeof v === "object" ? (this.object(v) as LuaValue) : v;
  }

  private frame(frame: Frame, prev: Frame | null): Frame {
    const copy = new Frame(this.object(frame.fn) as Closure | NativeFunction, prev);
    const { base, ret, wanted, pc, varargs, top, status, dest, hookPc, continuation } = frame;
    Object.assign(copy, { base, ret, wanted, pc, varargs, top, status, dest, hookPc, continuation });
    if (continuation !== null && !Object.hasOwn(this.registry.states, continuation.name)) {
      throw new SnapshotFault(`'${(frame.fn as NativeFunction).name}' is waiting for the host`, "execution");
    }
    copy.state = this.plain(frame.state);
    copy.handler = this.value(frame.handler);
    copy.error = this.value(frame.error);
    return copy;
  }

  /** What natives keep: Lua values, and plain objects and arrays of them; their depth is that of the natives' code. */
  private plain(v: unknown): unknown {
    if (typeof v !== "object" || v === null) return v;
    if (Array.isArray(v)) return v.map((item) => this.plain(item));
    if (v instanceof LuaThrow) {
      const copy = new LuaThrow(this.value(v.value), v.cause, v.isFinal);
      copy.traceback = v.traceback;
      return copy;
    }
    if (Object.getPrototypeOf(v) !== Object.prototype) return this.object(v);
    const copy: Record<string, unknown> = {};
    for (const [name, part] of Object.entries(v)) copy[name] = this.plain(part);
    return copy;
  }

  // ---------------------------------------------------------------- the rest

  private copyCollector(): void {
    const from = this.source.collector;
    const to = this.target.collector;
    const { epoch, needed, modeAssigned, step, running, limitReached, closing, live, allocatedBefore, peak, warn } =
      from;
    Object.assign(to, { epoch, needed, modeAssigned, step, running, limitReached, closing });
    Object.assign(to, { live, allocatedBefore, peak, warn });
    for (const object of from.finalizable) to.finalizable.add(this.object(object) as Finalizable);
    to.toFinalize = from.toFinalize.map((object) => this.object(object) as Finalizable);
    for (const object of to.toFinalize) to.queued.add(object);
    to.unclosed = from.unclosed.map((v) => this.value(v));
    for (const [object, count] of from.pins) to.pins.set(this.object(object), count);
  }

  private copyRun(run: SavedRun): SavedRun {
    const { root, current, fn, args, parking } = run;
    if (parking !== null && parking.promise !== null) {
      throw new SnapshotFault(`'${parking.operation}' is waiting for the host`, "executions");
    }
    return {
      ...run,
      root: root === null ? null : (this.object(root) as Coroutine),
      current: current === null ? null : (this.object(current) as Coroutine),
      fn: this.value(fn),
      args: args.map((v) => this.value(v)),
      parking: parking === null ? null : (this.object(parking) as Parking),
    };
  }

  /** What makes the entries when everything in them has been filled. */
  private copyLibraryData(): Map<string, () => unknown> {
    const { registry, source, target } = this;
    const loads = new Map<string, () => unknown>();
    for (const [name, data] of source.libraryData) {
      if (registry.caches.includes(name)) continue;
      if (name === registry.identities) {
        target.libraryData.set(name, this.newIdentities);
        continue;
      }
      const kind = registry.data[name];
      if (kind === undefined) throw new SnapshotFault("library data that cannot be copied", name);
      const saved = this.plain(kind.save(data as never, source));
      loads.set(name, () => kind.load(saved as never));
    }
    return loads;
  }

  private copyCounts(): void {
    const { source, target } = this;
    target.reserve = Math.max(0, target.granted - source.used);
    if (source.used > target.granted) target.granted = source.used;
    target.allocated = source.allocated;
    target.allocationDebt = source.allocationDebt;
    target.nextId = source.nextId;
    target.setDebt(source.allocationDebt);
    target.outputBytes = source.outputBytes;
    target.coroutineCount = source.coroutineCount;
    target.attention = source.attention;
    target.interruptPending = source.attention;
    target.nextFunction = source.nextFunction;
    target.ipairsIterator = source.ipairsIterator;
    target.tostringFunction = source.tostringFunction;
    target.allowBytecode = source.allowBytecode;
    target.warningsOn = source.warningsOn;
    target.hasHostFrame = source.hasHostFrame;
  }
}

/** Stands in frames that wait to be reused. */
const SPARE = new NativeFunction("", (() => 0) as (cx: never) => number);
