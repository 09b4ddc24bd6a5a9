/**
 * Light records of the frames that were running when an error was raised, for hosts that look at it later: no names are
 * searched for, nothing is charged.
 */
import { calleeName, isHiddenFrame, lineAt, type NamedObject } from "./debugInfo.ts";
import { captureLocals } from "./localVariables.ts";
import type { State } from "./state.ts";
import { Closure, Coroutine, type Frame, type LuaFunction, type LuaValue, Status } from "./value.ts";

/** One level, innermost first in lists. */
export interface FrameRecord {
  readonly fn: LuaFunction;
  /** Lua functions: pc of the next instruction. */
  readonly pc: number;
  readonly status: number;
  readonly thread: Coroutine;
  /** What called it, in the same coroutine. */
  readonly caller: { readonly fn: LuaFunction; readonly pc: number } | undefined;
  /** Local variables and their values then, when the host wants them. */
  readonly locals?: readonly (readonly [string, LuaValue])[];
}

/** Most levels recorded. */
const MAX_RECORDS = 1000;

/** Frames of the coroutine `co` alone. */
function recordCoroutine(state: State, co: Coroutine, records: FrameRecord[] = []): FrameRecord[] {
  const { native, nativeFrame } = state;
  if (co === state.current && native !== null && nativeFrame === null) addNative(co, native, records);
  addFrames(state, co, records);
  return records;
}

/**
 * Frames of `co`, of the coroutines that resumed it, and of what the host was called from when it entered the machine.
 * `before`: frames of coroutines that have passed their error on and are dead now.
 */
function recordAll(state: State, co: Coroutine, before: readonly FrameRecord[]): FrameRecord[] {
  const records = [...before];
  recordCoroutine(state, co, records);
  const { entries } = state.collector;
  let entry = entries.length - 1;
  let at: Coroutine = co;
  while (records.length < MAX_RECORDS) {
    if (at.resumer !== null) {
      at = at.resumer;
    } else {
      // an entry without a native is one from the host's own code: nothing is below
      const call = entry < 0 ? undefined : entries[entry--]!;
      if (call === undefined || call.native === null) break;
      at = call.current;
      if (call.nativeFrame === null) addNative(at, call.native, records);
    }
    addFrames(state, at, records);
  }
  return records.slice(0, MAX_RECORDS);
}

function addNative(co: Coroutine, fn: LuaFunction, records: FrameRecord[]): void {
  records.push({ fn, pc: 0, status: 0, thread: co, caller: position(co.frame) });
}

function addFrames(state: State, co: Coroutine, records: FrameRecord[]): void {
  for (let frame = co.frame; frame !== null && records.length < MAX_RECORDS; frame = frame.prev) {
    if (isHiddenFrame(frame) || (frame.prev === null && co.isRoot)) continue;
    const { fn, pc, status } = frame;
    const record = { fn, pc, status, thread: co, caller: position(frame.prev) };
    const wantsLocals = state.captureLocals && fn instanceof Closure;
    records.push(wantsLocals ? { ...record, locals: captureLocals(co, frame, pc) } : record);
  }
}

function position(frame: Frame | null): FrameRecord["caller"] {
  return frame === null ? undefined : { fn: frame.fn, pc: frame.pc };
}

/** How the caller named the function of a record. */
export function recordName(record: FrameRecord, is54: boolean): NamedObject | undefined {
  const { status, caller } = record;
  if ((status & Status.TAIL) !== 0) return undefined;
  if ((status & Status.FINALIZER) !== 0) return { kind: "metamethod", name: "__gc" };
  if ((status & Status.HOOK) !== 0) return { kind: "hook", name: "?" };
  return caller === undefined ? undefined : calleeName(caller, is54);
}

/** The line at which the function of a record stands; -1 when unknown. */
export function recordLine(record: FrameRecord): number {
  return record.fn instanceof Closure ? lineAt(record.fn.code.proto, record.pc - 2) : -1;
}

/** All frames when a limit has stopped `co`. */
export function recordStopped(state: State, co: Coroutine, isBetween: boolean): FrameRecord[] {
  const records = recordAll(state, co, []);
  return isBetween ? atNext(records) : records;
}

/** Between two instructions: the innermost function stands at the one that comes next. */
function atNext(records: FrameRecord[]): FrameRecord[] {
  const first = records[0];
  if (first !== undefined && first.fn instanceof Closure) records[0] = { ...first, pc: first.pc + 2 };
  return records;
}

// ------------------------------------------------------------------ errors that leave coroutines

/** Name of the continuation of `coroutine.wrap`, which passes errors of the coroutine on. */
const WRAP = "coroutine.wrap";

/** Whether an error that ends `co` goes on to the host, through callers of wrapped coroutines only. */
function leavesForHost(co: Coroutine): boolean {
  for (let at = co.resumer; at !== null; at = at.resumer) {
    const waiting = at.frame?.continuation;
    if (waiting?.observesErrors === true) return true;
    if (waiting?.name !== WRAP) return false;
    for (let frame: Frame | null = at.frame; frame !== null; frame = frame.prev) {
      if ((frame.status & Status.PROTECTED) !== 0) return isObserver(at, frame);
    }
  }
  return false;
}

/** Whether the host gets to see the errors that `frame` stops. */
export function isObserver(co: Coroutine, frame: Frame): boolean {
  return (frame.prev === null && co.isRoot) || frame.continuation?.observesErrors === true;
}

/** Frames of an error on its way through coroutines that it ends. */
interface Trail {
  readonly records: readonly FrameRecord[];
  /** They go down to the host already. */
  readonly isComplete: boolean;
}

/** Called before an error ends `co`: keeps its frames when the host is going to see the error. */
export function keepTrail(state: State, co: Coroutine, frames: readonly object[] | undefined): void {
  if (!leavesForHost(co)) return;
  const before = trailOf(state);
  if (frames !== undefined) co.trail = { records: frames as readonly FrameRecord[], isComplete: true };
  else if (before?.isComplete) co.trail = before;
  else co.trail = { records: recordCoroutine(state, co, [...(before?.records ?? [])]), isComplete: false };
}

/** The trail of the error that the native under way, the function of a wrapped coroutine, passes on. */
function trailOf(state: State): Trail | undefined {
  const wrapped = state.native?.upvalues[0];
  return wrapped instanceof Coroutine ? ((wrapped.trail as Trail | null) ?? undefined) : undefined;
}

/** All frames of an error that the running native or instruction raises, or passes on, for a host that is to see it. */
export function recordError(state: State, co: Coroutine): readonly FrameRecord[] {
  const before = trailOf(state);
  return before?.isComplete ? before.records : recordAll(state, co, before?.records ?? []);
}

/** The frames of the error that ended `co`, as far as they are known; otherwise those that it has. */
export function recordsOf(state: State, co: Coroutine): readonly FrameRecord[] {
  const trail = co.trail as Trail | null;
  return trail === null ? recordCoroutine(state, co) : trail.records;
}
