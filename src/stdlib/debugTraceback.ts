/** `debug.traceback` (§6.10): the one function of its library that sandboxes have. */
import { lowWord } from "../base/integer64.ts";
import type { CallContext } from "../vm/callContext.ts";
import { traceback } from "../vm/traceback.ts";
import { toStringValue } from "../vm/types.ts";
import { threadArgument } from "./debugLevels.ts";

/** The native. */
export function debugTraceback(cx: CallContext): number {
  const { co, shift } = threadArgument(cx);
  const value = cx.arg(shift + 1);
  const message = toStringValue(value);
  if (message === undefined && value !== undefined) return cx.ret(value);
  // a C int: only the low 32 bits count
  const level = lowWord(cx.optInteger(shift + 2, co === cx.current ? 1 : 0));
  cx.charge(co.frameCount >> 4);
  if (message !== undefined) cx.reserveString(message.length);
  return cx.ret(traceback(cx, co, message, level));
}
