/**
 * The marking half of a census: what can be reached, how large it is, which weak tables there are. Iterative throughout,
 * and charged for in small portions, so that neither deep data nor a nearly empty budget can hurt.
 */
import { LuaFloat } from "../base/luaFloat.ts";
import type { Proto } from "../compiler/bytecode/proto.ts";
import type { Dict } from "./dict.ts";
import { MIN_STRING, SIZE } from "./gas.ts";
import { MetaEvent } from "./metaEvent.ts";
import type { State } from "./state.ts";
import { StringTally } from "./stringTally.ts";
import { LuaTable } from "./table.ts";
import { metaOfTable } from "./types.ts";
import { Closure, Coroutine, type LuaValue, NativeFunction, UpValue, Userdata } from "./value.ts";

/** Units of work after which they are charged. */
const PORTION = 2048;
/** Units of gas for 2^n slots are slots >> n. */
const SLOTS_SHIFT = 2;

/** Gives natives a way to keep Lua values in the payload of a userdata, or in objects that are not plain data. */
export interface LuaReferences {
  luaReferences(): Iterable<unknown>;
  /** Accounted bytes of the places that hold them. */
  readonly referencedBytes?: number;
}

type Other = Closure | NativeFunction | Userdata | Coroutine;

/** Scans a coroutine that was reached: see roots.ts. */
export type CoroutineScanner = (marker: Marker, co: Coroutine) => void;

/** True for objects that a weak table can lose (§2.5.4): not for light functions, which are values. */
export function isCollectable(v: LuaValue): v is LuaTable | Other {
  if (typeof v !== "object" || v instanceof LuaFloat) return false;
  return !(v instanceof NativeFunction) || v.upvalues.length > 0;
}

/** One mark pass. */
export class Marker {
  readonly state: State;
  readonly epoch: number;
  /** Accounted bytes reached, without strings. */
  private bytes = 0;
  /** Coroutines reached that are not dead, without those of the host. */
  coroutines = 0;
  /** Weak tables reached, by kind. */
  readonly weakValues: LuaTable[] = [];
  readonly ephemerons: LuaTable[] = [];
  readonly allWeak: LuaTable[] = [];
  /** Dictionaries with removed entries whose keys are objects. */
  readonly tombstoned: Dict[] = [];
  private readonly tables: LuaTable[] = [];
  private readonly others: Other[] = [];
  /** Plain data of natives still to be looked through. */
  private readonly plain: object[] = [];
  private readonly seen: Set<object> = new Set();
  private readonly strings: StringTally;
  /** While ephemerons are being resolved: values by the unreached key they depend on. */
  private pending: Map<object, LuaValue[]> | null = null;
  private readonly protos: Set<Proto> = new Set();
  private readonly scanCoroutine: CoroutineScanner;
  private work = 0;

  constructor(state: State, epoch: number, scanCoroutine: CoroutineScanner) {
    this.state = state;
    this.epoch = epoch;
    this.scanCoroutine = scanCoroutine;
    this.strings = new StringTally(state);
  }

  /** Accounted bytes of what has been reached. */
  get size(): number {
    return this.bytes + this.strings.bytes;
  }

  /** Accounts for what a coroutine uses. */
  addBytes(bytes: number): void {
    this.bytes += bytes;
  }

  // ---------------------------------------------------------------- reaching values

  /** Any Lua value. */
  reach(v: LuaValue): void {
    if (typeof v === "object") this.reachObject(v);
    else if (typeof v === "string" && v.length >= MIN_STRING) this.reachString(v);
  }

  /** An object value, or the box of a captured local. */
  reachObject(v: object): void {
    const { epoch } = this;
    if (v instanceof LuaTable) {
      if (v.mark !== epoch) {
        v.mark = epoch;
        this.tables.push(v);
      }
    } else if (v instanceof Closure) {
      if (v.mark !== epoch) {
        v.mark = epoch;
        this.others.push(v);
      }
    } else if (v instanceof UpValue) {
      if (v.mark !== epoch) {
        v.mark = epoch;
        this.bytes += SIZE.upvalue;
        this.reach(v.v);
      }
    } else if (v instanceof NativeFunction) {
      // light functions are values, and engines share some of them
      if (v.upvalues.length > 0 && v.mark !== epoch) {
        v.mark = epoch;
        this.others.push(v);
      }
    } else if (v instanceof Userdata || v instanceof Coroutine) {
      if (v.mark !== epoch) {
        v.mark = epoch;
        this.others.push(v);
      }
    }
  }

  /** Counts a string of at least MIN_STRING bytes. */
  reachString(s: string): void {
    this.strings.add(s);
  }

  /** Anything that natives keep: Lua values, and plain objects, arrays, maps and sets that hold them. */
  reachPlain(v: unknown): void {
    if (typeof v === "string") this.reach(v);
    if (typeof v !== "object" || v === null || this.seen.has(v)) return;
    this.reachObject(v);
    if (isScannable(v)) {
      this.seen.add(v);
      this.plain.push(v);
    }
  }

  // ---------------------------------------------------------------- traversal

  /** Follows references until nothing new is reached. */
  propagate(): void {
    const { tables, others, plain } = this;
    for (;;) {
      const table = tables.pop();
      if (table !== undefined) {
        if (this.pending !== null) this.wake(table);
        this.traverseTable(table);
      } else {
        const other = others.pop();
        if (other !== undefined) {
          if (this.pending !== null) this.wake(other);
          this.traverseOther(other);
        } else {
          const object = plain.pop();
          if (object === undefined) return;
          this.traversePlain(object);
        }
      }
      if (this.work + this.strings.work > PORTION) this.pay();
    }
  }

  /**
   * Decides the ephemerons met so far and from now on: their values count when their keys are reached. Linear: a value
   * waits in a list of its key.
   */
  resolveEphemerons(): void {
    this.pending = new Map();
    for (let i = 0; i < this.ephemerons.length; i++) this.traverseEphemeron(this.ephemerons[i]!);
    this.propagate();
  }

  /** Charges for work, before much of it is done. @throws LimitFault */
  pay(units = 0): void {
    const work = this.work + this.strings.work + units;
    this.work = 0;
    this.strings.work = 0;
    this.state.charge(work);
  }

  private traverseTable(table: LuaTable): void {
    const { items: arr, shape, meta, dict, strings } = table;
    const items = arr.length;
    const { count } = shape;
    if (dict === null && strings === null) {
      this.bytes += SIZE.table + items * SIZE.item + count * SIZE.slot;
      this.work += 2 + ((items + count) >> SLOTS_SHIFT);
    } else {
      this.bytes += table.accountedBytes();
      this.work += 2 + (table.entryCount() >> SLOTS_SHIFT);
    }
    // keys count for each table that has them, however it keeps them
    if (shape.hasLongKeys) this.reachStrings(shape.keys, count);
    else if (strings !== null) this.reachStrings(strings.keys as LuaValue[], strings.keys.length);
    if (meta !== null) {
      this.reachObject(meta);
      const mode = metaOfTable(meta, MetaEvent.MODE);
      if (typeof mode === "string" && this.traverseWeak(table, mode)) return;
    }
    if (items > 0) this.reachAll(arr, items);
    if (count > 0) this.reachAll(table.slots, count);
    if (strings !== null) this.reachAll(strings.values, strings.values.length);
    if (dict !== null) this.traverseDict(dict);
  }

  private reachAll(values: readonly LuaValue[], count: number): void {
    for (let i = 0; i < count; i++) {
      const v = values[i];
      if (typeof v === "object") this.reachObject(v);
      else if (typeof v === "string" && v.length >= MIN_STRING) this.reachString(v);
    }
  }

  private traverseDict(dict: Dict): void {
    const { keys, values } = dict;
    for (let i = 0; i < keys.length; i++) {
      if (values[i] === undefined) continue;
      this.reach(keys[i] as LuaValue);
      this.reach(values[i] as LuaValue);
    }
    if (dict.live < keys.length) this.noteTombstones(dict);
  }

  private noteTombstones(dict: Dict): void {
    const { keys, values } = dict;
    for (let i = 0; i < keys.length; i++) {
      if (values[i] === undefined && typeof keys[i] === "object") {
        this.tombstoned.push(dict);
        return;
      }
    }
  }

  /** The strong part of a weak table; false when the mode is not one. */
  private traverseWeak(table: LuaTable, mode: string): boolean {
    const { items: arr, slots, shape, strings, dict } = table;
    if (!mode.includes("v")) {
      if (!mode.includes("k")) return false;
      this.ephemerons.push(table);
      this.reachAll(arr, arr.length);
      this.reachAll(slots, shape.count);
      if (strings !== null) this.reachAll(strings.values, strings.values.length);
      if (this.pending !== null) this.traverseEphemeron(table);
      return true;
    }
    const isAllWeak = mode.includes("k");
    if (isAllWeak) this.allWeak.push(table);
    else this.weakValues.push(table);
    this.reachStrings(arr, arr.length);
    this.reachStrings(slots, shape.count);
    if (strings !== null) this.reachStrings(strings.values, strings.values.length);
    if (dict !== null) {
      const { keys, values } = dict;
      for (let i = 0; i < keys.length; i++) {
        if (values[i] === undefined) continue;
        if (!isAllWeak) this.reach(keys[i] as LuaValue);
      }
      this.reachStrings(values, values.length);
      if (dict.live < keys.length) this.noteTombstones(dict);
    }
    return true;
  }

  private reachStrings(values: readonly LuaValue[], count: number): void {
    for (let i = 0; i < count; i++) {
      const v = values[i];
      if (typeof v === "string" && v.length >= MIN_STRING) this.reachString(v);
    }
  }

  /** Values whose keys have been reached, or cannot be lost, count now; the others wait for their keys. */
  private traverseEphemeron(table: LuaTable): void {
    const { dict } = table;
    if (dict === null) return;
    const { keys, values } = dict;
    const pending = this.pending!;
    this.work += keys.length;
    for (let i = 0; i < keys.length; i++) {
      const value = values[i] as LuaValue;
      if (value === undefined) continue;
      const key = keys[i] as LuaValue;
      if (!isCollectable(key) || key.mark === this.epoch) {
        this.reach(key);
        this.reach(value);
      } else if (typeof value === "object" || typeof value === "string") {
        const waiting = pending.get(key);
        if (waiting === undefined) pending.set(key, [value]);
        else waiting.push(value);
      }
    }
  }

  /** A key that values may be waiting for has been reached. */
  private wake(key: object): void {
    const pending = this.pending!;
    const waiting = pending.get(key);
    if (waiting === undefined) return;
    pending.delete(key);
    this.work += waiting.length;
    for (const value of waiting) this.reach(value);
  }

  private traverseOther(object: Other): void {
    this.work += 2;
    if (object instanceof Closure) {
      const { upvalues, code } = object;
      this.bytes += SIZE.closure + upvalues.length * SIZE.item;
      for (let i = 0; i < upvalues.length; i++) this.reachObject(upvalues[i]!);
      if (code.mark !== this.epoch) {
        code.mark = this.epoch;
        this.reachProto(code.proto);
      }
    } else if (object instanceof Coroutine) this.scanCoroutine(this, object);
    else if (object instanceof NativeFunction) {
      const { upvalues } = object;
      this.bytes += SIZE.closure + upvalues.length * SIZE.item;
      for (const v of upvalues) this.reachPlain(v);
    } else {
      this.bytes += SIZE.userdata + object.uservalues.length * SIZE.item;
      if (object.meta !== null) this.reachObject(object.meta);
      this.reachAll(object.uservalues, object.uservalues.length);
      const { payload } = object;
      if (hasReferences(payload)) this.reachPlain(payload);
    }
  }

  /** A prototype and those nested in it. */
  private reachProto(proto: Proto): void {
    const { protos } = this;
    if (protos.has(proto)) return;
    const list = [proto];
    protos.add(proto);
    for (let p = list.pop(); p !== undefined; p = list.pop()) {
      this.bytes += protoBytes(p);
      this.work += 1 + (p.constants.length >> SLOTS_SHIFT);
      for (const nested of p.protos) {
        if (protos.has(nested)) continue;
        protos.add(nested);
        list.push(nested);
      }
    }
  }

  private traversePlain(object: object): void {
    if (Array.isArray(object) || object instanceof Set) {
      for (const v of object as Iterable<unknown>) this.reachPlain(v);
      this.work += 1 + ((object instanceof Set ? object.size : object.length) >> SLOTS_SHIFT);
    } else if (object instanceof Map) {
      for (const [k, v] of object as Map<unknown, unknown>) {
        this.reachPlain(k);
        this.reachPlain(v);
      }
      this.work += 1 + (object.size >> 1);
    } else if (hasReferences(object)) {
      this.bytes += object.referencedBytes ?? 0;
      this.work += 2;
      for (const v of object.luaReferences()) this.reachPlain(v);
    } else {
      for (const v of Object.values(object)) this.reachPlain(v);
      this.work += 2;
    }
  }
}

/** Accounted bytes of a prototype and all nested in it. */
export function sizeOfPrototypes(proto: Proto): number {
  let bytes = 0;
  const list = [proto];
  for (let p = list.pop(); p !== undefined; p = list.pop()) {
    bytes += protoBytes(p);
    list.push(...p.protos);
  }
  return bytes;
}

/** Accounted bytes of a prototype without those nested in it. */
function protoBytes(proto: Proto): number {
  let bytes = SIZE.closure + proto.code.length * SIZE.item;
  for (const k of proto.constants) bytes += typeof k === "string" ? SIZE.item + k.length : SIZE.item;
  return bytes;
}

function hasReferences(v: unknown): v is LuaReferences {
  return typeof v === "object" && v !== null && typeof (v as Partial<LuaReferences>).luaReferences === "function";
}

function isScannable(v: object): boolean {
  if (Array.isArray(v) || v instanceof Map || v instanceof Set) return true;
  const prototype: unknown = Object.getPrototypeOf(v);
  return prototype === Object.prototype || prototype === null || hasReferences(v);
}
