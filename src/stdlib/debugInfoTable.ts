/** `debug.getinfo`: the table that describes a function or a running one (§6.10, lua_getinfo). */
import { chunkId } from "../base/source.ts";
import type { CallContext } from "../vm/callContext.ts";
import { type Activation, activationName, frameLine } from "../vm/debugInfo.ts";
import { HOST_FUNCTION } from "../vm/run.ts";
import type { LuaTable } from "../vm/table.ts";
import { isFunction } from "../vm/types.ts";
import { Closure, type Coroutine, type Frame, type LuaFunction, type LuaValue, Status } from "../vm/value.ts";
import { activationArgument, threadArgument } from "./debugLevels.ts";

const OPTIONS = { "5.3": "SlnutLf", "5.4": "SlnutLfr" } as const;
const DEFAULT_OPTIONS = { "5.3": "flnStu", "5.4": "flnSrtu" } as const;

/** `debug.getinfo ([thread,] f [, what])` */
export function getinfo(cx: CallContext): number {
  const { co, shift } = threadArgument(cx);
  const options = cx.optString(shift + 2, DEFAULT_OPTIONS[cx.version]);
  if (cx.is54 && options.startsWith(">")) return cx.argError(shift + 2, "invalid option '>'");
  const subject = cx.arg(shift + 1);
  let at: Activation | undefined;
  let fn: LuaFunction;
  if (isFunction(subject)) {
    fn = subject;
  } else {
    at = activationArgument(cx, co, shift + 1);
    if (at === undefined) return cx.ret(undefined);
    fn = at.fn ?? HOST_FUNCTION;
  }
  for (const option of options) {
    if (!OPTIONS[cx.version].includes(option)) return cx.argError(shift + 2, "invalid option");
  }
  return cx.ret(infoTable(cx, co, fn, at, options));
}

function infoTable(
  cx: CallContext,
  co: Coroutine,
  fn: LuaFunction,
  at: Activation | undefined,
  options: string,
): LuaTable {
  const table = cx.newTable(0, 16);
  if (options.includes("S")) setSource(table, fn);
  if (options.includes("l")) {
    const frame = at?.frame;
    table.setStr("currentline", frame === undefined || frame === null ? -1 : frameLine(frame));
  }
  if (options.includes("u")) {
    const isLua = fn instanceof Closure;
    table.setStr("nups", fn.upvalues.length);
    table.setStr("nparams", isLua ? fn.code.parameters : 0);
    table.setStr("isvararg", isLua ? fn.code.isVararg : true);
  }
  if (options.includes("n")) {
    const named = at === undefined ? undefined : activationName(cx, at);
    table.setStr("name", named?.name);
    table.setStr("namewhat", named?.kind ?? "");
  }
  if (options.includes("r")) {
    const moves = at?.frame !== undefined && at.frame !== null && isHooked(co, at.frame);
    table.setStr("ftransfer", moves ? co.hookFirst : 0);
    table.setStr("ntransfer", moves ? co.hookTransfer : 0);
  }
  if (options.includes("t")) {
    const status = at?.frame?.status ?? 0;
    table.setStr("istailcall", (status & Status.TAIL) !== 0);
  }
  if (options.includes("L") && fn instanceof Closure) table.setStr("activelines", activeLines(cx, fn));
  if (options.includes("f")) table.setStr("func", fn);
  return table;
}

function setSource(table: LuaTable, fn: LuaFunction): void {
  const proto = fn instanceof Closure ? fn.code.proto : undefined;
  const source = proto?.source ?? "=[C]";
  table.setStr("source", source);
  table.setStr("short_src", chunkId(source));
  table.setStr("linedefined", proto?.lineDefined ?? -1);
  table.setStr("lastlinedefined", proto?.lastLineDefined ?? -1);
  table.setStr("what", proto === undefined ? "C" : proto.lineDefined === 0 ? "main" : "Lua");
}

/** Lines that have code: a set. */
function activeLines(cx: CallContext, fn: Closure): LuaTable {
  const { lines } = fn.code.proto;
  cx.charge(lines.length >> 4);
  const table = cx.newTable();
  for (const line of lines) {
    if ((table.get(line) as LuaValue) !== undefined) continue;
    cx.allocate(40);
    table.set(line, true);
  }
  return table;
}

/** True when the running hook was called for `frame`. */
function isHooked(co: Coroutine, frame: Frame): boolean {
  if (!co.inHook) return false;
  let above: Frame | null = null;
  for (let f = co.frame; f !== null && f !== frame; f = f.prev) above = f;
  return above !== null && (above.status & Status.HOOK) !== 0;
}
