/** Raw host functions: they read their arguments themselves, and as generators they can call, yield and wait. */
import { yieldRefusal } from "../stdlib/coroutine.ts";
import { type CallContext, nativeFunction } from "../vm/callContext.ts";
import { LuaThrow } from "../vm/errors.ts";
import { Signal } from "../vm/state.ts";
import { Continuation, type NativeFunction, type LuaValue as Value } from "../vm/value.ts";
import { intoLua } from "./errorMapping.ts";
import { chargeOf, leaveResult, nameOf } from "./hostFunctions.ts";
import { type Link, linkOf } from "./link.ts";
import { RawCall, Request } from "./rawCall.ts";
import type { HostFnOptions, HostRoutine, RawHostFn } from "./values.ts";

/**
 * A generator under way: what its continuation keeps. Between two requests it is not on the JavaScript stack. The one
 * thing in a frame that cannot be saved in a snapshot.
 */
export class Routine {
  readonly generator: HostRoutine;
  readonly call: RawCall;
  kind: Request["kind"] = "call";
  /** The error with which the call it made has ended, put here by the machine. */
  thrown: LuaThrow | null = null;
  constructor(generator: HostRoutine, call: RawCall) {
    this.generator = generator;
    this.call = call;
  }
  /** For the census. */
  luaReferences(): readonly Value[] {
    return this.call.values;
  }

  /** What it waits for will not come: its `finally` blocks run, nothing more. */
  abandoned(): void {
    this.call.end();
    try {
      this.generator.return?.(undefined);
    } catch {
      // the run has ended already, in another way
    }
  }
}

/** What the generator goes on with. */
type Input = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly error: unknown };

/** A new Lua function that calls the raw function `f`. @throws TypeError for options that are wrong */
export function newRawFunction(link: Link, f: RawHostFn, options: HostFnOptions): NativeFunction {
  if (typeof f !== "function") throw new TypeError("f: not a function");
  const charge = chargeOf(link, options);
  const native = nativeFunction(nameOf(f, options), (cx) => {
    charge?.(cx);
    return start(cx, link, f);
  });
  link.hostFunctions.set(native, { f, isRaw: true, options });
  link.noteHostFunction(native, options.snapshotId);
  return native;
}

function isGenerator(v: unknown): v is HostRoutine {
  if (typeof v !== "object" || v === null) return false;
  const { next, throw: raise } = v as Partial<HostRoutine>;
  return typeof next === "function" && typeof raise === "function" && Symbol.iterator in v;
}

function start(cx: CallContext, link: Link, f: RawHostFn): number {
  const call = new RawCall(link, cx);
  const { usage } = link;
  cx.observer?.hostCall?.(cx.native?.name ?? "", "enter", false);
  let result: unknown;
  if (usage !== undefined) {
    usage.hostCalls++;
    usage.enter();
  }
  try {
    result = f(call);
  } catch (thrown) {
    call.end();
    cx.observer?.hostCall?.(cx.native?.name ?? "", "leave", false);
    throw intoLua(link, thrown);
  } finally {
    usage?.leave();
  }
  if (isGenerator(result)) return advance(cx, link, new Routine(result, call), { ok: true, value: undefined });
  const signal = leaveResult(cx, link, result);
  // an asynchronous function goes on reading its arguments
  if (signal >= 0) call.end();
  return signal;
}

/** Runs the generator up to its next request, and has the machine do what it asks for. */
function advance(cx: CallContext, link: Link, routine: Routine, first: Input): number {
  const { generator, call } = routine;
  let input = first;
  for (;;) {
    let step: IteratorResult<unknown, unknown>;
    link.usage?.enter();
    try {
      step = input.ok ? generator.next(input.value) : generator.throw(input.error);
    } catch (thrown) {
      call.end();
      cx.observer?.hostCall?.(cx.native?.name ?? "", "leave", false);
      throw intoLua(link, thrown);
    } finally {
      link.usage?.leave();
    }
    if (step.done === true || link.ending !== null) {
      call.end();
      return leaveResult(cx, link, step.value);
    }
    const request = step.value;
    if (!(request instanceof Request)) {
      input = {
        ok: false,
        error: new TypeError("a host function may only yield what the methods of its context give"),
      };
      continue;
    }
    try {
      return issue(cx, routine, request);
    } catch (thrown) {
      // it cannot be done here: the generator may handle that
      input = { ok: false, error: link.mapError(thrown) };
    }
  }
}

function issue(cx: CallContext, routine: Routine, request: Request): number {
  const { kind, fn, args, promise } = request;
  routine.kind = kind;
  routine.thrown = null;
  switch (kind) {
    case "call":
    case "pcall":
      cx.checkStack(args.length);
      return cx.protectedCall(fn, args, ROUTINE, routine);
    case "await":
      return cx.await(promise!, ROUTINE, routine);
    case "yield": {
      const refused = yieldRefusal(cx);
      if (refused !== undefined) throw new LuaThrow(refused);
      cx.checkStack(args.length);
      // leaves the values where a call would have its function and arguments
      cx.call(args[0], args.slice(1), ROUTINE, routine);
      cx.callArgs = args.length;
      return Signal.YIELD;
    }
  }
}

/** The machine is done with a request. */
const ROUTINE: Continuation = new Continuation(
  "host.routine",
  ((cx: CallContext, routine: Routine) => {
    const link = linkOf(cx);
    return advance(cx, link, routine, inputOf(cx, link, routine));
  }) as (cx: never, state: never) => number,
  true,
);

function inputOf(cx: CallContext, link: Link, routine: Routine): Input {
  const { kind } = routine;
  if (kind === "await") {
    const outcome = cx.settled!;
    return outcome.ok ? { ok: true, value: outcome.value } : { ok: false, error: outcome.reason };
  }
  if (kind !== "yield" && cx.callFailed) {
    const thrown = routine.thrown ?? new LuaThrow(cx.arg(1));
    routine.thrown = null;
    const error = link.mapError(thrown);
    return kind === "pcall" ? { ok: true, value: { ok: false, error } } : { ok: false, error };
  }
  const values = [];
  for (let i = 1; i <= cx.nargs; i++) values.push(link.toHost(cx.arg(i)));
  return { ok: true, value: kind === "pcall" ? { ok: true, values } : values };
}
