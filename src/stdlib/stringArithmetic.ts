/** Arithmetic on strings (§3.4.3), which 5.4 does in metamethods of strings. */
import { type CallContext, continuation, nativeFunction, PENDING } from "../vm/callContext.ts";
import { META_NAMES, MetaEvent } from "../vm/metaEvent.ts";
import { TableTemplate } from "../vm/tableTemplate.ts";
import { toNumber, typeName } from "../vm/types.ts";
import type { Continuation, LuaValue } from "../vm/value.ts";

const EVENTS: readonly MetaEvent[] = [
  MetaEvent.ADD,
  MetaEvent.SUB,
  MetaEvent.MUL,
  MetaEvent.MOD,
  MetaEvent.POW,
  MetaEvent.DIV,
  MetaEvent.IDIV,
  MetaEvent.UNM,
];

/** What the metatable of strings has (§6.4); `__index` is for the engine to set. */
export const STRING_ARITHMETIC: TableTemplate = new TableTemplate([
  ...EVENTS.map((event): [string, LuaValue] => {
    const name = META_NAMES[event]!;
    return [name, nativeFunction(`string.${name}`, (cx) => calculate(cx, event))];
  }),
  ["__index", undefined],
]);

/** Both operands as numbers; otherwise the metamethod of the second one. */
function calculate(cx: CallContext, event: MetaEvent): number {
  for (let i = 1; i <= 2; i++) {
    const v = cx.arg(i);
    if (typeof v === "string") cx.chargeLong(v.length);
  }
  const a = toNumber(cx.arg(1));
  // PUC finds a missing second operand where it has just put the first one as a number.
  const b = a === undefined || cx.nargs < 2 ? a : toNumber(cx.arg(2));
  if (a === undefined || b === undefined) return tryOther(cx, META_NAMES[event]!);
  const result = cx.arithmetic(event, a, b);
  return result === PENDING ? cx.callPending(AFTER_CALL, null) : cx.ret(result);
}

function tryOther(cx: CallContext, name: string): number {
  const a = cx.arg(1);
  const b = cx.arg(2);
  // A string has this very metamethod.
  const handler = typeof b === "string" ? undefined : cx.metafield(b, name);
  if (handler === undefined) cx.error(`attempt to ${name.slice(2)} a '${typeName(a)}' with a '${typeName(b)}'`);
  return cx.call2(handler, a, b, AFTER_CALL, null);
}

const AFTER_CALL: Continuation = continuation<null>("string.arithmetic", (cx) => cx.ret(cx.arg(1)));
