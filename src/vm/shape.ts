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
/** The least number of keys at which a table may be compacted, and so at most where it has room for all of them. */
const MIN_COMPACTED = 64;
/** Shapes with more children than this are used like a dictionary: further keys are refused. */
const MAX_CHILDREN = 128;
/** The same limit at the root, where every constructor with another first field needs a child. */
const MAX_ROOT_CHILDREN = 1024;
/** Number of shapes of a tree: bounds the memory that no table owns. */
const MAX_SHAPES = 16384;
/** So many computed keys (`t[k] = v`) create shapes, and only in so large a tree: word counts leave room for constructors. */
const MAX_DYNAMIC_KEYS = 16;
const MAX_DYNAMIC_SHAPES = 8192;
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
  /** True when {@link Shape.lookup} is cheap: few keys, or an index that exists already. */
  indexed: boolean;
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
  /** Number of shapes of this tree; counted at the root only. */
  private total: number;
  private onlyChild: Shape | null;
  private children: Map<string, Shape> | null;
  private index: ReadonlyMap<string, number> | null;
  /** The keys belong to other engines as well. */
  private readonly isPreset: boolean;
  /** At the root: the shapes of {@link Shape.preset} by their keys. */
  private presets: Map<readonly string[], Shape> | null;
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
    this.indexed = preset !== null || this.count <= LINEAR_KEYS;
    this.computed = computed;
    this.unindexed = LINEAR_SEARCHES;
    this.root = parent === null ? this : parent.root;
    // a parentless shape is its own dictionary until `newRootShape` links the two
    this.dictionary = parent === null ? this : parent.dictionary;
    this.hasLongKeys = preset !== null || lastKey.length >= MIN_STRING || (parent?.hasLongKeys ?? false);
    this.total = 1;
    this.onlyChild = null;
    this.children = null;
    this.index = preset;
    this.isPreset = preset !== null;
    this.presets = null;
    this.isFrozen = isFrozen;
    this.frozenTwin = null;
  }

  /** Of a root: the shape with the given keys (at least one), a list that trees may share like their slots. */
  preset(keys: readonly string[], index: ReadonlyMap<string, number>): Shape {
    this.presets ??= new Map();
    let shape = this.presets.get(keys);
    if (shape === undefined) {
      shape = new Shape(keys, this, keys[keys.length - 1]!, index);
      this.total++;
      this.presets.set(keys, shape);
    }
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
      const index = new Map(keys.map((key, i) => [key, i]));
      twin = new Shape(keys, this.parent ?? this, this.lastKey, index, true, this.computed);
      this.root.total++;
      this.frozenTwin = twin;
    }
    return twin;
  }

  /** The slot of `key`, or -1. */
  lookup(key: string): number {
    const { count, index } = this;
    if (index === null) {
      if (count > LINEAR_KEYS && --this.unindexed < 0) this.buildIndex();
      const keys = this.keys;
      for (let i = 0; i < count; i++) if (keys[i] === key) return i;
      return -1;
    }
    const slot = index.get(key);
    return slot === undefined ? -1 : slot;
  }

  /** Whether a further key may only come after a look at how many of these are dead, see `LuaTable`. */
  get isCompactable(): boolean {
    const { count } = this;
    return count >= MIN_COMPACTED && (count & (count - 1)) === 0;
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
    const count = this.count;
    const root = this.root;
    if (count >= MAX_SHAPE_KEYS || root.total >= MAX_SHAPES || this.dictionary === this) return null;
    if (dynamic && (this.computed >= MAX_DYNAMIC_KEYS || root.total >= MAX_DYNAMIC_SHAPES)) return null;
    const children = this.children;
    if (children !== null && children.size >= (this === root ? MAX_ROOT_CHILDREN : MAX_CHILDREN)) return null;
    const child = new Shape(this.keysWith(key), this, key, null, false, this.computed + (dynamic ? 1 : 0));
    root.total++;
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

  private buildIndex(): void {
    const index = new Map<string, number>();
    for (let i = 0; i < this.count; i++) index.set(this.keys[i]!, i);
    this.index = index;
    this.indexed = true;
  }
}

/** The number of keys at which a table that has `count` and has lost none is to be compacted. */
export function compactionLimit(count: number): number {
  return count <= MIN_COMPACTED ? MIN_COMPACTED : 2 ** (32 - Math.clz32(count - 1));
}

/** A new shape tree. */
export function newRootShape(): Shape {
  const root = new Shape([], null, "");
  (root as { dictionary: Shape }).dictionary = new Shape([], null, "");
  return root;
}
