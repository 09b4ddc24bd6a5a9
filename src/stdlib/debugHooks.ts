/** `debug.sethook` and `debug.gethook` (§6.10); see vm/hooks.ts for what calls the hook. */
import { type CallContext, continuation } from "../vm/callContext.ts";
import { HookEvent } from "../vm/hookCalls.ts";
import { Signal } from "../vm/state.ts";
import type { Coroutine } from "../vm/value.ts";
import { threadArgument } from "./debugLevels.ts";

/** Letters of the mask string; counting is asked for by the count. */
const LETTERS: readonly (readonly [string, HookEvent])[] = [
  ["c", HookEvent.CALL],
  ["r", HookEvent.RETURN],
  ["l", HookEvent.LINE],
];

const hookSet = continuation("debug.sethook", (cx: CallContext) => cx.ret0());

/** `debug.sethook ([thread,] hook, mask [, count])` */
export function sethook(cx: CallContext): number {
  const { co, shift } = threadArgument(cx);
  if (cx.isNoneOrNil(shift + 1)) {
    install(cx, co, 0, 0);
    return 0;
  }
  const letters = cx.string(shift + 2);
  const hook = cx.function(shift + 1);
  const count = Number(BigInt.asIntN(32, BigInt(cx.optInteger(shift + 3, 0))));
  let mask = count > 0 ? HookEvent.COUNT : 0;
  for (const [letter, event] of LETTERS) if (letters.includes(letter)) mask |= event;
  install(cx, co, mask, count);
  if (mask === 0) return 0;
  co.hook = hook;
  if (co !== cx.current) return 0;
  cx.interrupt();
  // hooks see this very function return
  cx.callArgs = 0;
  cx.callPending(hookSet, undefined);
  return Signal.CONTINUE;
}

/** Starts a hook with a clean slate. */
function install(cx: CallContext, co: Coroutine, mask: number, count: number): void {
  co.hook = undefined;
  co.hookMask = mask;
  co.hookCount = count;
  co.hookLeft = count;
  co.hookFrame = null;
  // a hook that replaces itself ends the events of its instruction
  co.hookDue = co.inHook ? 0 : -1;
  if (mask === 0) return;
  cx.charge(co.frameCount >> 4);
  for (let frame = co.frame; frame !== null; frame = frame.prev) frame.hookPc = frame.pc - 2;
}

/** `debug.gethook ([thread])` */
export function gethook(cx: CallContext): number {
  const { co } = threadArgument(cx);
  if (co.hookMask === 0 && cx.is54) return cx.ret(undefined);
  let letters = "";
  for (const [letter, event] of LETTERS) if ((co.hookMask & event) !== 0) letters += letter;
  return cx.ret3(co.hook, letters, co.hookCount);
}
