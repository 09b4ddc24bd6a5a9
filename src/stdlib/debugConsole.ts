/** `debug.debug`: a console that runs lines until "cont" (§6.10). */
import { encodeUtf8 } from "../base/byteString.ts";
import { HostFault } from "../base/host.ts";
import { type CallContext, continuation, PENDING } from "../vm/callContext.ts";
import { toStringValue } from "../vm/types.ts";
import type { Continuation } from "../vm/value.ts";
import { attempt, isPromise, type Settled } from "./hostCall.ts";
import { loadChunk } from "./load.ts";
import { writeStderr } from "./output.ts";

const PROMPT = "lua_debug> ";

/** `debug.debug ()`: without a console of the host it ends at once, as at the end of the input. */
export function debugConsole(cx: CallContext): number {
  for (;;) {
    writeStderr(cx, PROMPT);
    const outcome = attempt(() => cx.env.debugInput?.());
    if (isPromise(outcome)) return cx.await(outcome, lineRead, undefined);
    const next = obey(cx, outcome);
    if (next !== undefined) return next;
  }
}

const lineRead: Continuation = continuation(
  "debug.debug.read",
  (cx: CallContext) => obey(cx, cx.settled as Settled<string | undefined>) ?? debugConsole(cx),
);

const commandDone: Continuation = continuation("debug.debug", (cx: CallContext) => {
  if (!cx.callFailed) return debugConsole(cx);
  const error = cx.arg(1);
  if (!cx.is54) return report(cx, toStringValue(error) ?? "(null)");
  const text = cx.tostring(error);
  return text === PENDING ? cx.callPending(errorShown, undefined) : report(cx, text);
});

const errorShown: Continuation = continuation("debug.debug.error", (cx: CallContext) =>
  report(cx, cx.tostringResult()),
);

function report(cx: CallContext, message: string): number {
  writeStderr(cx, `${message}\n`);
  return debugConsole(cx);
}

/** Runs one line of input; undefined when the next one is to be read. */
function obey(cx: CallContext, outcome: Settled<string | undefined>): number | undefined {
  if (!outcome.ok && !(outcome.reason instanceof HostFault)) throw outcome.reason;
  const input = outcome.ok ? outcome.value : undefined;
  if (input === undefined) return cx.ret0();
  const line = encodeUtf8(input.endsWith("\n") ? input.slice(0, -1) : input);
  if (line === "cont") return cx.ret0();
  const chunk = loadChunk(cx, `${line}\n`, "=(debug command)", "bt", cx.globals);
  if (typeof chunk !== "string") return cx.protectedCall(chunk, [], commandDone, undefined);
  writeStderr(cx, `${chunk}\n`);
  return undefined;
}
