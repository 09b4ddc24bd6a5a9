/** At host level some modules of AO are factories (AO 7): what they make is driven by hand, with globals of its own. */
import { type CallContext, continuation, nativeFunction } from "../../vm/callContext.ts";
import { LuaTable } from "../../vm/table.ts";
import { toStringValue } from "../../vm/types.ts";
import type { Continuation, LuaValue, NativeFunction } from "../../vm/value.ts";
import { NATIVES } from "../runtime/natives.ts";
import { openBits } from "../world/engineKit.ts";
import { newRuntime } from "./driven.ts";

function textArgument(cx: CallContext, i: number): string {
  return toStringValue(cx.arg(i)) ?? "";
}

/** (processId, moduleId) */
const PROCESS: NativeFunction = nativeFunction("aolite.newProcess", (cx) =>
  cx.ret(newRuntime(cx, textArgument(cx, 1), textArgument(cx, 2)).process),
);

/** (processId) */
const HANDLERS: NativeFunction = nativeFunction("aolite.newHandlers", (cx) =>
  cx.ret(newRuntime(cx, textArgument(cx, 1), "").handlers),
);

/** (processId, moduleId, Handlers) */
const AO: NativeFunction = nativeFunction("aolite.newAo", (cx) => {
  const handlers = cx.arg(3);
  const runtime = newRuntime(cx, textArgument(cx, 1), textArgument(cx, 2));
  if (handlers instanceof LuaTable) runtime.env.setStr("Handlers", handlers);
  return cx.ret(runtime.ao);
});

/** A factory that takes an `ao`: one of the runtime's own, over a runtime that serves only it. */
function late(name: string): NativeFunction {
  return nativeFunction(`aolite.${name}`, (cx) => {
    const given = cx.arg(1);
    const runtime = newRuntime(cx, "", "");
    if (given instanceof LuaTable) runtime.env.setStr("ao", given);
    return cx.call1(nativeFunction(name, NATIVES[name]!, runtime.handle.upvalues), given, RESULT, undefined);
  });
}

const RESULT: Continuation = continuation("aolite.factory", (cx: CallContext) => cx.ret(cx.arg(1)));

const ASSIGNMENT: NativeFunction = late("ao.assignment.init");

/** What `require` gives at host level, by name. */
export const hostFactories: Readonly<Record<string, (cx: CallContext) => LuaValue>> = Object.freeze({
  ".process": () => PROCESS,
  ".handlers": () => HANDLERS,
  Handlers: () => HANDLERS,
  ".ao": () => AO,
  ao: () => AO,
  ".eval": () => EVAL,
  ".boot": () => BOOT,
  ".default": () => DEFAULT,
  bit: (cx) => (cx.globals.getStr("bit32") as LuaValue) ?? openBits(cx),
  ".assignment": (cx) => {
    const table = cx.newTable(0, 1);
    table.setStr("init", ASSIGNMENT);
    return table;
  },
});

const EVAL: NativeFunction = late("ao.eval.factory");
const BOOT: NativeFunction = late("ao.boot.factory");
const DEFAULT: NativeFunction = late("ao.default.factory");
