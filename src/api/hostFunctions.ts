/** Functions of the host that Lua calls with converted arguments. */
import { encodeUtf8 } from "../base/byteString.ts";
import { type CallContext, continuation, nativeFunction } from "../vm/callContext.ts";
import { LuaThrow } from "../vm/errors.ts";
import type { NativeFunction, LuaValue as Value } from "../vm/value.ts";
import { intoLua } from "./errorMapping.ts";
import { LuaConversionError } from "./errors.ts";
import { isThenable, type Link, linkOf } from "./link.ts";
import { RawCall } from "./rawCall.ts";
import { type HostFnOptions, type LuaInput, LuaMulti, type LuaValue, type RawResult } from "./values.ts";

/** Any function of the host. */
// biome-ignore lint/suspicious/noExplicitAny: hosts write functions with the parameter types they expect
export type AnyFunction = (...args: any[]) => unknown;

/** A new Lua function that calls `f`. @throws TypeError for options that are wrong */
export function newHostFunction(link: Link, f: AnyFunction, options: HostFnOptions): NativeFunction {
  if (typeof f !== "function") throw new TypeError("f: not a function");
  const charge = chargeOf(link, options);
  const native = nativeFunction(nameOf(f, options), (cx) => {
    charge?.(cx);
    return callHost(cx, link, f, argumentsFrom(cx, link, 1));
  });
  link.hostFunctions.set(native, { f, isRaw: false, options });
  link.noteHostFunction(native, options.snapshotId);
  return native;
}

/** The name of a host function in messages. */
export function nameOf(f: { readonly name: string }, options: HostFnOptions): string {
  const name = options.name ?? f.name;
  return name === "" ? "host function" : name;
}

/** What charges for each call; undefined when it costs nothing. @throws TypeError */
export function chargeOf(link: Link, options: HostFnOptions): ((cx: CallContext) => void) | undefined {
  const { gas } = options;
  if (gas === undefined || gas === 0) return undefined;
  if (typeof gas === "function") {
    return (cx) => {
      const call = new RawCall(link, cx);
      let units: number;
      try {
        units = gas(call);
      } catch (thrown) {
        throw intoLua(link, thrown);
      } finally {
        call.end();
      }
      call.check("gas", units);
      cx.charge(Math.floor(units));
    };
  }
  if (!(gas > 0 && gas <= Number.MAX_SAFE_INTEGER)) throw new TypeError("gas: not a number of at least 0");
  return (cx) => cx.charge(Math.floor(gas));
}

/** The arguments from `first` on, for the host. Charges for strings. */
export function argumentsFrom(cx: CallContext, link: Link, first: number): LuaValue[] {
  const args: LuaValue[] = [];
  for (let i = first; i <= cx.nargs; i++) {
    const v = cx.arg(i);
    if (typeof v === "string") cx.chargeBytes(v.length);
    args.push(link.toHost(v));
  }
  return args;
}

/** Calls host code and leaves its results as those of the running native; waits when it gives a promise. */
export function callHost(cx: CallContext, link: Link, f: AnyFunction, args: readonly unknown[]): number {
  const { usage } = link;
  const name = cx.observer === null ? "" : (cx.native?.name ?? "");
  cx.observer?.hostCall?.(name, "enter", false);
  let result: unknown;
  let waits: boolean;
  if (usage !== undefined) {
    usage.hostCalls++;
    usage.enter();
  }
  try {
    result = f(...args);
    // may run a getter
    waits = isThenable(result);
  } catch (thrown) {
    cx.observer?.hostCall?.(name, "leave", false);
    throw intoLua(link, thrown);
  } finally {
    usage?.leave();
  }
  if (waits && link.ending === null) return cx.await(result as PromiseLike<unknown>, settled, undefined);
  cx.observer?.hostCall?.(name, "leave", false);
  return leaveResults(cx, link, result as RawResult);
}

/** Leaves what host code returned as the results of the running native; waits for a promise. */
export function leaveResult(cx: CallContext, link: Link, result: unknown): number {
  if (isThenable(result) && link.ending === null) return cx.await(result, settled, undefined);
  cx.observer?.hostCall?.(cx.native?.name ?? "", "leave", false);
  return leaveResults(cx, link, result as RawResult);
}

/** Leaves what host code returned, which is no promise, as the results of the running native. */
export function leaveResults(cx: CallContext, link: Link, result: RawResult): number {
  // the run is over, whatever the function has made of that
  if (link.ending !== null) throw intoLua(link, undefined);
  link.takeCost();
  let values: Value[];
  try {
    values = result instanceof LuaMulti ? link.allFromHost(result.values) : [link.fromHost(result as LuaInput)];
  } catch (thrown) {
    // the fault of the function, but not thrown by it: an ordinary error message
    if (thrown instanceof LuaConversionError) throw new LuaThrow(encodeUtf8(thrown.message), thrown);
    throw intoLua(link, thrown);
  }
  // the host has done the work: it can only be charged for now
  cx.charge(Math.floor(link.takeCost()));
  for (const v of values) {
    if (typeof v !== "string") continue;
    if (v.length > cx.limits.stringLength) cx.error("resulting string too large");
    cx.allocate(v.length);
  }
  return cx.retArray(values);
}

const settled = continuation("host.settled", (cx: CallContext) => {
  const link = linkOf(cx);
  const outcome = cx.settled!;
  cx.observer?.hostCall?.(cx.native?.name ?? "", "leave", true);
  if (!outcome.ok) throw intoLua(link, outcome.reason);
  return leaveResults(cx, link, outcome.value as RawResult);
});

/** For code that hands things of the host to Lua without a function of its own. */
export function hostResults(link: Link): {
  hostResults(cx: CallContext, result: RawResult): number;
  hostRejected(reason: unknown): never;
  nameFunctions(value: unknown, path: string): void;
} {
  return {
    hostResults: (cx, result) => leaveResults(cx, link, result),
    hostRejected: (reason) => {
      throw intoLua(link, reason);
    },
    nameFunctions: (value, path) => link.nameFunctions(value, path),
  };
}
