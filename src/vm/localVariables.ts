/** The local variables of running functions, for the host. */
import { type Closure, type Coroutine, type Frame, type LuaValue, UpValue } from "./value.ts";

const WORDS = 2;

/** A local variable in scope. */
export interface LocalVariable {
  readonly name: string;
  readonly register: number;
}

/** The named local variables of a Lua function in scope at the instruction just before `pc`, in the order of declaration. */
export function localsInScope(fn: Closure, pc: number): LocalVariable[] {
  const at = pc - WORDS;
  return fn.code.proto.locals.filter(
    ({ name, startPc, endPc }) => startPc <= at && at < endPc && !name.startsWith("("),
  );
}

/** Names and values of the local variables of a frame that stands just after the instruction before `pc`. */
export function captureLocals(co: Coroutine, frame: Frame, pc: number): readonly (readonly [string, LuaValue])[] {
  return localsInScope(frame.fn as Closure, pc).map(({ name, register }) => {
    const slot = co.stack[frame.base + register];
    return [name, slot instanceof UpValue ? (slot as UpValue).v : slot] as const;
  });
}
