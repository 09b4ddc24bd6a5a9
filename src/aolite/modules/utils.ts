/** `.utils`, the global `Utils` (AO 4). Functions of two and more arguments are curried: they take them in any split. */
import { defineLibrary, type Library } from "../../stdlib/library.ts";
import { type CallContext, continuation, PENDING } from "../../vm/callContext.ts";
import { SIZE } from "../../vm/gas.ts";
import { rawSet } from "../../vm/metamethods.ts";
import { ANY, list, NATURAL, record, type Schema } from "../../vm/snapshot/schema.ts";
import { LuaTable } from "../../vm/table.ts";
import { isFunction, rawEquals } from "../../vm/types.ts";
import type { Continuation, LuaValue } from "../../vm/value.ts";
import { CURRY_CLOSURES, CURRY_STATES, compose, curry, partial } from "./curry.ts";
import { MATCH_NATIVES, MATCH_STATES, matchesPattern, matchesSpec } from "./match.ts";
import type { AoModule } from "./module.ts";
import { moduleTemplate, openTable } from "./moduleTable.ts";
import { capitalize, titleCase } from "./names.ts";
import { entriesOf, isList } from "./text.ts";

/** A function being called for each entry of a table. */
interface EachState {
  readonly fn: LuaValue;
  readonly keys: readonly LuaValue[];
  readonly values: readonly LuaValue[];
  /** The entry whose turn it is. */
  at: number;
  /** What has been made so far: a value or a table. */
  result: LuaValue;
}

function functionArgument(cx: CallContext, i: number): LuaValue {
  const fn = cx.arg(i);
  return isFunction(fn) ? fn : cx.throwValue(`argument ${i} should be a function`);
}

function tableArgument(cx: CallContext, i: number): LuaTable {
  const t = cx.arg(i);
  return t instanceof LuaTable ? t : cx.throwValue(`argument ${i} should be a table`);
}

function listArgument(cx: CallContext, i: number): LuaTable {
  const t = cx.arg(i);
  return t instanceof LuaTable && isList(cx, t) ? t : cx.throwValue(`argument ${i} should be a table that is an array`);
}

function start(cx: CallContext, fn: LuaValue, table: LuaTable, result: LuaValue): EachState {
  return { fn, ...entriesOf(cx, table), at: 0, result };
}

/** A new list. */
function newList(cx: CallContext, values: readonly LuaValue[]): LuaTable {
  const table = cx.newTable(values.length);
  table.setList(1, values, 0, values.length);
  return table;
}

// ------------------------------------------------------------------ higher functions

function reduce(cx: CallContext): number {
  return partial(cx, 3) ?? nextReduced(cx, start(cx, functionArgument(cx, 1), listArgument(cx, 3), cx.arg(2)));
}

function nextReduced(cx: CallContext, s: EachState): number {
  for (; s.at < s.keys.length; s.at++) {
    if (s.result !== undefined) return cx.call(s.fn, [s.result, s.values[s.at], s.keys[s.at]], REDUCED, s);
    s.result = s.values[s.at];
  }
  return cx.ret(s.result);
}

const REDUCED: Continuation = continuation<EachState>("Utils.reduce", (cx, s) => {
  s.result = cx.arg(1);
  s.at++;
  return nextReduced(cx, s);
});

function map(cx: CallContext): number {
  return partial(cx, 2) ?? nextMapped(cx, start(cx, functionArgument(cx, 1), listArgument(cx, 2), cx.newTable()));
}

function nextMapped(cx: CallContext, s: EachState): number {
  if (s.at < s.keys.length) return cx.call2(s.fn, s.values[s.at], s.keys[s.at], MAPPED, s);
  return cx.ret(s.result);
}

const MAPPED: Continuation = continuation<EachState>("Utils.map", (cx, s) => {
  rawSet(cx, s.result as LuaTable, s.keys[s.at], cx.arg(1));
  s.at++;
  return nextMapped(cx, s);
});

function filter(cx: CallContext): number {
  return partial(cx, 2) ?? nextFiltered(cx, start(cx, functionArgument(cx, 1), listArgument(cx, 2), cx.newTable()));
}

function nextFiltered(cx: CallContext, s: EachState): number {
  return s.at < s.keys.length ? cx.call1(s.fn, s.values[s.at], FILTERED, s) : cx.ret(s.result);
}

const FILTERED: Continuation = continuation<EachState>("Utils.filter", (cx, s) => {
  const value = s.values[s.at++];
  if (cx.toBoolean(1)) {
    cx.allocate(SIZE.item);
    (s.result as LuaTable).append(value);
  }
  return nextFiltered(cx, s);
});

function find(cx: CallContext): number {
  return partial(cx, 2) ?? nextFound(cx, start(cx, functionArgument(cx, 1), tableArgument(cx, 2), undefined));
}

function nextFound(cx: CallContext, s: EachState): number {
  return s.at < s.keys.length ? cx.call1(s.fn, s.values[s.at], FOUND, s) : cx.ret0();
}

const FOUND: Continuation = continuation<EachState>("Utils.find", (cx, s) => {
  const value = s.values[s.at++];
  return cx.toBoolean(1) ? cx.ret(value) : nextFound(cx, s);
});

function includes(cx: CallContext): number {
  return partial(cx, 2) ?? nextIncluded(cx, start(cx, undefined, listArgument(cx, 2), cx.arg(1)));
}

function nextIncluded(cx: CallContext, s: EachState): number {
  for (; s.at < s.values.length; s.at++) {
    const result = cx.equals(s.values[s.at], s.result);
    if (result === PENDING) return cx.callPending(INCLUDED, s);
    if (result) return cx.ret(true);
  }
  return cx.ret(false);
}

const INCLUDED: Continuation = continuation<EachState>("Utils.includes", (cx, s) => {
  if (cx.toBoolean(1)) return cx.ret(true);
  s.at++;
  return nextIncluded(cx, s);
});

// ------------------------------------------------------------------ properties

function prop(cx: CallContext): number {
  const waiting = partial(cx, 2);
  if (waiting !== undefined) return waiting;
  const v = cx.index(cx.arg(2), cx.arg(1));
  return v === PENDING ? cx.callPending(PROPERTY, undefined) : cx.ret(v);
}

const PROPERTY: Continuation = continuation("Utils.prop", (cx: CallContext) => cx.ret(cx.arg(1)));

function propEq(cx: CallContext): number {
  const waiting = partial(cx, 3);
  if (waiting !== undefined) return waiting;
  const name = cx.arg(1);
  const value = cx.arg(2);
  if (typeof name !== "string") cx.throwValue("first argument should be a string");
  if (typeof value !== "string") cx.throwValue("second argument should be a string");
  const v = cx.index(tableArgument(cx, 3), name);
  return v === PENDING ? cx.callPending(PROPERTY_EQUALS, value) : cx.ret(rawEquals(v, value));
}

const PROPERTY_EQUALS: Continuation = continuation("Utils.propEq", (cx: CallContext, value: LuaValue) =>
  cx.ret(rawEquals(cx.arg(1), value)),
);

// ------------------------------------------------------------------ plain functions

function concat(cx: CallContext): number {
  const waiting = partial(cx, 2);
  if (waiting !== undefined) return waiting;
  const first = entriesOf(cx, listArgument(cx, 1)).values;
  const second = entriesOf(cx, listArgument(cx, 2)).values;
  return cx.ret(newList(cx, first.concat(second)));
}

function reverse(cx: CallContext): number {
  return cx.ret(newList(cx, entriesOf(cx, listArgument(cx, 1)).values.reverse()));
}

function textArgument(cx: CallContext, change: (text: string) => string): number {
  const v = cx.arg(1);
  if (typeof v !== "string") return cx.ret(v);
  cx.charge(v.length >> 2);
  cx.reserveString(v.length);
  return cx.ret(change(v));
}

const CALLS = "1 per entry";
const MATCHING = "1 per field and alternative, what string.match charges for texts";

const library: Library = defineLibrary("Utils", {
  matchesPattern: {
    signature: "Utils.matchesPattern (pattern, value, msg)",
    manual: "AO 3.4",
    gas: MATCHING,
    run: matchesPattern,
  },
  matchesSpec: { signature: "Utils.matchesSpec (msg, spec)", manual: "AO 3.4", gas: MATCHING, run: matchesSpec },
  curry: { signature: "Utils.curry (fn [, arity])", manual: "AO 4", gas: "1 per 8 arguments", run: curry },
  concat: { signature: "Utils.concat (a, b)", manual: "AO 4", gas: CALLS, run: concat },
  reduce: { signature: "Utils.reduce (fn, initial, list)", manual: "AO 4", gas: CALLS, run: reduce },
  map: { signature: "Utils.map (fn, list)", manual: "AO 4", gas: CALLS, run: map },
  filter: { signature: "Utils.filter (fn, list)", manual: "AO 4", gas: CALLS, run: filter },
  find: { signature: "Utils.find (fn, t)", manual: "AO 4", gas: CALLS, run: find },
  propEq: { signature: "Utils.propEq (name, value, obj)", manual: "AO 4", gas: "", run: propEq },
  reverse: { signature: "Utils.reverse (list)", manual: "AO 4", gas: CALLS, run: reverse },
  compose: { signature: "Utils.compose (f, g, ...)", manual: "AO 4", gas: "1 per 8 arguments", run: compose },
  prop: { signature: "Utils.prop (name, obj)", manual: "AO 4", gas: "", run: prop },
  includes: { signature: "Utils.includes (value, list)", manual: "AO 4", gas: CALLS, run: includes },
  keys: {
    signature: "Utils.keys (t)",
    manual: "AO 4",
    gas: CALLS,
    run: (cx) => cx.ret(newList(cx, entriesOf(cx, tableArgument(cx, 1)).keys)),
  },
  values: {
    signature: "Utils.values (t)",
    manual: "AO 4",
    gas: CALLS,
    run: (cx) => cx.ret(newList(cx, entriesOf(cx, tableArgument(cx, 1)).values)),
  },
  normalize: {
    signature: "Utils.normalize (s)",
    manual: "AO 4",
    gas: "1 per 4 bytes",
    run: (cx) => textArgument(cx, titleCase),
  },
  capitalize: {
    signature: "Utils.capitalize (s)",
    manual: "AO 4",
    gas: "1 per 4 bytes",
    run: (cx) => textArgument(cx, capitalize),
  },
});

const TEMPLATE = moduleTemplate(library, [["_version", "0.0.5"]], MATCH_NATIVES);

const EACH: Schema = record(
  { fn: ANY, keys: list(ANY), values: list(ANY), at: NATURAL, result: ANY },
  ({ keys, values, at }: EachState) => keys.length === values.length && at < keys.length,
);
/** The same with a table as the result. */
const COLLECTING: Schema = record(
  { fn: ANY, keys: list(ANY), values: list(ANY), at: NATURAL, result: ANY },
  ({ keys, values, at, result }: EachState) =>
    keys.length === values.length && at < keys.length && result instanceof LuaTable && !values.includes(undefined),
);

/** Helpers for lists, functions and match specs (AO 4). */
export const utilsModule: AoModule = Object.freeze({
  names: [".utils", "aolite.lib.utils"],
  open: (cx) => openTable(cx, TEMPLATE),
  closures: CURRY_CLOSURES,
  continuations: {
    ...MATCH_STATES,
    ...CURRY_STATES,
    "Utils.reduce": EACH,
    "Utils.map": COLLECTING,
    "Utils.filter": COLLECTING,
    "Utils.find": EACH,
    "Utils.includes": EACH,
    "Utils.prop": ANY,
    "Utils.propEq": ANY,
  },
} satisfies AoModule);
