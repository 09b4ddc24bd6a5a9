/** What the engine tells the host beside running: objects that a state has only while somebody listens or watches. */
import type { Coroutine, Frame, LuaValue, NativeFunction } from "./value.ts";

/** Steps in the life of a coroutine. */
export type ThreadPhase = "create" | "resume" | "yield" | "end";

/** Told of events as they happen. A member is null while nobody wants to know of its event; none of them throws. */
export interface Observer {
  /** `print` has converted its arguments; `text` is the line without its end. */
  print: ((text: string, values: readonly LuaValue[]) => void) | null;
  /** A warning of the script or the engine, shown or not. */
  warn: ((message: string) => void) | null;
  thread: ((phase: ThreadPhase, co: Coroutine) => void) | null;
  /** A host function is entered or left; `isAsync`: it answered with a promise. */
  hostCall: ((name: string, phase: "enter" | "leave", isAsync: boolean) => void) | null;
  /** `require` has found a module; `instructions`: units that loading it took. */
  module: ((name: string, origin: string, isCached: boolean, instructions: number) => void) | null;
  /** A census is over: accounted bytes that it found to be garbage, and those that live. */
  gc: ((freed: number, live: number) => void) | null;
}

/** Sees every instruction and native on behalf of the host: see tracer.ts. */
export interface Watcher {
  /** Code on behalf of a listener is running: that is not watched. */
  readonly muted: boolean;
  /** Calls of natives are to be shown. */
  readonly seesNatives: boolean;
  /** The instruction at the top frame's pc is next: reports what is due, once. True: the run shall pause first. */
  before(co: Coroutine): boolean;
  /** That instruction is going to run. */
  begin(co: Coroutine): void;
  /** A function is called otherwise than by an instruction: its frame is a new one. */
  entered(co: Coroutine): void;
  /** A native is called (`frame` null, on top of the running one) or returns. */
  native(co: Coroutine, fn: NativeFunction, kind: "call" | "return", frame: Frame | null): void;
}
