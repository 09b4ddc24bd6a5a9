/**
 * The interpreter loop.
 *
 * Rules of the loop:
 * 1. `pc` is the offset of the next instruction word. Before anything that may throw, call, or look at frames, the case
 *    stores `frame.pc = pc` and `state.gas = gas`.
 * 2. Slow paths are functions outside. Those that may change which frame runs are followed by `continue reload`, which
 *    takes all locals anew from the state; pure ones (arithmetic on numbers) are not.
 * 3. Each instruction charges one unit before it runs, here at the fetch and nowhere else. Natives charge their own work.
 * 4. Only `boundary` (see interrupt.ts) suspends, runs finalisers and hooks, and stops at limits: always between two instructions.
 * 5. Plain numbers: a result is stored directly only where it is provably canonical (base/luaFloat.ts); everything else
 *    goes through base/arithmetic.ts.
 * 6. `pc`, `base`, `gas` and register indices are kept 32-bit integers by `| 0`: without it the optimising compiler keeps
 *    them tagged and checks every addition for overflow (measured: a third of the cost of an instruction).
 * 7. Registers of captured locals hold boxes; only the box instructions touch those.
 */
import { add, band, bor, bxor, div, mul, shl, shr, sub } from "../base/arithmetic.ts";
import { Op } from "../compiler/bytecode/opcodes.ts";
import { markToBeClosed } from "./closing.ts";
import { loadStringMethod, storeField } from "./fieldCache.ts";
import { prepareLoop, stepLoop } from "./forLoop.ts";
import { addFloats, divFloats, mulFloats, subFloats } from "./floats.ts";
import { boundary } from "./interrupt.ts";
import { drive } from "./machine.ts";
import { PENDING } from "./metamethods.ts";
import {
  arithmetic,
  callSlow,
  closeVariables,
  compare,
  concatenate,
  index,
  indexString,
  iterate,
  makeClosure,
  newIndex,
  openVarargs,
  returnSlow,
  setListItem,
  tailCall,
} from "./operations.ts";
import { growStack, NATIVE_ROOM, nextFrame, pushLuaFrame } from "./stack.ts";
import { MetaEvent } from "./metaEvent.ts";
import type { State } from "./state.ts";
import { LuaTable } from "./table.ts";
import { rawEquals } from "./types.ts";
import { Closure, type LuaValue, NativeFunction, Status, UpValue } from "./value.ts";

/**
 * Runs the Lua frame on top of the current coroutine, and what it calls, until the counter is empty or `state.stopped`.
 * It returns between slices so that V8 enters its fully optimised code anew: code entered in the middle of the loop
 * (on-stack replacement) keeps the loop's integers tagged and is a third slower.
 */
export function interpret(state: State): void {
  reload: for (;;) {
    if (state.stopped) return;
    const co = state.current;
    const { stack } = co;
    let frame = co.frame!;
    let closure = frame.fn as Closure;
    let words = closure.code.words;
    let k = closure.code.constants;
    let base = frame.base | 0;
    let pc = frame.pc | 0;
    let gas = state.gas | 0;

    for (;;) {
      gas = (gas - 1) | 0;
      if (gas < 0) {
        frame.pc = pc;
        state.gas = gas;
        boundary(state);
        state.reload = false;
        return;
      }
      const i = words[pc]!;
      pc = (pc + 2) | 0;
      const a = (base + ((i >>> 8) & 0xff)) | 0;
      switch ((i & 0xff) as Op) {
        case Op.MOVE:
          stack[a] = stack[(base + ((i >>> 16) & 0xff)) | 0];
          continue;
        case Op.LOADK:
          stack[a] = k[words[(pc - 1) | 0]!];
          continue;
        case Op.LOADNIL: {
          const last = a + ((i >>> 16) & 0xff);
          for (let r = a; r <= last; r++) stack[r] = undefined;
          continue;
        }
        case Op.LOADTRUE:
          stack[a] = true;
          continue;
        case Op.LOADFALSE:
          stack[a] = false;
          continue;
        case Op.LFALSESKIP:
          stack[a] = false;
          pc = (pc + 2) | 0;
          continue;
        case Op.GETUPVAL:
          stack[a] = closure.upvalues[(i >>> 16) & 0xff]!.v;
          continue;
        case Op.SETUPVAL:
          closure.upvalues[(i >>> 16) & 0xff]!.v = stack[a];
          continue;
        case Op.BOX:
          state.gas = gas;
          state.allocate(24);
          gas = state.gas | 0;
          stack[a] = new UpValue(stack[a]) as unknown as LuaValue;
          continue;
        case Op.GETBOX:
          stack[a] = (stack[(base + ((i >>> 16) & 0xff)) | 0] as unknown as UpValue).v;
          continue;
        case Op.SETBOX:
          (stack[a] as unknown as UpValue).v = stack[(base + ((i >>> 16) & 0xff)) | 0];
          continue;

        case Op.GETTABUP: {
          const t = closure.upvalues[(i >>> 16) & 0xff]!.v;
          if (t instanceof LuaTable) {
            const cache = closure.code.caches[pc >> 1]!;
            if (cache !== null && t.shape === cache.shape && cache.holder === null) {
              const v = t.slots[cache.slot] as LuaValue;
              if (v !== undefined) {
                stack[a] = v;
                continue;
              }
            }
          }
          frame.pc = pc;
          state.gas = gas;
          indexString(state, frame, closure.code.caches, pc >> 1, t, k[words[(pc - 1) | 0]!] as string, a);
          if (state.reload) {
            state.reload = false;
            continue reload;
          }
          continue;
        }
        case Op.GETFIELD: {
          const t = stack[(base + ((i >>> 16) & 0xff)) | 0];
          if (t instanceof LuaTable) {
            const cache = closure.code.caches[pc >> 1]!;
            if (cache !== null && t.shape === cache.shape && cache.holder === null) {
              const v = t.slots[cache.slot] as LuaValue;
              if (v !== undefined) {
                stack[a] = v;
                continue;
              }
            }
          }
          frame.pc = pc;
          state.gas = gas;
          indexString(state, frame, closure.code.caches, pc >> 1, t, k[words[(pc - 1) | 0]!] as string, a);
          if (state.reload) {
            state.reload = false;
            continue reload;
          }
          continue;
        }
        case Op.SELF: {
          const t = stack[(base + ((i >>> 16) & 0xff)) | 0];
          const key = k[words[(pc - 1) | 0]!] as string;
          stack[(a + 1) | 0] = t;
          if (t instanceof LuaTable) {
            const cache = closure.code.caches[pc >> 1]!;
            if (cache !== null && t.shape === cache.shape) {
              const holder = cache.holder;
              if (holder === null) {
                const v = t.slots[cache.slot] as LuaValue;
                if (v !== undefined) {
                  stack[a] = v;
                  continue;
                }
              } else {
                const meta = t.meta;
                if (
                  meta === cache.meta &&
                  meta!.shape === cache.metaShape &&
                  meta!.slots[cache.metaSlot] === holder &&
                  holder.shape === cache.holderShape
                ) {
                  const v = holder.slots[cache.holderSlot] as LuaValue;
                  if (v !== undefined) {
                    stack[a] = v;
                    continue;
                  }
                }
              }
            }
          } else if (typeof t === "string") {
            const v = loadStringMethod(state, closure.code.caches, pc >> 1, key);
            if (v !== undefined) {
              stack[a] = v;
              continue;
            }
          }
          frame.pc = pc;
          state.gas = gas;
          indexString(state, frame, closure.code.caches, pc >> 1, t, key, a);
          if (state.reload) {
            state.reload = false;
            continue reload;
          }
          continue;
        }
        case Op.GETTABLE: {
          const t = stack[(base + ((i >>> 16) & 0xff)) | 0];
          const key = stack[(base + (i >>> 24)) | 0];
          if (t instanceof LuaTable) {
            if (typeof key === "number") {
              const arr = t.arr;
              if (key > 0 && key <= arr.length && (key | 0) === key) {
                const v = arr[key - 1] as LuaValue;
                if (v !== undefined || t.meta === null) {
                  stack[a] = v;
                  continue;
                }
              }
            } else if (typeof key === "string") {
              const v = t.getStr(key) as LuaValue;
              if (v !== undefined || t.meta === null) {
                stack[a] = v;
                continue;
              }
            }
          }
          frame.pc = pc;
          state.gas = gas;
          index(state, frame, t, key, a);
          if (state.reload) {
            state.reload = false;
            continue reload;
          }
          continue;
        }
        case Op.GETINT: {
          const t = stack[(base + ((i >>> 16) & 0xff)) | 0];
          const key = words[(pc - 1) | 0]!;
          if (t instanceof LuaTable) {
            const arr = t.arr;
            if (key > 0 && key <= arr.length) {
              const v = arr[key - 1] as LuaValue;
              if (v !== undefined || t.meta === null) {
                stack[a] = v;
                continue;
              }
            }
          }
          frame.pc = pc;
          state.gas = gas;
          index(state, frame, t, key, a);
          if (state.reload) {
            state.reload = false;
            continue reload;
          }
          continue;
        }

        case Op.SETTABUP: {
          const t = closure.upvalues[(i >>> 8) & 0xff]!.v;
          const v = stack[(base + ((i >>> 16) & 0xff)) | 0];
          if (t instanceof LuaTable) {
            const cache = closure.code.caches[pc >> 1]!;
            if (cache !== null && t.shape === cache.shape && cache.next === null) {
              const slots = t.slots;
              if (t.meta === null || slots[cache.slot] !== undefined) {
                slots[cache.slot] = v;
                continue;
              }
            }
            frame.pc = pc;
            state.gas = gas;
            state.top = base + closure.code.maxStackSize;
            if (storeField(state, closure.code.caches, pc >> 1, t, k[words[(pc - 1) | 0]!] as string, v)) {
              gas = state.gas | 0;
              continue;
            }
            drive(state, true, state.top, state.callArgs, 0, 0, Status.DROP, 0);
            continue reload;
          }
          frame.pc = pc;
          state.gas = gas;
          newIndex(state, frame, t, k[words[(pc - 1) | 0]!], v);
          continue reload;
        }
        case Op.SETFIELD: {
          const t = stack[a];
          const v = stack[(base + ((i >>> 16) & 0xff)) | 0];
          if (t instanceof LuaTable) {
            const cache = closure.code.caches[pc >> 1]!;
            if (cache !== null && t.shape === cache.shape && cache.next === null) {
              const slots = t.slots;
              if (t.meta === null || slots[cache.slot] !== undefined) {
                slots[cache.slot] = v;
                continue;
              }
            }
            frame.pc = pc;
            state.gas = gas;
            state.top = base + closure.code.maxStackSize;
            if (storeField(state, closure.code.caches, pc >> 1, t, k[words[(pc - 1) | 0]!] as string, v)) {
              gas = state.gas | 0;
              continue;
            }
            drive(state, true, state.top, state.callArgs, 0, 0, Status.DROP, 0);
            continue reload;
          }
          frame.pc = pc;
          state.gas = gas;
          newIndex(state, frame, t, k[words[(pc - 1) | 0]!], v);
          continue reload;
        }
        case Op.SETTABLE: {
          const t = stack[a];
          const key = stack[(base + ((i >>> 16) & 0xff)) | 0];
          const v = stack[(base + (i >>> 24)) | 0];
          if (t instanceof LuaTable && typeof key === "number") {
            const arr = t.arr;
            const n = arr.length;
            if (key > 0 && (key | 0) === key && v !== undefined) {
              if (key <= n) {
                if (t.meta === null || arr[key - 1] !== undefined) {
                  arr[key - 1] = v;
                  continue;
                }
              } else if (key === n + 1 && t.meta === null) {
                state.gas = gas;
                state.allocate(8);
                gas = state.gas | 0;
                t.append(v);
                continue;
              }
            }
          }
          frame.pc = pc;
          state.gas = gas;
          newIndex(state, frame, t, key, v);
          if (state.reload) {
            state.reload = false;
            continue reload;
          }
          gas = state.gas | 0;
          continue;
        }
        case Op.SETINT: {
          const t = stack[a];
          const key = words[(pc - 1) | 0]!;
          const v = stack[(base + ((i >>> 16) & 0xff)) | 0];
          if (t instanceof LuaTable && v !== undefined) {
            const arr = t.arr;
            if (key > 0 && key <= arr.length && (t.meta === null || arr[key - 1] !== undefined)) {
              arr[key - 1] = v;
              continue;
            }
          }
          frame.pc = pc;
          state.gas = gas;
          newIndex(state, frame, t, key, v);
          if (state.reload) {
            state.reload = false;
            continue reload;
          }
          gas = state.gas | 0;
          continue;
        }
        case Op.NEWTABLE: {
          const fields = (i >>> 16) & 0xff;
          state.gas = gas;
          state.allocate(56 + fields * 16);
          gas = state.gas | 0;
          stack[a] = new LuaTable(state.rootShape, 0, fields);
          continue;
        }

        case Op.ADD: {
          const x = stack[(base + ((i >>> 16) & 0xff)) | 0];
          const y = stack[(base + (i >>> 24)) | 0];
          if (typeof x === "number" && typeof y === "number") {
            const xi = x | 0;
            const yi = y | 0;
            if (xi === x && yi === y) {
              stack[a] = xi + yi;
              continue;
            }
            const r = x + y;
            stack[a] = r !== Math.floor(r) ? r : add(x, y);
            continue;
          }
          const mixed = addFloats(x, y);
          if (mixed !== undefined) {
            stack[a] = mixed;
            continue;
          }
          frame.pc = pc;
          state.gas = gas;
          arithmetic(state, frame, MetaEvent.ADD, x, y, a);
          if (state.reload) {
            state.reload = false;
            continue reload;
          }
          continue;
        }
        case Op.ADDK: {
          const x = stack[(base + ((i >>> 16) & 0xff)) | 0];
          const y = k[words[(pc - 1) | 0]!];
          if (typeof x === "number" && typeof y === "number") {
            const xi = x | 0;
            const yi = y | 0;
            if (xi === x && yi === y) {
              stack[a] = xi + yi;
              continue;
            }
            const r = x + y;
            stack[a] = r !== Math.floor(r) ? r : add(x, y);
            continue;
          }
          const mixed = addFloats(x, y);
          if (mixed !== undefined) {
            stack[a] = mixed;
            continue;
          }
          frame.pc = pc;
          state.gas = gas;
          if (i >>> 24 === 0) arithmetic(state, frame, MetaEvent.ADD, x, y, a);
          else arithmetic(state, frame, MetaEvent.ADD, y, x, a);
          if (state.reload) {
            state.reload = false;
            continue reload;
          }
          continue;
        }
        case Op.SUB: {
          const x = stack[(base + ((i >>> 16) & 0xff)) | 0];
          const y = stack[(base + (i >>> 24)) | 0];
          if (typeof x === "number" && typeof y === "number") {
            const xi = x | 0;
            const yi = y | 0;
            if (xi === x && yi === y) {
              stack[a] = xi - yi;
              continue;
            }
            const r = x - y;
            stack[a] = r !== Math.floor(r) ? r : sub(x, y);
            continue;
          }
          const mixed = subFloats(x, y);
          if (mixed !== undefined) {
            stack[a] = mixed;
            continue;
          }
          frame.pc = pc;
          state.gas = gas;
          arithmetic(state, frame, MetaEvent.SUB, x, y, a);
          if (state.reload) {
            state.reload = false;
            continue reload;
          }
          continue;
        }
        case Op.SUBK: {
          let x = stack[(base + ((i >>> 16) & 0xff)) | 0];
          let y = k[words[(pc - 1) | 0]!];
          if (i >>> 24 !== 0) {
            const swap = x;
            x = y;
            y = swap;
          }
          if (typeof x === "number" && typeof y === "number") {
            const xi = x | 0;
            const yi = y | 0;
            if (xi === x && yi === y) {
              stack[a] = xi - yi;
              continue;
            }
            const r = x - y;
            stack[a] = r !== Math.floor(r) ? r : sub(x, y);
            continue;
          }
          const mixed = subFloats(x, y);
          if (mixed !== undefined) {
            stack[a] = mixed;
            continue;
          }
          frame.pc = pc;
          state.gas = gas;
          arithmetic(state, frame, MetaEvent.SUB, x, y, a);
          if (state.reload) {
            state.reload = false;
            continue reload;
          }
          continue;
        }
        case Op.MUL: {
          const x = stack[(base + ((i >>> 16) & 0xff)) | 0];
          const y = stack[(base + (i >>> 24)) | 0];
          if (typeof x === "number" && typeof y === "number") {
            const xi = x | 0;
            const yi = y | 0;
            const r = x * y;
            if (xi === x && yi === y && r <= 9007199254740991 && r >= -9007199254740991) {
              stack[a] = r + 0;
              continue;
            }
            stack[a] = r !== Math.floor(r) ? r : mul(x, y);
            continue;
          }
          const mixed = mulFloats(x, y);
          if (mixed !== undefined) {
            stack[a] = mixed;
            continue;
          }
          frame.pc = pc;
          state.gas = gas;
          arithmetic(state, frame, MetaEvent.MUL, x, y, a);
          if (state.reload) {
            state.reload = false;
            continue reload;
          }
          continue;
        }
        case Op.MULK: {
          const x = stack[(base + ((i >>> 16) & 0xff)) | 0];
          const y = k[words[(pc - 1) | 0]!];
          if (typeof x === "number" && typeof y === "number") {
            const xi = x | 0;
            const yi = y | 0;
            const r = x * y;
            if (xi === x && yi === y && r <= 9007199254740991 && r >= -9007199254740991) {
              stack[a] = r + 0;
              continue;
            }
            stack[a] = r !== Math.floor(r) ? r : mul(x, y);
            continue;
          }
          const mixed = mulFloats(x, y);
          if (mixed !== undefined) {
            stack[a] = mixed;
            continue;
          }
          frame.pc = pc;
          state.gas = gas;
          if (i >>> 24 === 0) arithmetic(state, frame, MetaEvent.MUL, x, y, a);
          else arithmetic(state, frame, MetaEvent.MUL, y, x, a);
          if (state.reload) {
            state.reload = false;
            continue reload;
          }
          continue;
        }
        case Op.DIV: {
          const x = stack[(base + ((i >>> 16) & 0xff)) | 0];
          const y = stack[(base + (i >>> 24)) | 0];
          if (typeof x === "number" && typeof y === "number") {
            const r = x / y;
            stack[a] = r !== Math.floor(r) ? r : div(x, y);
            continue;
          }
          const mixed = divFloats(x, y);
          if (mixed !== undefined) {
            stack[a] = mixed;
            continue;
          }
          frame.pc = pc;
          state.gas = gas;
          arithmetic(state, frame, MetaEvent.DIV, x, y, a);
          if (state.reload) {
            state.reload = false;
            continue reload;
          }
          continue;
        }
        case Op.DIVK: {
          let x = stack[(base + ((i >>> 16) & 0xff)) | 0];
          let y = k[words[(pc - 1) | 0]!];
          if (i >>> 24 !== 0) {
            const swap = x;
            x = y;
            y = swap;
          }
          if (typeof x === "number" && typeof y === "number") {
            const r = x / y;
            stack[a] = r !== Math.floor(r) ? r : div(x, y);
            continue;
          }
          const mixed = divFloats(x, y);
          if (mixed !== undefined) {
            stack[a] = mixed;
            continue;
          }
          frame.pc = pc;
          state.gas = gas;
          arithmetic(state, frame, MetaEvent.DIV, x, y, a);
          if (state.reload) {
            state.reload = false;
            continue reload;
          }
          continue;
        }
        case Op.MOD: {
          const x = stack[(base + ((i >>> 16) & 0xff)) | 0];
          const y = stack[(base + (i >>> 24)) | 0];
          if (typeof x === "number" && typeof y === "number") {
            const xi = x | 0;
            const yi = y | 0;
            if (xi === x && yi === y && yi > 0) {
              const r = (xi % yi) | 0;
              stack[a] = r < 0 ? r + yi : r;
              continue;
            }
          }
          frame.pc = pc;
          state.gas = gas;
          arithmetic(state, frame, MetaEvent.MOD, x, y, a);
          if (state.reload) {
            state.reload = false;
            continue reload;
          }
          continue;
        }
        case Op.MODK: {
          let x = stack[(base + ((i >>> 16) & 0xff)) | 0];
          let y = k[words[(pc - 1) | 0]!];
          if (i >>> 24 !== 0) {
            const swap = x;
            x = y;
            y = swap;
          }
          if (typeof x === "number" && typeof y === "number") {
            const xi = x | 0;
            const yi = y | 0;
            if (xi === x && yi === y && yi > 0) {
              const r = (xi % yi) | 0;
              stack[a] = r < 0 ? r + yi : r;
              continue;
            }
          }
          frame.pc = pc;
          state.gas = gas;
          arithmetic(state, frame, MetaEvent.MOD, x, y, a);
          if (state.reload) {
            state.reload = false;
            continue reload;
          }
          continue;
        }
        case Op.IDIV: {
          const x = stack[(base + ((i >>> 16) & 0xff)) | 0];
          const y = stack[(base + (i >>> 24)) | 0];
          if (typeof x === "number" && typeof y === "number" && (x | 0) === x && (y | 0) === y && y > 0) {
            stack[a] = Math.floor(x / y);
            continue;
          }
          frame.pc = pc;
          state.gas = gas;
          arithmetic(state, frame, MetaEvent.IDIV, x, y, a);
          if (state.reload) {
            state.reload = false;
            continue reload;
          }
          continue;
        }
        case Op.IDIVK: {
          let x = stack[(base + ((i >>> 16) & 0xff)) | 0];
          let y = k[words[(pc - 1) | 0]!];
          if (i >>> 24 !== 0) {
            const swap = x;
            x = y;
            y = swap;
          }
          if (typeof x === "number" && typeof y === "number" && (x | 0) === x && (y | 0) === y && y > 0) {
            stack[a] = Math.floor(x / y);
            continue;
          }
          frame.pc = pc;
          state.gas = gas;
          arithmetic(state, frame, MetaEvent.IDIV, x, y, a);
          if (state.reload) {
            state.reload = false;
            continue reload;
          }
          continue;
        }
        case Op.POW:
        case Op.POWK: {
          let x = stack[(base + ((i >>> 16) & 0xff)) | 0];
          let y: LuaValue;
          if ((i & 0xff) === Op.POW) y = stack[(base + (i >>> 24)) | 0];
          else {
            y = k[words[(pc - 1) | 0]!];
            if (i >>> 24 !== 0) {
              const swap = x;
              x = y;
              y = swap;
            }
          }
          frame.pc = pc;
          state.gas = gas;
          arithmetic(state, frame, MetaEvent.POW, x, y, a);
          if (state.reload) {
            state.reload = false;
            continue reload;
          }
          continue;
        }
        case Op.BAND:
        case Op.BANDK: {
          const x = stack[(base + ((i >>> 16) & 0xff)) | 0];
          const isK = (i & 0xff) === Op.BANDK;
          const y = isK ? k[words[(pc - 1) | 0]!] : stack[(base + (i >>> 24)) | 0];
          if (typeof x === "number" && typeof y === "number") {
            if ((x | 0) === x && (y | 0) === y) {
              stack[a] = x & y;
              continue;
            }
            if (Number.isSafeInteger(x) && Number.isSafeInteger(y)) {
              stack[a] = band(x, y);
              continue;
            }
          }
          frame.pc = pc;
          state.gas = gas;
          if (isK && i >>> 24 !== 0) arithmetic(state, frame, MetaEvent.BAND, y, x, a);
          else arithmetic(state, frame, MetaEvent.BAND, x, y, a);
          if (state.reload) {
            state.reload = false;
            continue reload;
          }
          continue;
        }
        case Op.BOR:
        case Op.BORK: {
          const x = stack[(base + ((i >>> 16) & 0xff)) | 0];
          const isK = (i & 0xff) === Op.BORK;
          const y = isK ? k[words[(pc - 1) | 0]!] : stack[(base + (i >>> 24)) | 0];
          if (typeof x === "number" && typeof y === "number") {
            if ((x | 0) === x && (y | 0) === y) {
              stack[a] = x | y;
              continue;
            }
            if (Number.isSafeInteger(x) && Number.isSafeInteger(y)) {
              stack[a] = bor(x, y);
              continue;
            }
          }
          frame.pc = pc;
          state.gas = gas;
          if (isK && i >>> 24 !== 0) arithmetic(state, frame, MetaEvent.BOR, y, x, a);
          else arithmetic(state, frame, MetaEvent.BOR, x, y, a);
          if (state.reload) {
            state.reload = false;
            continue reload;
          }
          continue;
        }
        case Op.BXOR:
        case Op.BXORK: {
          const x = stack[(base + ((i >>> 16) & 0xff)) | 0];
          const isK = (i & 0xff) === Op.BXORK;
          const y = isK ? k[words[(pc - 1) | 0]!] : stack[(base + (i >>> 24)) | 0];
          if (typeof x === "number" && typeof y === "number") {
            if ((x | 0) === x && (y | 0) === y) {
              stack[a] = x ^ y;
              continue;
            }
            if (Number.isSafeInteger(x) && Number.isSafeInteger(y)) {
              stack[a] = bxor(x, y);
              continue;
            }
          }
          frame.pc = pc;
          state.gas = gas;
          if (isK && i >>> 24 !== 0) arithmetic(state, frame, MetaEvent.BXOR, y, x, a);
          else arithmetic(state, frame, MetaEvent.BXOR, x, y, a);
          if (state.reload) {
            state.reload = false;
            continue reload;
          }
          continue;
        }
        case Op.SHL: {
          const x = stack[(base + ((i >>> 16) & 0xff)) | 0];
          const y = stack[(base + (i >>> 24)) | 0];
          if (typeof x === "number" && typeof y === "number" && Number.isSafeInteger(x) && Number.isSafeInteger(y)) {
            stack[a] = (x | 0) === x && y >= 0 && y <= 21 ? x * (1 << y) : shl(x, y);
            continue;
          }
          frame.pc = pc;
          state.gas = gas;
          arithmetic(state, frame, MetaEvent.SHL, x, y, a);
          if (state.reload) {
            state.reload = false;
            continue reload;
          }
          continue;
        }
        case Op.SHR: {
          const x = stack[(base + ((i >>> 16) & 0xff)) | 0];
          const y = stack[(base + (i >>> 24)) | 0];
          if (typeof x === "number" && typeof y === "number" && Number.isSafeInteger(x) && Number.isSafeInteger(y)) {
            stack[a] = (x | 0) === x && x >= 0 && y >= 0 && y <= 31 ? x >>> y : shr(x, y);
            continue;
          }
          frame.pc = pc;
          state.gas = gas;
          arithmetic(state, frame, MetaEvent.SHR, x, y, a);
          if (state.reload) {
            state.reload = false;
            continue reload;
          }
          continue;
        }
        case Op.UNM: {
          const x = stack[(base + ((i >>> 16) & 0xff)) | 0];
          if (typeof x === "number" && (((x | 0) === x && x !== 0) || x !== Math.floor(x)) && x === x) {
            stack[a] = -x;
            continue;
          }
          frame.pc = pc;
          state.gas = gas;
          arithmetic(state, frame, MetaEvent.UNM, x, x, a);
          if (state.reload) {
            state.reload = false;
            continue reload;
          }
          continue;
        }
        case Op.BNOT: {
          const x = stack[(base + ((i >>> 16) & 0xff)) | 0];
          if (typeof x === "number" && (x | 0) === x) {
            stack[a] = ~x;
            continue;
          }
          frame.pc = pc;
          state.gas = gas;
          arithmetic(state, frame, MetaEvent.BNOT, x, x, a);
          if (state.reload) {
            state.reload = false;
            continue reload;
          }
          continue;
        }
        case Op.NOT: {
          const x = stack[(base + ((i >>> 16) & 0xff)) | 0];
          stack[a] = x === undefined || x === false;
          continue;
        }
        case Op.LEN: {
          const x = stack[(base + ((i >>> 16) & 0xff)) | 0];
          if (x instanceof LuaTable && x.meta === null) {
            stack[a] = x.length();
            continue;
          }
          if (typeof x === "string") {
            stack[a] = x.length;
            continue;
          }
          frame.pc = pc;
          state.gas = gas;
          arithmetic(state, frame, MetaEvent.LEN, x, x, a);
          if (state.reload) {
            state.reload = false;
            continue reload;
          }
          continue;
        }
        case Op.CONCAT: {
          frame.pc = pc;
          state.gas = gas;
          concatenate(state, frame, a, a + ((i >>> 16) & 0xff) - 1);
          if (state.reload) {
            state.reload = false;
            continue reload;
          }
          gas = state.gas | 0;
          continue;
        }

        case Op.JMP:
          pc = words[(pc - 1) | 0]!;
          continue;
        case Op.TBC:
          frame.pc = pc;
          state.gas = gas;
          markToBeClosed(state, a);
          continue;
        case Op.CLOSE: {
          const { tbc } = co;
          if (tbc.length === 0 || tbc[tbc.length - 1]! < a) continue;
          // comes back to this instruction until all are closed
          frame.pc = pc;
          state.gas = gas;
          closeVariables(state);
          continue reload;
        }
        case Op.EQ: {
          const x = stack[a];
          const y = stack[(base + ((i >>> 16) & 0xff)) | 0];
          let truth: boolean;
          if (x === y) truth = true;
          else if ((typeof x === "number" && typeof y === "number") || typeof x === "string") truth = false;
          else {
            frame.pc = pc;
            state.gas = gas;
            const result = compare(state, frame, MetaEvent.EQ, x, y);
            if (result === PENDING) continue reload;
            truth = result as boolean;
          }
          if (truth === (i >>> 24 !== 0)) pc = words[(pc - 1) | 0]!;
          continue;
        }
        case Op.EQK: {
          const x = stack[a];
          const y = k[(i >>> 16) & 0xff];
          let truth: boolean;
          if (x === y) truth = true;
          else if (typeof y === "string") truth = false;
          else truth = rawEquals(x, y);
          if (truth === (i >>> 24 !== 0)) pc = words[(pc - 1) | 0]!;
          continue;
        }
        case Op.LT: {
          const x = stack[a];
          const y = stack[(base + ((i >>> 16) & 0xff)) | 0];
          let truth: boolean;
          if (typeof x === "number" && typeof y === "number") truth = x < y;
          else {
            frame.pc = pc;
            state.gas = gas;
            const result = compare(state, frame, MetaEvent.LT, x, y);
            if (result === PENDING) continue reload;
            truth = result as boolean;
          }
          if (truth === (i >>> 24 !== 0)) pc = words[(pc - 1) | 0]!;
          continue;
        }
        case Op.LE: {
          const x = stack[a];
          const y = stack[(base + ((i >>> 16) & 0xff)) | 0];
          let truth: boolean;
          if (typeof x === "number" && typeof y === "number") truth = x <= y;
          else {
            frame.pc = pc;
            state.gas = gas;
            const result = compare(state, frame, MetaEvent.LE, x, y);
            if (result === PENDING) continue reload;
            truth = result as boolean;
          }
          if (truth === (i >>> 24 !== 0)) pc = words[(pc - 1) | 0]!;
          continue;
        }
        case Op.LTK: {
          const x = stack[a];
          const y = k[(i >>> 16) & 0xff];
          let truth: boolean;
          if (typeof x === "number" && typeof y === "number") truth = x < y;
          else {
            frame.pc = pc;
            state.gas = gas;
            const result = compare(state, frame, MetaEvent.LT, x, y);
            if (result === PENDING) continue reload;
            truth = result as boolean;
          }
          if (truth === (i >>> 24 !== 0)) pc = words[(pc - 1) | 0]!;
          continue;
        }
        case Op.LEK: {
          const x = stack[a];
          const y = k[(i >>> 16) & 0xff];
          let truth: boolean;
          if (typeof x === "number" && typeof y === "number") truth = x <= y;
          else {
            frame.pc = pc;
            state.gas = gas;
            const result = compare(state, frame, MetaEvent.LE, x, y);
            if (result === PENDING) continue reload;
            truth = result as boolean;
          }
          if (truth === (i >>> 24 !== 0)) pc = words[(pc - 1) | 0]!;
          continue;
        }
        case Op.GTK: {
          const x = stack[a];
          const y = k[(i >>> 16) & 0xff];
          let truth: boolean;
          if (typeof x === "number" && typeof y === "number") truth = x > y;
          else {
            frame.pc = pc;
            state.gas = gas;
            const result = compare(state, frame, MetaEvent.LT, y, x);
            if (result === PENDING) continue reload;
            truth = result as boolean;
          }
          if (truth === (i >>> 24 !== 0)) pc = words[(pc - 1) | 0]!;
          continue;
        }
        case Op.GEK: {
          const x = stack[a];
          const y = k[(i >>> 16) & 0xff];
          let truth: boolean;
          if (typeof x === "number" && typeof y === "number") truth = x >= y;
          else {
            frame.pc = pc;
            state.gas = gas;
            const result = compare(state, frame, MetaEvent.LE, y, x);
            if (result === PENDING) continue reload;
            truth = result as boolean;
          }
          if (truth === (i >>> 24 !== 0)) pc = words[(pc - 1) | 0]!;
          continue;
        }
        case Op.TEST: {
          const x = stack[a];
          if ((x !== undefined && x !== false) === (i >>> 24 !== 0)) pc = words[(pc - 1) | 0]!;
          continue;
        }
        case Op.TESTSET: {
          const x = stack[(base + ((i >>> 16) & 0xff)) | 0];
          if ((x !== undefined && x !== false) === (i >>> 24 !== 0)) {
            stack[a] = x;
            pc = words[(pc - 1) | 0]!;
          }
          continue;
        }

        case Op.CALL: {
          const callee = stack[a];
          const b = (i >>> 16) & 0xff;
          const nargs = b !== 0 ? b - 1 : frame.top - a - 1;
          frame.pc = pc;
          if (callee instanceof Closure) {
            const next = callee.code;
            if (next.isVararg) {
              frame = pushLuaFrame(state, co, callee, a, nargs, (i >>> 24) - 1, 0, 0);
              base = frame.base | 0;
            } else {
              base = (a + 1) | 0;
              if (base + nargs + next.maxStackSize + NATIVE_ROOM > stack.length) {
                growStack(state, co, base + nargs + next.maxStackSize + NATIVE_ROOM);
              }
              let called = frame.next;
              if (called === null) {
                state.gas = gas;
                called = nextFrame(state, co, callee);
                gas = state.gas | 0;
              } else called.fn = callee;
              for (let p = nargs; p < next.parameters; p++) stack[base + p] = undefined;
              called.base = base;
              called.ret = a;
              called.wanted = (i >>> 24) - 1;
              called.status = Status.CALL;
              co.frame = called;
              frame = called;
            }
            closure = callee;
            words = next.words;
            k = next.constants;
            pc = 0;
            continue;
          }
          state.gas = gas;
          if (callee instanceof NativeFunction) {
            if (b === 0 && a + nargs + 1 + NATIVE_ROOM > stack.length) growStack(state, co, a + nargs + 1 + NATIVE_ROOM);
            state.base = (a + 1) | 0;
            state.nargs = nargs;
            state.resBase = a;
            state.top = a + 1 + nargs;
            state.native = callee;
            const n = callee.impl(state as never);
            if (n >= 0) {
              state.native = null;
              gas = state.gas | 0;
              const wanted = (i >>> 24) - 1;
              if (wanted < 0) frame.top = a + n;
              else for (let r = n; r < wanted; r++) stack[a + r] = undefined;
              continue;
            }
            callSlow(state, n, a, nargs, (i >>> 24) - 1, Status.CALL);
            continue reload;
          }
          drive(state, true, a, nargs, 0, (i >>> 24) - 1, Status.CALL, 0);
          continue reload;
        }
        case Op.TAILCALL: {
          const b = (i >>> 16) & 0xff;
          frame.pc = pc;
          state.gas = gas;
          tailCall(state, co, frame, a, b !== 0 ? b - 1 : frame.top - a - 1);
          continue reload;
        }
        case Op.RETURN: {
          const b = (i >>> 16) & 0xff;
          if (i >>> 24 !== 0) {
            const { tbc } = co;
            if (tbc.length !== 0 && tbc[tbc.length - 1]! >= base) {
              frame.pc = pc;
              state.gas = gas;
              closeVariables(state);
              continue reload;
            }
          }
          frame.pc = pc;
          state.gas = gas;
          returnSlow(state, co, frame, a, b !== 0 ? b - 1 : frame.top - a);
          continue reload;
        }
        case Op.RETURN0: {
          if ((frame.status & Status.SLOW) !== 0) {
            frame.pc = pc;
            state.gas = gas;
            returnSlow(state, co, frame, a, 0);
            continue reload;
          }
          const { ret, wanted } = frame;
          frame = frame.prev!;
          co.frame = frame;
          if (wanted < 0) frame.top = ret;
          else for (let r = 0; r < wanted; r++) stack[ret + r] = undefined;
          closure = frame.fn as Closure;
          words = closure.code.words;
          k = closure.code.constants;
          base = frame.base | 0;
          pc = frame.pc | 0;
          continue;
        }
        case Op.RETURN1: {
          if ((frame.status & Status.SLOW) !== 0) {
            frame.pc = pc;
            state.gas = gas;
            returnSlow(state, co, frame, a, 1);
            continue reload;
          }
          const { ret, wanted } = frame;
          stack[ret] = stack[a];
          frame = frame.prev!;
          co.frame = frame;
          if (wanted < 0) frame.top = ret + 1;
          else for (let r = 1; r < wanted; r++) stack[ret + r] = undefined;
          closure = frame.fn as Closure;
          words = closure.code.words;
          k = closure.code.constants;
          base = frame.base | 0;
          pc = frame.pc | 0;
          continue;
        }

        case Op.FORPREP:
          frame.pc = pc;
          state.gas = gas;
          if (!prepareLoop(state, a)) pc = words[(pc - 1) | 0]!;
          continue;
        case Op.FORLOOP: {
          const step = stack[(a + 2) | 0];
          if (typeof step === "number") {
            const next = (stack[a] as number) + step;
            if (step > 0 ? next <= (stack[(a + 1) | 0] as number) : next >= (stack[(a + 1) | 0] as number)) {
              stack[a] = next;
              stack[(a + 3) | 0] = next;
              pc = words[(pc - 1) | 0]!;
            }
            continue;
          }
          if (stepLoop(state, a)) pc = words[(pc - 1) | 0]!;
          continue;
        }
        case Op.TFORPREP:
          frame.pc = pc;
          state.gas = gas;
          markToBeClosed(state, a + 3);
          pc = words[(pc - 1) | 0]!;
          continue;
        case Op.TFORCALL: {
          const iterator = stack[a];
          if (iterator instanceof NativeFunction) {
            frame.pc = pc;
            state.gas = gas;
            if (iterate(state, iterator, a, i >>> 24)) continue;
          }
          stack[(a + 4) | 0] = iterator;
          stack[(a + 5) | 0] = stack[(a + 1) | 0];
          stack[(a + 6) | 0] = stack[(a + 2) | 0];
          frame.pc = pc;
          state.gas = gas;
          drive(state, true, a + 4, 2, 0, i >>> 24, Status.CALL, 0);
          continue reload;
        }
        case Op.TFORLOOP: {
          const control = stack[(a + 4) | 0];
          if (control !== undefined) {
            stack[(a + 2) | 0] = control;
            pc = words[(pc - 1) | 0]!;
          }
          continue;
        }
        case Op.SETLIST: {
          const b = (i >>> 16) & 0xff;
          const n = b !== 0 ? b : frame.top - a - 1;
          state.gas = gas;
          setListItem(state, stack[a] as LuaTable, words[(pc - 1) | 0]!, stack, a + 1, n);
          gas = state.gas | 0;
          continue;
        }
        case Op.CLOSURE:
          state.gas = gas;
          stack[a] = makeClosure(state, closure, base, words[(pc - 1) | 0]!);
          gas = state.gas | 0;
          continue;
        case Op.VARARG: {
          const wanted = (i >>> 24) - 1;
          const have = frame.varargs;
          const first = base - have;
          if (wanted < 0) {
            frame.pc = pc;
            state.gas = gas;
            openVarargs(state, co, frame, a);
            gas = state.gas | 0;
            continue;
          }
          for (let r = 0; r < wanted; r++) stack[a + r] = r < have ? stack[first + r] : undefined;
          continue;
        }
      }
    }
  }
}

