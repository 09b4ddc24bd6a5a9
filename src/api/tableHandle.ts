/** Handles of tables. */
import type { CallContext } from "../vm/callContext.ts";
import { continuation, nativeFunction, PENDING } from "../vm/callContext.ts";
import { registerFinalizer } from "../vm/census.ts";
import { LuaThrow } from "../vm/errors.ts";
import { rawSet } from "../vm/metamethods.ts";
import {
  ITERATION_END,
  ITERATION_START,
  keyAt,
  nextPosition,
  positionOf,
  LuaTable as Table,
  valueAt,
} from "../vm/table.ts";
import type { NativeFunction, LuaValue as Value } from "../vm/value.ts";
import { LuaClosedError } from "./errors.ts";
import { Handle } from "./link.ts";
import { copyOut } from "./toJs.ts";
import type { LuaInput, LuaTable, LuaValue, ToJsOptions } from "./values.ts";

/** An integer as `path` may name it. */
const INDEX_NAME = /^-?[1-9][0-9]{0,14}$|^0$/;

/** The handle of a table. */
export class TableHandle extends Handle<Table> implements LuaTable {
  readonly type = "table";

  get(key: LuaInput): LuaValue {
    const { link, object } = this;
    if (link.closed) throw new LuaClosedError(link.engine);
    const k = link.fromHost(key);
    const v = object.get(k) as Value;
    if (v !== undefined || object.meta === null) return link.toHost(v);
    return link.toHost(link.run(INDEX, [object, k])[0]);
  }

  set(key: LuaInput, value: LuaInput): this {
    const { link, object } = this;
    if (link.closed) throw new LuaClosedError(link.engine);
    if (object.meta === null) return this.rawSet(key, value);
    link.run(SET_INDEX, [object, link.fromHost(key), link.fromHost(value)]);
    return this;
  }

  rawGet(key: LuaInput): LuaValue {
    return this.link.toHost(this.object.get(this.link.fromHost(key)) as Value);
  }

  rawSet(key: LuaInput, value: LuaInput): this {
    const { link, object } = this;
    this.#store(object, link.fromHost(key), link.fromHost(value));
    return this;
  }

  #store(table: Table, key: Value, value: Value): void {
    const { link } = this;
    link.guard(() => rawSet(link.cx, table, key, value));
  }

  has(key: LuaInput): boolean {
    return this.object.get(this.link.fromHost(key)) !== undefined;
  }

  delete(key: LuaInput): boolean {
    const had = this.has(key);
    if (had) this.rawSet(key, undefined);
    return had;
  }

  path(dotted: string): LuaValue {
    let at: LuaValue = this;
    for (const name of dotted.split(".")) {
      if (!(at instanceof TableHandle)) return undefined;
      let next: LuaValue = at.get(name);
      if (next === undefined && INDEX_NAME.test(name)) next = at.get(Number(name));
      at = next;
    }
    return at;
  }

  get length(): number {
    return this.object.length();
  }

  append(...values: LuaInput[]): this {
    const { object, link } = this;
    let n = object.length();
    for (const value of link.allFromHost(values)) this.#store(object, ++n, value);
    return this;
  }

  insert(index: number, value: LuaInput): this {
    const { object, link } = this;
    const n = object.length();
    if (!Number.isInteger(index) || index < 1 || index > n + 1) {
      throw new RangeError(`index: ${index} is not between 1 and ${n + 1}`);
    }
    const v = link.fromHost(value);
    link.guard(() => object.checkMutable());
    for (let i = n; i >= index; i--) this.#store(object, i + 1, object.getInt(i) as Value);
    this.#store(object, index, v);
    return this;
  }

  removeAt(index: number): LuaValue {
    const { object } = this;
    const n = object.length();
    this.link.guard(() => object.checkMutable());
    if (!Number.isInteger(index) || index < 1 || index > n) return undefined;
    const removed = object.getInt(index) as Value;
    for (let i = index; i < n; i++) this.#store(object, i, object.getInt(i + 1) as Value);
    this.#store(object, n, undefined);
    return this.link.toHost(removed);
  }

  next(key?: LuaInput): [LuaValue, LuaValue] | undefined {
    const { object, link } = this;
    const k = link.fromHost(key);
    const at = positionOf(object, k);
    if (at === ITERATION_END) throw link.mapError(new LuaThrow("invalid key to 'next'"));
    const following = nextPosition(object, at);
    return following === ITERATION_END ? undefined : this.#entryAt(following);
  }

  #entryAt(at: number): [LuaValue, LuaValue] {
    const { object, link } = this;
    return [link.toHost(keyAt(object, at) as Value), link.toHost(valueAt(object, at) as Value)];
  }

  *keys(): IterableIterator<LuaValue> {
    const { object, link } = this;
    let at = nextPosition(object, ITERATION_START);
    while (at !== ITERATION_END) {
      yield link.toHost(keyAt(object, at) as Value);
      at = nextPosition(object, at);
    }
  }

  *entries(): IterableIterator<[LuaValue, LuaValue]> {
    const { object } = this;
    let at = nextPosition(object, ITERATION_START);
    while (at !== ITERATION_END) {
      yield this.#entryAt(at);
      at = nextPosition(object, at);
    }
  }

  [Symbol.iterator](): IterableIterator<[LuaValue, LuaValue]> {
    return this.entries();
  }

  get metatable(): LuaTable | undefined {
    const { meta } = this.object;
    return meta === null ? undefined : (this.link.toHost(meta) as LuaTable);
  }

  set metatable(meta: LuaTable | undefined) {
    const { object, link } = this;
    const table = link.fromHost(meta);
    if (table !== undefined && !(table instanceof Table)) throw link.fault("", typeof meta, "metatable");
    link.guard(() => object.checkMutable());
    object.meta = table ?? null;
    registerFinalizer(link.cx, object);
  }

  freeze(deep = false): this {
    this.link.touched = true;
    if (deep) freezeAll(this.object);
    else this.object.freeze();
    return this;
  }

  toJS<T = unknown>(options: ToJsOptions = {}): T {
    return copyOut(this.link, this.object, options) as T;
  }

  toArray(): LuaValue[] {
    const { object, link } = this;
    const values: LuaValue[] = [];
    for (let i = 1, n = object.length(); i <= n; i++) values.push(link.toHost(object.getInt(i) as Value));
    return values;
  }

  toMap(): Map<LuaValue, LuaValue> {
    return new Map(this.entries());
  }
}

/** Freezes a table and all that can be reached from it through tables. */
function freezeAll(root: Table): void {
  const seen = new Set([root]);
  const reach = (v: unknown): void => {
    if (v instanceof Table) seen.add(v);
  };
  // the set grows while it is gone through
  for (const table of seen) {
    table.forEachEntry((key: unknown, value: unknown) => {
      reach(key);
      reach(value);
    });
    reach(table.meta);
    table.freeze();
  }
}

const first = continuation("host.index", (cx: CallContext) => cx.ret(cx.arg(1)));
const none = continuation("host.newindex", () => 0);
const INDEX: NativeFunction = nativeFunction("index", (cx) => {
  const v = cx.index(cx.arg(1), cx.arg(2));
  return v === PENDING ? cx.callPending(first, undefined) : cx.ret(v as Value);
});
const SET_INDEX: NativeFunction = nativeFunction("newindex", (cx) =>
  cx.setIndex(cx.arg(1), cx.arg(2), cx.arg(3)) ? 0 : cx.callPending(none, undefined),
);
