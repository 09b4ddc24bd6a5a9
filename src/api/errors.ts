/** The errors a host sees. All are subclasses of {@link LuaError}; what a script may catch is in `docs/SANDBOX.md`. */
import type { LimitName } from "../vm/errors.ts";
import type { LuaValue } from "./values.ts";

/** Base class: `code` is a stable identifier, `message` what the standalone interpreter would print. */
export abstract class LuaError extends Error {
  abstract readonly code: string;
  /** Name of the engine, as given to `createLua`. */
  readonly engine: string | undefined;
  /** The text of `debug.traceback` at the point of the error; "" when there is none. */
  readonly luaStack: string;
  constructor(message: string, luaStack: string, engine: string | undefined, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.luaStack = luaStack;
    this.engine = engine;
  }
}

/** A chunk that does not compile. */
export class LuaSyntaxError extends LuaError {
  override readonly name = "LuaSyntaxError";
  readonly code = "LUA_SYNTAX";
  /** Chunk id as in messages: `[string "x ="]`. */
  readonly chunk: string;
  readonly line: number;
  /** Byte column of the offending token, from 1. */
  readonly column: number;
  /** The offending token as the message shows it. */
  readonly near: string;
  /** More input could make it correct: for consoles. */
  readonly incomplete: boolean;
  constructor(
    message: string,
    at: { chunk: string; line: number; column: number; near: string | undefined; incomplete: boolean },
    engine: string | undefined,
  ) {
    super(message, "", engine);
    this.chunk = at.chunk;
    this.line = at.line;
    this.column = at.column;
    this.near = at.near ?? "";
    this.incomplete = at.incomplete;
  }
}

/** A Lua error that nothing in the script caught. `cause` is what a host function threw, if that began it. */
export class LuaRuntimeError extends LuaError {
  override readonly name = "LuaRuntimeError";
  readonly code = "LUA_RUNTIME";
  /** The error value: any Lua value. */
  readonly value: LuaValue;
  constructor(message: string, value: LuaValue, luaStack: string, engine: string | undefined, cause?: unknown) {
    super(message, luaStack, engine, cause);
    this.value = value;
  }
}

/** A limit was reached; no script can catch it. */
export class LuaLimitError extends LuaError {
  override readonly name = "LuaLimitError";
  readonly code: string;
  readonly limit: LimitName;
  readonly used: number;
  readonly allowed: number;
  constructor(limit: LimitName, used: number, allowed: number, engine: string | undefined) {
    super(`${limit} limit exceeded (${used} of ${allowed})`, "", engine);
    this.code = `LUA_LIMIT_${limit.toUpperCase()}`;
    this.limit = limit;
    this.used = used;
    this.allowed = allowed;
  }
}

/** The host or the script itself ended the execution. */
export class LuaAbortError extends LuaError {
  override readonly name = "LuaAbortError";
  readonly code = "LUA_ABORT";
  readonly reason: unknown;
  constructor(reason: unknown, engine: string | undefined) {
    super("execution aborted", "", engine);
    this.reason = reason;
  }
}

/** `os.exit` was called and the host gave no `env.exit`. */
export class LuaExitError extends LuaError {
  override readonly name = "LuaExitError";
  readonly code = "LUA_EXIT";
  /** The exit status the script asked for. */
  readonly status: number;
  /** The script asked to have the engine closed first (`os.exit(code, true)`). */
  readonly closesState: boolean;
  constructor(status: number, closesState: boolean, engine: string | undefined) {
    super(`script exited with status ${status}`, "", engine);
    this.status = status;
    this.closesState = closesState;
  }
}

/** Something asynchronous was met where nothing can wait. */
export class LuaAsyncError extends LuaError {
  override readonly name = "LuaAsyncError";
  readonly code = "LUA_ASYNC";
  readonly operation: string;
  constructor(operation: string, engine: string | undefined) {
    super(`${operation} cannot wait in a synchronous call`, "", engine);
    this.operation = operation;
  }
}

/** A value that cannot cross between JavaScript and Lua; `path` says where in it. */
export class LuaConversionError extends LuaError {
  override readonly name = "LuaConversionError";
  readonly code = "LUA_CONVERSION";
  readonly path: string;
  readonly from: string;
  readonly to: string;
  constructor(path: string, from: string, to: string, engine: string | undefined) {
    super(`cannot convert ${from} to ${to}${path === "" ? "" : ` at ${path}`}`, "", engine);
    this.path = path;
    this.from = from;
    this.to = to;
  }
}

/** A state that cannot be saved, or a snapshot that cannot be restored. */
export class LuaSnapshotError extends LuaError {
  override readonly name = "LuaSnapshotError";
  readonly code = "LUA_SNAPSHOT";
  /** What cannot be saved: "globals.handlers[3]"; "" when it is the snapshot that is wrong. */
  readonly path: string;
  constructor(message: string, path: string, engine: string | undefined) {
    super(path === "" ? message : `${path}: ${message}`, "", engine);
    this.path = path;
  }
}

/** The engine was closed. */
export class LuaClosedError extends LuaError {
  override readonly name = "LuaClosedError";
  readonly code = "LUA_CLOSED";
  constructor(engine: string | undefined) {
    super("engine is closed", "", engine);
  }
}
