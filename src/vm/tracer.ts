/**
 * Watching instructions on behalf of the host: hooks and breakpoints that scripts cannot see. While a state has a tracer,
 * `boundary` shows it every instruction of every coroutine before it runs, and `drive` the natives. It costs no gas and
 * leaves the debug hooks of scripts alone; where it stands is kept here, not in the frames.
 */
import { Op } from "../compiler/bytecode/opcodes.ts";
import type { Proto } from "../compiler/bytecode/proto.ts";
import { lineAt } from "./debugInfo.ts";
import { HookEvent } from "./hookCalls.ts";
import { jumpsAt, lastPcAfter, returnsNow } from "./hookRules.ts";
import type { Watcher } from "./observer.ts";
import { frameLevel, nativeLevel, type StackLevel } from "./stackLevels.ts";
import type { State } from "./state.ts";
import { type Closure, type Coroutine, type Frame, type NativeFunction, Status } from "./value.ts";

/** What a listener is told of. */
export type TraceKind = "call" | "tailcall" | "return" | "line" | "count";

/** Someone who watches. */
export interface TraceListener {
  /** Bits of {@link HookEvent}. */
  readonly mask: number;
  /** Instructions between two count events. */
  readonly count: number;
  /** Of those, how many are left. */
  left: number;
  /** Whether events in functions of `proto` matter at all; asked often. */
  concerns(proto: Proto): boolean;
  /** Returns true when the run shall pause before the instruction. */
  notify(kind: TraceKind, level: StackLevel, line: number): boolean;
}

/** See the file comment. */
export class Tracer implements Watcher {
  readonly #state: State;
  readonly #listeners: TraceListener[] = [];
  /** Of each coroutine: the frame whose last instruction may have jumped to pc 0. */
  readonly #jumped: WeakMap<Coroutine, Frame> = new WeakMap();
  /** The last pc of each frame; stale in a new one. */
  readonly #last: WeakMap<Frame, number> = new WeakMap();
  /** Pc of the instruction that has been reported and has not run yet: a hook or finaliser may come first. */
  readonly #reported: WeakMap<Frame, number> = new WeakMap();
  /** A listener is running, or code on its behalf: that is not watched. */
  muted = false;
  /** Some listener wants calls or returns. */
  seesNatives = false;
  /** A listener asked for a pause where the machine could not stop. */
  #pauseSoon = false;

  constructor(state: State) {
    this.#state = state;
  }

  get isIdle(): boolean {
    return this.#listeners.length === 0;
  }

  add(listener: TraceListener): void {
    this.#listeners.push(listener);
    this.#update();
  }

  remove(listener: TraceListener): void {
    const at = this.#listeners.indexOf(listener);
    if (at >= 0) this.#listeners.splice(at, 1);
    this.#update();
  }

  #update(): void {
    this.seesNatives = this.#listeners.some(({ mask }) => (mask & (HookEvent.CALL | HookEvent.RETURN)) !== 0);
  }

  /** The instruction at the top frame's pc is next: reports what is due, once. True: the run shall pause first. */
  before(co: Coroutine): boolean {
    if (this.muted) return false;
    const frame = co.frame!;
    if (this.#reported.get(frame) === frame.pc) return false;
    this.#reported.set(frame, frame.pc);
    const { proto } = (frame.fn as Closure).code;
    let pauses = this.#pauseSoon;
    this.#pauseSoon = false;
    const events = this.#eventsAt(co, frame);
    let level: StackLevel | undefined;
    for (const listener of [...this.#listeners]) {
      let due = events & listener.mask & ~HookEvent.COUNT;
      if ((events & HookEvent.COUNT) !== 0 && (listener.mask & HookEvent.COUNT) !== 0 && --listener.left <= 0) {
        listener.left = listener.count;
        due |= HookEvent.COUNT;
      }
      if (due === 0 || !listener.concerns(proto)) continue;
      level ??= frameLevel(co, frame, true);
      if (this.#notify(listener, due, level)) pauses = true;
    }
    return pauses;
  }

  #eventsAt(co: Coroutine, frame: Frame): number {
    const { pc } = frame;
    const { proto, words } = (frame.fn as Closure).code;
    const op: Op = words[pc]! & 0xff;
    const isFresh = pc === 0 && this.#jumped.get(co) !== frame;
    const last = this.#last.get(frame) ?? -1;
    let events = 0;
    // an instruction that closes variables runs once for each
    if (isFresh || pc !== last || (op !== Op.CLOSE && op !== Op.RETURN)) {
      events |= HookEvent.COUNT;
      if (isFresh) events |= HookEvent.CALL;
      if (isFresh || pc <= last || lineAt(proto, pc) !== lineAt(proto, last)) events |= HookEvent.LINE;
    }
    if (returnsNow(co, frame, op)) events |= HookEvent.RETURN;
    return events;
  }

  #notify(listener: TraceListener, due: number, level: StackLevel): boolean {
    const line = lineAt((level.fn as Closure).code.proto, level.pc - 2);
    const call = (level.status & Status.TAIL) !== 0 ? "tailcall" : "call";
    let pauses = false;
    if ((due & HookEvent.CALL) !== 0) pauses = this.#tell(listener, call, level, line) || pauses;
    if ((due & HookEvent.COUNT) !== 0) pauses = this.#tell(listener, "count", level, line) || pauses;
    if ((due & HookEvent.LINE) !== 0 && line > 0) pauses = this.#tell(listener, "line", level, line) || pauses;
    if ((due & HookEvent.RETURN) !== 0) pauses = this.#tell(listener, "return", level, line) || pauses;
    return pauses;
  }

  #tell(listener: TraceListener, kind: TraceKind, level: StackLevel, line: number): boolean {
    this.muted = true;
    try {
      return listener.notify(kind, level, line);
    } finally {
      this.muted = false;
      // it may have run code of its own, which was not watched
      if (this.#state.tracer !== null) this.#state.watch();
    }
  }

  /** The instruction at the top frame's pc is going to run. */
  begin(co: Coroutine): void {
    if (this.muted) return;
    const frame = co.frame!;
    this.#reported.delete(frame);
    // what a call enters is new, even if an error has once left it between two instructions
    if (frame.next !== null) this.#reported.delete(frame.next);
    if (jumpsAt(frame)) this.#jumped.set(co, frame);
    else this.#jumped.delete(co);
    this.#last.set(frame, lastPcAfter(this.#state, frame));
  }

  /** A function is called otherwise than by an instruction: its frame is a new one. */
  entered(co: Coroutine): void {
    if (this.muted) return;
    this.#jumped.delete(co);
    if (co.frame !== null) this.#reported.delete(co.frame);
  }

  /** A native is called (`frame` null, on top of the running one) or returns. */
  native(co: Coroutine, fn: NativeFunction, kind: "call" | "return", frame: Frame | null): void {
    if (this.muted || fn.name.startsWith("(")) return;
    const bit = kind === "call" ? HookEvent.CALL : HookEvent.RETURN;
    let level: StackLevel | undefined;
    for (const listener of [...this.#listeners]) {
      if ((listener.mask & bit) === 0) continue;
      level ??= frame === null ? nativeLevel(co, fn, co.frame) : frameLevel(co, frame, false);
      if (this.#tell(listener, kind, level, -1)) this.#pauseSoon = true;
    }
  }
}
