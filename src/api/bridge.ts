/** The link between an engine and its host: makes handles, functions and userdata. One bridge belongs to one engine. */
import { newCoroutine } from "../stdlib/coroutine.ts";
import { type CallContext, nativeFunction } from "../vm/callContext.ts";
import { registerFinalizer } from "../vm/census.ts";
import { AbortFault, LimitFault } from "../vm/errors.ts";
import { SIZE } from "../vm/gas.ts";
import { callFromHost } from "../vm/run.ts";
import type { PayloadKind } from "../vm/snapshot/registry.ts";
import { record } from "../vm/snapshot/schema.ts";
import { LuaTable as Table } from "../vm/table.ts";
import {
  Closure,
  Coroutine,
  NativeFunction as Native,
  type NativeFunction,
  Userdata,
  type LuaValue as Value,
} from "../vm/value.ts";
import { type ClassData, extendsClass } from "./classData.ts";
import type { AnySpec } from "./classes.ts";
import { copyClasses, type DefinedClass, defineClass, renewClasses } from "./definedClass.ts";
import { hostErrorText } from "./errorMapping.ts";
import { FunctionHandle } from "./functionHandle.ts";
import { newHostFunction } from "./hostFunctions.ts";
import { HostError, HostObject } from "./hostObjects.ts";
import { HostRegistry } from "./hostRegistry.ts";
import { type CallUsage, type ErrorMapper, Link, type Runner } from "./link.ts";
import { newRawFunction } from "./rawFunctions.ts";
import { TableHandle } from "./tableHandle.ts";
import { ThreadHandle } from "./threadHandle.ts";
import { UserdataHandle } from "./userdataHandle.ts";
import type {
  CallOptions,
  HostFnOptions,
  HostFunction,
  LuaClass,
  LuaFunction,
  LuaHandle,
  LuaInput,
  LuaTable,
  LuaThread,
  LuaUserdata,
  LuaValue,
  RawHostFn,
} from "./values.ts";

/** What the payload of null is. */
const NULL: unique symbol = Symbol("null");
/** The functions of the engine's own metatables, in snapshots. */
const NULL_ID = "null: __tostring";
const ERROR_ID = "HostError: __tostring";

/** Null, in snapshots. */
export const NULL_KIND: PayloadKind = {
  schema: record({}),
  save: (payload) => (payload === NULL ? {} : undefined),
  load: () => NULL,
};

/** Makes the handle of a userdata whose payload it knows; undefined for others. */
export type UserdataView = (bridge: Bridge, object: Userdata) => LuaHandle | undefined;

/** See the file comment. */
export class Bridge extends Link {
  // engines are made by the thousand: what few of them need is made when it is needed
  #functions: WeakMap<HostFunction, NativeFunction> | undefined;
  #registry: HostRegistry<DefinedClass> | undefined;
  #errorMeta: Table | undefined;
  #null: Userdata | undefined;
  readonly #mapError: ErrorMapper;
  /** Handles for userdata that the engine itself makes (channels). */
  views: UserdataView[] | undefined;

  constructor(cx: CallContext, engine: string | undefined, mapError: ErrorMapper) {
    super(cx, engine);
    this.#mapError = mapError;
    this.runner = new SyncRunner(this);
  }

  /** From now on functions run as the engine runs them. */
  connect(engine: EngineRunner): void {
    this.runner = new ConnectedRunner(this, engine);
    this.currentSignal = () => engine.currentSignal;
    this.usage = engine.usage;
  }

  get #host(): HostRegistry<DefinedClass> {
    this.#registry ??= new HostRegistry();
    return this.#registry;
  }

  override mapError(thrown: unknown): unknown {
    return this.#mapError(thrown);
  }

  protected override makeHandle(v: object): LuaHandle {
    if (v instanceof Table) return new TableHandle(this, v);
    if (v instanceof Closure || v instanceof Native) return new FunctionHandle(this, v);
    if (v instanceof Coroutine) return new ThreadHandle(this, v);
    const userdata = v as Userdata;
    for (const view of this.views ?? []) {
      const handle = view(this, userdata);
      if (handle !== undefined) return handle;
    }
    const { payload } = userdata;
    const cls = payload instanceof HostObject ? payload.cls : undefined;
    return new UserdataHandle(this, userdata, cls === undefined ? undefined : this.#host.byData.get(cls));
  }

  /** What the engine keeps for the host: part of what is alive. */
  luaReferences(): unknown[] {
    const references: unknown[] = [this.#errorMeta, this.#null];
    for (const { data } of this.classes.values()) references.push(data.meta, data.table, data.methods);
    return references;
  }

  // ------------------------------------------------------------------ functions and coroutines

  override hostFunction(f: HostFunction): NativeFunction {
    this.#functions ??= new WeakMap();
    let native = this.#functions.get(f);
    if (native === undefined) {
      native = newHostFunction(this, f, {});
      this.#functions.set(f, native);
    }
    return native;
  }

  override nameFunctions(value: unknown, path: string): void {
    const seen = new Set<object>();
    const pending: [value: unknown, path: string][] = [[value, path]];
    for (const [v, at] of pending) {
      if (typeof v === "function") {
        this.noteHostFunction(this.hostFunction(v as HostFunction), at);
        continue;
      }
      if (typeof v !== "object" || v === null || seen.has(v)) continue;
      seen.add(v);
      const prototype: unknown = Object.getPrototypeOf(v);
      if (prototype !== Object.prototype && prototype !== null && !Array.isArray(v)) continue;
      for (const [name, part] of Object.entries(v)) pending.push([part, `${at}.${name}`]);
    }
  }

  override bySnapshotId(id: string): NativeFunction | undefined {
    // made when they are needed
    if (id === NULL_ID) this.nullUserdata();
    if (id === ERROR_ID) this.#errorMetatable();
    return super.bySnapshotId(id);
  }

  /** The function of this bridge that does what `native` does for `origin`; undefined when it is none of the host's. */
  counterpart(native: NativeFunction, origin: Bridge): NativeFunction | undefined {
    const data = origin.hostFunctions.get(native);
    if (data === undefined) {
      // of a class, or of the engine's own values
      const id = origin.snapshotId(native);
      return id === undefined ? undefined : this.bySnapshotId(id);
    }
    this.#counterparts ??= new WeakMap();
    let own = this.#counterparts.get(native);
    if (own === undefined) {
      const options = { ...data.options, name: native.name };
      if (data.isRaw) own = newRawFunction(this, data.f as RawHostFn, options);
      else own = newHostFunction(this, data.f as HostFunction, options);
      this.#counterparts.set(native, own);
      if (origin.#functions?.get(data.f as HostFunction) === native) {
        this.#functions ??= new WeakMap();
        this.#functions.set(data.f as HostFunction, own);
      }
      this.noteHostFunction(own, origin.snapshotId(native));
    }
    return own;
  }

  #counterparts: WeakMap<NativeFunction, NativeFunction> | undefined;

  /** A new function that calls `f` with converted arguments. */
  fn(f: HostFunction, options: HostFnOptions = {}): LuaFunction {
    return this.toHost(newHostFunction(this, f, options)) as LuaFunction;
  }

  /** A new function that lets `f` read its arguments. */
  raw(f: RawHostFn, options: HostFnOptions = {}): LuaFunction {
    return this.toHost(newRawFunction(this, f, options)) as LuaFunction;
  }

  /** A new coroutine that runs `f`. */
  thread(f: LuaFunction): LuaThread {
    const fn = this.fromHost(f);
    if (!(fn instanceof Closure || fn instanceof Native)) throw this.fault("", typeof f, "function");
    return this.toHost(this.guard(() => newCoroutine(this.cx, fn))) as LuaThread;
  }

  /** A new table, or the copy of an array, a map or a plain object. @throws LuaConversionError */
  table(init: LuaInput): LuaTable {
    const v = this.fromHost(init);
    if (v instanceof Table) return this.toHost(v) as LuaTable;
    throw this.fault("", init === null ? "null" : typeof init, "table");
  }

  // ------------------------------------------------------------------ objects

  override knownUserdata(object: object): Userdata | undefined {
    const registry = this.#registry;
    if (registry === undefined) return undefined;
    const known = registry.userdata.get(object);
    if (known !== undefined) return known;
    const cls = registry.classOf(object);
    return cls === undefined ? undefined : this.wrapObject(object, cls.data);
  }

  override opaqueUserdata(object: object): Userdata {
    return this.#host.userdata.get(object) ?? this.wrapObject(object, undefined);
  }

  override wrapObject(object: object, cls: ClassData | undefined): Userdata {
    this.cx.allocate(SIZE.userdata);
    const userdata = new Userdata(new HostObject(object, cls));
    if (cls !== undefined) {
      userdata.meta = cls.meta;
      registerFinalizer(this.cx, userdata);
    }
    this.#host.userdata.set(object, userdata);
    return userdata;
  }

  /** The userdata of an object of class `cls`, by default of the one that was defined for it, or of none. */
  userdata<T extends object>(value: T, cls?: LuaClass<T>): LuaUserdata<T> {
    if ((typeof value !== "object" && typeof value !== "function") || value === null) {
      throw this.fault("", value === null ? "null" : typeof value, "userdata");
    }
    const data = cls === undefined ? undefined : this.classData(cls);
    let userdata = this.#host.userdata.get(value);
    if (userdata === undefined) {
      userdata = this.wrapObject(value, data ?? this.#host.classOf(value)?.data);
    } else if (data !== undefined && !extendsClass((userdata.payload as HostObject).cls, data)) {
      throw new TypeError(`the object is a userdata already, but not of class ${data.name}`);
    }
    return this.toHost(userdata) as LuaUserdata<T>;
  }

  /** Tells the engine about a class. A name defined before for the same type gives the same class. */
  defineClass(spec: AnySpec): LuaClass<object> {
    return defineClass(this, this.#host, spec);
  }

  /** The classes by name, for snapshots. */
  get classes(): ReadonlyMap<string, { readonly data: ClassData }> {
    return this.#registry?.names ?? new Map();
  }

  /** Defines the classes of another engine, for a copy of it. What their tables hold comes with the copy. */
  copyClasses(origin: Bridge): void {
    if (origin.#registry !== undefined) copyClasses(this, this.#host, origin.#registry);
  }

  /**
   * The engine has another state now: it has userdata for these objects and tables for these classes, by name. The other classes
   * get new ones.
   */
  takeUp(objects: readonly (readonly [object: object, userdata: Userdata])[], classes: ReadonlySet<string>): void {
    const registry = this.#registry;
    if (registry === undefined) return;
    registry.userdata = new WeakMap(objects);
    registry.errors = new WeakMap();
    renewClasses(this, registry, classes);
  }

  /** What the engine has made for values of the host, for snapshots. */
  get ownValues(): { readonly null: Userdata | undefined; readonly errorMeta: Table | undefined } {
    return { null: this.#null, errorMeta: this.#errorMeta };
  }
  set ownValues(values: { readonly null: Userdata | undefined; readonly errorMeta: Table | undefined }) {
    this.#null = values.null;
    this.#errorMeta = values.errorMeta;
  }

  override classData(cls: LuaClass<object>): ClassData {
    const known = this.#registry?.names.get(cls?.name);
    if (known !== undefined && known === cls) return known.data;
    throw new TypeError("not a class of this engine");
  }

  // ------------------------------------------------------------------ errors and null

  override errorUserdata(thrown: unknown): Userdata {
    const isObject = (typeof thrown === "object" && thrown !== null) || typeof thrown === "function";
    const known = isObject ? this.#host.errors.get(thrown) : undefined;
    if (known !== undefined) return known;
    this.cx.allocate(SIZE.userdata);
    const userdata = new Userdata(new HostError(thrown));
    userdata.meta = this.#errorMetatable();
    if (isObject) this.#host.errors.set(thrown, userdata);
    return userdata;
  }

  #errorMetatable(): Table {
    let meta = this.#errorMeta;
    if (meta === undefined) {
      meta = this.#closedMetatable("HostError", ERROR_ID, (payload) =>
        payload instanceof HostError ? hostErrorText(payload.error) : undefined,
      );
      this.#errorMeta = meta;
    }
    return meta;
  }

  /** A metatable that gives its values a name and a text, and nothing else. */
  #closedMetatable(name: string, id: string, textOf: (payload: unknown) => string | undefined): Table {
    const meta = this.cx.newTable();
    const tostring = nativeFunction("tostring", (cx) => {
      const v = cx.arg(1);
      const text = v instanceof Userdata ? textOf(v.payload) : undefined;
      if (text === undefined) return cx.typeError(1, name);
      cx.reserveString(text.length);
      return cx.ret(text);
    });
    this.noteHostFunction(tostring, id);
    meta.setStr("__name", name);
    meta.setStr("__tostring", tostring);
    meta.setStr("__metatable", false);
    meta.freeze();
    return meta;
  }

  override nullUserdata(): Userdata {
    if (this.#null === undefined) {
      this.#null = new Userdata(NULL);
      this.#null.meta = this.#closedMetatable("null", NULL_ID, (payload) => (payload === NULL ? "null" : undefined));
    }
    return this.#null;
  }

  override isNull(v: Value): boolean {
    return v !== undefined && v === this.#null;
  }
}

/** Runs functions to their end. */
class SyncRunner implements Runner {
  readonly #link: Link;
  constructor(link: Link) {
    this.#link = link;
  }
  runSync(fn: Value, args: readonly Value[]): Value[] {
    const link = this.#link;
    const { entries } = link.cx.collector;
    return link.guard(() => {
      try {
        return callFromHost(link.cx, fn, args);
      } catch (fault) {
        if (fault instanceof LimitFault || fault instanceof AbortFault) link.ending = fault;
        throw fault;
      } finally {
        if (entries.length === 0) link.ending = null;
      }
    });
  }
  runAsync(_fn: Value, _args: readonly Value[], _options: CallOptions): Promise<LuaValue[]> {
    return Promise.reject(new Error("asynchronous runs are not available"));
  }
}

/** What an engine offers for running functions: asynchronous runs, and the signal of the one under way. */
export interface EngineRunner {
  readonly currentSignal: AbortSignal;
  readonly usage: CallUsage;
  run(fn: Value, args: readonly Value[], options: CallOptions): Promise<LuaValue[]>;
}

class ConnectedRunner extends SyncRunner {
  readonly #engine: EngineRunner;
  constructor(link: Link, engine: EngineRunner) {
    super(link);
    this.#engine = engine;
  }
  override runAsync(fn: Value, args: readonly Value[], options: CallOptions): Promise<LuaValue[]> {
    return this.#engine.run(fn, args, options);
  }
}
