/** Loading code from files and standard input (§6.1 dofile, loadfile), which may make the script wait. */
import { bytesToString, decodeUtf8 } from "../base/byteString.ts";
import { skipFirstLine } from "../base/firstLine.ts";
import { type Awaitable, HostFault, type LuaFile } from "../base/host.ts";
import { type CallContext, continuation } from "../vm/callContext.ts";
import type { Continuation, LuaValue } from "../vm/value.ts";
import { lacks } from "./capability.ts";
import { attempt, faultOf, isPromise, LOOKUP_COST, nameArgument, type Settled } from "./hostCall.ts";
import { readPiece } from "./ioFile.ts";
import { loadChunk } from "./load.ts";

const READ_SIZE = 1 << 16;

/** Reading a chunk: plain data. */
interface LoadState {
  /** The file's name; undefined: standard input. */
  readonly path: string | undefined;
  readonly mode: string;
  readonly env: LuaValue;
  /** The function is to be called, and failing is an error. */
  readonly runs: boolean;
  file: LuaFile | undefined;
  bytes: string;
}

/** `loadfile`. */
export function loadfile(cx: CallContext): number {
  const path = cx.isNoneOrNil(1) ? undefined : nameArgument(cx, 1);
  const mode = cx.optString(2, "bt");
  const env = cx.nargs >= 3 ? cx.arg(3) : cx.globals;
  return read(cx, { path, mode, env, runs: false, file: undefined, bytes: "" });
}

/** `dofile`. */
export function dofile(cx: CallContext): number {
  const path = cx.isNoneOrNil(1) ? undefined : nameArgument(cx, 1);
  return read(cx, { path, mode: "bt", env: cx.globals, runs: true, file: undefined, bytes: "" });
}

const dofileDone: Continuation = continuation("dofile", (cx: CallContext) => cx.retArgs(1));

function read(cx: CallContext, s: LoadState): number {
  const { path } = s;
  if (path !== undefined && cx.env.fs === undefined) {
    lacks(cx, "fs", path);
    return fail(cx, s, `cannot open ${path}`);
  }
  if (path === undefined && cx.env.stdin === undefined) lacks(cx, "stdin", "");
  cx.charge(LOOKUP_COST);
  return readOn(cx, s);
}

function readOn(cx: CallContext, s: LoadState): number {
  for (;;) {
    const outcome = attempt(() => nextPiece(cx, s));
    if (isPromise(outcome)) return cx.await(outcome, readMore, s);
    if (!outcome.ok || take(cx, s, outcome.value)) return ended(cx, s, outcome);
  }
}

const readMore: Continuation = continuation("loadfile", (cx: CallContext, s: LoadState) => {
  const outcome = cx.settled as Settled<LuaFile | string>;
  return !outcome.ok || take(cx, s, outcome.value) ? ended(cx, s, outcome) : readOn(cx, s);
});

/** The file when it is not open yet, or the next bytes. */
function nextPiece(cx: CallContext, s: LoadState): Awaitable<LuaFile | string> {
  const { fs, stdin } = cx.env;
  if (s.file !== undefined) return readPiece(s.file);
  if (s.path !== undefined) return fs!.open(decodeUtf8(s.path), "rb");
  const bytes = stdin?.read(READ_SIZE);
  return isPromise<Uint8Array | undefined>(bytes) ? bytes.then(textOf) : textOf(bytes);
}

function textOf(bytes: Uint8Array | undefined): string {
  return bytes === undefined ? "" : bytesToString(bytes);
}

/** Takes what was read; true at the end, or when there is too much. */
function take(cx: CallContext, s: LoadState, piece: LuaFile | string): boolean {
  if (typeof piece !== "string") {
    s.file = piece;
    return false;
  }
  cx.chargeBytes(piece.length);
  s.bytes += piece;
  return piece === "" || s.bytes.length > cx.limits.sourceLength;
}

function ended(cx: CallContext, s: LoadState, outcome: Settled<unknown>): number {
  const { file } = s;
  if (file !== undefined) closeQuietly(file);
  if (!outcome.ok) {
    const fault = faultOf(outcome);
    return fail(
      cx,
      s,
      `cannot ${file === undefined && s.path !== undefined ? "open" : "read"} ${s.path ?? "stdin"}: ${fault.message}`,
    );
  }
  const name = s.path === undefined ? "=stdin" : `@${s.path}`;
  const result = loadChunk(cx, skipFirstLine(s.bytes), name, s.mode, s.env);
  if (typeof result === "string") return fail(cx, s, result);
  return s.runs ? cx.call(result, [], dofileDone, undefined) : cx.ret(result);
}

function fail(cx: CallContext, s: LoadState, message: string): number {
  return s.runs ? cx.throwValue(message) : cx.ret2(undefined, message);
}

/** Closes a file that was only read; that cannot fail in a way that matters. */
export function closeQuietly(file: LuaFile): void {
  const outcome = attempt((): Awaitable<unknown> => file.close());
  if (isPromise<unknown>(outcome)) outcome.catch(() => {});
  else if (!outcome.ok && !(outcome.reason instanceof HostFault)) throw outcome.reason;
}
