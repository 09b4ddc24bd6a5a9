/** `Utils.curry` and `Utils.compose` (AO 4): functions that carry functions and arguments. */
import { type CallContext, continuation, nativeFunction } from "../../vm/callContext.ts";
import { SIZE } from "../../vm/gas.ts";
import type { NativeClosureKind } from "../../vm/snapshot/registry.ts";
import { ANY, INTEGER, list, record, type Schema } from "../../vm/snapshot/schema.ts";
import { isFunction } from "../../vm/types.ts";
import { Closure, type Continuation, type LuaFunction, type LuaValue } from "../../vm/value.ts";

const CURRIED = "Utils.curried";
const COMPOSED = "Utils.composed";

/** Passes on what a function returned. */
const RESULTS: Continuation = continuation(CURRIED, (cx: CallContext) => cx.retArgs(1));

/** A function that collects arguments, `args` to begin with, until there are `arity`, and then calls `fn` with all of them. */
function curried(cx: CallContext, fn: LuaFunction, arity: number, args: readonly LuaValue[]): number {
  cx.charge(args.length >> 3);
  cx.allocate(SIZE.closure + (2 + args.length) * SIZE.item);
  return cx.ret(nativeFunction(CURRIED, callCurried, [fn, arity, ...args]));
}

function callCurried(cx: CallContext): number {
  const { upvalues } = cx.native!;
  const fn = upvalues[0] as LuaFunction;
  const arity = upvalues[1] as number;
  const args = upvalues.slice(2);
  cx.checkStack(args.length + cx.nargs + 1);
  cx.charge((args.length + cx.nargs) >> 3);
  for (let i = 1; i <= cx.nargs; i++) args.push(cx.arg(i));
  if (args.length >= arity) return cx.call(fn, args, RESULTS, undefined);
  return curried(cx, fn, arity, args);
}

/** Utils.curry (fn [, arity]) */
export function curry(cx: CallContext): number {
  const fn = cx.arg(1);
  if (!isFunction(fn)) return cx.throwValue("function is required as first argument");
  const arity = cx.optPosition(2, fn instanceof Closure ? fn.code.parameters : 0);
  return arity < 2 ? cx.ret(fn) : curried(cx, fn, arity, []);
}

/** For a native that takes `arity` arguments and got fewer: the function that waits for the others; otherwise undefined. */
export function partial(cx: CallContext, arity: number): number | undefined {
  const { nargs } = cx;
  if (nargs >= arity) return undefined;
  const args: LuaValue[] = [];
  for (let i = 1; i <= nargs; i++) args.push(cx.arg(i));
  return curried(cx, cx.native!, arity, args);
}

// ------------------------------------------------------------------ compose

/** The functions of a composition and the one to be called next. */
interface ComposeState {
  readonly functions: readonly LuaValue[];
  at: number;
}

const COMPOSE: Continuation = continuation<ComposeState>(COMPOSED, (cx, s) => nextFunction(cx, s, cx.arg(1)));

/** Utils.compose (f, g, ...) */
export function compose(cx: CallContext): number {
  const waiting = partial(cx, 2);
  if (waiting !== undefined) return waiting;
  const functions: LuaValue[] = [];
  cx.charge(cx.nargs >> 3);
  cx.allocate(SIZE.closure + cx.nargs * SIZE.item);
  for (let i = 1; i <= cx.nargs; i++) functions.push(cx.arg(i));
  return cx.ret(nativeFunction(COMPOSED, callComposed, functions));
}

function callComposed(cx: CallContext): number {
  const functions = cx.native!.upvalues.slice();
  cx.charge(functions.length >> 3);
  return nextFunction(cx, { functions, at: functions.length - 1 }, cx.arg(1));
}

function nextFunction(cx: CallContext, s: ComposeState, v: LuaValue): number {
  if (s.at < 0) return cx.ret(v);
  const fn = s.functions[s.at--];
  if (!isFunction(fn)) return cx.throwValue("each argument needs to be a function");
  return cx.call1(fn, v, COMPOSE, s);
}

// ------------------------------------------------------------------ snapshots

/** The functions made here. */
export const CURRY_CLOSURES: Readonly<Record<string, NativeClosureKind>> = Object.freeze({
  [CURRIED]: {
    impl: callCurried,
    accepts: ([fn, arity, ...args]) =>
      isFunction(fn as LuaValue) && typeof arity === "number" && Number.isSafeInteger(arity) && args.length < arity,
  },
  [COMPOSED]: { impl: callComposed, accepts: (functions) => functions.length >= 2 },
});

/** What the continuations of this file keep. */
export const CURRY_STATES: Readonly<Record<string, Schema>> = Object.freeze({
  [CURRIED]: ANY,
  [COMPOSED]: record(
    { functions: list(ANY), at: INTEGER },
    ({ functions, at }: ComposeState) => at >= -1 && at < functions.length,
  ),
});
