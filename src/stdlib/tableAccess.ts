/** How the functions of the table library (§6.6) reach the elements of their arguments. */
import { type LuaInteger, toLuaInteger } from "../base/luaFloat.ts";
import { type CallContext, continuation, PENDING } from "../vm/callContext.ts";
import { MetaEvent } from "../vm/metaEvent.ts";
import { LuaTable } from "../vm/table.ts";
import { metaOfTable } from "../vm/types.ts";
import type { Continuation, LuaValue } from "../vm/value.ts";

/** What a function does with its table argument: bits of `uses`. */
export const READ = 1;
export const WRITE = 2;
export const LENGTH = 4;

/** Argument `i`: a table, or a value whose metatable has all the metamethods that the accesses in `uses` need. */
export function checkTable(cx: CallContext, i: number, uses: number): LuaValue {
  const v = cx.arg(i);
  if (v instanceof LuaTable) return v;
  const able =
    ((uses & READ) === 0 || cx.metafield(v, "__index") !== undefined) &&
    ((uses & WRITE) === 0 || cx.metafield(v, "__newindex") !== undefined) &&
    ((uses & LENGTH) === 0 || cx.metafield(v, "__len") !== undefined);
  return able ? v : cx.typeError(i, "table");
}

/** True when the accesses in `uses` run no metamethod and meet an ordinary array. */
export function isPlain(v: LuaValue, uses: number): v is LuaTable {
  if (!(v instanceof LuaTable) || v.isFrozen) return false;
  const meta = v.meta;
  if (meta === null) return true;
  return (
    ((uses & READ) === 0 || metaOfTable(meta, MetaEvent.INDEX) === undefined) &&
    ((uses & WRITE) === 0 || metaOfTable(meta, MetaEvent.NEWINDEX) === undefined) &&
    ((uses & LENGTH) === 0 || metaOfTable(meta, MetaEvent.LEN) === undefined)
  );
}

/** i + d modulo 2^64. */
export function plus(i: LuaInteger, d: number): LuaInteger {
  if (typeof i === "number") {
    const sum = i + d;
    if (Number.isSafeInteger(sum)) return sum;
  }
  return toLuaInteger(BigInt(i) + BigInt(d));
}

/** a - b as a mathematical integer; rounded when large, which is good enough for counting down. */
export function distance(a: LuaInteger, b: LuaInteger): number {
  return typeof a === "number" && typeof b === "number" ? a - b : Number(BigInt(a) - BigInt(b));
}

/** 1 <= pos <= limit, as PUC's unsigned comparison sees it. */
export function isWithin(pos: LuaInteger, limit: LuaInteger): boolean {
  if (typeof pos === "number" && typeof limit === "number" && limit >= 0) return pos >= 1 && pos <= limit;
  return BigInt.asUintN(64, BigInt(pos) - 1n) < BigInt.asUintN(64, BigInt(limit));
}

// ------------------------------------------------------------------ copying with metamethods

/** `for each: target[to] = source[from]`, then perhaps one last assignment, then a result. */
export interface CopyState {
  readonly source: LuaValue;
  readonly target: LuaValue;
  from: LuaInteger;
  to: LuaInteger;
  /** Elements still to be copied. */
  left: number;
  /** 1 = upwards, -1 = downwards. */
  readonly step: number;
  /** `value` has been read and is to be stored. */
  loaded: boolean;
  value: LuaValue;
  /** Key of the assignment after the last copy; undefined = none (any more). */
  lastKey: LuaInteger | undefined;
  readonly lastValue: LuaValue;
  /** What the function returns: `result` when `hasResult`. */
  readonly hasResult: boolean;
  readonly result: LuaValue;
}

const COPY: Continuation = continuation<CopyState>("table.copy", (cx, s) => {
  if (s.left === 0) s.lastKey = undefined;
  else if (s.loaded) stored(s);
  else {
    s.value = cx.arg(1);
    s.loaded = true;
  }
  return copy(cx, s);
});

function stored(s: CopyState): void {
  s.loaded = false;
  s.left--;
  s.from = plus(s.from, s.step);
  s.to = plus(s.to, s.step);
}

/** Copies, and returns what the native must return. */
export function copy(cx: CallContext, s: CopyState): number {
  while (s.left > 0) {
    if (!s.loaded) {
      cx.charge(1);
      const v = cx.index(s.source, s.from);
      if (v === PENDING) return cx.callPending(COPY, s);
      s.value = v;
      s.loaded = true;
    }
    if (!cx.setIndex(s.target, s.to, s.value)) return cx.callPending(COPY, s);
    stored(s);
  }
  if (s.lastKey !== undefined && !cx.setIndex(s.target, s.lastKey, s.lastValue)) return cx.callPending(COPY, s);
  return s.hasResult ? cx.ret(s.result) : cx.ret0();
}
