/** The errors that a host sees, made from what the machine throws; and the other way round. */
import { decodeUtf8, encodeUtf8 } from "../base/byteString.ts";
import { chunkId } from "../base/source.ts";
import { SyntaxFault } from "../base/syntaxError.ts";
import { BinaryFormatFault } from "../compiler/bytecode/binaryFormatFault.ts";
import { AbortFault, ExitRequest, LimitFault, LuaThrow, ModuleFault, SandboxFault, WaitFault } from "../vm/errors.ts";
import { type FrameRecord, recordLine, recordName } from "../vm/frameRecords.ts";
import { MetaEvent } from "../vm/metaEvent.ts";
import { callFromHost } from "../vm/run.ts";
import { FrozenFault } from "../vm/table.ts";
import { metamethod, toStringValue } from "../vm/types.ts";
import { Closure, Status, Userdata } from "../vm/value.ts";
import { DeadlockFault } from "../vm/wait.ts";
import {
  type BlockedExecution,
  type FrameSource,
  LuaAbortError,
  LuaAsyncError,
  LuaDeadlockError,
  LuaError,
  LuaExitError,
  LuaLimitError,
  LuaModuleError,
  LuaRuntimeError,
  LuaSandboxError,
  LuaSyntaxError,
} from "./errors.ts";
import { type LuaFrame, NAME_KINDS, type NameKind } from "./frames.ts";
import { localsRecord } from "./frameViews.ts";
import { HostError } from "./hostObjects.ts";
import { isClosed, isStackOverflow, textOfThrown } from "./hostThrow.ts";
import type { Link } from "./link.ts";

// ------------------------------------------------------------------ machine to host

/** What the host gets for something that the machine has thrown. */
export function toHostError(link: Link, thrown: unknown): unknown {
  let error: unknown;
  try {
    error = hostError(link, thrown);
  } catch (fault) {
    // asking the error value for its text met a limit
    return toHostError(link, fault);
  }
  // What comes through unchanged is a fault of the host or the engine: no script further out may catch it.
  if (typeof error === "object" && error !== null && (error !== thrown || !(error instanceof LuaError))) {
    link.faults.set(error, thrown as object);
  }
  return error;
}

function hostError(link: Link, thrown: unknown): unknown {
  const { engine } = link;
  if (thrown instanceof LuaThrow) return runtimeError(link, thrown);
  if (thrown instanceof FrozenFault) return runtimeError(link, new LuaThrow(thrown.message));
  if (thrown instanceof LimitFault) {
    const { limit, used, allowed, frames } = thrown;
    return new LuaLimitError(limit, used, allowed, engine, undefined, sourceOf(link, frames));
  }
  if (thrown instanceof AbortFault) return new LuaAbortError(thrown.reason, engine);
  if (thrown instanceof ExitRequest) return new LuaExitError(thrown.code, thrown.closeState, engine);
  if (thrown instanceof SyntaxFault) {
    const failed = link.failedChunk;
    link.failedChunk = undefined;
    const excerpt = failed?.fault === thrown ? excerptOf(failed.source, thrown.line, thrown.column) : "";
    return new LuaSyntaxError(decodeUtf8(thrown.message), thrown, engine, excerpt);
  }
  if (thrown instanceof BinaryFormatFault) {
    const at = { chunk: "", line: 0, column: 0, near: undefined, incomplete: false };
    return new LuaSyntaxError(decodeUtf8(thrown.message), at, engine);
  }
  return thrown;
}

function runtimeError(link: Link, thrown: LuaThrow): LuaError {
  const { engine } = link;
  if (thrown.cause instanceof WaitFault) return new LuaAsyncError(thrown.cause.operation, engine);
  const { value, frames, cause: fault } = thrown;
  const message = decodeUtf8(messageOf(link, thrown));
  const text = decodeUtf8(thrown.traceback ?? "");
  if (fault instanceof DeadlockFault) {
    const blocked = fault.blocked as readonly BlockedExecution[];
    return new LuaDeadlockError(message, blocked, text, engine, sourceOf(link, frames));
  }
  const ofLibrary = libraryError(thrown, message, text, engine);
  if (ofLibrary !== undefined) return ofLibrary;
  // an error object of JavaScript that comes back is its own cause, however it travelled
  const wrapped = value instanceof Userdata && value.payload instanceof HostError ? value.payload.error : undefined;
  const cause = wrapped ?? thrown.cause;
  return new LuaRuntimeError(message, link.toHost(value), text, engine, cause, sourceOf(link, frames), link.guard);
}

function sourceOf(link: Link, frames: readonly object[] | undefined): FrameSource | undefined {
  return frames === undefined ? undefined : () => describeFrames(link, frames as readonly FrameRecord[]);
}

/** The error of a library that says in a class of its own what went wrong. */
function libraryError(
  { cause }: LuaThrow,
  message: string,
  stack: string,
  engine: string | undefined,
): LuaError | undefined {
  if (cause instanceof ModuleFault) {
    return new LuaModuleError(message, decodeUtf8(cause.module), cause.tried.map(decodeUtf8), stack, engine);
  }
  if (cause instanceof SandboxFault) {
    return new LuaSandboxError(message, cause.capability, decodeUtf8(cause.resource), stack, engine);
  }
  return undefined;
}

/** The message the standalone interpreter would print for an error value. */
function messageOf(link: Link, { value, ended }: LuaThrow): string {
  const text = toStringValue(value);
  if (text !== undefined) return text;
  const { cx } = link;
  if (value instanceof Userdata && value.payload instanceof HostError) return hostErrorText(value.payload.error);
  const handler = metamethod(cx, value, MetaEvent.TOSTRING);
  if (handler !== undefined) {
    try {
      const fn = cx.tostringFunction ?? handler;
      const [result] = ended === undefined ? callFromHost(cx, fn, [value]) : ended.callAfter(fn, [value]);
      if (typeof result === "string") return result;
    } catch (thrown) {
      if (!(thrown instanceof LuaThrow)) throw thrown;
    }
  }
  return `(error object is a ${cx.typeNameOf(value)} value)`;
}

/** Most characters of a line in an excerpt, before and after the place. */
const EXCERPT_BEFORE = 60;
const EXCERPT_AFTER = 60;

/** Line `line` of a byte string, and a caret below its byte `column` (both from 1). */
function excerptOf(source: string, line: number, column: number): string {
  let start = 0;
  for (let n = 1; n < line; n++) {
    const end = lineEnd(source, start);
    if (end === source.length) return "";
    // "\r\n" and "\n\r" are one line break
    const pair = source.charCodeAt(end) + source.charCodeAt(end + 1) === 23;
    start = end + (pair ? 2 : 1);
  }
  const end = lineEnd(source, start);
  const at = Math.min(start + Math.max(column, 1) - 1, end);
  const from = Math.max(start, at - EXCERPT_BEFORE);
  const before = decodeUtf8(source.slice(from, at));
  const after = decodeUtf8(source.slice(at, Math.min(end, at + EXCERPT_AFTER)));
  return `${before}${after}\n${before.replace(/[^\t]/g, " ")}^`;
}

function lineEnd(source: string, from: number): number {
  for (let i = from; i < source.length; i++) {
    const c = source.charCodeAt(i);
    if (c === 10 || c === 13) return i;
  }
  return source.length;
}

/** Frames as the host sees them. */
export function describeFrames(link: Link, records: readonly FrameRecord[]): LuaFrame[] {
  const frames: LuaFrame[] = [];
  for (const record of records) {
    const { fn, status } = record;
    const thread = link.threadNumber(record.thread);
    const named = recordName(record, link.cx.is54);
    const nameKind = named !== undefined && NAME_KINDS.has(named.kind) ? (named.kind as NameKind) : "";
    const name = named === undefined ? undefined : decodeUtf8(named.name);
    if (fn instanceof Closure) {
      const { proto } = fn.code;
      const kind = proto.lineDefined === 0 ? "main" : "lua";
      const chunk = decodeUtf8(chunkId(proto.source));
      const { locals } = record;
      const captured = locals === undefined ? {} : { locals: localsRecord(locals, (v) => link.toHost(v)) };
      frames.push({ kind, name, nameKind, chunk, line: recordLine(record), thread, ...captured });
    } else {
      frames.push({ kind: "host", name: name ?? fn.name, nameKind, chunk: "[C]", line: -1, thread });
    }
    if ((status & Status.TAIL) !== 0) {
      frames.push({ kind: "tail", name: undefined, nameKind: "", chunk: "", line: -1, thread });
    }
  }
  return frames;
}

// ------------------------------------------------------------------ host to machine

/** What to throw into the machine for something that host code has thrown: errors of the machine go on as they were. */
export function intoLua(link: Link, thrown: unknown): unknown {
  const { ending } = link;
  if (ending !== null) {
    link.ending = null;
    return ending;
  }
  if (typeof thrown === "object" && thrown !== null) {
    const inner = link.faults.get(thrown);
    if (inner !== undefined && !(inner instanceof SyntaxFault || inner instanceof BinaryFormatFault)) {
      return inner instanceof FrozenFault ? new LuaThrow(inner.message) : inner;
    }
  }
  // not the script's business: it goes to whoever started the run, as it is
  if (isClosed(thrown) || isStackOverflow(thrown)) return thrown;
  return new LuaThrow(link.errorUserdata(thrown), thrown);
}

/** What `tostring` gives for something that host code has thrown: the message alone, no stack, no path. */
export function hostErrorText(error: unknown): string {
  return encodeUtf8(textOfThrown(error));
}
