/** `Handlers`: registration (AO 3.1, 3.2). The list is an ordinary table of the program's, looked at afresh each time. */
import { add } from "../../base/arithmetic.ts";
import { type CallContext, continuation, nativeFunction, PENDING } from "../../vm/callContext.ts";
import { FieldSite } from "../../vm/fieldSite.ts";
import { SIZE } from "../../vm/gas.ts";
import { LuaTable } from "../../vm/table.ts";
import { isFunction, toNumber, toStringValue, typeName } from "../../vm/types.ts";
import type { Continuation, LuaFunction, LuaValue } from "../../vm/value.ts";
import { coreOf, fail, insertAt, isOwn, newRecord, push, removeAt, Slot, tableIn } from "./core.ts";
import { matchNow, startMatch } from "./match.ts";

const ENTRY_NAME = new FieldSite("name");
const HANDLERS_LIST = new FieldSite("list");

/** The fields of an entry. */
export const ENTRY_KEYS: readonly string[] = Object.freeze(["name", "pattern", "handle", "maxRuns"]);
const INVALID = [
  "Invalid arguments given. Expected: ",
  "\tname : string, ",
  "\tpattern : Action (string) | MatchSpec (table) | function(msg),",
  "\thandle : function(msg) | Resolver (table),",
  "\tmaxRuns : number | 'inf' (optional)",
].join("\n");

/** The list of handlers. @throws LuaThrow when the program has put something else there */
export function listOf(core: LuaTable): LuaTable {
  const list = HANDLERS_LIST.of(tableIn(core, Slot.HANDLERS));
  if (list instanceof LuaTable) return list;
  return fail(`attempt to get length of a ${typeName(list)} value (field 'list')`);
}

/** Position of the first entry of this name, 0 when there is none. Charged for. */
export function findHandler(cx: CallContext, list: LuaTable, name: LuaValue): number {
  const { items } = list;
  for (let i = 0; i < items.length; i++) {
    const entry = items[i] as LuaValue;
    // ends where ipairs would
    if (entry === undefined) break;
    if (entry instanceof LuaTable && ENTRY_NAME.of(entry) === name) {
      cx.charge(i >> 3);
      return i + 1;
    }
  }
  cx.charge(items.length >> 3);
  return 0;
}

function checkArguments(name: LuaValue, pattern: LuaValue): void {
  const isPattern = typeof pattern === "string" || pattern instanceof LuaTable || isFunction(pattern);
  if (typeof name !== "string" || !isPattern) fail(INVALID);
}

// ------------------------------------------------------------------ resolvers

/** Upvalue of a wrapped handle: what it was made of. */
const SPEC = 1;

interface ResolveState {
  readonly core: LuaTable;
  readonly msg: LuaValue;
  /** Keys of the resolver table still to be tried, and what they lead to. */
  readonly keys: readonly LuaValue[];
  readonly values: readonly LuaValue[];
  at: number;
}

const resolved: Continuation = continuation("Handlers.resolved", (cx: CallContext) => cx.retArgs(1));

const matched: Continuation = continuation("Handlers.resolver", (cx: CallContext, s: ResolveState) => {
  const match = cx.arg(1);
  if (match !== undefined && match !== false) return cx.call1(s.values[s.at], s.msg, resolved, undefined);
  s.at++;
  return tryKeys(cx, s);
});

function tryKeys(cx: CallContext, s: ResolveState): number {
  for (; s.at < s.keys.length; s.at++) {
    const spec = s.keys[s.at];
    const match = matchNow(cx, s.core, s.msg, spec);
    if (match === PENDING) return startMatch(cx, s.msg, spec, matched, s);
    if (match) return cx.call1(s.values[s.at], s.msg, resolved, undefined);
  }
  return 0;
}

/** What {@link wrapHandle} makes: calls a function, or the first value of a table whose key matches. */
export function resolve(cx: CallContext): number {
  const core = coreOf(cx);
  const spec = cx.native!.upvalues[SPEC];
  const msg = cx.arg(1);
  if (!(spec instanceof LuaTable)) return cx.call1(spec, msg, resolved, undefined);
  cx.charge(spec.entryCount());
  const s: ResolveState = { core, msg, keys: [], values: [], at: 0 };
  spec.forEachEntry((key: LuaValue, value: LuaValue) => {
    (s.keys as LuaValue[]).push(key);
    (s.values as LuaValue[]).push(value);
  });
  return tryKeys(cx, s);
}

/** The function in an entry's handle that only passes the message on, else the handle itself. */
export function unwrapHandle(core: LuaTable, handle: LuaValue): LuaValue {
  if (!isOwn(core, handle, resolve)) return handle;
  const spec = handle.upvalues[SPEC];
  return isFunction(spec) ? spec : handle;
}

/** A handle as entries have it (AO 3.2): a function of one argument. */
function wrapHandle(cx: CallContext, core: LuaTable, handle: LuaValue): LuaFunction {
  cx.allocate(SIZE.closure + 2 * SIZE.item);
  return nativeFunction("Handlers.handle", resolve, [core, handle]);
}

/** `Handlers.generateResolver (spec)` */
function generateResolver(cx: CallContext): number {
  return cx.ret(wrapHandle(cx, coreOf(cx), cx.arg(1)));
}

// ------------------------------------------------------------------ registration

function newEntry(
  cx: CallContext,
  name: LuaValue,
  pattern: LuaValue,
  handle: LuaFunction,
  maxRuns: LuaValue,
): LuaTable {
  return newRecord(cx, ENTRY_KEYS, name, pattern, handle, maxRuns);
}

/** Replaces the entry of this name where it stands, or adds one. Name and pattern have been checked. */
function register(
  cx: CallContext,
  core: LuaTable,
  name: LuaValue,
  pattern: LuaValue,
  handle: LuaFunction,
  maxRuns: LuaValue,
  isFirst: boolean,
): void {
  const list = listOf(core);
  const at = findHandler(cx, list, name);
  if (at > 0) {
    const entry = list.getInt(at) as LuaTable;
    entry.setStr("pattern", pattern);
    entry.setStr("handle", handle);
    entry.setStr("maxRuns", maxRuns);
    return;
  }
  const entry = newEntry(cx, name, pattern, handle, maxRuns);
  if (isFirst) insertAt(cx, list, 1, entry);
  else push(cx, list, entry);
}

/** Registers natives of the runtime under a name, which costs nothing when they are registered (AO 5.2, 12 and 14). */
export function registerOwn(
  cx: CallContext,
  core: LuaTable,
  name: string,
  pattern: LuaFunction,
  handle: LuaFunction,
): void {
  register(cx, core, name, pattern, handle, undefined, false);
}

/** The arguments of add, append and prepend: with two of them the name is the pattern too. */
function registerArguments(cx: CallContext, isFirst: boolean): void {
  const core = coreOf(cx);
  const name = cx.arg(1);
  const isShort = cx.nargs <= 2;
  const pattern = isShort ? name : cx.arg(2);
  checkArguments(name, pattern);
  const handle = wrapHandle(cx, core, cx.arg(isShort ? 2 : 3));
  register(cx, core, name, pattern, handle, isShort ? undefined : cx.arg(4), isFirst);
}

/** `Handlers.add (name, [pattern,] handle [, maxRuns])` */
export function addHandler(cx: CallContext): number {
  registerArguments(cx, false);
  return cx.ret(listOf(coreOf(cx)).length());
}

/** `Handlers.append (name, [pattern,] handle [, maxRuns])` */
export function append(cx: CallContext): number {
  registerArguments(cx, false);
  return 0;
}

/** `Handlers.prepend (name, [pattern,] handle [, maxRuns])` */
function prepend(cx: CallContext): number {
  registerArguments(cx, true);
  return 0;
}

/** Registers a handler that runs once; without a name it gets one (AO 3.2). */
export function registerOnce(
  cx: CallContext,
  core: LuaTable,
  name: LuaValue,
  pattern: LuaValue,
  handle: LuaValue,
): void {
  register(cx, core, name ?? nextOnceName(core), pattern, wrapHandle(cx, core, handle), 1, true);
}

/** Registers what wakes a coroutine, before all others: the newest waiter is served first (AO 3.5). */
export function registerWaiter(cx: CallContext, core: LuaTable, pattern: LuaValue, handle: LuaFunction): void {
  checkArguments("", pattern);
  register(cx, core, nextOnceName(core), pattern, handle, 1, true);
}

function nextOnceName(core: LuaTable): string {
  const handlers = tableIn(core, Slot.HANDLERS);
  const nonce = handlers.getStr("onceNonce") as LuaValue;
  const n = toNumber(nonce);
  if (n === undefined) return fail(`attempt to perform arithmetic on a ${typeName(nonce)} value (field 'onceNonce')`);
  handlers.setStr("onceNonce", add(n, 1));
  return `_once_${toStringValue(nonce)}`;
}

/** `Handlers.once ([name,] pattern, handle)` */
export function once(cx: CallContext): number {
  const core = coreOf(cx);
  if (cx.nargs >= 3) {
    checkArguments(cx.arg(1), cx.arg(2));
    registerOnce(cx, core, cx.arg(1), cx.arg(2), cx.arg(3));
    return 0;
  }
  checkArguments("", cx.arg(1));
  registerOnce(cx, core, undefined, cx.arg(1), cx.arg(2));
  return 0;
}

/** Removes the first entry of this name. */
export function removeHandler(cx: CallContext, list: LuaTable, name: LuaValue): void {
  const at = findHandler(cx, list, name);
  if (at > 0) removeAt(cx, list, at);
}

/** `Handlers.remove (name)` */
function remove(cx: CallContext): number {
  const name = cx.arg(1);
  if (typeof name !== "string") return fail("name MUST be string");
  removeHandler(cx, listOf(coreOf(cx)), name);
  return 0;
}

// ------------------------------------------------------------------ before and after

const POSITION_KEYS: readonly string[] = Object.freeze(["add"]);

/** An object whose `add` inserts at a position, 0: nowhere. */
function positionObject(cx: CallContext, offset: number): number {
  const core = coreOf(cx);
  const target = cx.arg(1);
  if (typeof target !== "string") return fail("Handler name MUST be a string");
  const at = findHandler(cx, listOf(core), target);
  cx.allocate(SIZE.closure + 2 * SIZE.item);
  const adder = nativeFunction("Handlers.position.add", addAtPosition, [core, at === 0 ? 0 : at + offset]);
  return cx.ret(newRecord(cx, POSITION_KEYS, adder));
}

/** `Handlers.before (target)` */
function before(cx: CallContext): number {
  return positionObject(cx, 0);
}

/** `Handlers.after (target)` */
function after(cx: CallContext): number {
  return positionObject(cx, 1);
}

/** `Handlers.before (target).add (name, [pattern,] handle [, maxRuns])` */
export function addAtPosition(cx: CallContext): number {
  const core = coreOf(cx);
  const at = cx.native!.upvalues[1];
  const name = cx.arg(1);
  const isShort = cx.nargs <= 2;
  const pattern = isShort ? name : cx.arg(2);
  checkArguments(name, pattern);
  if (typeof at !== "number" || at < 1) return 0;
  const handle = wrapHandle(cx, core, cx.arg(isShort ? 2 : 3));
  const list = listOf(core);
  insertAt(
    cx,
    list,
    Math.min(at, list.length() + 1),
    newEntry(cx, name, pattern, handle, isShort ? undefined : cx.arg(4)),
  );
  return 0;
}

/** The functions of `Handlers` that change its list. */
export const REGISTRATION: Readonly<Record<string, (cx: CallContext) => number>> = Object.freeze({
  add: addHandler,
  append,
  prepend,
  once,
  remove,
  before,
  after,
  generateResolver,
});
