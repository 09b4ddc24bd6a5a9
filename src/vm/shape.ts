/**
 * Shapes: the shared hidden classes of the string-keyed part of tables (§2.1 tables; design in DESIGN §4).
 *
 * A shape is an ordered list of string keys; slot i of a table with that shape holds the value of key i. Tables that got
 * the same keys in the same order share one shape, so an access site may cache (shape, slot) and a hit costs one
 * comparison. Shapes form a tree: a child is its parent plus one key.
 *
 * Which tables leave the tree (dictionary mode) depends on the history of the whole engine, so nothing observable may
 * depend on it: order of iteration and moments of compaction are the same in both modes, see `LuaTable`.
 */

/** Longest key list of a shape: a table with more string keys goes to dictionary mode. */
export const MAX_SHAPE_KEYS = 64;
/** Shapes with more children than this are used like a dictionary: further keys are refused. */
const MAX_CHILDREN = 128;
/** The same limit at the root, where every constructor with another first field needs a child. */
const MAX_ROOT_CHILDREN = 1024;
/** Number of shapes of an engine: bounds the memory that no table owns. */
const MAX_SHAPES = 16384;
/** Computed keys (`t[k] = v`) stop creating shapes here, so that word counts leave room for constructors. */
const MAX_DYNAMIC_KEYS = 16;
const MAX_DYNAMIC_SHAPES = 8192;
/** Up to this many keys a linear search beats a `Map`. */
const LINEAR_KEYS = 4;

/** One hidden class, see above. Engine-private: a shape belongs to the tree of one engine. */
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
  /** The engine's empty shape. */
  readonly root: Shape;
  /** The engine's shape of tables in dictionary mode: no keys, no transitions. */
  readonly dictionary: Shape;
  /** Epoch of the census that met this shape last. */
  mark: number;
  /** At the root: a table known to be used as a metatable got a `__mode` field. */
  modeAssigned: boolean;
  /** Number of shapes of this tree; counted at the root only. */
  private total: number;
  private onlyChild: Shape | null;
  private children: Map<string, Shape> | null;
  private index: ReadonlyMap<string, number> | null;
  /** The keys belong to other engines as well. */
  private readonly isPreset: boolean;
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
  ) {
    this.keys = keys;
    this.count = preset !== null ? keys.length : parent === null ? 0 : parent.count + 1;
    this.parent = parent;
    this.lastKey = lastKey;
    this.indexed = preset !== null || this.count <= LINEAR_KEYS;
    this.root = parent === null ? this : parent.root;
    // a parentless shape is its own dictionary until `newRootShape` links the two
    this.dictionary = parent === null ? this : parent.dictionary;
    this.mark = 0;
    this.modeAssigned = false;
    this.total = 1;
    this.onlyChild = null;
    this.children = null;
    this.index = preset;
    this.isPreset = preset !== null;
    this.isFrozen = isFrozen;
    this.frozenTwin = null;
  }

  /** Of a root: a shape with the given keys (at least one), which engines may share, and their slots. */
  preset(keys: readonly string[], index: ReadonlyMap<string, number>): Shape {
    this.total++;
    return new Shape(keys, this, keys[keys.length - 1]!, index);
  }

  /** How many of the keys come from a {@link Shape.preset}. */
  presetCount(): number {
    for (let shape: Shape | null = this; shape !== null; shape = shape.parent) {
      // a frozen shape has its keys like a preset one, but below the parent of the one it is the twin of
      const isChild = shape.isFrozen && shape.parent!.count === shape.count - 1;
      if (shape.isPreset && !isChild) return shape.count;
    }
    return 0;
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
      twin = new Shape(keys, this.parent ?? this, this.lastKey, index, true);
      this.root.total++;
      this.frozenTwin = twin;
    }
    return twin;
  }

  /** The slot of `key`, or -1. */
  lookup(key: string): number {
    const count = this.count;
    if (count <= LINEAR_KEYS) {
      const keys = this.keys;
      for (let i = 0; i < count; i++) if (keys[i] === key) return i;
      return -1;
    }
    const slot = (this.index ?? this.buildIndex()).get(key);
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
    const count = this.count;
    const root = this.root;
    if (count >= MAX_SHAPE_KEYS || root.total >= MAX_SHAPES || this.dictionary === this) return null;
    if (dynamic && (count >= MAX_DYNAMIC_KEYS || root.total >= MAX_DYNAMIC_SHAPES)) return null;
    const children = this.children;
    if (children !== null && children.size >= (this === root ? MAX_ROOT_CHILDREN : MAX_CHILDREN)) return null;
    const child = new Shape(this.keysWith(key), this, key);
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

  private buildIndex(): ReadonlyMap<string, number> {
    const index = new Map<string, number>();
    for (let i = 0; i < this.count; i++) index.set(this.keys[i]!, i);
    this.index = index;
    this.indexed = true;
    return index;
  }
}

/** A new shape tree: one per engine. */
export function newRootShape(): Shape {
  const root = new Shape([], null, "");
  (root as { dictionary: Shape }).dictionary = new Shape([], null, "");
  return root;
}
