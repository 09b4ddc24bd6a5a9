/**
 * What a process finds among its globals of the host program's (AO 7.8): copies of its variables as they are when the process
 * is spawned, functions with all that they refer to. Natives are not copied: a process has its own, and only those.
 */
import type { CallContext } from "../../vm/callContext.ts";
import { LuaTable } from "../../vm/table.ts";
import { type LuaValue, NativeFunction } from "../../vm/value.ts";
import { CopiedTable } from "../world/copied.ts";
import { type GlobalsImage, takeGlobals } from "../world/globalsImage.ts";
import { PACKAGE_PATH } from "../world/spawning.ts";

/** The part of the host's globals that is plain, and its path for modules: `Core.globals`. */
export function plainGlobals(cx: CallContext): CopiedTable {
  const plain = new CopiedTable();
  cx.charge(cx.globals.entryCount() >> 2);
  cx.globals.forEachEntry((key: LuaValue, value: LuaValue) => {
    if (typeof key !== "string" || key === "_VERSION" || typeof value === "object") return;
    plain.keys.push(key);
    plain.values.push(value);
  });
  const library = cx.globals.getStr("package") as LuaValue;
  const path = library instanceof LuaTable ? (library.getStr("path") as LuaValue) : undefined;
  if (typeof path === "string") {
    plain.keys.push(PACKAGE_PATH);
    plain.values.push(path);
  }
  return plain;
}

/** Everything else among them; see `GlobalsImage`. `isForeign`: what stands for something of another process. */
export function imageOf(source: CallContext, target: CallContext, isForeign: (v: LuaTable) => boolean): GlobalsImage {
  return takeGlobals(source, target, (v) => isForeign(v) || isFacade(v));
}

function isFacade(table: LuaTable): boolean {
  const send = table.getStr("spawnProcess") as LuaValue;
  return send instanceof NativeFunction && send.name.startsWith("aolite.");
}
