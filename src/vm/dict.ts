/**
 * Insertion-ordered hash map from Lua values to Lua values: what a table keeps outside its array and its shape.
 *
 * Removing a key leaves a tombstone (the key with the value undefined), so a traversal may remove entries and setting the key
 * again moves nothing (§6.1 next). Tombstones disappear when a *new* key needs room and half of the entries are dead.
 */

import { newEmptyArray } from "./arrays.ts";
import { MIN_COMPACTED } from "./shape.ts";

// biome-ignore lint/suspicious/noExplicitAny: a dictionary holds every kind of Lua value; importing the union would close an import cycle
type Value = any;

/** Up to this many entries a linear search beats a `Map`, in time and in memory. */
const LINEAR_ENTRIES = 8;
/** A `Map` of V8 holds 2^24 entries; more go to further maps. */
const MAX_MAP_ENTRIES = 16_000_000;
/** The table looks for an array among the integer keys when there are this many, and at doubled counts. */
const MIN_ARRAY_CHECK = 8;

/** Fibonacci hashing: 2^32 divided by the golden ratio, odd. */
const GOLDEN = 0x9e3779b1 | 0;

/** See the file comment. Keys are canonical (no nil, no NaN, floats with integer values as integers). */
export class Dict {
  /** Keys in insertion order; undefined = an entry that has gone for good. */
  keys: Value[];
  /** Value of `keys[i]` at index i; undefined = tombstone. */
  values: Value[];
  /** Number of entries that are not tombstones. */
  live: number;
  /** Number of them whose key is a positive integer that a JS number can hold: candidates for an array. */
  integers: number;
  /** `integers` at which the table should look for an array next. */
  arrayCheck: number;
  /** The array part of a frozen table: kept here, where no store of the interpreter finds it. */
  items: Value[] | null;
  private limit: number;
  /** Entries by key, except keys that are 32-bit integers; null while there is none or the search is linear. */
  private index: Map<Value, number> | null;
  private overflow: Map<Value, number>[] | null;
  /** Entries (index + 1, 0 = free) by 32-bit integer key: open addressing, a power of two long; null while linear. */
  private slots: Int32Array | null;
  /** 32 minus the binary logarithm of the length of `slots`. */
  private shift: number;
  /** Number of used slots. */
  private used: number;

  /** Number of entries in use at which compaction is considered next. */
  get compactionLimit(): number {
    return this.limit;
  }

  /** A dictionary with these entries (a key that is undefined has gone for good), for snapshots. */
  static restore(keys: readonly Value[], values: readonly Value[], arrayCheck: number, limit: number): Dict {
    const dict = new Dict(limit);
    for (let i = 0; i < keys.length; i++) {
      const key = keys[i];
      if (key === undefined) {
        dict.keys.push(undefined);
        dict.values.push(undefined);
        if (dict.slots === null && i >= LINEAR_ENTRIES) dict.buildIndex();
        continue;
      }
      dict.append(key, values[i]);
      if (values[i] === undefined) continue;
      dict.live++;
      if (isArrayKey(key)) dict.integers++;
    }
    dict.arrayCheck = Math.max(arrayCheck, MIN_ARRAY_CHECK);
    return dict;
  }

  /** `limit`: number of entries in use at which compaction is considered. */
  constructor(limit: number = MIN_COMPACTED) {
    this.keys = newEmptyArray();
    this.values = newEmptyArray();
    this.live = 0;
    this.integers = 0;
    this.arrayCheck = MIN_ARRAY_CHECK;
    this.items = null;
    this.limit = limit;
    this.index = null;
    this.overflow = null;
    this.slots = null;
    this.shift = 0;
    this.used = 0;
  }

  /** Index of the entry of `key`, tombstones included; -1 when there is none. */
  find(key: Value): number {
    if (this.slots === null) {
      const keys = this.keys;
      for (let i = 0; i < keys.length; i++) if (keys[i] === key) return i;
      return -1;
    }
    if (typeof key === "number" && key === (key | 0)) return this.findInt(key);
    const index = this.index;
    if (index === null) return -1;
    const i = index.get(key);
    if (i !== undefined) return i;
    return this.overflow === null ? -1 : this.findOverflow(key);
  }

  /** The value of `key`, or undefined. */
  get(key: Value): Value {
    const i = this.find(key);
    return i < 0 ? undefined : this.values[i];
  }

  /** Calls `visit` for each entry in order. The visitor must not insert keys. */
  forEachEntry(visit: (key: Value, value: Value) => void): void {
    const { keys, values } = this;
    for (let i = 0; i < keys.length; i++) if (values[i] !== undefined) visit(keys[i], values[i]);
  }

  /** Sets or, with undefined, removes. True when `key` is a new positive integer and `arrayCheck` was reached. */
  set(key: Value, value: Value): boolean {
    const i = this.find(key);
    if (i >= 0) {
      const old = this.values[i];
      this.values[i] = value;
      if ((old === undefined) === (value === undefined)) return false;
      const step = value === undefined ? -1 : 1;
      this.live += step;
      if (isArrayKey(key)) this.integers += step;
      return false;
    }
    if (value === undefined) return false;
    this.insert(key, value);
    if (!isArrayKey(key)) return false;
    return ++this.integers >= this.arrayCheck;
  }

  /** Removes `key` and returns its value: for moving entries to the array. */
  take(key: Value): Value {
    const i = this.find(key);
    if (i < 0) return undefined;
    const value = this.values[i];
    if (value !== undefined) {
      this.values[i] = undefined;
      this.live--;
      if (isArrayKey(key)) this.integers--;
    }
    return value;
  }

  /** Forgets entry `i`, whose key is an object, altogether: the key can neither be found nor keep anything alive. */
  drop(i: number): void {
    const key = this.keys[i];
    if (this.values[i] !== undefined) this.set(key, undefined);
    this.keys[i] = undefined;
    if (this.index !== null && !this.index.delete(key)) for (const map of this.overflow ?? []) map.delete(key);
  }

  /** Makes room when the limit is reached and half of the entries are dead. Call it only when a new key comes. */
  reserve(): void {
    if (this.keys.length < this.limit) return;
    if (this.live * 2 <= this.keys.length) this.compact();
    this.limit = Math.max(MIN_COMPACTED, this.keys.length * 2);
  }

  /** Removes all tombstones. */
  compact(): void {
    const { keys, values } = this;
    this.keys = newEmptyArray();
    this.values = newEmptyArray();
    this.index = null;
    this.overflow = null;
    this.slots = null;
    for (let i = 0; i < keys.length; i++) if (values[i] !== undefined) this.append(keys[i], values[i]);
    this.live = this.keys.length;
  }

  /** Appends an entry whose key is known to be absent; does not compact and does not count. */
  append(key: Value, value: Value): void {
    const at = this.keys.length;
    this.keys.push(key);
    this.values.push(value);
    if (this.slots !== null) this.indexKey(key, at);
    else if (at >= LINEAR_ENTRIES) this.buildIndex();
  }

  private insert(key: Value, value: Value): void {
    this.reserve();
    this.append(key, value);
    this.live++;
  }

  private buildIndex(): void {
    this.allocateSlots(32);
    for (let i = 0; i < this.keys.length; i++) if (this.keys[i] !== undefined) this.indexKey(this.keys[i], i);
  }

  private allocateSlots(size: number): void {
    this.slots = new Int32Array(size);
    this.shift = Math.clz32(size - 1);
    this.used = 0;
  }

  private indexKey(key: Value, at: number): void {
    if (typeof key === "number" && key === (key | 0)) {
      this.indexInt(key, at);
      return;
    }
    this.index ??= new Map();
    let map = this.index;
    if (map.size >= MAX_MAP_ENTRIES) {
      this.overflow ??= [];
      const last = this.overflow.at(-1);
      if (last === undefined || last.size >= MAX_MAP_ENTRIES) {
        map = new Map();
        this.overflow.push(map);
      } else map = last;
    }
    map.set(key, at);
  }

  private findInt(key: number): number {
    const slots = this.slots!;
    const keys = this.keys;
    const mask = slots.length - 1;
    for (let h = Math.imul(key, GOLDEN) >>> this.shift; ; h = (h + 1) & mask) {
      const i = slots[h]! - 1;
      if (i < 0 || keys[i] === key) return i;
    }
  }

  private indexInt(key: number, at: number): void {
    let slots = this.slots!;
    if (this.used * 3 >= slots.length * 2) {
      this.allocateSlots(slots.length * 2);
      slots = this.slots!;
      for (let i = 0; i < at; i++) {
        const other = this.keys[i];
        if (typeof other === "number" && other === (other | 0)) this.placeInt(slots, other, i);
      }
    }
    this.placeInt(slots, key, at);
  }

  private placeInt(slots: Int32Array, key: number, at: number): void {
    const mask = slots.length - 1;
    let h = Math.imul(key, GOLDEN) >>> this.shift;
    while (slots[h] !== 0) h = (h + 1) & mask;
    slots[h] = at + 1;
    this.used++;
  }

  private findOverflow(key: Value): number {
    for (const map of this.overflow!) {
      const i = map.get(key);
      if (i !== undefined) return i;
    }
    return -1;
  }
}

/** True for a key that the array part of a table could hold. */
export function isArrayKey(key: Value): boolean {
  return typeof key === "number" && key > 0 && Number.isSafeInteger(key);
}
