/**
 * Shapes: the shared hidden classes of the string-keyed part of tables (§2.1 tables; design in DESIGN §4).
 *
 * A shape is an ordered list of string keys; slot i of a table with that shape holds the value of key i. Tables that got
 * the same keys in the same order share one shape, so an access site may cache (shape, slot) and a hit costs one
 * comparison. Shapes form a tree: a child is its parent plus one key.
 *
 * Engines that are made alike may share a tree: that of a world's processes. Which tables leave it (dictionary mode)
 * depends on the history of all of them, so nothing observable may depend on it: order of iteration, moments of compaction,
 * what is accounted and what a snapshot says are the same in both modes, see `LuaTable`.
 */

import { MIN_STRING } from "./gas.ts";

/** Longest key list of a shape: a table with more string keys goes to dictionary mode. A power of two. */
export const MAX_SHAPE_KEYS = 256;
/** The least number of string or other keys at which removed ones lose their places. */
export const MIN_COMPACTED = 64;
/** Shapes with more children than this, or an eighth of it for computed keys, are used like a dictionary: further keys are refused. */
const MAX_CHILDREN = 1024;
/** What a tree has room for, in keys, and what a shape takes beside its keys: this bounds the memory that no table owns. */
const ROOM = 2 ** 20;
const SHAPE_ROOM = 16;
/** So many computed keys (`t[k] = v`) of a table create shapes, and only in an eighth of the room: word counts leave the rest. */
const MAX_DYNAMIC_KEYS = 16;
/** Up to this many keys a linear search beats a `Map`. */
const LINEAR_KEYS = 4;
/** So many searches of one longer list are linear as well: most shapes are met once, on the way to longer ones. */
const LINEAR_SEARCHES = 3;

/** One hidden class, see above. */
export class Shape {
  /** Key of slot i at index i. Shared with descendants: only the first `count` elements belong to this shape. */
  readonly keys: readonly string[];
  /** Number of keys, which is the number of slots in use. */
  readonly count: number;
  /** The shape without the last key; null at the root. */
  readonly parent: Shape | null;
  /** The key that this shape adds to its parent. */
  readonly lastKey: string;
  /** How many of the keys were computed ones when this shape was made. */
  private readonly computed: number;
  /** Linear searches left before there is an index. */
  private unindexed: number;
  /** The tree's empty shape. */
  readonly root: Shape;
  /** The tree's shape of tables in dictionary mode: no keys, no transitions. */
  readonly dictionary: Shape;
  /** Some keys may have MIN_STRING bytes or more, so that a census has to look at them. */
  readonly hasLongKeys: boolean;
  /** A further key may only come after a look at how many of these are dead, see `LuaTable`. */
  readonly isCompactable: boolean;
  /** At the root: what the tree has room for yet. */
  private room: number;
  private onlyChild: Shape | null;
  private children: Map<string, Shape> | null;
  private index: ReadonlyMap<string, number> | null;
  /** The keys belong to other engines as well. */
  private readonly isPreset: boolean;
  /** At the root: the shapes of {@link Shape.preset} by their keys. */
  private presets: Map<readonly string[], Shape> | null;
  /** At the root: those of {@link Shape.record}. */
  private records: Map<readonly string[], Shape> | null;
  /** Tables with this shape are frozen. Inline caches of stores never see such a shape. */
  readonly isFrozen: boolean;
  private frozenTwin: Shape | null;

  /** Use {@link newRootShape}; children come from {@link Shape.transition}. `preset`: the index of {@link Shape.preset}. */
  constructor(
    keys: readonly string[],
    parent: Shape | null,
    lastKey: string,
    preset: ReadonlyMap<string, number> | null = null,
    isFrozen = false,
    computed = 0,
  ) {
    this.keys = keys;
    this.count = preset !== null ? keys.length : parent === null ? 0 : parent.count + 1;
    this.parent = parent;
    this.lastKey = lastKey;
    this.computed = computed;
    this.unindexed = LINEAR_SEARCHES;
    this.root = parent === null ? this : parent.root;
    // a parentless shape is its own dictionary until `newRootShape` links the two
    this.dictionary = parent === null ? this : parent.dictionary;
    this.hasLongKeys = preset !== null || lastKey.length >= MIN_STRING || (parent?.hasLongKeys ?? false);
    this.isCompactable = this.count === compactionLimit(this.count);
    this.room = ROOM;
    this.root.room -= SHAPE_ROOM + this.count;
    this.onlyChild = null;
    this.children = null;
    this.index = preset;
    this.isPreset = preset !== null;
    this.presets = null;
    this.records = null;
    this.isFrozen = isFrozen;
    this.frozenTwin = null;
  }

  /** Of a root: the shape with the given keys (at least one), a list that trees may share like their slots. */
  preset(keys: readonly string[], index: ReadonlyMap<string, number>): Shape {
    this.presets ??= new Map();
    let shape = this.presets.get(keys);
    if (shape === undefined) {
      shape = new Shape(keys, this, keys[keys.length - 1]!, index);
      this.presets.set(keys, shape);
    }
    return shape;
  }

  /**
   * Of a root: the shape of tables that get the given keys, all different, one after the other; null when tables should go
   * to dictionary mode instead.
   */
  descendant(keys: readonly string[]): Shape | null {
    let shape: Shape | null = this;
    for (let i = 0; i < keys.length && shape !== null; i++) shape = shape.transition(keys[i]!);
    return shape;
  }

  /** The same for a list that lives as long as the program. */
  record(keys: readonly string[]): Shape | null {
    this.records ??= new Map();
    const known = this.records.get(keys);
    if (known !== undefined) return known;
    const shape = this.descendant(keys);
    if (shape !== null) this.records.set(keys, shape);
    return shape;
  }

  /** The shape like this one below `parent`, a shape of another tree like its own parent; null when that refuses. */
  moveBelow(parent: Shape): Shape | null {
    // preset keys are never added to
    if (this.isPreset) return parent.preset(this.keys, this.index!);
    return parent.transition(this.lastKey);
  }

  /** The shape of frozen tables that have these keys. */
  frozen(): Shape {
    if (this.isFrozen) return this;
    let twin = this.frozenTwin;
    if (twin === null) {
      const keys = this.keys.slice(0, this.count);
      twin = new Shape(keys, this.parent ?? this, this.lastKey, slotsOf(keys), true);
      this.frozenTwin = twin;
    }
    return twin;
  }

  /** Whether {@link Shape.lookup} is cheap: few keys, or an index that exists already. */
  get indexed(): boolean {
    return this.count <= LINEAR_KEYS || this.index !== null;
  }

  /** The slot of `key`, or -1. */
  lookup(key: string): number {
    const { count, index } = this;
    if (index === null) {
      if (count > LINEAR_KEYS && --this.unindexed < 0) this.index = slotsOf(this.keys.slice(0, count));
      const keys = this.keys;
      for (let i = 0; i < count; i++) if (keys[i] === key) return i;
      return -1;
    }
    const slot = index.get(key);
    return slot === undefined ? -1 : slot;
  }

  /** The existing child that appends `key`, or null. Never creates one. */
  child(key: string): Shape | null {
    const only = this.onlyChild;
    if (only !== null && only.lastKey === key) return only;
    const children = this.children;
    return children === null ? null : (children.get(key) ?? null);
  }

  /**
   * The shape with `key` (which must not be one of its keys) appended; null when tables should go to dictionary mode
   * instead. `dynamic`: the key was computed, not a constant of the program.
   */
  transition(key: string, dynamic = false): Shape | null {
    const existing = this.child(key);
    if (existing !== null) return existing;
    const { children, computed } = this;
    const { room } = this.root;
    if (this.count >= MAX_SHAPE_KEYS || this.dictionary === this || room <= 0) return null;
    if (dynamic && (computed >= MAX_DYNAMIC_KEYS || room <= ROOM * 0.875)) return null;
    if (children !== null && children.size >= (dynamic ? MAX_CHILDREN / 8 : MAX_CHILDREN)) return null;
    const child = new Shape(this.keysWith(key), this, key, null, false, dynamic ? computed + 1 : computed);
    if (this.onlyChild === null) this.onlyChild = child;
    else if (children === null) this.children = new Map([[key, child]]);
    else children.set(key, child);
    return child;
  }

  /** The first child goes on in its parent's array, others copy: a chain of n shapes stores n keys, not n^2. */
  private keysWith(key: string): readonly string[] {
    const keys = this.keys as string[];
    if (keys.length === this.count && !this.isPreset) {
      keys.push(key);
      return keys;
    }
    const copy = keys.slice(0, this.count);
    copy.push(key);
    return copy;
  }
}

/** The slots of keys. */
export function slotsOf(keys: readonly string[]): ReadonlyMap<string, number> {
  return new Map(keys.map((key, i) => [key, i]));
}

/** The number of keys at which a table that has `count` and has lost none is to be compacted. */
export function compactionLimit(count: number): number {
  return 1 << (32 - Math.clz32(Math.max(count, MIN_COMPACTED) - 1));
}

/** A new shape tree. */
export function newRootShape(): Shape {
  const root = new Shape([], null, "");
  (root as { dictionary: Shape }).dictionary = new Shape([], null, "");
  return root;
}
