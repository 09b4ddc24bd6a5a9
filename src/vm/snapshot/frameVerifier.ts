/**
 * Checks of restored coroutines: what the machine relies on when it goes on with a frame. Code is verified before (see
 * compiler/bytecode/verifier.ts); here the frames are held against it.
 */
import { LuaFloat } from "../../base/luaFloat.ts";
import { RegisterContent } from "../../compiler/bytecode/flowVerifier.ts";
import { OPCODE_ROWS, Op } from "../../compiler/bytecode/opcodes.ts";
import type { Proto } from "../../compiler/bytecode/proto.ts";
import { verifiedRegisters } from "../../compiler/bytecode/verifier.ts";
import { livenessOf } from "../roots.ts";
import { hasOpenList } from "../stack.ts";
import type { State } from "../state.ts";
import { isFunction } from "../types.ts";
import {
  Closure,
  type Code,
  type Coroutine,
  type Frame,
  type LuaValue,
  NativeFunction,
  Status,
  UpValue,
} from "../value.ts";
import { framesOf } from "./encoder.ts";
import { malformed } from "./format.ts";
import { isWaiting, type Slot, varargsOf } from "./liveStack.ts";

/** Highest stack index a frame may use. */
export const MAX_INDEX: number = 1 << 22;

/** Words of code gone over in all: each place where frames stop costs one pass over its function. */
const MOST_WORK = 1 << 26;

const ALL_STATUS_BITS = 1023;

/** Holds the frames of coroutines against their code. */
export class FrameVerifier {
  private readonly state: State;
  private readonly registers: Map<Proto, Map<number, Uint8Array>> = new Map();

  private work = 0;
  /** Numbers in a form that only the registers of loops have, found where it belongs. */
  private oddNumbers = 0;

  constructor(state: State) {
    this.state = state;
  }

  /**
   * Checks a coroutine whose frames and slots have been read. `isWaiting`: its run waits in the native on top.
   * @throws SnapshotFault
   */
  verify(co: Coroutine, slots: readonly Slot[], isWaiting: boolean): void {
    const frames = framesOf(co);
    for (const index of co.tbc) check(index < MAX_INDEX, "variable to be closed");
    for (let i = 1; i < co.tbc.length; i++) check(co.tbc[i]! > co.tbc[i - 1]!, "variables to be closed");
    this.verifyStatus(co, frames, slots, isWaiting);
    if (co.status === "dead") {
      // nothing goes on with these frames, they are there to be looked at
      for (const [i, frame] of frames.entries()) verifyDead(frame, i === 0 ? null : frames[i - 1]!);
      return;
    }
    this.oddNumbers = 0;
    let isProtected = false;
    /** Boxes that have been found where the code expects them. */
    let boxes = 0;
    for (const [i, frame] of frames.entries()) {
      const below = i === 0 ? null : frames[i - 1]!;
      const callee = frames[i + 1] ?? null;
      verifyPlace(frame, below);
      if (frame.fn instanceof Closure) boxes += this.verifyLua(co, frame, frame.fn.code, callee, slots);
      else verifyNative(frame, callee);
      if (below !== null) verifyFinish(frame, below, callee, isProtected);
      isProtected ||= (frame.status & Status.PROTECTED) !== 0;
    }
    check(slots.filter((slot) => slot instanceof UpValue).length === boxes, "box on a stack");
    check(slots.filter((slot) => !isCanonical(slot)).length === this.oddNumbers, "number");
  }

  private verifyStatus(co: Coroutine, frames: readonly Frame[], slots: readonly Slot[], isWaiting: boolean): void {
    const first = frames[0];
    const last = frames[frames.length - 1];
    if (first === undefined || last === undefined) {
      if (co.status === "suspended") check(!co.isRoot && isFunction(slots[0] as LuaValue), "function of a coroutine");
      else check(slots.length === 0 && co.tbc.length === 0 && co.status !== "normal", "idle coroutine");
      return;
    }
    check((first.status & Status.FINISH_MASK) === Status.BOTTOM && first.ret === 0, "first frame");
    const isHost = first.continuation?.name === "host" && (first.status & Status.PROTECTED) !== 0;
    check(isHost === co.isRoot, "first frame");
    if (co.status === "running") check(last.fn instanceof Closure !== isWaiting, "running frame");
    else if (co.status !== "dead") check(last.fn instanceof NativeFunction, "waiting frame");
  }

  private verifyLua(co: Coroutine, frame: Frame, code: Code, callee: Frame | null, slots: readonly Slot[]): number {
    const { base, pc } = frame;
    const isUnderWay = isWaiting(co, callee);
    const at = isUnderWay ? pc - 2 : pc;
    check(pc % 2 === 0 && at >= 0 && at < code.words.length, "pc");
    check(base - varargsOf(frame, code) > frame.ret, "base of a frame");
    check((frame.status & (Status.PROTECTED | Status.FAILED)) === 0, "status of a frame");
    check(frame.hookPc % 2 === 0 || frame.hookPc === -1, "pc of a hook");
    check(frame.hookPc >= -2 && frame.hookPc < code.words.length, "pc of a hook");
    if (hasOpenList(code.words, at)) check(frame.top >= base && frame.top <= MAX_INDEX, "open list");
    for (let i = base - varargsOf(frame, code); i < base; i++) check(!(slots[i] instanceof UpValue), "argument");
    return this.verifyRegisters(frame, code, at, callee === null ? -1 : callee.ret, isUnderWay, slots);
  }

  /** Live registers hold what the code expects. Returns how many boxes there are. */
  private verifyRegisters(
    frame: Frame,
    code: Code,
    pc: number,
    above: number,
    isUnderWay: boolean,
    slots: readonly Slot[],
  ): number {
    const { base } = frame;
    const content = this.contentAt(code.proto, pc);
    const mask = livenessOf(this.state, code).at(pc, isUnderWay);
    let end = base + code.maxStackSize;
    if (above >= 0 && above < end) end = above;
    let boxes = 0;
    for (let i = base; i < end; i++) {
      const r = i - base;
      const slot = slots[i];
      const isLive = (mask[r >> 5]! & (1 << (r & 31))) !== 0;
      if (slot instanceof UpValue) {
        check(isLive && content[r] === RegisterContent.box, "box in a register");
        boxes++;
      } else if (isLive) {
        check(content[r] !== RegisterContent.box, "register without its box");
        if (content[r] === RegisterContent.loopIndex) verifyLoop(slot, slots[i + 1], slots[i + 2]);
        const isLoop = content[r]! >= RegisterContent.loopIndex;
        if (isLoop && !isCanonical(slot)) this.oddNumbers++;
      }
    }
    return boxes;
  }

  private contentAt(proto: Proto, pc: number): Uint8Array {
    let known = this.registers.get(proto);
    if (known === undefined) {
      known = new Map();
      this.registers.set(proto, known);
    }
    let content = known.get(pc);
    if (content === undefined) {
      this.work += proto.code.length + proto.locals.length;
      check(this.work < MOST_WORK, "too complex");
      content = verifiedRegisters(proto, pc) ?? malformed("pc that is never reached");
      known.set(pc, content);
    }
    return content;
  }
}

function check(condition: boolean, what: string): asserts condition {
  if (!condition) malformed(what);
}

/** One of the three forms of forLoop.ts. */
function verifyLoop(index: Slot, limit: Slot, step: Slot): void {
  if (step instanceof LuaFloat) check(typeof index === "number" && typeof limit === "number", "float loop");
  else if (typeof step === "bigint") check(typeof index === "bigint" && typeof limit === "bigint", "integer loop");
  else {
    check(isSafe(step) && isSafe(index) && isSafe(limit), "integer loop");
  }
}

/** False for numbers in a form that no Lua value has. */
function isCanonical(v: Slot): boolean {
  if (typeof v === "bigint") return !Number.isSafeInteger(Number(v));
  if (v instanceof LuaFloat) return Number.isSafeInteger(v.n) || Number.isNaN(v.n);
  return !Object.is(v, -0);
}

function isSafe(v: Slot): boolean {
  return typeof v === "number" && Number.isSafeInteger(v);
}

/** Where a frame lies, and the bits of its status. */
function verifyPlace(frame: Frame, below: Frame | null): void {
  check(frame.base > frame.ret && frame.base < MAX_INDEX, "base of a frame");
  check(frame.wanted >= -1 && frame.wanted <= 255, "results wanted");
  check((frame.status & ~ALL_STATUS_BITS) === 0, "status of a frame");
  check((frame.status & Status.FINISH_MASK) <= Status.AGAIN, "status of a frame");
  if (below !== null) {
    check((frame.status & Status.FINISH_MASK) !== Status.BOTTOM && frame.ret >= below.base, "order of frames");
  }
}

function verifyDead(frame: Frame, below: Frame | null): void {
  verifyPlace(frame, below);
  const { fn, pc } = frame;
  if (fn instanceof Closure) check(pc % 2 === 0 && pc <= fn.code.words.length, "pc");
  else check(frame.top < MAX_INDEX, "frame of a native");
}

function verifyNative(frame: Frame, callee: Frame | null): void {
  check(frame.base === frame.ret + 1 && frame.top >= frame.base && frame.top < MAX_INDEX, "frame of a native");
  if (callee !== null) check(callee.ret >= frame.top, "order of frames");
  if ((frame.status & Status.PROTECTED) !== 0) check(frame.continuation !== null, "protected frame");
}

/** The instruction of a waiting Lua frame. */
function instructionOf(frame: Frame): number {
  check(frame.fn instanceof Closure && frame.pc >= 2, "caller of a frame");
  return frame.fn.code.words[frame.pc - 2]!;
}

/** What happens to the results of a frame fits the frame below it, which waits for them. */
function verifyFinish(frame: Frame, below: Frame, callee: Frame | null, isProtected: boolean): void {
  const finish: Status = frame.status & Status.FINISH_MASK;
  const isNative = below.fn instanceof NativeFunction;
  switch (finish) {
    case Status.NATIVE:
    case Status.UNWIND:
      check(isNative, "caller of a frame");
      return;
    case Status.HANDLER:
      check(isProtected, "message handler");
      return;
    case Status.DROP:
      // a native that failed is there to be seen while the handler runs
      if (isNative) {
        const above = callee === null ? -1 : callee.status & Status.FINISH_MASK;
        check(above === Status.HANDLER && frame.fn instanceof NativeFunction && isProtected, "caller of a frame");
      } else if ((frame.status & Status.HOOK) !== 0) instructionOf(below);
      return;
  }
  const word = instructionOf(below);
  const op: Op = word & 0xff;
  const a = below.base + ((word >>> 8) & 0xff);
  const b = (word >>> 16) & 0xff;
  const c = word >>> 24;
  switch (finish) {
    case Status.CALL:
      if (op === Op.TFORCALL) check(frame.ret === a + 4 && frame.wanted === c, "results of a call");
      else check(op === Op.CALL && frame.ret === a && frame.wanted === c - 1, "results of a call");
      return;
    case Status.STORE: {
      const row = OPCODE_ROWS[op]!;
      check(row.setsA && row.a === "register" && frame.dest === a, "result of a metamethod");
      return;
    }
    case Status.TEST:
    case Status.TEST_NOT:
      check(op >= Op.EQ && op <= Op.GEK, "comparison");
      return;
    case Status.CONCAT:
      check(op === Op.CONCAT && frame.dest >= a && frame.dest < a + b, "concatenation");
      return;
    case Status.TAILED:
      check(op === Op.TAILCALL, "tail call");
      check((frame.status & Status.HOOK) === 0 || below.state !== undefined, "results held");
      return;
    case Status.AGAIN:
      check(op === Op.CLOSE || op === Op.RETURN, "closing of variables");
      return;
    default:
      malformed("status of a frame");
  }
}
