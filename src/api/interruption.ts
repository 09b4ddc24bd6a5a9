/** What `Lua.interrupt` does: a count hook raises an error at the next instruction of the main coroutine. */
import { type CallContext, nativeFunction } from "../vm/callContext.ts";
import { LuaThrow } from "../vm/errors.ts";
import { HookEvent } from "../vm/hookCalls.ts";
import { traceback } from "../vm/traceback.ts";

/** The hook. It does not show in the traceback. */
const INTERRUPT = nativeFunction("interrupt", (cx) => {
  disarmInterrupt(cx);
  const thrown = new LuaThrow(`${cx.where(2)}interrupted!`);
  thrown.traceback = traceback(cx, cx.current, undefined, 1);
  throw thrown;
});

/** Interrupts at the next instruction. */
export function armInterrupt(cx: CallContext): void {
  const { main } = cx;
  main.hook = INTERRUPT;
  main.hookMask = HookEvent.COUNT;
  main.hookCount = 1;
  main.hookLeft = 1;
  cx.interrupt();
}

/** Takes the hook of an interrupt away that has not been delivered. */
export function disarmInterrupt(cx: CallContext): void {
  if (cx.main.hook !== INTERRUPT) return;
  cx.main.hook = undefined;
  cx.main.hookMask = 0;
}
