/** The errors a host sees. All are subclasses of {@link LuaError}; what a script may catch is in `docs/SANDBOX.md`. */
import type { LimitName } from "../vm/errors.ts";
import type { LuaFrame } from "./frames.ts";
import type { LuaRuntimeFailure, LuaValue } from "./values.ts";

/** Gives the frames of an error when they are first asked for. */
export type FrameSource = () => readonly LuaFrame[];

const NO_FRAMES: FrameSource = () => [];

/** Base class: `code` is a stable identifier, `message` what the standalone interpreter would print. */
export abstract class LuaError extends Error {
  abstract readonly code: string;
  /** Name of the engine, as given to `createLua`. */
  readonly engine: string | undefined;
  /** The text of `debug.traceback` at the point of the error; "" when there is none. */
  readonly luaStack: string;
  #frames: FrameSource | readonly LuaFrame[];
  constructor(
    message: string,
    luaStack: string,
    engine: string | undefined,
    cause?: unknown,
    frames: FrameSource = NO_FRAMES,
    entry?: object,
  ) {
    super(message, cause === undefined ? undefined : { cause });
    this.luaStack = luaStack;
    this.engine = engine;
    this.#frames = frames;
    if (frames !== NO_FRAMES) showFrames(this, entry);
  }
  /**
   * The call stack at the point of the error, innermost first: through all coroutines and, where the host had called back,
   * through its functions; at most 1000 levels.
   */
  get traceback(): readonly LuaFrame[] {
    if (typeof this.#frames === "function") this.#frames = Object.freeze([...this.#frames()]);
    return this.#frames;
  }
}

/**
 * Puts the Lua frames into `error.stack`, above those of JavaScript from the function `entry` on; they are rendered when
 * someone looks.
 */
function showFrames(error: LuaError, entry: object | undefined): void {
  // JavaScript engines capture cheaply and render late: a second object keeps it that way
  let own: { readonly stack?: string } = {};
  const { captureStackTrace } = Error as { captureStackTrace?: (target: object, below?: object) => void };
  if (captureStackTrace === undefined) own = new Error();
  else captureStackTrace(own, entry);
  let text: string | undefined;
  Object.defineProperty(error, "stack", {
    configurable: true,
    enumerable: false,
    get: () => {
      text ??= stackText(error, own.stack ?? "");
      return text;
    },
    set: (value: string) => {
      text = value;
    },
  });
}

function stackText(error: LuaError, own: string): string {
  const lua = error.traceback.map((frame) => `\n    at ${frameText(frame)}`).join("");
  const at = own.indexOf("\n    at ");
  const host = at < 0 ? "" : own.slice(at);
  return `${error.name}: ${error.message}${lua}${host}`;
}

function frameText(frame: LuaFrame): string {
  if (frame.kind === "tail") return "(...tail calls...)";
  const name = frame.kind === "main" ? "main chunk" : (frame.name ?? "?");
  return `${name} (${frame.chunk}${frame.line > 0 ? `:${frame.line}` : ""})`;
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
  /** The line of source text and a caret below the offending token; "" for binary chunks. */
  readonly excerpt: string;
  constructor(
    message: string,
    at: { chunk: string; line: number; column: number; near: string | undefined; incomplete: boolean },
    engine: string | undefined,
    excerpt = "",
  ) {
    super(message, "", engine);
    this.excerpt = excerpt;
    this.chunk = at.chunk;
    this.line = at.line;
    this.column = at.column;
    this.near = at.near ?? "";
    this.incomplete = at.incomplete;
  }
}

/** A Lua error that nothing in the script caught. `cause` is what a host function threw, if that began it. */
export class LuaRuntimeError extends LuaError implements LuaRuntimeFailure {
  override readonly name = "LuaRuntimeError";
  readonly code = "LUA_RUNTIME";
  /** The error value: any Lua value. */
  readonly value: LuaValue;
  constructor(
    message: string,
    value: LuaValue,
    luaStack: string,
    engine: string | undefined,
    cause?: unknown,
    frames?: FrameSource,
    entry?: object,
  ) {
    super(message, luaStack, engine, cause, frames, entry);
    this.value = value;
  }
  /** Chunk of the innermost Lua function that was running, as in messages; undefined when there was none. */
  get chunk(): string | undefined {
    return this.#innermost()?.chunk;
  }
  /** Its line; undefined when unknown. */
  get line(): number | undefined {
    const line = this.#innermost()?.line;
    return line === undefined || line < 1 ? undefined : line;
  }
  #innermost(): LuaFrame | undefined {
    return this.traceback.find((frame) => frame.kind === "lua" || frame.kind === "main");
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
    frames?: FrameSource,
  ) {
    super(`${limit} limit exceeded (${used} of ${allowed})`, "", engine, undefined, frames);
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

/** A module that was not found, or could not be loaded. A script can catch it as an ordinary error. */
export class LuaModuleError extends LuaError {
  override readonly name = "LuaModuleError";
  readonly code = "LUA_MODULE";
  /** The name given to `require`. */
  readonly module: string;
  /** What was looked for, line by line; empty when the module was found and could not be loaded. */
  readonly tried: readonly string[];
  constructor(
    message: string,
    module: string,
    tried: readonly string[],
    luaStack: string,
    engine: string | undefined,
    cause?: unknown,
  ) {
    super(message, luaStack, engine, cause);
    this.module = module;
    this.tried = tried;
  }
}

/** A function that needs something which the host has not handed in. A script can catch it as an ordinary error. */
export class LuaSandboxError extends LuaError {
  override readonly name = "LuaSandboxError";
  readonly code = "LUA_SANDBOX";
  /** The part of `env` that is missing: "fs". */
  readonly capability: string;
  /** What was to be reached with it: the name of a file, a command... */
  readonly resource: string;
  constructor(message: string, capability: string, resource: string, luaStack: string, engine: string | undefined) {
    super(message, luaStack, engine);
    this.capability = capability;
    this.resource = resource;
  }
}

/** An execution that a deadlock has stopped. */
export interface BlockedExecution {
  /** Number of the execution. */
  readonly execution: number;
  readonly traceback: readonly LuaFrame[];
}

/** Everything that runs waits for something that only one of the others could bring. */
export class LuaDeadlockError extends LuaError {
  override readonly name = "LuaDeadlockError";
  readonly code = "LUA_DEADLOCK";
  /** All executions that were blocked, and where. */
  readonly blocked: readonly BlockedExecution[];
  constructor(
    message: string,
    blocked: readonly BlockedExecution[],
    luaStack: string,
    engine: string | undefined,
    frames?: FrameSource,
  ) {
    super(message, luaStack, engine, undefined, frames);
    this.blocked = blocked;
  }
}
