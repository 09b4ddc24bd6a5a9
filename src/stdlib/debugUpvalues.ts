/** The functions of the debug library that work on upvalues (§6.10). */
import type { CallContext } from "../vm/callContext.ts";
import { Closure, type LuaFunction, type LuaValue, type UpValue, Userdata } from "../vm/value.ts";

/** Payload of the values that stand for upvalues: PUC has light userdata there. */
export const UPVALUE_ID: unique symbol = Symbol("upvalue");

/** Name of upvalue `n` (from 1), undefined when there is none. */
function upvalueName(cx: CallContext, fn: LuaFunction, n: number): string | undefined {
  if (n < 1 || n > fn.upvalues.length) return undefined;
  if (!(fn instanceof Closure)) return "";
  const name = fn.code.proto.upvalues[n - 1]?.name;
  if (name) return name;
  return cx.is54 ? "(no name)" : "(*no name)";
}

/** `debug.getupvalue (f, up)` */
export function getupvalue(cx: CallContext): number {
  const n = cx.position(2);
  const fn = cx.function(1);
  const name = upvalueName(cx, fn, n);
  if (name === undefined) return cx.ret0();
  return cx.ret2(name, fn instanceof Closure ? fn.upvalues[n - 1]!.v : fn.upvalues[n - 1]);
}

/** `debug.setupvalue (f, up, value)` */
export function setupvalue(cx: CallContext): number {
  const value = cx.checkAny(3);
  const n = cx.position(2);
  const fn = cx.function(1);
  const name = upvalueName(cx, fn, n);
  if (name === undefined) return cx.ret0();
  if (fn instanceof Closure) fn.upvalues[n - 1]!.v = value;
  else if (isOfSameType(value, fn.upvalues[n - 1])) fn.upvalues[n - 1] = value;
  else return cx.argError(3, "not of the type of the upvalue");
  return cx.ret(name);
}

/** Natives rely on the types of their upvalues: there is no other check between a script and their inside. */
function isOfSameType(a: LuaValue, b: LuaValue): boolean {
  if (typeof a !== typeof b) return false;
  return typeof a !== "object" || Object.getPrototypeOf(a) === Object.getPrototypeOf(b);
}

/** Identities handed out: by box, and for natives by function and index. */
interface Identities {
  readonly boxes: WeakMap<UpValue, Userdata>;
  readonly natives: WeakMap<LuaFunction, Userdata[]>;
}

function identities(cx: CallContext): Identities {
  let known = cx.libraryData.get("debug.upvalueid") as Identities | undefined;
  if (known === undefined) {
    known = { boxes: new WeakMap(), natives: new WeakMap() };
    cx.libraryData.set("debug.upvalueid", known);
  }
  return known;
}

function newIdentity(cx: CallContext): Userdata {
  cx.allocate(40);
  return new Userdata(UPVALUE_ID);
}

/** The value that stands for upvalue `n` of `fn`: the same one as long as it is the same variable. */
function identityOf(cx: CallContext, fn: LuaFunction, n: number): Userdata {
  const { boxes, natives } = identities(cx);
  if (fn instanceof Closure) {
    const box = fn.upvalues[n - 1]!;
    let id = boxes.get(box);
    if (id === undefined) {
      id = newIdentity(cx);
      boxes.set(box, id);
    }
    return id;
  }
  let ids = natives.get(fn);
  if (ids === undefined) {
    ids = fn.upvalues.map(() => newIdentity(cx));
    natives.set(fn, ids);
  }
  return ids[n - 1]!;
}

/** Arguments `i` and `i + 1`: a function and the index of one of its upvalues; 0 when there is no such upvalue. */
function upvalueArgument(cx: CallContext, i: number): { readonly fn: LuaFunction; readonly n: number } {
  const n = cx.position(i + 1);
  const fn = cx.function(i);
  return { fn, n: upvalueName(cx, fn, n) === undefined ? 0 : n };
}

/** `debug.upvalueid (f, n)` */
export function upvalueid(cx: CallContext): number {
  const { fn, n } = upvalueArgument(cx, 1);
  if (n !== 0) return cx.ret(identityOf(cx, fn, n));
  return cx.is54 ? cx.ret(undefined) : cx.argError(2, "invalid upvalue index");
}

/** `debug.upvaluejoin (f1, n1, f2, n2)` */
export function upvaluejoin(cx: CallContext): number {
  const to = upvalueArgument(cx, 1);
  if (to.n === 0) return cx.argError(2, "invalid upvalue index");
  const from = upvalueArgument(cx, 3);
  if (from.n === 0) return cx.argError(4, "invalid upvalue index");
  if (!(to.fn instanceof Closure)) return cx.argError(1, "Lua function expected");
  if (!(from.fn instanceof Closure)) return cx.argError(3, "Lua function expected");
  to.fn.upvalues[to.n - 1] = from.fn.upvalues[from.n - 1]!;
  return 0;
}

/** True for what `upvalueid` returns. */
export function isUpvalueId(v: LuaValue): boolean {
  return v instanceof Userdata && v.payload === UPVALUE_ID;
}
