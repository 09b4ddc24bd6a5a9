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
import { isFunction, isTable, type Part } from "./values.ts";

/** What a spy does when it is called: calls a function, or returns values. */
interface Answer {
  readonly target?: LuaFunction;
  readonly returns: readonly LuaValue[];
}

/** Where a spy stands. */
interface Place {
  readonly object: LuaTable;
  readonly key: LuaValue;
}

/** A spy. */
interface Spy extends SpyView {
  readonly table: LuaTable;
  readonly calls: LuaValue[][];
  readonly results: LuaValue[][];
  /** What a stub does when it is called with arguments that fit these; the first counts. */
  readonly answers: { readonly args: readonly LuaValue[]; readonly answer: Answer }[];
  /** What it does otherwise. */
  answer: Answer;
  /** Where it stands, and what stood there. */
  readonly place: (Place & { readonly original: LuaValue }) | undefined;
}

/** Whether a value fits one that is expected, which may be a matcher. */
export type Fits = (cx: HostCall, expected: LuaValue, actual: LuaValue) => Part<boolean>;

/** The spies of an engine. */
export class Spies {
  readonly #lua: Lua;
  /** By their tables; until the end of the test in which they were made. */
  readonly #spies = new Map<LuaTable, Spy>();
  readonly #fits: Fits;

  constructor(lua: Lua, fits: Fits) {
    this.#lua = lua;
    this.#fits = fits;
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

  /** Puts back what spies made since then stand in for, last ones first. */
  revertSince(count: number): void {
    for (const spy of [...this.#spies.values()].slice(count).reverse()) revert(spy);
  }

  /** Forgets the spies made since then; what they stand in for is put back. */
  forgetSince(count: number): void {
    this.revertSince(count);
    for (const table of [...this.#spies.keys()].slice(count)) this.#spies.delete(table);
  }

  /** Puts back what a spy stands in for. */
  revert(table: LuaTable): void {
    const spy = this.#spies.get(table);
    if (spy !== undefined) revert(spy);
  }

  /** Forgets the calls of a spy. */
  clear(table: LuaTable): void {
    const spy = this.#spies.get(table);
    if (spy !== undefined) clear(this.#lua, spy);
  }

  /** Makes a spy, which calls the function. */
  spy(target: LuaFunction | undefined, place?: Place): LuaTable {
    return this.#make(target === undefined ? { returns: [] } : { target, returns: [] }, place);
  }

  /** Makes a stub, which returns values; a function alone is what is to be called instead. */
  stub(values: readonly LuaValue[], place?: Place): LuaTable {
    const [first, ...more] = values;
    return this.#make(
      more.length === 0 && isFunction(first) ? { target: first, returns: [] } : { returns: values },
      place,
    );
  }

  /** The table `spy`: `spy.new(f)`, `spy.on(t, "name")`, `spy(f)`. */
  spyLibrary(): LuaTable {
    const lua = this.#lua;
    const fresh = (cx: HostCall, i: number): LuaTable => {
      const target = cx.value(i);
      if (target !== undefined && !isCallable(target)) return cx.argError(i, "function expected");
      return this.spy(target);
    };
    const on = (cx: HostCall): LuaTable => {
      const [object, key] = [cx.table(1), cx.value(2)];
      const original = object.get(key);
      if (!isCallable(original)) return cx.argError(2, "there is no function of that name in the table");
      return this.spy(original, { object, key });
    };
    const library = lua.table({
      new: lua.raw((cx) => fresh(cx, 1), { name: "spy.new" }),
      on: lua.raw(on, { name: "spy.on" }),
      is_spy: lua.raw((cx) => this.of(cx.value(1)) !== undefined, { name: "spy.is_spy" }),
    });
    library.metatable = lua.table({ __call: lua.raw((cx) => fresh(cx, 2), { name: "spy" }) });
    return library;
  }

  /** The table `stub`: `stub(t, "name")`, `stub.new(t, "name")`, either with values to return. */
  stubLibrary(): LuaTable {
    const lua = this.#lua;
    const make = (cx: HostCall, at: number): LuaTable => {
      if (cx.argc < at) return this.stub([]);
      const [object, key] = [cx.table(at), cx.value(at + 1)];
      const original = object.get(key);
      if (original !== undefined && !isCallable(original)) {
        return cx.argError(2, "there is something else of that name in the table");
      }
      return this.stub(argumentsOf(cx, at + 2), { object, key });
    };
    const library = lua.table({ new: lua.raw((cx) => make(cx, 1), { name: "stub.new" }) });
    library.metatable = lua.table({ __call: lua.raw((cx) => make(cx, 2), { name: "stub" }) });
    return library;
  }

  #make(answer: Answer, place: Place | undefined): LuaTable {
    const lua = this.#lua;
    const calls = lua.table();
    const table = lua.table({ calls });
    const stands = place === undefined ? undefined : { ...place, original: place.object.rawGet(place.key) };
    const spy: Spy = { table, calls: [], results: [], answers: [], answer, place: stands };
    const callSpy = (cx: HostCall): HostRoutine => called(cx, spy, this.#fits);
    table.metatable = lua.table({
      __call: lua.raw(callSpy, { name: "spy" }),
      __index: this.#methods(spy),
    });
    this.#spies.set(table, spy);
    place?.object.rawSet(place.key, table);
    return table;
  }

  #methods(spy: Spy): LuaTable {
    const lua = this.#lua;
    const { table } = spy;
    const told = this.#answering(spy, (answer) => {
      spy.answer = answer;
    });
    const onCallWith = (cx: HostCall): LuaTable => {
      const args = argumentsOf(cx, cx.value(1) === table ? 2 : 1);
      return lua.table(this.#answering(spy, (answer) => void spy.answers.push({ args, answer })));
    };
    const cleared = (): LuaTable => {
      clear(lua, spy);
      return table;
    };
    return lua.table({
      ...told,
      by_default: lua.table(told),
      on_call_with: lua.raw(onCallWith, { name: "on_call_with" }),
      revert: lua.raw(() => revert(spy), { name: "revert" }),
      clear: lua.raw(cleared, { name: "clear" }),
      called: lua.raw(() => spy.calls.length > 0, { name: "called" }),
      call_count: lua.raw(() => spy.calls.length, { name: "call_count" }),
    });
  }

  /** `returns(...)` and `invokes(f)`, which tell a spy what to do. */
  #answering(spy: Spy, told: (answer: Answer) => void): Record<"returns" | "invokes", LuaFunction> {
    const lua = this.#lua;
    const { table } = spy;
    // busted's users call these with a dot, or with a colon
    const ownArgument = (cx: HostCall): number => (cx.value(1) === table ? 2 : 1);
    const returns = (cx: HostCall): LuaTable => {
      told({ returns: argumentsOf(cx, ownArgument(cx)) });
      return table;
    };
    const invokes = (cx: HostCall): LuaTable => {
      told({ target: cx.function(ownArgument(cx)), returns: [] });
      return table;
    };
    return { returns: lua.raw(returns, { name: "returns" }), invokes: lua.raw(invokes, { name: "invokes" }) };
  }
}

function clear(lua: Lua, spy: Spy): void {
  spy.calls.length = 0;
  spy.results.length = 0;
  spy.table.rawSet("calls", lua.table());
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
function* called(cx: HostCall, spy: Spy, fits: Fits): HostRoutine {
  const args = argumentsOf(cx, 2);
  spy.calls.push(args);
  const record = cx.lua.table({ vals: list(cx, args) });
  const calls = spy.table.rawGet("calls");
  if (isTable(calls)) calls.append(record);
  const { target, returns } = yield* answerFor(cx, spy, args, fits);
  const results = target === undefined ? returns : yield* cx.call(target, ...args);
  spy.results.push([...results]);
  record.rawSet("returnvals", list(cx, results));
  return new LuaMulti(results);
}

function* answerFor(cx: HostCall, spy: Spy, given: readonly LuaValue[], fits: Fits): Part<Answer> {
  for (const { args, answer } of spy.answers) {
    let isMeant = args.length === given.length;
    for (let i = 0; isMeant && i < args.length; i++) isMeant = yield* fits(cx, args[i], given[i]);
    if (isMeant) return answer;
  }
  return spy.answer;
}

/** The values as a table with their number, as `table.pack` makes it. */
function list(cx: HostCall, values: readonly LuaValue[]): LuaTable {
  const table = cx.lua.table({ n: values.length });
  for (const [i, value] of values.entries()) table.rawSet(i + 1, value);
  return table;
}
