/**
 * Lua tables (§2.1): an array part for 1..n, a string part described by a shared {@link Shape}, and a dictionary for all
 * other keys. String keys move to a dictionary of their own when the shape tree refuses them (dictionary mode).
 *
 * Layout changes (array growth, migration, compaction) happen only when a *new* key is inserted; assigning to an
 * existing field, nil included, moves nothing. That is what makes traversal with removal legal (§6.1 next).
 *
 * Order of iteration: array, strings by first insertion, other keys by first insertion. A string whose value became nil
 * keeps its place until a 65th (then: 2^n + 1st) string key comes and half of them are dead. Shape mode and dictionary
 * mode follow the same rule, so a script cannot tell them apart.
 *
 * A frozen table has a shape of its own kind, which no inline cache of a store knows, and an empty `arr` (its items are in
 * the dictionary): so every store takes a slow path, and there it is refused. Loads of fields stay as fast as ever.
 */
import { LuaFloat } from "../base/luaFloat.ts";
import { newArray, newEmptyArray, newSlots } from "./arrays.ts";
import { Dict } from "./dict.ts";
import { SIZE } from "./gas.ts";
import { compactionLimit, MAX_SHAPE_KEYS, type Shape } from "./shape.ts";

// biome-ignore lint/suspicious/noExplicitAny: a table holds every kind of Lua value; importing the union would close an import cycle
type Value = any;

/**
 * The `arr` and `slots` of tables that have none. Shared: test `=== EMPTY_ARRAY` before writing. Not frozen, because
 * frozen arrays have hidden classes of their own and would make each array access polymorphic.
 */
export const EMPTY_ARRAY: Value[] = newEmptyArray();

/** Smallest array length at which appending looks whether the array is mostly holes. */
const MIN_DENSITY_CHECK = 64;

/** Thrown by the mutators of a frozen table; the machine turns it into a Lua error. */
export class FrozenFault {
  /** The message of that error, without position. */
  readonly message = "attempt to modify a frozen table";
}

/** A table, see the file comment. Fields are public for the inline caches of the VM; everybody else uses the methods. */
export class LuaTable {
  /** Hidden class of the string part; `shape.dictionary` when `strings` holds it. */
  shape: Shape;
  /** `slots[i]` is the value of `shape.keys[i]`, undefined = absent. At least `shape.count` long. */
  slots: Value[];
  /** `arr[i - 1]` is t[i]. The last element is never undefined; holes are undefined. Always packed generic elements. */
  arr: Value[];
  /** Everything but strings and the array. Never holds key `arr.length + 1`. */
  dict: Dict | null;
  /** The string part in dictionary mode. */
  strings: Dict | null;
  /** The metatable. */
  meta: LuaTable | null;
  /** When this table is a metatable: bit n set = metamethod n is known to be absent. */
  flags: number;
  /** Epoch of the census that reached this table last. */
  mark: number;
  /** Array lengths up to this one existed and were trimmed: `next` still knows these keys. */
  trimmed: number;

  /** `root` is the engine's root shape. Arrays grow by {@link LuaTable.setList}. */
  constructor(root: Shape) {
    this.shape = root;
    this.slots = EMPTY_ARRAY;
    this.arr = EMPTY_ARRAY;
    this.dict = null;
    this.strings = null;
    this.meta = null;
    this.flags = 0;
    this.mark = 0;
    this.trimmed = 0;
  }

  /** Raw get (§6.1 rawget); nil and NaN give undefined. */
  get(key: Value): Value {
    switch (typeof key) {
      case "string":
        return this.getStr(key);
      case "number": {
        const arr = this.arr;
        if (key > 0 && key <= arr.length && key === (key | 0)) return arr[key - 1];
        return this.dict === null ? undefined : this.getOther(this.dict, plainFloatKey(key));
      }
      case "undefined":
        return undefined;
      case "object":
        if (key instanceof LuaFloat) return this.getInt(key.n + 0);
    }
    return this.dict === null ? undefined : this.dict.get(key);
  }

  /** Raw get of a string key. */
  getStr(key: string): Value {
    const slot = this.shape.lookup(key);
    if (slot >= 0) return this.slots[slot];
    return this.strings === null ? undefined : this.strings.get(key);
  }

  /** Raw get of an integer key that is a JS number. */
  getInt(key: number): Value {
    const arr = this.arr;
    if (key > 0 && key <= arr.length) return arr[key - 1];
    return this.dict === null ? undefined : this.getOther(this.dict, key);
  }

  private getOther(dict: Dict, key: Value): Value {
    const { items } = dict;
    return items !== null && typeof key === "number" && key > 0 && key <= items.length && Number.isInteger(key)
      ? items[key - 1]
      : dict.get(key);
  }

  /** Raw set (§6.1 rawset); `key` is neither nil nor NaN. The value undefined removes the key. */
  set(key: Value, value: Value): void {
    switch (typeof key) {
      case "string":
        this.setString(key, value, true);
        return;
      case "number":
        if (Number.isSafeInteger(key)) this.setInt(key, value);
        else this.setOther(plainFloatKey(key), value);
        return;
      case "object":
        if (key instanceof LuaFloat) {
          this.setInt(key.n + 0, value);
          return;
        }
    }
    this.setOther(key, value);
  }

  /** Raw set of a string key that is a constant of the program (computed keys: {@link LuaTable.set}). */
  setStr(key: string, value: Value): void {
    this.setString(key, value, false);
  }

  /** Raw set of an integer key that is a JS number. */
  setInt(key: number, value: Value): void {
    const arr = this.arr;
    const n = arr.length;
    if (key > 0 && key <= n) {
      if (value === undefined && key === n) this.trim();
      else arr[key - 1] = value;
    } else if (key !== n + 1) this.setOther(key, value);
    else if (value !== undefined) this.append(value);
    else this.checkMutable();
  }

  /** A border (§3.4.7), in constant time: the dictionary never holds `arr.length + 1`. */
  length(): number {
    return this.items.length;
  }

  /** The array part: `arr`, or where a frozen table keeps it. Not to be written. */
  get items(): Value[] {
    const { dict } = this;
    return dict === null || dict.items === null ? this.arr : dict.items;
  }

  /** The string keys in their order, {@link LuaTable.fieldCount} of them, removed ones included. Not to be written. */
  get fieldNames(): readonly string[] {
    return this.strings === null ? this.shape.keys : this.strings.keys;
  }

  /** Their values; undefined = removed. Not to be written. */
  get fieldValues(): readonly Value[] {
    return this.strings === null ? this.slots : this.strings.values;
  }

  get fieldCount(): number {
    return this.strings === null ? this.shape.count : this.strings.keys.length;
  }

  /** Whether the table refuses to be changed. */
  get isFrozen(): boolean {
    return this.shape.isFrozen;
  }

  /** Makes every later change of the table, its metatable included, an error. For good. */
  freeze(): void {
    if (this.isFrozen) return;
    const { arr } = this;
    if (arr.length > 0) {
      this.dict ??= new Dict();
      this.dict.items = arr;
    }
    this.arr = EMPTY_ARRAY;
    this.shape = this.shape.frozen();
  }

  /** @throws FrozenFault when the table is frozen */
  checkMutable(): void {
    if (this.shape.isFrozen) throw new FrozenFault();
  }

  /** t[#t + 1] = value, for a value that is not nil. */
  append(value: Value): void {
    const arr = this.arr;
    if (arr === EMPTY_ARRAY) {
      this.checkMutable();
      this.arr = newArray(value);
    } else arr.push(value);
    const dict = this.dict;
    if (dict !== null && dict.integers > 0) this.migrate(dict);
    const n = this.arr.length;
    if ((n & (n - 1)) === 0 && n >= MIN_DENSITY_CHECK && n > this.trimmed) this.checkDensity();
  }

  /** Stores `count` values from `source[from]` on at t[first], t[first + 1], ... (the SETLIST of constructors). */
  setList(first: number, source: readonly Value[], from: number, count: number): void {
    let n = count;
    this.checkMutable();
    if (first === this.arr.length + 1 && this.dict === null) {
      while (n > 0 && source[from + n - 1] === undefined) n--;
      if (n === 0) return;
      if (this.arr === EMPTY_ARRAY) {
        if (n === 1) {
          this.arr = newArray(source[from]);
          return;
        }
        const arr = newSlots(n, source[from]);
        for (let i = 1; i < n; i++) arr[i] = source[from + i];
        this.arr = arr;
      } else for (let i = 0; i < n; i++) this.arr.push(source[from + i]);
      return;
    }
    if (first <= this.arr.length + 1) {
      // some of these positions were set by key: [1] = x
      if (this.arr === EMPTY_ARRAY) this.arr = newEmptyArray();
      const { arr, dict } = this;
      for (let i = 0; i < n; i++) {
        dict?.take(first + i);
        const at = first - 1 + i;
        if (at < arr.length) arr[at] = source[from + i];
        else arr.push(source[from + i]);
      }
      if (arr.length > 0 && arr[arr.length - 1] === undefined) this.trim();
      if (dict !== null) this.migrate(dict);
      return;
    }
    for (let i = 0; i < n; i++) this.setInt(first + i, source[from + i]);
  }

  /** Moves to `next`, a child of the shape, whose last key gets `value` (not undefined). For inline caches. */
  addSlot(next: Shape, value: Value): void {
    const slots = this.slots;
    const at = next.count - 1;
    if (at < slots.length) slots[at] = value;
    else if (at === 0) this.slots = newSlots(2, value);
    else {
      const grown = newSlots(at < 4 ? 4 : at * 2, undefined);
      for (let i = 0; i < at; i++) grown[i] = slots[i];
      grown[at] = value;
      this.slots = grown;
    }
    this.shape = next;
  }

  /** Makes room for so many string keys in a table without any. */
  reserve(fields: number): void {
    if (fields > 0) this.slots = newSlots(Math.min(fields, MAX_SHAPE_KEYS), undefined);
  }

  /** Gives a table without string keys its first ones. */
  preset(shape: Shape, slots: Value[]): void {
    this.shape = shape;
    this.slots = slots;
  }

  /** Calls `visit` for each entry, in the order of iteration. The visitor must not insert keys. */
  forEachEntry(visit: (key: Value, value: Value) => void): void {
    const { items: arr, slots, shape } = this;
    for (let i = 0; i < arr.length; i++) if (arr[i] !== undefined) visit(i + 1, arr[i]);
    for (let i = 0; i < shape.count; i++) if (slots[i] !== undefined) visit(shape.keys[i], slots[i]);
    this.strings?.forEachEntry(visit);
    this.dict?.forEachEntry(visit);
  }

  /** Number of entries that the table has room for in use, tombstones and holes included: the measure of its memory. */
  entryCount(): number {
    let count = this.items.length + this.shape.count;
    if (this.strings !== null) count += this.strings.keys.length;
    if (this.dict !== null) count += this.dict.keys.length;
    return count;
  }

  /** Accounted bytes of the table; the same in shape mode and dictionary mode. */
  accountedBytes(): number {
    let bytes = SIZE.table + this.items.length * SIZE.item + this.shape.count * SIZE.slot;
    if (this.strings !== null) bytes += this.strings.keys.length * SIZE.slot;
    if (this.dict !== null) bytes += this.dict.keys.length * SIZE.dictEntry;
    return bytes;
  }

  /**
   * Makes the table, which is empty, one with these parts; for snapshots. The string part is given as keys in their order
   * with undefined for values that have gone, and the number of keys at which it is to be compacted.
   */
  restore(
    arr: readonly Value[],
    keys: readonly string[],
    values: readonly Value[],
    limit: number,
    dict: Dict | null,
  ): void {
    if (arr.length > 0) {
      this.arr = newEmptyArray();
      for (let i = 0; i < arr.length; i++) this.arr.push(arr[i]);
    }
    this.dict = dict;
    const fits = limit === compactionLimit(keys.length) && keys.length <= MAX_SHAPE_KEYS;
    const shape = fits ? this.shape.root.descendant(keys) : null;
    if (shape === null) {
      this.strings = Dict.restore(keys, values, 0, limit);
      this.shape = this.shape.root.dictionary;
    } else if (keys.length > 0) {
      const slots = newSlots(keys.length, values[0]);
      for (let i = 1; i < keys.length; i++) slots[i] = values[i];
      this.slots = slots;
      this.shape = shape;
    }
  }

  /** True when the table has no entry. */
  isEmpty(): boolean {
    return nextPosition(this, ITERATION_START) === ITERATION_END;
  }

  private setString(key: string, value: Value, dynamic: boolean): void {
    // metamethods cached as absent may be present from now on
    if (this.flags !== 0 && key.startsWith("__")) this.flags = 0;
    const shape = this.shape;
    if (shape.isFrozen) throw new FrozenFault();
    if (this.strings !== null) {
      this.strings.set(key, value);
      return;
    }
    // a child for the key proves that the key is new, without a search
    const known = dynamic && shape.indexed ? null : shape.child(key);
    if (known === null) {
      const slot = shape.lookup(key);
      if (slot >= 0) {
        this.slots[slot] = value;
        return;
      }
    }
    if (value === undefined) return;
    const next = shape.isCompactable && this.isHalfDead() ? null : (known ?? shape.transition(key, dynamic));
    if (next !== null) this.addSlot(next, value);
    else this.enterDictionaryMode().set(key, value);
  }

  private isHalfDead(): boolean {
    const { slots, shape } = this;
    let dead = 0;
    for (let i = 0; i < shape.count; i++) if (slots[i] === undefined) dead += 2;
    return dead >= shape.count;
  }

  private enterDictionaryMode(): Dict {
    const { shape, slots } = this;
    const { count } = shape;
    const strings = new Dict(compactionLimit(count));
    for (let i = 0; i < count; i++) {
      strings.append(shape.keys[i], slots[i]);
      if (slots[i] !== undefined) strings.live++;
    }
    this.strings = strings;
    this.shape = shape.dictionary;
    this.slots = EMPTY_ARRAY;
    return strings;
  }

  private setOther(key: Value, value: Value): void {
    let dict = this.dict;
    this.checkMutable();
    if (dict === null) {
      if (value === undefined) return;
      dict = new Dict();
      this.dict = dict;
    }
    if (!dict.set(key, value)) return;
    // a search goes over the array too: it must be paid for by that many insertions
    if (dict.integers * 4 < this.arr.length) dict.arrayCheck = this.arr.length >> 2;
    else this.rehash(dict);
  }

  /** t[arr.length] = nil. Amortised constant: each pop undoes one append. */
  private trim(): void {
    const arr = this.arr;
    let n = arr.length;
    if (n > this.trimmed) this.trimmed = n;
    do {
      arr.pop();
      n--;
    } while (n > 0 && arr[n - 1] === undefined);
  }

  /** Moves the keys that follow the array from the dictionary to the array. */
  private migrate(dict: Dict): void {
    const arr = this.arr;
    while (dict.integers > 0) {
      const value = dict.take(arr.length + 1);
      if (value === undefined) break;
      arr.push(value);
    }
    if (dict.live === 0) this.dict = null;
  }

  /** An array that grew by appending at one end while the other end was removed (a queue) is mostly holes. */
  private checkDensity(): void {
    const arr = this.arr;
    let live = 0;
    for (let i = 0; i < arr.length; i++) if (arr[i] !== undefined) live++;
    if (live * 2 >= arr.length) return;
    const dict = this.dict ?? new Dict();
    const size = bestArraySize(arr, dict);
    if (size >= arr.length) return;
    const kept = arr.slice(0, size);
    while (kept.length > 0 && kept[kept.length - 1] === undefined) kept.pop();
    for (let i = size; i < arr.length; i++) if (arr[i] !== undefined) dict.set(i + 1, arr[i]);
    this.arr = kept;
    this.dict = dict;
    this.trimmed = 0;
    this.migrate(dict);
    dict.arrayCheck = Math.max(dict.arrayCheck, dict.integers * 2);
  }

  /** Looks for an array in the integer keys of the dictionary; amortised constant, as it runs at doubled counts. */
  private rehash(dict: Dict): void {
    const size = bestArraySize(this.arr, dict);
    if (size > this.arr.length) {
      if (this.arr === EMPTY_ARRAY) this.arr = newEmptyArray();
      const arr = this.arr;
      while (arr.length < size) arr.push(dict.take(arr.length + 1));
      while (arr.length > 0 && arr[arr.length - 1] === undefined) arr.pop();
      this.trimmed = 0;
      this.migrate(dict);
      if (dict.live > 0) dict.compact();
    }
    dict.arrayCheck = Math.max(8, dict.integers * 2);
  }
}

/** The largest power of two n such that at least half of 1..n are in use, among the integer keys of both parts. */
function bestArraySize(arr: readonly Value[], dict: Dict): number {
  // counts[b]: keys in (2^(b-1), 2^b]
  const counts: number[] = new Array(31).fill(0);
  for (let i = 0; i < arr.length; i++) if (arr[i] !== undefined) counts[32 - Math.clz32(i)]!++;
  for (let i = 0; i < dict.keys.length; i++) {
    const key = dict.keys[i];
    if (typeof key === "number" && key > 0 && key <= 0x20000000 && dict.values[i] !== undefined && key === (key | 0))
      counts[32 - Math.clz32(key - 1)]!++;
  }
  let best = 0;
  let sum = 0;
  for (let b = 0, size = 1; b < counts.length; b++, size *= 2) {
    sum += counts[b]!;
    if (counts[b]! > 0 && sum * 2 >= size) best = size;
  }
  return best;
}

/** The key for a plain JS number that is not a safe integer: floats from 2^53 on are integers in disguise (§3.4.3). */
function plainFloatKey(key: number): Value {
  if (Number.isSafeInteger(key) || !Number.isInteger(key)) return key;
  return key >= -(2 ** 63) && key < 2 ** 63 ? BigInt(key) : key;
}

/** The position before the first entry. */
export const ITERATION_START: number = -4;
/** The position after the last entry; also the answer for a key that the table does not know. */
export const ITERATION_END: number = -1;

// A position is index * 4 + part, part 0 = array, 1 = strings, 2 = other keys. It names the same entry until a new key
// changes the layout, however many entries are removed meanwhile.

/** The position of `key`, nil = start; ITERATION_END for a key that the table does not know ("invalid key to 'next'"). */
export function positionOf(table: LuaTable, key: Value): number {
  if (key === undefined) return ITERATION_START;
  if (typeof key === "string") {
    const i = table.strings === null ? table.shape.lookup(key) : table.strings.find(key);
    return i < 0 ? ITERATION_END : i * 4 + 1;
  }
  // No key is a float with an integer value, and unlike an index, PUC does not convert the argument of `next`.
  if (key instanceof LuaFloat) return ITERATION_END;
  const plain = typeof key === "number" ? plainFloatKey(key) : key;
  if (plain !== key) return ITERATION_END;
  if (typeof plain === "number" && plain > 0 && Number.isSafeInteger(plain)) {
    if (plain <= table.items.length) return (plain - 1) * 4;
    const i = table.dict === null ? -1 : table.dict.find(plain);
    if (i >= 0) return i * 4 + 2;
    return plain <= table.trimmed ? (plain - 1) * 4 : ITERATION_END;
  }
  const i = table.dict === null ? -1 : table.dict.find(plain);
  return i < 0 ? ITERATION_END : i * 4 + 2;
}

/** The position of the first entry after `position`, or ITERATION_END. */
export function nextPosition(table: LuaTable, position: number): number {
  let i = (position >> 2) + 1;
  const part = position & 3;
  if (part === 0) {
    const arr = table.items;
    for (; i < arr.length; i++) if (arr[i] !== undefined) return i * 4;
    i = 0;
  }
  if (part < 2) {
    const values = table.strings === null ? table.slots : table.strings.values;
    for (; i < values.length; i++) if (values[i] !== undefined) return i * 4 + 1;
    i = 0;
  }
  const dict = table.dict;
  if (dict === null) return ITERATION_END;
  const values = dict.values;
  for (; i < values.length; i++) if (values[i] !== undefined) return i * 4 + 2;
  return ITERATION_END;
}

/** Number of entries without a value between two positions that {@link nextPosition} made of one another. */
export function skippedEntries(table: LuaTable, position: number, following: number): number {
  return linearPosition(table, following) - linearPosition(table, position) - 1;
}

function linearPosition(table: LuaTable, position: number): number {
  if (position === ITERATION_START) return -1;
  const fields = table.strings === null ? table.shape.count : table.strings.values.length;
  if (position === ITERATION_END)
    return table.items.length + fields + (table.dict === null ? 0 : table.dict.values.length);
  const part = position & 3;
  return (position >> 2) + (part === 0 ? 0 : table.items.length) + (part === 2 ? fields : 0);
}

/** The key at a position that {@link nextPosition} or {@link positionOf} returned; undefined when it is out of date. */
export function keyAt(table: LuaTable, position: number): Value {
  const i = position >> 2;
  switch (position & 3) {
    case 0:
      return i + 1;
    case 1:
      return table.strings === null ? table.shape.keys[i] : table.strings.keys[i];
    default:
      return table.dict === null ? undefined : table.dict.keys[i];
  }
}

/** The value at such a position. */
export function valueAt(table: LuaTable, position: number): Value {
  const i = position >> 2;
  switch (position & 3) {
    case 0: {
      const arr = table.items;
      return i < arr.length ? arr[i] : undefined;
    }
    case 1:
      return table.strings === null ? table.slots[i] : table.strings.values[i];
    default:
      return table.dict === null ? undefined : table.dict.values[i];
  }
}
