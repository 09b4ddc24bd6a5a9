import type { CallContext } from "./callContext.ts";
import { CLOSE_STATE } from "./finalizers.ts";
import { callFromHost } from "./run.ts";

/**
 * The end of a state, as `lua_close` does it: closes the to-be-closed variables that the main coroutine still had when
 * its run ended (`os.exit(code, true)`), then calls every finaliser in order. Not to be called after a limit was reached.
 * @throws LimitFault, or what else a finaliser may end a run with (`os.exit`); errors of finalisers are warnings.
 */
export function closeState(cx: CallContext): void {
  const { hasHostFrame } = cx;
  cx.hasHostFrame = false;
  // a hook that is left over would run, and might fail, outside of everything that is protected
  cx.main.hook = undefined;
  cx.main.hookMask = 0;
  try {
    callFromHost(cx, CLOSE_STATE, []);
  } finally {
    cx.hasHostFrame = hasHostFrame;
  }
}
