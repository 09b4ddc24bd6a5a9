/** Spies and stubs: callable tables that keep what they were called with, as busted's are. */
import type { Lua } from "../../api/lua.ts";
import {
  type HostCall,
  type HostRoutine,
  type LuaFunction,
  LuaMulti,
  type LuaTable,
  type LuaValue,
} from "../../api/values.ts";
import type { SpyView } from "./assertion.ts";
import { isFunction, isTable } from "./values.ts";

/** A spy. */
interface Spy extends SpyView {
  readonly table: LuaTable;
  readonly calls: LuaValue[][];
  readonly results: LuaValue[][];
  /** What it calls: of a stub nothing, or what it was told. */
  target: LuaFunction | undefined;
  /** What a stub returns. */
  returns: readonly LuaValue[];
  /** Where it stands, and what stood there. */
  readonly place: { readonly object: LuaTable; readonly key: LuaValue; readonly original: LuaValue } | undefined;
}

/** The spies of an engine. */
export class Spies {
  readonly #lua: Lua;
  /** By their tables; until the end of the test in which they were made. */
  readonly #spies = new Map<LuaTable, Spy>();

  constructor(lua: Lua) {
    this.#lua = lua;
  }

  of(v: LuaValue): SpyView | undefined {
    return this.#spyOf(v);
  }

  #spyOf(v: LuaValue): Spy | undefined {
    return isTable(v) ? this.#spies.get(v) : undefined;
  }

  /** How many there are, for {@link Spies.revertSince}. */
  get count(): number {
    return this.#spies.size;
  }

  /** Puts back what spies made since then stand in for, last ones first, and forgets them. */
  revertSince(count: number): void {
    for (const [table, spy] of [...this.#spies].slice(count).reverse()) {
      revert(spy);
      this.#spies.delete(table);
    }
  }

  /** The table `spy`: `spy.new(f)`, `spy.on(t, "name")`, `spy(f)`. */
  spyLibrary(): LuaTable {
    const lua = this.#lua;
    const fresh = (cx: HostCall, i: number): LuaTable => {
      const target = cx.value(i);
      if (target !== undefined && !isCallable(target)) return cx.argError(i, "function expected");
      return this.#make(target, undefined).table;
    };
    const library = lua.table({
      new: lua.raw((cx) => fresh(cx, 1), { name: "spy.new" }),
      on: lua.raw((cx) => this.#replace(cx, (original) => original), { name: "spy.on" }),
      is_spy: lua.raw((cx) => this.of(cx.value(1)) !== undefined, { name: "spy.is_spy" }),
    });
    library.metatable = lua.table({ __call: lua.raw((cx) => fresh(cx, 2), { name: "spy" }) });
    return library;
  }

  /** The table `stub`: `stub(t, "name")`, `stub.new(t, "name")`, either with values to return. */
  stubLibrary(): LuaTable {
    const lua = this.#lua;
    const make = (cx: HostCall, at: number): LuaTable =>
      cx.argc < at ? this.#make(undefined, undefined).table : this.#replace(cx, () => undefined, at);
    const library = lua.table({ new: lua.raw((cx) => make(cx, 1), { name: "stub.new" }) });
    library.metatable = lua.table({ __call: lua.raw((cx) => make(cx, 2), { name: "stub" }) });
    return library;
  }

  #replace(cx: HostCall, targetOf: (original: LuaFunction) => LuaFunction | undefined, at = 1): LuaTable {
    const object = cx.table(at);
    const key = cx.value(at + 1);
    const original = object.get(key);
    if (!isCallable(original)) return cx.argError(at + 1, "there is no function of that name in the table");
    const spy = this.#make(targetOf(original), { object, key, original: object.rawGet(key) });
    const given: LuaValue[] = [];
    for (let i = at + 2; i <= cx.argc; i++) given.push(cx.value(i));
    // a function among the values is what is to be called instead
    if (given.length === 1 && isFunction(given[0])) spy.target = given[0];
    else spy.returns = given;
    object.rawSet(key, spy.table);
    return spy.table;
  }

  #make(target: Spy["target"], place: Spy["place"]): Spy {
    const lua = this.#lua;
    const calls = lua.table();
    const table = lua.table({ calls });
    const spy: Spy = { table, calls: [], results: [], target, returns: [], place };
    // busted's users call these with a dot, or with a colon
    const ownArgument = (cx: HostCall): number => (cx.value(1) === table ? 2 : 1);
    const callSpy = (cx: HostCall): HostRoutine => called(cx, spy);
    table.metatable = lua.table({
      __call: lua.raw(callSpy, { name: "spy" }),
      __index: lua.table({
        revert: lua.raw(() => revert(spy), { name: "revert" }),
        clear: lua.raw(
          () => {
            spy.calls.length = 0;
            spy.results.length = 0;
            table.rawSet("calls", lua.table());
            return table;
          },
          { name: "clear" },
        ),
        returns: lua.raw(
          (cx) => {
            spy.returns = argumentsOf(cx, ownArgument(cx));
            spy.target = undefined;
            return table;
          },
          { name: "returns" },
        ),
        invokes: lua.raw(
          (cx) => {
            spy.target = cx.function(ownArgument(cx));
            return table;
          },
          { name: "invokes" },
        ),
        called: lua.raw(() => spy.calls.length > 0, { name: "called" }),
        call_count: lua.raw(() => spy.calls.length, { name: "call_count" }),
      }),
    });
    this.#spies.set(table, spy);
    return spy;
  }
}

/** Puts back what the spy stands in for, if it still does. */
function revert({ place, table }: Spy): void {
  if (place === undefined) return;
  const current = place.object.rawGet(place.key);
  if (isTable(current) && current.equals(table)) place.object.rawSet(place.key, place.original);
}

function isCallable(v: LuaValue): v is LuaFunction {
  return isFunction(v) || (isTable(v) && v.metatable?.has("__call") === true);
}

function argumentsOf(cx: HostCall, from: number): LuaValue[] {
  const values: LuaValue[] = [];
  for (let i = from; i <= cx.argc; i++) values.push(cx.value(i));
  return values;
}

/** One call of a spy. */
function* called(cx: HostCall, spy: Spy): HostRoutine {
  const args = argumentsOf(cx, 2);
  spy.calls.push(args);
  const record = cx.lua.table({ vals: list(cx, args) });
  const calls = spy.table.rawGet("calls");
  if (isTable(calls)) calls.append(record);
  let results = spy.returns;
  if (spy.target !== undefined) results = yield* cx.call(spy.target, ...args);
  spy.results.push([...results]);
  record.rawSet("returnvals", list(cx, results));
  return new LuaMulti(results);
}

/** The values as a table with their number, as `table.pack` makes it. */
function list(cx: HostCall, values: readonly LuaValue[]): LuaTable {
  const table = cx.lua.table({ n: values.length });
  for (const [i, value] of values.entries()) table.rawSet(i + 1, value);
  return table;
}
