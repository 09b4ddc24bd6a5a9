/** To-be-closed variables (§3.3.8). */
import { localName, runtimeError } from "./debugInfo.ts";
import { MetaEvent } from "./metaEvent.ts";
import type { State } from "./state.ts";
import { metamethod } from "./types.ts";
import { Closure, type LuaValue, UpValue } from "./value.ts";

/** The `__close` metamethod of a pending variable; a value that lost it is an error when it is called. */
export function metamethodOrCallError(state: State, value: LuaValue): LuaValue {
  return metamethod(state, value, MetaEvent.CLOSE);
}

/** Marks the variable at stack index `index` to be closed; nil and false are ignored. */
export function markToBeClosed(state: State, index: number): void {
  const slot = state.stack[index];
  const value = slot instanceof UpValue ? slot.v : slot;
  if (value === undefined || value === false) return;
  if (metamethod(state, value, MetaEvent.CLOSE) === undefined) {
    const frame = state.current.frame;
    let name = "?";
    if (frame !== null && frame.fn instanceof Closure) {
      name = localName(frame.fn.code.proto, index - frame.base, frame.pc) ?? "?";
    }
    throw runtimeError(state, `variable '${name}' got a non-closable value`);
  }
  state.current.tbc.push(index);
}

/** Takes the innermost pending variable off the list and leaves the call of its `__close` at stack index `at`. */
export function closeVariable(state: State, at: number, error?: LuaValue): number {
  const { stack } = state;
  const slot = stack[state.current.tbc.pop()!];
  const value = slot instanceof UpValue ? slot.v : slot;
  stack[at] = metamethodOrCallError(state, value);
  stack[at + 1] = value;
  stack[at + 2] = error;
  return at;
}
