/** The debug library (§6.10). */
import type { CallContext } from "../vm/callContext.ts";
import { registerFinalizer } from "../vm/census.ts";
import { MAX_NATIVE_DEPTH } from "../vm/stack.ts";
import { LuaTable } from "../vm/table.ts";
import { metatableOf, typeName } from "../vm/types.ts";
import { type LuaValue, Userdata } from "../vm/value.ts";
import { debugConsole } from "./debugConsole.ts";
import { gethook, sethook } from "./debugHooks.ts";
import { getinfo } from "./debugInfoTable.ts";
import { getlocal, setlocal } from "./debugLocals.ts";
import { debugTraceback } from "./debugTraceback.ts";
import { getupvalue, isUpvalueId, setupvalue, upvalueid, upvaluejoin } from "./debugUpvalues.ts";
import { defineLibrary, type Library } from "./library.ts";

const manual = "6.10";
const WALK = "1 per 16 levels";
const SCAN = "1 per 16 levels, local variables or instructions looked at";

/** The library. */
export const debugLibrary: Library = defineLibrary(
  "debug",
  {
    debug: { manual, signature: "debug.debug ()", gas: "1 per byte of input", run: debugConsole },
    gethook: { manual, signature: "debug.gethook ([thread])", gas: "", run: gethook },
    getinfo: { manual, signature: "debug.getinfo ([thread,] f [, what])", gas: SCAN, run: getinfo },
    getlocal: { manual, signature: "debug.getlocal ([thread,] f, local)", gas: SCAN, run: getlocal },
    getmetatable: { manual, signature: "debug.getmetatable (value)", gas: "", run: getmetatable },
    getregistry: { manual, signature: "debug.getregistry ()", gas: "", run: (cx) => cx.ret(cx.registry) },
    getupvalue: { manual, signature: "debug.getupvalue (f, up)", gas: "", run: getupvalue },
    getuservalue: { manual, signature: "debug.getuservalue (u, n)", gas: "", run: getuservalue },
    setcstacklimit: {
      manual,
      signature: "debug.setcstacklimit (limit)",
      gas: "",
      versions: ["5.4"],
      run: setcstacklimit,
    },
    sethook: { manual, signature: "debug.sethook ([thread,] hook, mask [, count])", gas: WALK, run: sethook },
    setlocal: { manual, signature: "debug.setlocal ([thread,] level, local, value)", gas: SCAN, run: setlocal },
    setmetatable: { manual, signature: "debug.setmetatable (value, table)", gas: "", run: setmetatable },
    setupvalue: { manual, signature: "debug.setupvalue (f, up, value)", gas: "", run: setupvalue },
    setuservalue: { manual, signature: "debug.setuservalue (udata, value, n)", gas: "", run: setuservalue },
    traceback: {
      manual,
      signature: "debug.traceback ([thread,] [message [, level]])",
      gas: "1 per 16 levels and bytes of the message",
      run: debugTraceback,
    },
    upvalueid: { manual, signature: "debug.upvalueid (f, n)", gas: "", run: upvalueid },
    upvaluejoin: { manual, signature: "debug.upvaluejoin (f1, n1, f2, n2)", gas: "", run: upvaluejoin },
  },
  { registryKeys: ["_LOADED"], setup },
);

/** What programs find in the registry of the reference implementation. */
function setup(cx: CallContext): void {
  cx.registry.setInt(1, cx.main);
  cx.registry.setInt(2, cx.globals);
  cx.registry.setStr("_LOADED", cx.loaded);
}

function getmetatable(cx: CallContext): number {
  return cx.ret(metatableOf(cx, cx.checkAny(1)) ?? undefined);
}

function setmetatable(cx: CallContext): number {
  const v = cx.arg(1);
  const meta = cx.arg(2);
  if (!(meta instanceof LuaTable) && (meta !== undefined || cx.nargs < 2)) {
    return cx.is54 ? cx.typeError(2, "nil or table") : cx.argError(2, "nil or table expected");
  }
  setMetatableOf(cx, v, meta ?? null);
  return cx.ret(v);
}

/** Tables and userdata have a metatable each, the values of any other type share one (§2.4). */
function setMetatableOf(cx: CallContext, v: LuaValue, meta: LuaTable | null): void {
  if (v instanceof LuaTable || v instanceof Userdata) {
    if (v instanceof LuaTable) v.checkMutable();
    v.meta = meta;
    registerFinalizer(cx, v);
    return;
  }
  switch (typeName(v)) {
    case "nil":
      cx.nilMeta = meta;
      break;
    case "boolean":
      cx.booleanMeta = meta;
      break;
    case "number":
      cx.numberMeta = meta;
      break;
    case "string":
      cx.stringMeta = meta;
      break;
    case "thread":
      cx.threadMeta = meta;
      break;
    default:
      cx.functionMeta = meta;
  }
}

/** Full userdata only: not what `upvalueid` returns. */
function fullUserdata(v: LuaValue): Userdata | undefined {
  return v instanceof Userdata && !isUpvalueId(v) ? v : undefined;
}

function getuservalue(cx: CallContext): number {
  const n = cx.is54 ? cx.optPosition(2, 1) : 1;
  const u = fullUserdata(cx.arg(1));
  if (u === undefined) return cx.ret(undefined);
  if (!cx.is54) return cx.ret(u.uservalues[0]);
  return n >= 1 && n <= u.uservalues.length ? cx.ret2(u.uservalues[n - 1], true) : cx.ret(undefined);
}

function setuservalue(cx: CallContext): number {
  const n = cx.is54 ? cx.optPosition(3, 1) : 1;
  const v = cx.arg(1);
  const u = fullUserdata(v);
  if (u === undefined) {
    if (v instanceof Userdata) return cx.argError(1, "userdata expected, got light userdata");
    return cx.typeError(1, "userdata");
  }
  const value = cx.checkAny(2);
  if (cx.is54 && (n < 1 || n > u.uservalues.length)) return cx.ret(undefined);
  u.uservalues[n - 1] = value;
  return cx.ret(u);
}

/** Does nothing but tell the limit (§8 of the manual of 5.4.4: deprecated). */
function setcstacklimit(cx: CallContext): number {
  cx.integer(1);
  return cx.ret(MAX_NATIVE_DEPTH);
}
