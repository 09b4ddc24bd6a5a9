/**
 * What the host program sees of a process (AO 7.2): proxies of its tables, which look and write through, and functions that run
 * in the engine of the process. Everything that crosses is a scalar, such a proxy or wrapper, or a copy; no table of one
 * engine ever gets into another.
 */
import { LuaFloat } from "../../base/luaFloat.ts";
import { type CallContext, nativeFunction } from "../../vm/callContext.ts";
import { LuaThrow } from "../../vm/errors.ts";
import { callFromHost } from "../../vm/run.ts";
import { FrozenFault, ITERATION_END, keyAt, LuaTable, nextPosition, positionOf, valueAt } from "../../vm/table.ts";
import { isFunction } from "../../vm/types.ts";
import { type LuaFunction, type LuaValue, NativeFunction, Userdata } from "../../vm/value.ts";
import { TABLE_READER, type TableReader } from "../modules/readable.ts";
import { bintClasses } from "../world/bintClasses.ts";
import { CopiedTable, copyIn, copyOut } from "../world/copied.ts";
import type { Outcome, ProcessEngine } from "../world/processEngine.ts";

/** What a membrane tells the world that it belongs to. */
export interface MembraneHost {
  /** The host program's engine. */
  readonly cx: CallContext;
  /** Runs a function of a process, within what the host has left. */
  run(engine: ProcessEngine, fn: LuaValue, args: readonly LuaValue[]): Outcome;
  /** The host has changed something in a process. */
  touched(): void;
}

/** What a proxy or a wrapped function stands for. `engine`: null for a function of the host in a process. */
interface Foreign {
  readonly engine: ProcessEngine;
  readonly target: LuaTable | LuaFunction;
}

/** Most links of an `__index` chain. */
const MAX_CHAIN = 100;

/** Proxies of all worlds. */
const PROXIES: WeakMap<LuaTable, Membrane> = new WeakMap();

/** The membrane that a value of a host is a proxy of. */
export function membraneOf(v: LuaValue): Membrane | undefined {
  // proxies have a metatable, most other tables have none
  return v instanceof LuaTable && v.meta !== null ? PROXIES.get(v) : undefined;
}

/** What modules of the host read in the place of a proxy: a copy, without functions. */
const READ_PROXY: TableReader = (table) => membraneOf(table)?.copyOf(table) ?? table;

/** See the file comment; one per world. */
export class Membrane {
  readonly #host: MembraneHost;
  /** Host value -> what it stands for. */
  readonly #targets: WeakMap<object, Foreign> = new WeakMap();
  /** Object of a process -> its proxy or wrapper for the host. By engine: natives without upvalues are the same in all. */
  readonly #views: WeakMap<ProcessEngine, WeakMap<object, LuaValue>> = new WeakMap();
  /** Function of the host -> its wrapper for a process. */
  readonly #wrapped: WeakMap<ProcessEngine, WeakMap<object, NativeFunction>> = new WeakMap();
  /** Wrapper in a process -> function of the host. */
  readonly #originals: WeakMap<object, LuaFunction> = new WeakMap();
  #meta: LuaTable | undefined;

  constructor(host: MembraneHost) {
    this.#host = host;
    host.cx.libraryData.set(TABLE_READER, READ_PROXY);
  }

  /** Whether a host value is a proxy or wrapper of this membrane. */
  isForeign(v: LuaValue): boolean {
    return typeof v === "object" && this.#targets.has(v);
  }

  // ---------------------------------------------------------------- to the host

  /** A value of a process for the host. */
  toHost(engine: ProcessEngine, v: LuaValue): LuaValue {
    if (typeof v !== "object" || v instanceof LuaFloat) return v;
    const original = this.#originals.get(v);
    if (original !== undefined) return original;
    const views = of(this.#views, engine);
    let view = views.get(v);
    if (view === undefined) {
      view = this.#viewOf(engine, v);
      views.set(v, view);
    }
    return view;
  }

  #viewOf(engine: ProcessEngine, v: Exclude<LuaValue, LuaFloat> & object): LuaValue {
    const { cx } = this.#host;
    if (v instanceof LuaTable) {
      const copy = v.meta === null ? undefined : copyOut(v);
      // bints are values
      if (copy instanceof CopiedTable && copy.bint !== undefined) return copyIn(cx, copy, bintClasses);
      const proxy = cx.newTable();
      proxy.meta = this.#metatable();
      this.#targets.set(proxy, { engine, target: v });
      PROXIES.set(proxy, this);
      return proxy;
    }
    if (isFunction(v)) {
      const wrapper = nativeFunction(v instanceof NativeFunction ? v.name : "aolite.function", (host) =>
        this.#callProcess(host, engine, v),
      );
      this.#targets.set(wrapper, { engine, target: v });
      return wrapper;
    }
    return new Userdata(undefined);
  }

  /** Proxies of all processes share a metatable; `getmetatable` does not show it. */
  #metatable(): LuaTable {
    if (this.#meta !== undefined) return this.#meta;
    const meta = this.#host.cx.newTable();
    meta.setStr(
      "__index",
      nativeFunction("aolite.index", (cx) => this.#index(cx)),
    );
    meta.setStr(
      "__newindex",
      nativeFunction("aolite.newindex", (cx) => this.#newIndex(cx)),
    );
    meta.setStr(
      "__len",
      nativeFunction("aolite.len", (cx) => cx.ret(this.#proxied(cx).target.length())),
    );
    meta.setStr(
      "__call",
      nativeFunction("aolite.call", (cx) => this.#call(cx)),
    );
    const next = nativeFunction("aolite.next", (cx) => this.#next(cx));
    meta.setStr(
      "__pairs",
      nativeFunction("aolite.pairs", (cx) => cx.ret3(next, cx.arg(1), undefined)),
    );
    meta.setStr("__metatable", false);
    this.#meta = meta;
    return meta;
  }

  #proxied(cx: CallContext): { readonly engine: ProcessEngine; readonly target: LuaTable } {
    const v = cx.arg(1);
    const foreign = typeof v === "object" ? this.#targets.get(v) : undefined;
    if (!(foreign?.target instanceof LuaTable)) return cx.typeError(1, "table of a process");
    return foreign as { engine: ProcessEngine; target: LuaTable };
  }

  #index(cx: CallContext): number {
    const { engine, target } = this.#proxied(cx);
    const key = this.toProcess(engine, cx.arg(2));
    let v: LuaValue = target;
    for (let i = 0; i < MAX_CHAIN && v instanceof LuaTable; i++) {
      const value = v.get(key) as LuaValue;
      if (value !== undefined || v.meta === null) return cx.ret(this.toHost(engine, value));
      const index = v.meta.getStr("__index") as LuaValue;
      if (isFunction(index)) {
        const values = this.#checked(engine, this.#host.run(engine, index, [v, key]));
        return cx.ret(this.toHost(engine, values[0]));
      }
      v = index;
    }
    return cx.ret(undefined);
  }

  #newIndex(cx: CallContext): number {
    const { engine, target } = this.#proxied(cx);
    const key = this.toProcess(engine, cx.arg(2));
    const value = this.toProcess(engine, cx.arg(3));
    const handler = target.meta === null ? undefined : (target.meta.getStr("__newindex") as LuaValue);
    if (target.get(key) === undefined && isFunction(handler)) {
      this.#host.touched();
      this.#checked(engine, this.#host.run(engine, handler, [target, key, value]));
    } else this.#store(cx, target, key, value);
    return 0;
  }

  #store(cx: CallContext, target: LuaTable, key: LuaValue, value: LuaValue): void {
    if (key === undefined) cx.error("index is nil");
    if (typeof key === "number" && Number.isNaN(key)) cx.error("index is NaN");
    this.#host.touched();
    try {
      target.set(key, value);
    } catch (fault) {
      if (!(fault instanceof FrozenFault)) throw fault;
      cx.error(fault.message);
    }
  }

  #next(cx: CallContext): number {
    const { engine, target } = this.#proxied(cx);
    const from = positionOf(target, this.toProcess(engine, cx.arg(2)));
    if (from === ITERATION_END) return cx.error("invalid key to 'next'");
    const at = nextPosition(target, from);
    if (at === ITERATION_END) return cx.ret(undefined);
    return cx.ret2(this.toHost(engine, keyAt(target, at)), this.toHost(engine, valueAt(target, at)));
  }

  /** A copy of what a proxy stands for. */
  copyOf(proxy: LuaTable): LuaTable {
    const { cx } = this.#host;
    const target = this.#targets.get(proxy)?.target;
    if (!(target instanceof LuaTable)) return proxy;
    cx.charge(target.entryCount());
    const copy = copyIn(cx, copyOut(target), bintClasses);
    return copy instanceof LuaTable ? copy : proxy;
  }

  /** `rawget`, `rawlen`, `rawset` and `next` of a proxy, which is the first argument: no metamethod of the process is called. */
  raw(cx: CallContext, name: string): number {
    const { engine, target } = this.#proxied(cx);
    switch (name) {
      case "rawlen":
        return cx.ret(target.length());
      case "next":
        return this.#next(cx);
      case "rawget":
        return cx.ret(this.toHost(engine, target.get(this.toProcess(engine, cx.arg(2))) as LuaValue));
      default:
        this.#store(cx, target, this.toProcess(engine, cx.arg(2)), this.toProcess(engine, cx.arg(3)));
        return cx.ret(cx.arg(1));
    }
  }

  #call(cx: CallContext): number {
    const { engine, target } = this.#proxied(cx);
    const args: LuaValue[] = [target];
    for (let i = 2; i <= cx.nargs; i++) args.push(this.toProcess(engine, cx.arg(i)));
    const call = target.meta === null ? undefined : (target.meta.getStr("__call") as LuaValue);
    this.#host.touched();
    return this.#return(cx, engine, this.#host.run(engine, call, args));
  }

  #callProcess(cx: CallContext, engine: ProcessEngine, fn: LuaFunction): number {
    const args: LuaValue[] = [];
    for (let i = 1; i <= cx.nargs; i++) args.push(this.toProcess(engine, cx.arg(i)));
    this.#host.touched();
    return this.#return(cx, engine, this.#host.run(engine, fn, args));
  }

  #return(cx: CallContext, engine: ProcessEngine, outcome: Outcome): number {
    const values = this.#checked(engine, outcome);
    return cx.retArray(values.map((v) => this.toHost(engine, v)));
  }

  /** @throws LuaThrow the error of the process */
  #checked(engine: ProcessEngine, outcome: Outcome): readonly LuaValue[] {
    if (outcome.ok) return outcome.values;
    throw new LuaThrow(this.toHost(engine, outcome.value));
  }

  // ---------------------------------------------------------------- to a process

  /** A value of the host for a process: its own tables as they are, other tables as copies, functions of the host wrapped. */
  toProcess(engine: ProcessEngine, v: LuaValue): LuaValue {
    if (typeof v !== "object" || v instanceof LuaFloat) return v;
    const foreign = this.#targets.get(v);
    if (foreign !== undefined) {
      if (foreign.engine === engine) return foreign.target;
      return foreign.target instanceof LuaTable ? engine.take(copyOut(foreign.target)) : undefined;
    }
    if (isFunction(v)) return this.#wrap(engine, v);
    return v instanceof LuaTable ? this.#copy(engine, v) : undefined;
  }

  /** A copy of a host's table, with functions in it wrapped. */
  #copy(engine: ProcessEngine, table: LuaTable): LuaTable {
    const copies = new Map<LuaTable, LuaTable>();
    const pending: LuaTable[] = [];
    const shell = (source: LuaTable): LuaTable => {
      let copy = copies.get(source);
      if (copy === undefined) {
        const plain = source.meta === null ? undefined : copyOut(source);
        const isBint = plain instanceof CopiedTable && plain.bint !== undefined;
        copy = isBint ? (engine.take(plain) as LuaTable) : engine.cx.newTable();
        copies.set(source, copy);
        if (!isBint) pending.push(source);
      }
      return copy;
    };
    const part = (v: LuaValue): LuaValue =>
      v instanceof LuaTable && !this.#targets.has(v) ? shell(v) : this.toProcess(engine, v);
    const root = shell(table);
    for (let source = pending.pop(); source !== undefined; source = pending.pop()) {
      const copy = copies.get(source)!;
      source.forEachEntry((key: LuaValue, value: LuaValue) => {
        const k = part(key);
        const v = part(value);
        if (k !== undefined && v !== undefined) copy.set(k, v);
      });
    }
    return root;
  }

  /** A function of the host, called from a process. */
  #wrap(engine: ProcessEngine, fn: LuaFunction): NativeFunction {
    const wrapped = of(this.#wrapped, engine);
    let wrapper = wrapped.get(fn);
    if (wrapper === undefined) {
      wrapper = nativeFunction("aolite.hostFunction", (cx) => this.#callHost(cx, engine, fn));
      wrapped.set(fn, wrapper);
      this.#originals.set(wrapper, fn);
    }
    return wrapper;
  }

  #callHost(cx: CallContext, engine: ProcessEngine, fn: LuaFunction): number {
    const args: LuaValue[] = [];
    for (let i = 1; i <= cx.nargs; i++) args.push(this.toHost(engine, cx.arg(i)));
    let values: readonly LuaValue[];
    try {
      values = callFromHost(this.#host.cx, fn, args);
    } catch (thrown) {
      if (!(thrown instanceof LuaThrow)) throw thrown;
      throw new LuaThrow(this.toProcess(engine, thrown.value));
    }
    return cx.retArray(values.map((v) => this.toProcess(engine, v)));
  }

  /** A copy of a host's value for messages; proxies are copied as what they stand for. */
  plain(v: LuaValue): LuaValue {
    const foreign = typeof v === "object" ? this.#targets.get(v) : undefined;
    return foreign === undefined ? v : foreign.target;
  }
}

/** The part of a map that belongs to an engine; made when there is none. */
function of<T>(maps: WeakMap<ProcessEngine, WeakMap<object, T>>, engine: ProcessEngine): WeakMap<object, T> {
  let map = maps.get(engine);
  if (map === undefined) {
    map = new WeakMap();
    maps.set(engine, map);
  }
  return map;
}
