/** What the simulator adds to each process: the handlers behind `eval` (AO 7.5), and the coroutine that boot code runs in. */
import { newCoroutine } from "../../stdlib/coroutine.ts";
import { loadChunk } from "../../stdlib/load.ts";
import { type CallContext, continuation, nativeFunction } from "../../vm/callContext.ts";
import { LuaThrow } from "../../vm/errors.ts";
import { ANY, COROUTINE, NOTHING, record, type Schema, STRING } from "../../vm/snapshot/schema.ts";
import { Signal } from "../../vm/state.ts";
import { LuaTable } from "../../vm/table.ts";
import { isFunction, toStringValue } from "../../vm/types.ts";
import { Closure, type Continuation, type Coroutine, type LuaValue, type NativeFunction } from "../../vm/value.ts";
import { encodeJson } from "../modules/jsonEncode.ts";
import { serialize } from "../modules/serialize.ts";
import type { ProcessEngine } from "./processEngine.ts";

/** Calls its first argument with the others in a coroutine that may wait for messages; its errors are raised. */
export const BOOT: NativeFunction = nativeFunction("aolite.boot", (cx) => {
  const co = newCoroutine(cx, cx.function(1));
  cx.target = co;
  cx.callArgs = cx.nargs - 1;
  cx.callPending(BOOTED, co, cx.base + 1);
  return Signal.RESUME;
});

const BOOTED: Continuation = continuation("aolite.boot", (cx: CallContext, _co: Coroutine) =>
  cx.callFailed ? cx.throwValue(cx.arg(1)) : 0,
);

/** Compiles an expression, or else statements (AO 7.5). @returns the function, or the message */
export function compileExpression(cx: CallContext, code: string, chunkName: string, env: LuaValue): Closure | string {
  const expression = loadChunk(cx, `return ${code}`, chunkName, "t", env);
  return expression instanceof Closure ? expression : loadChunk(cx, code, chunkName, "t", env);
}

interface EvalState {
  readonly msg: LuaTable;
  readonly code: string;
}

const REQUEST_CHUNK = "EvalRequest";

/** The handler of EvalRequest messages. */
const EVAL_REQUEST: NativeFunction = nativeFunction("aolite.evalRequest", (cx) => {
  const msg = cx.table(1);
  const given = (msg.getStr("Expression") ?? msg.getStr("Data")) as LuaValue;
  const code = toStringValue(given) ?? cx.plainTostring(given);
  const chunk = compileExpression(cx, code, REQUEST_CHUNK, cx.globals);
  const state: EvalState = { msg, code };
  if (typeof chunk === "string") return reply(cx, state, "Error", `Compilation error: ${chunk}`);
  return cx.protectedCall(chunk, [], EVALUATED, state);
});

const EVALUATED: Continuation = continuation<EvalState>("aolite.evalRequest", (cx, state) => {
  const value = cx.arg(1);
  if (cx.callFailed) return reply(cx, state, "Error", `Runtime error: ${cx.plainTostring(value)}`);
  let data: string;
  try {
    data = encodeJson(cx, serialize(cx, value));
  } catch (thrown) {
    if (!(thrown instanceof LuaThrow)) throw thrown;
    return reply(cx, state, "Error", `Runtime error: ${cx.plainTostring(thrown.value)}`);
  }
  return reply(cx, state, "Data", data);
});

function reply(cx: CallContext, { msg, code }: EvalState, field: "Data" | "Error", text: string): number {
  const answer = cx.newTable(0, 6);
  answer.setStr("Action", "EvalResponse");
  answer.setStr("Expression", code);
  answer.setStr(field, text);
  return cx.call1(msg.getStr("reply") as LuaValue, answer, REPLIED, undefined);
}

const REPLIED: Continuation = continuation("aolite.evalReplied", () => 0);

/** The handler of EvalResponse messages: they are for the host. */
const EVAL_RESPONSE: NativeFunction = nativeFunction("aolite.evalResponse", () => 0);

/** Registers both (AO 3.6, 7.2). A program that has damaged its own `Handlers` goes without. */
export function addEvalHandlers(engine: ProcessEngine): void {
  const { handlers } = engine.runtime;
  const register = (how: string, name: string, action: string, handle: NativeFunction): void => {
    const fn = handlers.getStr(how) as LuaValue;
    if (isFunction(fn)) engine.run(fn, [name, action, handle]);
  };
  register("prepend", "EvalResponseHandler", "EvalResponse", EVAL_RESPONSE);
  register("append", "EvalRequestHandler", "EvalRequest", EVAL_REQUEST);
}

/** The natives of this file, for snapshots. */
export const EVAL_NATIVES: readonly NativeFunction[] = Object.freeze([BOOT, EVAL_REQUEST, EVAL_RESPONSE]);

/** What its continuations keep. */
export const EVAL_STATES: Readonly<Record<string, Schema>> = Object.freeze({
  "aolite.boot": COROUTINE,
  "aolite.evalRequest": record({ msg: ANY, code: STRING }, ({ msg }: { msg: unknown }) => msg instanceof LuaTable),
  "aolite.evalReplied": NOTHING,
});
