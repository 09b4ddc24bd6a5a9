/** Events of an engine (EMBEDDING: events). */
import { decodeUtf8 } from "../base/byteString.ts";
import type { CallContext } from "../vm/callContext.ts";
import type { LimitName } from "../vm/errors.ts";
import type { Observer, ThreadPhase } from "../vm/observer.ts";
import type { Coroutine, LuaValue as Value } from "../vm/value.ts";
import type { DebugPause } from "./debugControl.ts";
import { LuaAbortError, LuaClosedError, type LuaError, LuaLimitError } from "./errors.ts";
import type { Execution } from "./execution.ts";
import type { FrameViews } from "./frameViews.ts";
import { callListener } from "./listeners.ts";
import type { LuaValue } from "./values.ts";

/** The events that `Lua.on` knows, and what their listeners get. */
export interface LuaEvents {
  /** `print` has written a line; `text` is without its end. */
  print: { readonly text: string; readonly values: LuaValue[] };
  /** `warn`, or an error in a finaliser: whether warnings are on or off. */
  warn: { readonly message: string };
  /** An execution has failed: with an error that nothing in the script caught, or at a limit. */
  uncaught: { readonly error: LuaError; readonly execution: Execution };
  /** `require` returned a module: where it came from, whether it was loaded before, and what loading it used. */
  module: { readonly name: string; readonly origin: string; readonly cached: boolean; readonly instructions: number };
  /** A coroutine (numbered as in tracebacks) is made, resumed, yields or has ended. */
  thread: { readonly phase: ThreadPhase; readonly thread: number };
  /** An execution has met a limit that it cannot catch. */
  limit: { readonly limit: LimitName; readonly used: number; readonly allowed: number };
  /** A host function is called or has returned; `async`: with a promise that is settled now. */
  hostcall: { readonly name: string; readonly phase: "enter" | "leave"; readonly async: boolean };
  /** A turn of an asynchronous run is over. */
  slice: { readonly instructions: number };
  /** A collection is over: accounted bytes. */
  gc: { readonly freed: number; readonly live: number };
  /** A debugger has paused an execution: inspect it, then let it `resume` or `step` it. */
  pause: { readonly execution: Execution; readonly pause: DebugPause };
}

/** Called with each event of one kind. */
export type LuaEventListener<E extends keyof LuaEvents> = (event: LuaEvents[E]) => void;

/** What it needs of its engine. */
export interface EventHost {
  readonly cx: CallContext;
  readonly frames: FrameViews;
  toHost(v: Value): LuaValue;
}

/** The listeners of an engine. The machine knows of them only while there are some for the event. */
export class Events {
  readonly #host: EventHost;
  readonly #listeners: Map<keyof LuaEvents, ((event: never) => void)[]> = new Map();
  readonly #ended: WeakSet<Coroutine> = new WeakSet();

  constructor(host: EventHost) {
    this.#host = host;
  }

  /** Adds a listener; returns a function that removes it. @throws TypeError */
  on<E extends keyof LuaEvents>(event: E, listener: LuaEventListener<E>): () => void {
    if (!EVENT_NAMES.has(event)) throw new TypeError(`event: "${String(event)}" does not exist`);
    if (typeof listener !== "function") throw new TypeError("listener: not a function");
    // a list of its own for each registration: the same function may be added twice
    const entry = (payload: never): void => listener(payload);
    this.#listeners.set(event, [...(this.#listeners.get(event) ?? []), entry]);
    this.#connect();
    return () => {
      const rest = (this.#listeners.get(event) ?? []).filter((other) => other !== entry);
      if (rest.length === 0) this.#listeners.delete(event);
      else this.#listeners.set(event, rest);
      this.#connect();
    };
  }

  /** Whether somebody listens. */
  has(event: keyof LuaEvents): boolean {
    return this.#listeners.has(event);
  }

  /** Calls the listeners of an event, in the order in which they were added. */
  emit<E extends keyof LuaEvents>(event: E, payload: LuaEvents[E]): void {
    for (const listener of this.#listeners.get(event) ?? []) callListener(() => listener(payload as never));
  }

  /** An execution has failed. */
  failed(execution: Execution, error: LuaError): void {
    if (this.#listeners.size === 0) return;
    if (error instanceof LuaLimitError) this.limitMet(error);
    if (error instanceof LuaAbortError || error instanceof LuaClosedError) return;
    this.emit("uncaught", { error, execution });
  }

  /** A limit was met. */
  limitMet({ limit, used, allowed }: LuaLimitError): void {
    this.emit("limit", { limit, used, allowed });
  }

  /** Gives the machine an observer for the events that somebody listens to, or none. */
  #connect(): void {
    const { cx, frames, toHost } = this.#host;
    const observer: Observer = {
      print: !this.has("print")
        ? null
        : (text, values) => this.emit("print", { text: decodeUtf8(text), values: values.map(toHost) }),
      warn: !this.has("warn") ? null : (message) => this.emit("warn", { message: decodeUtf8(message) }),
      thread: !this.has("thread") ? null : (phase, co) => this.#thread(phase, co, frames),
      hostCall: !this.has("hostcall")
        ? null
        : (name, phase, async) => this.emit("hostcall", { name: decodeUtf8(name), phase, async }),
      module: !this.has("module")
        ? null
        : (name, origin, cached, instructions) =>
            this.emit("module", { name: decodeUtf8(name), origin: decodeUtf8(origin), cached, instructions }),
      gc: !this.has("gc") ? null : (freed, live) => this.emit("gc", { freed, live }),
    };
    cx.observer = Object.values(observer).some((member) => member !== null) ? observer : null;
  }

  /** Closing a coroutine that has failed is no second end. */
  #thread(phase: ThreadPhase, co: Coroutine, frames: FrameViews): void {
    if (phase === "end") {
      if (this.#ended.has(co)) return;
      this.#ended.add(co);
    }
    this.emit("thread", { phase, thread: frames.threadNumber(co) });
  }
}

const EVENT_NAMES: ReadonlySet<string> = new Set<keyof LuaEvents>([
  ...(["print", "warn", "uncaught", "module", "thread", "limit", "hostcall", "slice", "gc", "pause"] as const),
]);
