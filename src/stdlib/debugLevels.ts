/** Arguments that the functions of the debug library have in common. */
import type { CallContext } from "../vm/callContext.ts";
import { type Activation, activationAt } from "../vm/debugInfo.ts";
import { Coroutine } from "../vm/value.ts";

/** The optional coroutine in front of the other arguments, and how many arguments it takes. */
export function threadArgument(cx: CallContext): { readonly co: Coroutine; readonly shift: 0 | 1 } {
  const v = cx.arg(1);
  return v instanceof Coroutine ? { co: v, shift: 1 } : { co: cx.current, shift: 0 };
}

/** Level `i` of a coroutine's stack; undefined when there is none. Charges for the way there. */
export function activationArgument(cx: CallContext, co: Coroutine, i: number): Activation | undefined {
  const level = cx.position(i);
  if (level < 0) return undefined;
  cx.charge(Math.min(level, co.frameCount) >> 4);
  return activationAt(cx, co, level);
}
