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

/** What can be done with an execution that a limit has stopped: it is an `Execution`. */
export interface ExhaustedExecution {
  readonly id: number;
  refill(instructions: number): void;
  run(): Promise<LuaValue[]>;
  cancel(reason?: unknown): void;
}

/** A limit was reached; no script can catch it. */
export class LuaLimitError extends LuaError {
  override readonly name = "LuaLimitError";
  readonly code: string;
  readonly limit: LimitName;
  readonly used: number;
  readonly allowed: number;
  /** The execution that reached it. When it was suspended it can be refilled and goes on where it stopped. */
  readonly execution: ExhaustedExecution | undefined;
  constructor(
    limit: LimitName,
    used: number,
    allowed: number,
    engine: string | undefined,
    execution?: ExhaustedExecution | undefined,
  ) {
    super(`${limit} limit exceeded (${used} of ${allowed})`, "", engine);
    this.code = `LUA_LIMIT_${limit.toUpperCase()}`;
    this.limit = limit;
    this.used = used;
    this.allowed = allowed;
    this.execution = execution;
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

/** An execution that a deadlock has stopped. */
export interface BlockedExecution {
  /** Number of the execution. */
  readonly execution: number;
  /** Where it waited, as `debug.traceback` shows it. */
  readonly traceback: string;
}

/** Everything that runs waits for something that only one of the others could bring. */
export class LuaDeadlockError extends LuaError {
  override readonly name = "LuaDeadlockError";
  readonly code = "LUA_DEADLOCK";
  readonly blocked: readonly BlockedExecution[];
  constructor(message: string, blocked: readonly BlockedExecution[], luaStack: string, engine: string | undefined) {
    super(message, luaStack, engine);
    this.blocked = blocked;
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

/** The engine was closed. */
export class LuaClosedError extends LuaError {
  override readonly name = "LuaClosedError";
  readonly code = "LUA_CLOSED";
  constructor(engine: string | undefined) {
    super("engine is closed", "", engine);
  }
}
