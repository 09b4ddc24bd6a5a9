/**
 * The interpreter loop.
 *
 * Rules of the loop:
 * 1. `pc` is the offset of the next instruction word. Before anything that may throw, call, or look at frames, the case
 *    stores `frame.pc = pc` and `state.gas = gas`.
 * 2. Slow paths are functions outside, and every call is followed by `continue reload`, which takes all locals anew from the
 *    state. So a slow path may change which frame runs; and nothing but `state` is alive across a call, which lets the
 *    optimising compiler keep the locals of the fast paths in machine registers (measured: up to a third faster).
 * 3. Each instruction charges one unit before it runs, here at the fetch and nowhere else. Natives charge their own work.
 * 4. Only `boundary` (see interrupt.ts) suspends, runs finalisers and hooks, and stops at limits: always between two instructions.
 * 5. Plain numbers: a result is stored directly only where it is provably canonical (base/luaFloat.ts); everything else
 *    goes through base/arithmetic.ts.
 * 6. `pc`, `base`, `gas` and register indices are kept 32-bit integers by `| 0`: without it the optimising compiler keeps
 *    them tagged and checks every addition for overflow (measured: a third of the cost of an instruction).
 * 7. Registers of captured locals hold boxes; only the box instructions touch those.
 */
import { LuaFloat } from "../base/luaFloat.ts";
import { Op } from "../compiler/bytecode/opcodes.ts";
import { markToBeClosed } from "./closing.ts";
import { prepareLoop, stepLoop } from "./forLoop.ts";
import { SHORT_STRING } from "./gas.ts";
import { boundary } from "./interrupt.ts";
import { drive } from "./machine.ts";
import { MetaEvent } from "./metaEvent.ts";
import {
  appendItem,
  arithmetic,
  callNative,
  closeVariables,
  compare,
  concatenate,
  index,
  indexString,
  iterate,
  makeBox,
  makeClosure,
  newIndex,
  openVarargs,
  prepareIteration,
  returnSlow,
  setField,
  setListItem,
  stackTable,
  tailCall,
} from "./operations.ts";
import { NATIVE_ROOM, pushLuaFrame } from "./stack.ts";
import type { State } from "./state.ts";
import { LuaTable } from "./table.ts";
import { Closure, type LuaValue, NativeFunction, Status, type UpValue } from "./value.ts";

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
          frame.pc = pc;
          state.gas = gas;
          makeBox(state, a);
          continue reload;
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
          continue reload;
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
          continue reload;
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
          }
          frame.pc = pc;
          state.gas = gas;
          indexString(state, frame, closure.code.caches, pc >> 1, t, key, a);
          continue reload;
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
            }
          }
          frame.pc = pc;
          state.gas = gas;
          index(state, frame, t, key, a);
          continue reload;
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
          continue reload;
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
          }
          frame.pc = pc;
          state.gas = gas;
          setField(state, frame, closure.code.caches, pc >> 1, t, k[words[(pc - 1) | 0]!] as string, v);
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
          }
          frame.pc = pc;
          state.gas = gas;
          setField(state, frame, closure.code.caches, pc >> 1, t, k[words[(pc - 1) | 0]!] as string, v);
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
                frame.pc = pc;
                state.gas = gas;
                appendItem(state, t, v);
                continue reload;
              }
            }
          }
          frame.pc = pc;
          state.gas = gas;
          newIndex(state, frame, t, key, v);
          continue reload;
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
          continue reload;
        }
        case Op.NEWTABLE: {
          const fields = (i >>> 16) & 0xff;
          frame.pc = pc;
          state.gas = gas;
          stackTable(state, a, fields);
          continue reload;
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
            if (r !== Math.floor(r)) {
              stack[a] = r;
              continue;
            }
          }
          if (
            x instanceof LuaFloat
              ? typeof y === "number" || y instanceof LuaFloat
              : typeof x === "number" && y instanceof LuaFloat
          ) {
            const r = (x instanceof LuaFloat ? x.n : (x as number)) + (y instanceof LuaFloat ? y.n : (y as number));
            if (r !== Math.floor(r)) {
              if (!Number.isNaN(r)) {
                stack[a] = r;
                continue;
              }
            } else if (r <= 9007199254740991 && r >= -9007199254740991) {
              stack[a] = new LuaFloat(r);
              continue;
            }
          }
          if (typeof x === "bigint" && typeof y === "bigint") {
            const r = BigInt.asIntN(64, x + y);
            stack[a] = r >= -9007199254740991n && r <= 9007199254740991n ? Number(r) : r;
            continue;
          }
          frame.pc = pc;
          state.gas = gas;
          arithmetic(state, frame, MetaEvent.ADD, x, y, a);
          continue reload;
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
            if (r !== Math.floor(r)) {
              stack[a] = r;
              continue;
            }
          }
          if (
            x instanceof LuaFloat
              ? typeof y === "number" || y instanceof LuaFloat
              : typeof x === "number" && y instanceof LuaFloat
          ) {
            const r = (x instanceof LuaFloat ? x.n : (x as number)) + (y instanceof LuaFloat ? y.n : (y as number));
            if (r !== Math.floor(r)) {
              if (!Number.isNaN(r)) {
                stack[a] = r;
                continue;
              }
            } else if (r <= 9007199254740991 && r >= -9007199254740991) {
              stack[a] = new LuaFloat(r);
              continue;
            }
          }
          if (typeof x === "bigint" && typeof y === "bigint") {
            const r = BigInt.asIntN(64, x + y);
            stack[a] = r >= -9007199254740991n && r <= 9007199254740991n ? Number(r) : r;
            continue;
          }
          frame.pc = pc;
          state.gas = gas;
          if (i >>> 24 === 0) arithmetic(state, frame, MetaEvent.ADD, x, y, a);
          else arithmetic(state, frame, MetaEvent.ADD, y, x, a);
          continue reload;
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
            if (r !== Math.floor(r)) {
              stack[a] = r;
              continue;
            }
          }
          if (
            x instanceof LuaFloat
              ? typeof y === "number" || y instanceof LuaFloat
              : typeof x === "number" && y instanceof LuaFloat
          ) {
            const r = (x instanceof LuaFloat ? x.n : (x as number)) - (y instanceof LuaFloat ? y.n : (y as number));
            if (r !== Math.floor(r)) {
              if (!Number.isNaN(r)) {
                stack[a] = r;
                continue;
              }
            } else if (r <= 9007199254740991 && r >= -9007199254740991) {
              stack[a] = new LuaFloat(r);
              continue;
            }
          }
          frame.pc = pc;
          state.gas = gas;
          arithmetic(state, frame, MetaEvent.SUB, x, y, a);
          continue reload;
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
            if (r !== Math.floor(r)) {
              stack[a] = r;
              continue;
            }
          }
          if (
            x instanceof LuaFloat
              ? typeof y === "number" || y instanceof LuaFloat
              : typeof x === "number" && y instanceof LuaFloat
          ) {
            const r = (x instanceof LuaFloat ? x.n : (x as number)) - (y instanceof LuaFloat ? y.n : (y as number));
            if (r !== Math.floor(r)) {
              if (!Number.isNaN(r)) {
                stack[a] = r;
                continue;
              }
            } else if (r <= 9007199254740991 && r >= -9007199254740991) {
              stack[a] = new LuaFloat(r);
              continue;
            }
          }
          frame.pc = pc;
          state.gas = gas;
          arithmetic(state, frame, MetaEvent.SUB, x, y, a);
          continue reload;
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
            if (r !== Math.floor(r)) {
              stack[a] = r;
              continue;
            }
          }
          if (
            x instanceof LuaFloat
              ? typeof y === "number" || y instanceof LuaFloat
              : typeof x === "number" && y instanceof LuaFloat
          ) {
            const r = (x instanceof LuaFloat ? x.n : (x as number)) * (y instanceof LuaFloat ? y.n : (y as number));
            if (r !== Math.floor(r)) {
              if (!Number.isNaN(r)) {
                stack[a] = r;
                continue;
              }
            } else if (r <= 9007199254740991 && r >= -9007199254740991) {
              stack[a] = new LuaFloat(r);
              continue;
            }
          }
          if (typeof x === "bigint" && typeof y === "bigint") {
            const r = BigInt.asIntN(64, x * y);
            stack[a] = r >= -9007199254740991n && r <= 9007199254740991n ? Number(r) : r;
            continue;
          }
          frame.pc = pc;
          state.gas = gas;
          arithmetic(state, frame, MetaEvent.MUL, x, y, a);
          continue reload;
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
            if (r !== Math.floor(r)) {
              stack[a] = r;
              continue;
            }
          }
          if (
            x instanceof LuaFloat
              ? typeof y === "number" || y instanceof LuaFloat
              : typeof x === "number" && y instanceof LuaFloat
          ) {
            const r = (x instanceof LuaFloat ? x.n : (x as number)) * (y instanceof LuaFloat ? y.n : (y as number));
            if (r !== Math.floor(r)) {
              if (!Number.isNaN(r)) {
                stack[a] = r;
                continue;
              }
            } else if (r <= 9007199254740991 && r >= -9007199254740991) {
              stack[a] = new LuaFloat(r);
              continue;
            }
          }
          if (typeof x === "bigint" && typeof y === "bigint") {
            const r = BigInt.asIntN(64, x * y);
            stack[a] = r >= -9007199254740991n && r <= 9007199254740991n ? Number(r) : r;
            continue;
          }
          frame.pc = pc;
          state.gas = gas;
          if (i >>> 24 === 0) arithmetic(state, frame, MetaEvent.MUL, x, y, a);
          else arithmetic(state, frame, MetaEvent.MUL, y, x, a);
          continue reload;
        }
        case Op.DIV: {
          const x = stack[(base + ((i >>> 16) & 0xff)) | 0];
          const y = stack[(base + (i >>> 24)) | 0];
          if (typeof x === "number" && typeof y === "number") {
            const r = x / y;
            if (r !== Math.floor(r)) stack[a] = r;
            else stack[a] = r <= 9007199254740991 && r >= -9007199254740991 ? new LuaFloat(r) : r;
            continue;
          }
          if (
            x instanceof LuaFloat
              ? typeof y === "number" || y instanceof LuaFloat
              : typeof x === "number" && y instanceof LuaFloat
          ) {
            const r = (x instanceof LuaFloat ? x.n : (x as number)) / (y instanceof LuaFloat ? y.n : (y as number));
            if (r !== Math.floor(r)) {
              if (!Number.isNaN(r)) {
                stack[a] = r;
                continue;
              }
            } else if (r <= 9007199254740991 && r >= -9007199254740991) {
              stack[a] = new LuaFloat(r);
              continue;
            }
          }
          frame.pc = pc;
          state.gas = gas;
          arithmetic(state, frame, MetaEvent.DIV, x, y, a);
          continue reload;
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
            if (r !== Math.floor(r)) stack[a] = r;
            else stack[a] = r <= 9007199254740991 && r >= -9007199254740991 ? new LuaFloat(r) : r;
            continue;
          }
          if (
            x instanceof LuaFloat
              ? typeof y === "number" || y instanceof LuaFloat
              : typeof x === "number" && y instanceof LuaFloat
          ) {
            const r = (x instanceof LuaFloat ? x.n : (x as number)) / (y instanceof LuaFloat ? y.n : (y as number));
            if (r !== Math.floor(r)) {
              if (!Number.isNaN(r)) {
                stack[a] = r;
                continue;
              }
            } else if (r <= 9007199254740991 && r >= -9007199254740991) {
              stack[a] = new LuaFloat(r);
              continue;
            }
          }
          frame.pc = pc;
          state.gas = gas;
          arithmetic(state, frame, MetaEvent.DIV, x, y, a);
          continue reload;
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
          continue reload;
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
          continue reload;
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
          continue reload;
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
          continue reload;
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
          continue reload;
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
            // a mask of 32 bits wants only the low word, which is what `&` takes of any safe integer
            if (y >>> 0 === y && x === Math.floor(x) && x <= 9007199254740991 && x >= -9007199254740991) {
              stack[a] = (x & y) >>> 0;
              continue;
            }
          }
          frame.pc = pc;
          state.gas = gas;
          if (isK && i >>> 24 !== 0) arithmetic(state, frame, MetaEvent.BAND, y, x, a);
          else arithmetic(state, frame, MetaEvent.BAND, x, y, a);
          continue reload;
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
            if (x >>> 0 === x && y >>> 0 === y) {
              stack[a] = (x | y) >>> 0;
              continue;
            }
          }
          frame.pc = pc;
          state.gas = gas;
          if (isK && i >>> 24 !== 0) arithmetic(state, frame, MetaEvent.BOR, y, x, a);
          else arithmetic(state, frame, MetaEvent.BOR, x, y, a);
          continue reload;
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
            if (x >>> 0 === x && y >>> 0 === y) {
              stack[a] = (x ^ y) >>> 0;
              continue;
            }
          }
          frame.pc = pc;
          state.gas = gas;
          if (isK && i >>> 24 !== 0) arithmetic(state, frame, MetaEvent.BXOR, y, x, a);
          else arithmetic(state, frame, MetaEvent.BXOR, x, y, a);
          continue reload;
        }
        case Op.SHL: {
          const x = stack[(base + ((i >>> 16) & 0xff)) | 0];
          const y = stack[(base + (i >>> 24)) | 0];
          if (typeof x === "number" && typeof y === "number" && (y | 0) === y && y >= 0 && y <= 20) {
            if ((x | 0) === x || x >>> 0 === x) {
              stack[a] = x * (1 << y);
              continue;
            }
          }
          frame.pc = pc;
          state.gas = gas;
          arithmetic(state, frame, MetaEvent.SHL, x, y, a);
          continue reload;
        }
        case Op.SHR: {
          const x = stack[(base + ((i >>> 16) & 0xff)) | 0];
          const y = stack[(base + (i >>> 24)) | 0];
          if (typeof x === "number" && typeof y === "number" && (y | 0) === y && y >= 0 && y <= 31 && x >>> 0 === x) {
            stack[a] = x >>> y;
            continue;
          }
          frame.pc = pc;
          state.gas = gas;
          arithmetic(state, frame, MetaEvent.SHR, x, y, a);
          continue reload;
        }
        case Op.SHLK: {
          const x = stack[(base + ((i >>> 16) & 0xff)) | 0];
          const y = k[words[(pc - 1) | 0]!];
          if (i >>> 24 === 0 && typeof x === "number" && typeof y === "number" && (y | 0) === y && y >= 0 && y <= 20) {
            if ((x | 0) === x || x >>> 0 === x) {
              stack[a] = x * (1 << y);
              continue;
            }
          }
          frame.pc = pc;
          state.gas = gas;
          if (i >>> 24 === 0) arithmetic(state, frame, MetaEvent.SHL, x, y, a);
          else arithmetic(state, frame, MetaEvent.SHL, y, x, a);
          continue reload;
        }
        case Op.SHRK: {
          const x = stack[(base + ((i >>> 16) & 0xff)) | 0];
          const y = k[words[(pc - 1) | 0]!];
          if (i >>> 24 === 0 && typeof x === "number" && typeof y === "number" && (y | 0) === y && y >= 0 && y <= 31) {
            if (x >>> 0 === x) {
              stack[a] = x >>> y;
              continue;
            }
          }
          frame.pc = pc;
          state.gas = gas;
          if (i >>> 24 === 0) arithmetic(state, frame, MetaEvent.SHR, x, y, a);
          else arithmetic(state, frame, MetaEvent.SHR, y, x, a);
          continue reload;
        }
        case Op.UNM: {
          const x = stack[(base + ((i >>> 16) & 0xff)) | 0];
          if (typeof x === "number" && (((x | 0) === x && x !== 0) || (x !== Math.floor(x) && !Number.isNaN(x)))) {
            stack[a] = -x;
            continue;
          }
          if (x instanceof LuaFloat && !Number.isNaN(x.n)) {
            stack[a] = new LuaFloat(-x.n);
            continue;
          }
          frame.pc = pc;
          state.gas = gas;
          arithmetic(state, frame, MetaEvent.UNM, x, x, a);
          continue reload;
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
          continue reload;
        }
        case Op.NOT: {
          const x = stack[(base + ((i >>> 16) & 0xff)) | 0];
          stack[a] = x === undefined || x === false;
          continue;
        }
        case Op.LEN: {
          const x = stack[(base + ((i >>> 16) & 0xff)) | 0];
          if (x instanceof LuaTable && x.meta === null) {
            const n = x.arr.length;
            // the items of a frozen table are in its dictionary
            if (n !== 0 || x.dict === null) {
              stack[a] = n;
              continue;
            }
          }
          if (typeof x === "string") {
            stack[a] = x.length;
            continue;
          }
          frame.pc = pc;
          state.gas = gas;
          arithmetic(state, frame, MetaEvent.LEN, x, x, a);
          continue reload;
        }
        case Op.CONCAT: {
          frame.pc = pc;
          state.gas = gas;
          concatenate(state, frame, a, a + ((i >>> 16) & 0xff) - 1);
          continue reload;
        }

        case Op.JMP:
          pc = words[(pc - 1) | 0]!;
          continue;
        case Op.TBC:
          frame.pc = pc;
          state.gas = gas;
          markToBeClosed(state, a);
          continue reload;
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
          let truth: number;
          if (typeof x === "number" && typeof y === "number") truth = x === y ? 1 : 0;
          else if (x === undefined || typeof x === "boolean") truth = x === y ? 1 : 0;
          else if (typeof x === "string" && (typeof y !== "string" || x.length !== y.length)) truth = 0;
          else if (typeof x === "string" && x.length <= SHORT_STRING) truth = x === y ? 1 : 0;
          else {
            // long strings pay; a boxed NaN is not even equal to itself
            frame.pc = pc;
            state.gas = gas;
            compare(state, frame, MetaEvent.EQ, x, y);
            continue reload;
          }
          if (truth === i >>> 24) pc = words[(pc - 1) | 0]!;
          continue;
        }
        case Op.EQK: {
          const x = stack[a];
          const y = k[(i >>> 16) & 0xff];
          let truth: number;
          if (typeof x === "number" && typeof y === "number") truth = x === y ? 1 : 0;
          else if (x === undefined || typeof x === "boolean") truth = x === y ? 1 : 0;
          else if (typeof x === "string" && (typeof y !== "string" || x.length !== y.length)) truth = 0;
          else if (typeof x === "string" && x.length <= SHORT_STRING) truth = x === y ? 1 : 0;
          else {
            frame.pc = pc;
            state.gas = gas;
            compare(state, frame, MetaEvent.EQ, x, y);
            continue reload;
          }
          if (truth === i >>> 24) pc = words[(pc - 1) | 0]!;
          continue;
        }
        case Op.LT: {
          const x = stack[a];
          const y = stack[(base + ((i >>> 16) & 0xff)) | 0];
          let truth: number;
          if (typeof x === "number" && typeof y === "number") truth = x < y ? 1 : 0;
          else if (x instanceof LuaFloat && typeof y === "number") truth = x.n < y ? 1 : 0;
          else if (y instanceof LuaFloat && (typeof x === "number" || x instanceof LuaFloat)) {
            truth = (typeof x === "number" ? x : x.n) < y.n ? 1 : 0;
          } else {
            frame.pc = pc;
            state.gas = gas;
            compare(state, frame, MetaEvent.LT, x, y);
            continue reload;
          }
          if (truth === i >>> 24) pc = words[(pc - 1) | 0]!;
          continue;
        }
        case Op.LE: {
          const x = stack[a];
          const y = stack[(base + ((i >>> 16) & 0xff)) | 0];
          let truth: number;
          if (typeof x === "number" && typeof y === "number") truth = x <= y ? 1 : 0;
          else if (x instanceof LuaFloat && typeof y === "number") truth = x.n <= y ? 1 : 0;
          else if (y instanceof LuaFloat && (typeof x === "number" || x instanceof LuaFloat)) {
            truth = (typeof x === "number" ? x : x.n) <= y.n ? 1 : 0;
          } else {
            frame.pc = pc;
            state.gas = gas;
            compare(state, frame, MetaEvent.LE, x, y);
            continue reload;
          }
          if (truth === i >>> 24) pc = words[(pc - 1) | 0]!;
          continue;
        }
        case Op.LTK: {
          const x = stack[a];
          const y = k[(i >>> 16) & 0xff];
          let truth: number;
          if (typeof x === "number" && typeof y === "number") truth = x < y ? 1 : 0;
          else if (x instanceof LuaFloat && typeof y === "number") truth = x.n < y ? 1 : 0;
          else if (y instanceof LuaFloat && (typeof x === "number" || x instanceof LuaFloat)) {
            truth = (typeof x === "number" ? x : x.n) < y.n ? 1 : 0;
          } else {
            frame.pc = pc;
            state.gas = gas;
            compare(state, frame, MetaEvent.LT, x, y);
            continue reload;
          }
          if (truth === i >>> 24) pc = words[(pc - 1) | 0]!;
          continue;
        }
        case Op.LEK: {
          const x = stack[a];
          const y = k[(i >>> 16) & 0xff];
          let truth: number;
          if (typeof x === "number" && typeof y === "number") truth = x <= y ? 1 : 0;
          else if (x instanceof LuaFloat && typeof y === "number") truth = x.n <= y ? 1 : 0;
          else if (y instanceof LuaFloat && (typeof x === "number" || x instanceof LuaFloat)) {
            truth = (typeof x === "number" ? x : x.n) <= y.n ? 1 : 0;
          } else {
            frame.pc = pc;
            state.gas = gas;
            compare(state, frame, MetaEvent.LE, x, y);
            continue reload;
          }
          if (truth === i >>> 24) pc = words[(pc - 1) | 0]!;
          continue;
        }
        case Op.GTK: {
          const x = stack[a];
          const y = k[(i >>> 16) & 0xff];
          let truth: number;
          if (typeof x === "number" && typeof y === "number") truth = x > y ? 1 : 0;
          else if (x instanceof LuaFloat && typeof y === "number") truth = x.n > y ? 1 : 0;
          else if (y instanceof LuaFloat && (typeof x === "number" || x instanceof LuaFloat)) {
            truth = (typeof x === "number" ? x : x.n) > y.n ? 1 : 0;
          } else {
            frame.pc = pc;
            state.gas = gas;
            compare(state, frame, MetaEvent.LT, y, x);
            continue reload;
          }
          if (truth === i >>> 24) pc = words[(pc - 1) | 0]!;
          continue;
        }
        case Op.GEK: {
          const x = stack[a];
          const y = k[(i >>> 16) & 0xff];
          let truth: number;
          if (typeof x === "number" && typeof y === "number") truth = x >= y ? 1 : 0;
          else if (x instanceof LuaFloat && typeof y === "number") truth = x.n >= y ? 1 : 0;
          else if (y instanceof LuaFloat && (typeof x === "number" || x instanceof LuaFloat)) {
            truth = (typeof x === "number" ? x : x.n) >= y.n ? 1 : 0;
          } else {
            frame.pc = pc;
            state.gas = gas;
            compare(state, frame, MetaEvent.LE, y, x);
            continue reload;
          }
          if (truth === i >>> 24) pc = words[(pc - 1) | 0]!;
          continue;
        }
        case Op.TEST: {
          const x = stack[a];
          if ((x !== undefined && x !== false ? 1 : 0) === i >>> 24) pc = words[(pc - 1) | 0]!;
          continue;
        }
        case Op.TESTSET: {
          const x = stack[(base + ((i >>> 16) & 0xff)) | 0];
          if ((x !== undefined && x !== false ? 1 : 0) === i >>> 24) {
            stack[a] = x;
            pc = words[(pc - 1) | 0]!;
          }
          continue;
        }

        case Op.CALL: {
          const callee = stack[a];
          const b = (i >>> 16) & 0xff;
          const nargs = b !== 0 ? (b - 1) | 0 : (frame.top - a - 1) | 0;
          frame.pc = pc;
          if (callee instanceof Closure) {
            const next = callee.code;
            const called = frame.next;
            const first = (a + 1) | 0;
            if (
              !next.isVararg &&
              called !== null &&
              ((first + nargs + next.maxStackSize) | 0) + NATIVE_ROOM <= stack.length
            ) {
              for (let p = nargs; p < next.parameters; p++) stack[(first + p) | 0] = undefined;
              called.fn = callee;
              called.base = first;
              called.ret = a;
              called.wanted = (i >>> 24) - 1;
              called.status = Status.CALL;
              co.frame = called;
              frame = called;
              base = first;
              closure = callee;
              words = next.words;
              k = next.constants;
              pc = 0;
              continue;
            }
            state.gas = gas;
            pushLuaFrame(state, co, callee, a, nargs, (i >>> 24) - 1, Status.CALL, 0);
            continue reload;
          }
          state.gas = gas;
          if (callee instanceof NativeFunction) callNative(state, frame, callee, a, nargs, (i >>> 24) - 1);
          else drive(state, true, a, nargs, 0, (i >>> 24) - 1, Status.CALL, 0);
          continue reload;
        }
        case Op.TAILCALL: {
          const callee = stack[a];
          const b = (i >>> 16) & 0xff;
          const nargs = b !== 0 ? (b - 1) | 0 : (frame.top - a - 1) | 0;
          frame.pc = pc;
          if (callee instanceof Closure) {
            const next = callee.code;
            const first = (frame.ret + 1) | 0;
            if (!next.isVararg && ((first + nargs + next.maxStackSize) | 0) + NATIVE_ROOM <= stack.length) {
              // the callee takes the place of the running frame
              for (let p = 0; p <= nargs; p++) stack[(first - 1 + p) | 0] = stack[(a + p) | 0];
              for (let p = nargs; p < next.parameters; p++) stack[(first + p) | 0] = undefined;
              frame.fn = callee;
              frame.base = first;
              frame.status |= Status.TAIL;
              base = first;
              closure = callee;
              words = next.words;
              k = next.constants;
              pc = 0;
              continue;
            }
          }
          state.gas = gas;
          tailCall(state, co, frame, a, nargs);
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
          const n = b !== 0 ? (b - 1) | 0 : (frame.top - a) | 0;
          if ((frame.status & Status.SLOW) !== 0) {
            frame.pc = pc;
            state.gas = gas;
            returnSlow(state, co, frame, a, n);
            continue reload;
          }
          const { ret, wanted } = frame;
          frame = frame.prev!;
          co.frame = frame;
          if (wanted < 0) {
            for (let r = 0; r < n; r++) stack[(ret + r) | 0] = stack[(a + r) | 0];
            frame.top = ret + n;
          } else {
            for (let r = 0; r < wanted; r++) stack[(ret + r) | 0] = r < n ? stack[(a + r) | 0] : undefined;
          }
          closure = frame.fn as Closure;
          words = closure.code.words;
          k = closure.code.constants;
          base = frame.base | 0;
          pc = frame.pc | 0;
          continue;
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
          prepareLoop(state, frame, a, words[(pc - 1) | 0]!);
          continue reload;
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
          frame.pc = pc;
          state.gas = gas;
          stepLoop(state, frame, a, words[(pc - 1) | 0]!);
          continue reload;
        }
        case Op.TFORPREP:
          frame.pc = pc;
          state.gas = gas;
          prepareIteration(state, frame, a, words[(pc - 1) | 0]!);
          continue reload;
        case Op.TFORCALL:
          frame.pc = pc;
          state.gas = gas;
          iterate(state, a, i >>> 24);
          continue reload;
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
          frame.pc = pc;
          state.gas = gas;
          setListItem(state, a, words[(pc - 1) | 0]!, b !== 0 ? b : frame.top - a - 1);
          continue reload;
        }
        case Op.CLOSURE:
          frame.pc = pc;
          state.gas = gas;
          makeClosure(state, closure, base, words[(pc - 1) | 0]!, a);
          continue reload;
        case Op.VARARG: {
          const wanted = (i >>> 24) - 1;
          const have = frame.varargs;
          const first = base - have;
          if (wanted < 0) {
            frame.pc = pc;
            state.gas = gas;
            openVarargs(state, co, frame, a);
            continue reload;
          }
          for (let r = 0; r < wanted; r++) stack[a + r] = r < have ? stack[first + r] : undefined;
          continue;
        }
      }
    }
  }
}
