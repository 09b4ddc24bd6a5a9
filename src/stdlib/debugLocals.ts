/** `debug.getlocal` and `debug.setlocal`: the variables and other stack slots of running functions (§6.10). */
import { Op } from "../compiler/bytecode/opcodes.ts";
import type { LocalInfo, Proto } from "../compiler/bytecode/proto.ts";
import type { CallContext } from "../vm/callContext.ts";
import type { Activation } from "../vm/debugInfo.ts";
import { isFunction } from "../vm/types.ts";
import { Closure, type Coroutine, type Frame, type LuaValue, UpValue } from "../vm/value.ts";
import { activationArgument, threadArgument } from "./debugLevels.ts";

/** Names of slots that are not named variables. */
const UNNAMED = {
  "5.3": { vararg: "(*vararg)", lua: "(*temporary)", native: "(*temporary)" },
  "5.4": { vararg: "(vararg)", lua: "(temporary)", native: "(C temporary)" },
} as const;

/** A variable or temporary found: its name and stack index. */
interface Slot {
  readonly name: string;
  readonly index: number;
  /** State of a numeric loop, which the machine relies on. */
  readonly isFixed: boolean;
}

/** `debug.getlocal ([thread,] f, local)` */
export function getlocal(cx: CallContext): number {
  const { co, shift } = threadArgument(cx);
  const n = cx.position(shift + 2);
  const subject = cx.arg(shift + 1);
  if (isFunction(subject)) {
    if (!(subject instanceof Closure)) return cx.ret(undefined);
    return cx.ret(localsAt(cx, subject.code.proto, 0)[n - 1]?.name);
  }
  const at = activationArgument(cx, co, shift + 1);
  if (at === undefined) return cx.argError(shift + 1, "level out of range");
  const slot = findSlot(cx, co, at, n);
  if (slot === undefined) return cx.ret(undefined);
  const v = co.stack[slot.index] as LuaValue | UpValue;
  return cx.ret2(slot.name, v instanceof UpValue ? v.v : v);
}

/** `debug.setlocal ([thread,] level, local, value)` */
export function setlocal(cx: CallContext): number {
  const { co, shift } = threadArgument(cx);
  cx.position(shift + 1);
  const n = cx.position(shift + 2);
  const at = activationArgument(cx, co, shift + 1);
  if (at === undefined) return cx.argError(shift + 1, "level out of range");
  const value = cx.checkAny(shift + 3);
  const slot = findSlot(cx, co, at, n);
  if (slot === undefined) return cx.ret(undefined);
  if (!slot.isFixed) {
    const old = co.stack[slot.index] as LuaValue | UpValue;
    if (old instanceof UpValue) old.v = value;
    else co.stack[slot.index] = value;
  }
  return cx.ret(slot.name);
}

/** Locals in scope at `pc`, outer ones first. */
function localsAt(cx: CallContext, proto: Proto, pc: number): LocalInfo[] {
  cx.charge(proto.locals.length >> 4);
  const found: LocalInfo[] = [];
  for (const local of proto.locals) {
    if (local.startPc > pc) break;
    if (pc < local.endPc) found.push(local);
  }
  return found;
}

/** The `n`-th slot of an activation (luaG_findlocal); negative numbers are varargs. */
function findSlot(cx: CallContext, co: Coroutine, at: Activation, n: number): Slot | undefined {
  const { frame } = at;
  const names = UNNAMED[cx.version];
  if (frame !== null && frame.fn instanceof Closure) {
    if (n < 0) {
      if (!frame.fn.code.isVararg || -n > frame.varargs) return undefined;
      return { name: names.vararg, index: frame.base - frame.varargs - n - 1, isFixed: false };
    }
    return n === 0 ? undefined : luaSlot(cx, co, frame, frame.fn.code.proto, n);
  }
  if (at.fn === undefined) return undefined;
  const base = frame === null ? cx.base : frame.base;
  const end = frame === null ? cx.base + cx.nargs : slotsEnd(cx, co, frame);
  return n > 0 && n <= end - base ? { name: names.native, index: base + n - 1, isFixed: false } : undefined;
}

function luaSlot(cx: CallContext, co: Coroutine, frame: Frame, proto: Proto, n: number): Slot | undefined {
  const pc = frame.pc - 2;
  const locals = localsAt(cx, proto, pc);
  const local = locals[n - 1];
  let register: number;
  if (local !== undefined) {
    ({ register } = local);
  } else {
    const last = locals[locals.length - 1];
    register = n - 1 - locals.length + (last === undefined ? 0 : last.register + 1);
    if (frame.base + register >= slotsEnd(cx, co, frame)) return undefined;
  }
  return {
    name: local === undefined ? UNNAMED[cx.version].lua : local.name,
    index: frame.base + register,
    isFixed: isLoopState(cx, proto, pc, register),
  };
}

/** Stack index where the slots of a frame end: those of what it called begin. */
function slotsEnd(cx: CallContext, co: Coroutine, frame: Frame): number {
  if (frame !== co.frame) {
    let above = co.frame!;
    while (above.prev !== frame) above = above.prev!;
    return above.ret;
  }
  if (co === cx.current && cx.native !== null) return cx.nativeFrame === frame ? cx.top : cx.resBase;
  return frame.top;
}

/** True when `register` holds start, limit or step of a numeric loop that `pc` is in. */
function isLoopState(cx: CallContext, proto: Proto, pc: number, register: number): boolean {
  const { code } = proto;
  cx.charge(code.length >> 5);
  for (let at = 0; at < pc; at += 2) {
    const word = code[at]!;
    const first = (word >>> 8) & 0xff;
    if ((word & 0xff) === Op.FORPREP && first <= register && register < first + 3 && pc < code[at + 1]!) return true;
  }
  return false;
}
