/** Modules that run with globals of their own (AO 7, 7.8): `require` with an environment as its second argument. */
import { bytesToString, decodeUtf8 } from "../../base/byteString.ts";
import { skipFirstLine } from "../../base/firstLine.ts";
import type { LuaFile } from "../../base/host.ts";
import { loadChunk } from "../../stdlib/load.ts";
import { type CallContext, continuation } from "../../vm/callContext.ts";
import { LuaThrow } from "../../vm/errors.ts";
import { NOTHING, type Schema } from "../../vm/snapshot/schema.ts";
import { LuaTable } from "../../vm/table.ts";
import { toStringValue } from "../../vm/types.ts";
import type { Continuation, LuaValue } from "../../vm/value.ts";

const READ_SIZE = 1 << 16;

/** Source of a module, and where it is from. */
export interface ModuleFile {
  /** What it is required by. */
  readonly name: string;
  readonly path: string;
  readonly source: string;
}

/** The file of a module by the `package.path` among `globals`. @throws LuaThrow when there is none */
export function findFile(cx: CallContext, name: string, globals: LuaTable): ModuleFile {
  const library = globals.getStr("package") as LuaValue;
  const templates = library instanceof LuaTable ? toStringValue(library.getStr("path") as LuaValue) : undefined;
  const file = name.replaceAll(".", "/");
  for (const template of (templates ?? "").split(";")) {
    const path = template.replaceAll("?", () => file);
    const source = path === "" ? undefined : readFile(cx, path);
    if (source !== undefined) return { name, path, source };
  }
  return cx.throwValue(`module '${name}' not found in package.path`);
}

/** Runs a file with `env` as its globals, as `require` does; `k` finds what it returns. @throws LuaThrow when it cannot be compiled */
export function loadFile(cx: CallContext, file: ModuleFile, env: LuaTable, k: Continuation, state: unknown): number {
  const chunk = loadChunk(cx, skipFirstLine(file.source), `@${file.path}`, "t", env);
  if (typeof chunk === "string") return cx.throwValue(chunk);
  return cx.call2(chunk, file.name, file.path, k, state);
}

/** Runs a file with `env` as its globals, afresh: the native returns what the file does. @throws LuaThrow like {@link loadFile} */
export function loadAfresh(cx: CallContext, file: ModuleFile, env: LuaTable): number {
  return loadFile(cx, file, env, LOADED_AFRESH, undefined);
}

const LOADED_AFRESH: Continuation = continuation("aolite.require", (cx: CallContext) => cx.ret(cx.arg(1)));

/** What snapshots need to know of it. */
export const MODULE_FILE_STATES: Readonly<Record<string, Schema>> = Object.freeze({ "aolite.require": NOTHING });

/** The bytes of a file; undefined when there is none, or none that can be read at once. */
function readFile(cx: CallContext, path: string): string | undefined {
  cx.charge(100);
  try {
    const file = cx.env.fs?.open(decodeUtf8(path), "r") as LuaFile | undefined;
    if (file === undefined || file instanceof Promise) return undefined;
    let text = "";
    for (;;) {
      const piece = file.read(READ_SIZE);
      if (piece instanceof Promise) return undefined;
      if (piece.length === 0) break;
      text += bytesToString(piece);
      cx.chargeBytes(piece.length);
    }
    void file.close();
    return text;
  } catch (fault) {
    if (fault instanceof LuaThrow) throw fault;
    return undefined;
  }
}
