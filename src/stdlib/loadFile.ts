/** Loading code from files (§6.1 dofile, loadfile) through the host's file system. */
import { bytesToString, decodeUtf8 } from "../base/byteString.ts";
import { skipFirstLine } from "../base/firstLine.ts";
import { HostFault, type LuaFile } from "../base/host.ts";
import { type CallContext, continuation } from "../vm/callContext.ts";
import type { LuaValue } from "../vm/value.ts";
import { nameArgument } from "./hostCall.ts";
import { loadChunk } from "./load.ts";

const READ_SIZE = 1 << 16;

/**
 * The bytes of a file; only for file systems that answer at once.
 * @returns the bytes, or the message of the failure ("cannot open x").
 */
export function readWholeFile(cx: CallContext, path: string): { bytes: string } | { failure: string } {
  const { fs } = cx.env;
  if (fs === undefined) return { failure: `cannot open ${path}` };
  let doing = "open";
  try {
    const file = fs.open(decodeUtf8(path), "rb") as LuaFile;
    doing = "read";
    let bytes = "";
    for (;;) {
      const piece = file.read(READ_SIZE) as Uint8Array;
      if (piece.length === 0) break;
      cx.chargeBytes(piece.length);
      if (bytes.length + piece.length > cx.limits.sourceLength) return { failure: "chunk too large" };
      bytes += bytesToString(piece);
    }
    file.close();
    return { bytes };
  } catch (fault) {
    if (fault instanceof HostFault) return { failure: `cannot ${doing} ${path}: ${fault.message}` };
    throw fault;
  }
}

/** luaL_loadfilex: the function, or the error message. */
export function loadFile(cx: CallContext, path: string, mode: string, hasEnv: boolean, env: LuaValue): LuaValue {
  const file = readWholeFile(cx, path);
  if ("failure" in file) return file.failure;
  const chunk = skipFirstLine(file.bytes);
  return loadChunk(cx, chunk, `@${path}`, mode, hasEnv ? env : cx.globals);
}

/** `loadfile`. */
export function loadfile(cx: CallContext): number {
  const path = cx.isNoneOrNil(1) ? undefined : nameArgument(cx, 1);
  const mode = cx.optString(2, "bt");
  const result = path === undefined ? loadStdin(cx, mode) : loadFile(cx, path, mode, cx.nargs >= 3, cx.arg(3));
  return typeof result === "string" ? cx.ret2(undefined, result) : cx.ret(result);
}

function loadStdin(cx: CallContext, mode: string): LuaValue {
  const { stdin } = cx.env;
  let bytes = "";
  for (;;) {
    const piece = stdin?.read(READ_SIZE) as Uint8Array | undefined;
    if (piece === undefined || piece.length === 0) break;
    bytes += bytesToString(piece);
  }
  return loadChunk(cx, skipFirstLine(bytes), "=stdin", mode, cx.globals);
}

const dofileDone = continuation("dofile", (cx: CallContext) => cx.retArgs(1));

/** `dofile`. */
export function dofile(cx: CallContext): number {
  const path = cx.isNoneOrNil(1) ? undefined : nameArgument(cx, 1);
  const result = path === undefined ? loadStdin(cx, "bt") : loadFile(cx, path, "bt", false, undefined);
  if (typeof result === "string") return cx.throwValue(result);
  return cx.call(result, [], dofileDone, undefined);
}
