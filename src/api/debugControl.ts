/** Hooks, breakpoints and evaluation for the host (EMBEDDING: events, hooks, debugging). */
import type { Proto } from "../compiler/bytecode/proto.ts";
import type { CallContext } from "../vm/callContext.ts";
import { HookEvent as Bit } from "../vm/hookCalls.ts";
import type { StackLevel } from "../vm/stackLevels.ts";
import { type TraceKind, type TraceListener, Tracer } from "../vm/tracer.ts";
import type { LuaValue as Value } from "../vm/value.ts";
import { evaluateAt } from "./evaluate.ts";
import type { LuaFrame } from "./frames.ts";
import type { FrameViews } from "./frameViews.ts";
import { ChunkLines } from "./lineTable.ts";
import { callListener } from "./listeners.ts";
import type { LuaValue } from "./values.ts";

/** Which events a hook wants; `count`: one every so many instructions. */
export interface HookMask {
  readonly call?: boolean;
  readonly return?: boolean;
  readonly line?: boolean;
  readonly count?: number;
}

/** What a hook is told. The frame can be evaluated in during the call, and afterwards while the execution is paused. */
export interface HookEvent {
  readonly kind: TraceKind;
  readonly frame: LuaFrame;
}

/** A place where executions pause. */
export interface Breakpoint {
  /** As given. */
  readonly chunk: string;
  readonly line: number;
  readonly condition: string | undefined;
  /** The first line from `line` on that has code; `line` itself while the chunk is not known to the engine. */
  readonly verifiedLine: number;
  remove(): void;
}

/** Why an execution is paused. */
export interface DebugPause {
  readonly reason: "hook" | "breakpoint";
  /** Where it stands; its instruction has not run. */
  readonly frame: LuaFrame;
  readonly breakpoint?: Breakpoint;
  /** What evaluating the condition threw: the execution pauses then too. */
  readonly conditionError?: unknown;
}

/**
 * Debugging from the host. Hooks and breakpoints see all executions and coroutines of the engine, whatever the script does
 * with `debug.sethook`, and change neither its results nor what it costs. Without any, nothing is slower.
 */
export interface DebugControl {
  /** Whether frames of tracebacks and events carry their local variables; default false. */
  captureLocals: boolean;
  /**
   * Calls `callback` before the instructions that the mask names. When it returns "pause" the execution pauses there, if
   * the host waits for it (`run`, or `start` and `step`); synchronous runs cannot, and go on.
   * @returns a function that removes the hook
   */
  // biome-ignore lint/suspicious/noConfusingVoidType: most hooks return nothing
  hook(mask: HookMask, callback: (event: HookEvent) => void | "pause"): () => void;
  /**
   * Pauses executions before they run a line of a chunk, which is named as in messages ("main.lua") or as it was given
   * ("@main.lua"). `condition` is evaluated there first: false and nil do not pause.
   * @throws TypeError
   */
  breakpoint(chunk: string, line: number, condition?: string): Breakpoint;
  /**
   * Evaluates an expression, or runs statements, where `frame` stands: its local variables and upvalues can be read and
   * assigned. Costs the script nothing.
   * @throws LuaSyntaxError, LuaRuntimeError; TypeError when the frame has moved on or is no Lua function's
   */
  evaluate(expression: string, frame: LuaFrame): LuaValue[];
}

/** What it needs of its engine. */
export interface DebugHost {
  readonly cx: CallContext;
  readonly frames: FrameViews;
  /** Runs `work`, turning what the machine throws into host errors. */
  guard<T>(work: () => T): T;
  toHost(v: Value): LuaValue;
}

/** The engine's {@link DebugControl}. */
export class Debugger implements DebugControl {
  readonly #host: DebugHost;
  readonly #tracer: Tracer;
  readonly #lines: ChunkLines;
  readonly #breakpoints: Set<LineBreakpoint> = new Set();
  readonly #watch: TraceListener;
  #concerned: WeakMap<Proto, boolean> = new WeakMap();
  #pause: DebugPause | undefined;

  constructor(host: DebugHost) {
    this.#host = host;
    this.#tracer = new Tracer(host.cx);
    this.#lines = new ChunkLines(host.cx);
    this.#watch = {
      mask: Bit.LINE,
      count: 0,
      left: 0,
      concerns: (proto) => this.#concerns(proto),
      notify: (_, level, line) => this.#reached(level, line),
    };
  }

  get captureLocals(): boolean {
    return this.#host.cx.captureLocals;
  }
  set captureLocals(value: boolean) {
    this.#host.cx.captureLocals = value;
  }

  /** Learns which lines of a new chunk have code. */
  see(proto: Proto): void {
    this.#lines.see(proto);
  }

  /** Why the run that has just stopped is paused; once. */
  takePause(): DebugPause | undefined {
    const pause = this.#pause;
    this.#pause = undefined;
    return pause;
  }

  // biome-ignore lint/suspicious/noConfusingVoidType: most hooks return nothing
  hook(mask: HookMask, callback: (event: HookEvent) => void | "pause"): () => void {
    const count = mask.count ?? 0;
    if (!Number.isInteger(count) || count < 0) throw new TypeError("count: not an integer of at least 0");
    const bits =
      (mask.call ? Bit.CALL : 0) |
      (mask.return ? Bit.RETURN : 0) |
      (mask.line ? Bit.LINE : 0) |
      (count > 0 ? Bit.COUNT : 0);
    const listener: TraceListener = {
      mask: bits,
      count,
      left: count,
      concerns: () => true,
      notify: (kind, level) => {
        const frame = this.#host.frames.of(level);
        if (callListener(() => callback({ kind, frame })) !== "pause") return false;
        this.#pause ??= { reason: "hook", frame };
        return true;
      },
    };
    this.#add(listener);
    return () => this.#remove(listener);
  }

  #add(listener: TraceListener): void {
    const { cx } = this.#host;
    this.#tracer.add(listener);
    cx.tracer = this.#tracer;
    cx.watch();
  }

  #remove(listener: TraceListener): void {
    this.#tracer.remove(listener);
    if (this.#tracer.isIdle) this.#host.cx.tracer = null;
  }

  breakpoint(chunk: string, line: number, condition?: string): Breakpoint {
    if (typeof chunk !== "string") throw new TypeError("chunk: not a string");
    if (!Number.isInteger(line) || line < 1) throw new TypeError("line: not an integer of at least 1");
    const breakpoint = new LineBreakpoint(chunk, line, condition, this.#lines, () => {
      this.#breakpoints.delete(breakpoint);
      this.#concerned = new WeakMap();
      if (this.#breakpoints.size === 0) this.#remove(this.#watch);
    });
    this.#lines.search(chunk);
    if (this.#breakpoints.size === 0) this.#add(this.#watch);
    this.#breakpoints.add(breakpoint);
    this.#concerned = new WeakMap();
    return breakpoint;
  }

  /** Asked at every line: remembers the answer until the breakpoints change. */
  #concerns(proto: Proto): boolean {
    let concerned = this.#concerned.get(proto);
    if (concerned === undefined) {
      this.#lines.see(proto);
      concerned = [...this.#breakpoints].some(({ chunk }) => this.#lines.isOf(proto, chunk));
      this.#concerned.set(proto, concerned);
    }
    return concerned;
  }

  /** A line event in a chunk that has breakpoints. */
  #reached(level: StackLevel, line: number): boolean {
    const proto = "code" in level.fn ? level.fn.code.proto : undefined;
    for (const breakpoint of [...this.#breakpoints]) {
      if (proto === undefined || !this.#lines.isOf(proto, breakpoint.chunk)) continue;
      if (breakpoint.verifiedLine !== line) continue;
      const frame = this.#host.frames.of(level);
      let conditionError: unknown;
      try {
        if (!this.#holds(breakpoint.condition, frame)) continue;
      } catch (error) {
        conditionError = error;
      }
      this.#pause ??= {
        reason: "breakpoint",
        frame,
        breakpoint,
        ...(conditionError === undefined ? {} : { conditionError }),
      };
      return true;
    }
    return false;
  }

  #holds(condition: string | undefined, frame: LuaFrame): boolean {
    if (condition === undefined) return true;
    const [value] = this.evaluate(condition, frame);
    return value !== undefined && value !== false;
  }

  evaluate(expression: string, frame: LuaFrame): LuaValue[] {
    const { cx, frames } = this.#host;
    const level = frames.levelOf(frame);
    if (level === undefined) throw new TypeError("frame: not one of this engine");
    const { muted } = this.#tracer;
    this.#tracer.muted = true;
    try {
      const values = this.#host.guard(() => evaluateAt(cx, level, expression));
      return values.map((v) => this.#host.toHost(v));
    } finally {
      this.#tracer.muted = muted;
      // it was not watched, but what comes next is
      if (cx.tracer !== null) cx.watch();
    }
  }
}

class LineBreakpoint implements Breakpoint {
  readonly chunk: string;
  readonly line: number;
  readonly condition: string | undefined;
  readonly #lines: ChunkLines;
  readonly #remove: () => void;

  constructor(chunk: string, line: number, condition: string | undefined, lines: ChunkLines, remove: () => void) {
    this.chunk = chunk;
    this.line = line;
    this.condition = condition;
    this.#lines = lines;
    this.#remove = remove;
  }

  get verifiedLine(): number {
    return this.#lines.next(this.chunk, this.line) ?? this.line;
  }

  remove(): void {
    this.#remove();
  }
}
