/**
 * The algorithm of `table.sort` (§6.6): PUC's quicksort step by step, because programs observe the order of comparisons,
 * and "invalid order function" must be raised exactly when PUC raises it. It is written as a machine whose state is
 * plain data, so that a comparator or metamethod may suspend; nothing is allocated per comparison.
 */
import { type CallContext, continuation, PENDING } from "../vm/callContext.ts";
import { MetaEvent } from "../vm/metaEvent.ts";
import { LuaTable } from "../vm/table.ts";
import { metaOfTable } from "../vm/types.ts";
import type { Continuation, LuaValue } from "../vm/value.ts";

/** Intervals from this size on use `random` for the pivot, once a partition was badly unbalanced. */
const RANDOM_LIMIT = 100;
/** What PUC takes from the clock; any value will do, and a fixed one keeps runs reproducible. */
const RANDOM = 0x9e3779b1;

/** What the machine does next. FETCH and STORE steps work on the indices `a` and `b` and then go to `next`. */
enum Step {
  /** Begin with [lo, up], or take an interval from the stack. */
  INTERVAL,
  /** x = t[a] */
  FETCH_X,
  /** y = t[b] */
  FETCH_Y,
  /** t[a] = y */
  STORE_A,
  /** t[b] = x */
  STORE_B,
  /** Put the ends in order: x = t[lo], y = t[up]. */
  COMPARE_ENDS,
  CHOOSE_PIVOT,
  /** x = t[p], y = t[lo] */
  COMPARE_LOW,
  /** x = t[p], y = t[up] */
  COMPARE_HIGH,
  AFTER_MEDIAN,
  /** x = t[p] is the pivot, y = t[up - 1] */
  KEEP_PIVOT,
  NEXT_UP,
  /** x = t[i] */
  COMPARE_UP,
  NEXT_DOWN,
  /** y = t[j] */
  COMPARE_DOWN,
  SPLIT,
}

/** Everything a suspended sort needs. */
interface SortState {
  readonly table: LuaValue;
  readonly comparator: LuaValue;
  step: Step;
  next: Step;
  lo: number;
  up: number;
  random: number;
  /** Index of the pivot. */
  p: number;
  i: number;
  j: number;
  a: number;
  b: number;
  x: LuaValue;
  y: LuaValue;
  pivot: LuaValue;
  /** A call has returned, with this result, for the step under way. */
  answered: boolean;
  answer: LuaValue;
  /** Intervals still to be sorted: lo, up, random of each. */
  readonly intervals: number[];
}

const SORT: Continuation = continuation<SortState>("table.sort", (cx, s) => {
  s.answered = true;
  s.answer = cx.arg(1);
  return run(cx, s);
});

/** Sorts `table[1..n]`, `n` below 2^31; `comparator` is a function or nil. Returns what the native must return. */
export function sortTable(cx: CallContext, table: LuaValue, n: number, comparator: LuaValue): number {
  if (comparator === undefined && table instanceof LuaTable && sortUniform(cx, table, n)) return cx.ret0();
  return run(cx, {
    table,
    comparator,
    step: Step.INTERVAL,
    next: Step.INTERVAL,
    lo: 1,
    up: n,
    random: 0,
    p: 0,
    i: 0,
    j: 0,
    a: 0,
    b: 0,
    x: undefined,
    y: undefined,
    pivot: undefined,
    answered: false,
    answer: undefined,
    intervals: [],
  });
}

/**
 * Sorts an array of plain numbers without NaN, or of strings, where equal elements cannot be told apart and so the
 * algorithm does not show. False when the table is anything else.
 */
function sortUniform(cx: CallContext, table: LuaTable, n: number): boolean {
  const { arr, meta } = table;
  if (arr.length !== n) return false;
  if (meta !== null) {
    const accessed = metaOfTable(meta, MetaEvent.INDEX) ?? metaOfTable(meta, MetaEvent.NEWINDEX);
    if (accessed !== undefined) return false;
  }
  const levels = 32 - Math.clz32(n);
  if (typeof arr[0] === "number") {
    for (let i = 0; i < n; i++) {
      if (typeof arr[i] !== "number" || Number.isNaN(arr[i])) return isMixed(cx, i);
    }
    cx.charge(n * levels);
    const sorted = Float64Array.from(arr as number[]).sort();
    for (let i = 0; i < n; i++) arr[i] = sorted[i];
    return true;
  }
  let bytes = 0;
  for (let i = 0; i < n; i++) {
    const v = arr[i] as LuaValue;
    if (typeof v !== "string") return isMixed(cx, i);
    bytes += v.length;
  }
  cx.charge(n * levels);
  cx.chargeBytes(bytes * levels);
  const sorted = arr.slice().sort();
  for (let i = 0; i < n; i++) arr[i] = sorted[i];
  return true;
}

/** Pays for having looked at `looked` elements in vain. */
function isMixed(cx: CallContext, looked: number): false {
  cx.charge(looked >> 3);
  return false;
}

/** Runs until the end or until a function must be called. */
function run(cx: CallContext, s: SortState): number {
  for (;;) {
    switch (s.step) {
      case Step.INTERVAL:
        if (s.lo >= s.up) {
          if (s.intervals.length === 0) return cx.ret0();
          s.random = s.intervals.pop()!;
          s.up = s.intervals.pop()!;
          s.lo = s.intervals.pop()!;
        } else fetch(s, s.lo, s.up, Step.COMPARE_ENDS);
        break;
      case Step.FETCH_X: {
        const v = load(cx, s, s.a);
        if (v === PENDING) return cx.callPending(SORT, s);
        s.x = v;
        s.step = Step.FETCH_Y;
        break;
      }
      case Step.FETCH_Y: {
        const v = load(cx, s, s.b);
        if (v === PENDING) return cx.callPending(SORT, s);
        s.y = v;
        s.step = s.next;
        break;
      }
      case Step.STORE_A:
        if (!store(cx, s, s.a, s.y)) return cx.callPending(SORT, s);
        s.step = Step.STORE_B;
        break;
      case Step.STORE_B:
        if (!store(cx, s, s.b, s.x)) return cx.callPending(SORT, s);
        s.step = s.next;
        break;
      case Step.COMPARE_ENDS: {
        const swap = less(cx, s, s.y, s.x);
        if (typeof swap === "number") return swap;
        decide(s, swap, Step.CHOOSE_PIVOT);
        break;
      }
      case Step.CHOOSE_PIVOT:
        if (s.up - s.lo === 1) endInterval(s);
        else {
          s.p = choosePivot(s.lo, s.up, s.random);
          fetch(s, s.p, s.lo, Step.COMPARE_LOW);
        }
        break;
      case Step.COMPARE_LOW: {
        const swap = less(cx, s, s.x, s.y);
        if (typeof swap === "number") return swap;
        if (swap) decide(s, true, Step.AFTER_MEDIAN);
        else {
          s.b = s.up;
          s.step = Step.FETCH_Y;
          s.next = Step.COMPARE_HIGH;
        }
        break;
      }
      case Step.COMPARE_HIGH: {
        const swap = less(cx, s, s.y, s.x);
        if (typeof swap === "number") return swap;
        decide(s, swap, Step.AFTER_MEDIAN);
        break;
      }
      case Step.AFTER_MEDIAN:
        if (s.up - s.lo === 2) endInterval(s);
        else fetch(s, s.p, s.up - 1, Step.KEEP_PIVOT);
        break;
      case Step.KEEP_PIVOT:
        s.pivot = s.x;
        s.i = s.lo;
        s.j = s.up - 1;
        decide(s, true, Step.NEXT_UP);
        break;
      case Step.NEXT_UP: {
        const v = load(cx, s, s.i + 1);
        if (v === PENDING) return cx.callPending(SORT, s);
        s.i++;
        s.x = v;
        s.step = Step.COMPARE_UP;
        break;
      }
      case Step.COMPARE_UP: {
        const below = less(cx, s, s.x, s.pivot);
        if (typeof below === "number") return below;
        if (below && s.i === s.up - 1) cx.error("invalid order function for sorting");
        s.step = below ? Step.NEXT_UP : Step.NEXT_DOWN;
        break;
      }
      case Step.NEXT_DOWN: {
        const v = load(cx, s, s.j - 1);
        if (v === PENDING) return cx.callPending(SORT, s);
        s.j--;
        s.y = v;
        s.step = Step.COMPARE_DOWN;
        break;
      }
      case Step.COMPARE_DOWN: {
        const above = less(cx, s, s.pivot, s.y);
        if (typeof above === "number") return above;
        if (above) {
          if (s.j < s.i) cx.error("invalid order function for sorting");
          s.step = Step.NEXT_DOWN;
        } else endOfScans(s);
        break;
      }
      case Step.SPLIT:
        split(s);
    }
  }
}

/** Reads t[a] and t[b], then goes to `next`. */
function fetch(s: SortState, a: number, b: number, next: Step): void {
  s.a = a;
  s.b = b;
  s.step = Step.FETCH_X;
  s.next = next;
}

/** Stores y and x at a and b if `swap`, then goes to `next`. */
function decide(s: SortState, swap: boolean, next: Step): void {
  s.step = swap ? Step.STORE_A : next;
  s.next = next;
}

function endInterval(s: SortState): void {
  s.lo = s.up;
  s.step = Step.INTERVAL;
}

/** Both scans have stopped: exchange t[i] and t[j] and go on, or put the pivot into its final place i. */
function endOfScans(s: SortState): void {
  if (s.j < s.i) {
    s.a = s.up - 1;
    s.b = s.i;
    s.y = s.x;
    s.x = s.pivot;
    decide(s, true, Step.SPLIT);
  } else {
    s.a = s.i;
    s.b = s.j;
    decide(s, true, Step.NEXT_UP);
  }
}

/** The pivot is at i: go on with the smaller side, keep the larger for later. */
function split(s: SortState): void {
  const { lo, up, i: p } = s;
  const lowerFirst = p - lo < up - p;
  const size = lowerFirst ? p - lo : up - p;
  const restLo = lowerFirst ? p + 1 : lo;
  const restUp = lowerFirst ? up : p - 1;
  const random = (restUp - restLo) / 128 > size ? RANDOM : s.random;
  if (restLo < restUp) s.intervals.push(restLo, restUp, random);
  s.lo = lowerFirst ? lo : p + 1;
  s.up = lowerFirst ? p - 1 : up;
  s.step = Step.INTERVAL;
}

function choosePivot(lo: number, up: number, random: number): number {
  if (up - lo < RANDOM_LIMIT || random === 0) return Math.floor((lo + up) / 2);
  const quarter = Math.floor((up - lo) / 4);
  return (random % (quarter * 2)) + lo + quarter;
}

/** t[i], or PENDING. */
function load(cx: CallContext, s: SortState, i: number): LuaValue | typeof PENDING {
  if (s.answered) {
    s.answered = false;
    return s.answer;
  }
  const table = s.table;
  if (table instanceof LuaTable && table.meta === null) return table.getInt(i) as LuaValue;
  return cx.index(table, i);
}

/** t[i] = v; false when PENDING. */
function store(cx: CallContext, s: SortState, i: number, v: LuaValue): boolean {
  if (s.answered) {
    s.answered = false;
    return true;
  }
  const table = s.table;
  if (!(table instanceof LuaTable) || table.meta !== null) return cx.setIndex(table, i, v);
  table.setInt(i, v);
  return true;
}

/** Whether a comes before b; a number is the signal that the native must return to find out. */
function less(cx: CallContext, s: SortState, a: LuaValue, b: LuaValue): boolean | number {
  if (s.answered) {
    s.answered = false;
    return s.answer !== undefined && s.answer !== false;
  }
  cx.charge(1);
  if (s.comparator !== undefined) return cx.call2(s.comparator, a, b, SORT, s);
  if (typeof a === "string" && typeof b === "string") cx.chargeBytes(Math.min(a.length, b.length));
  const result = cx.lessThan(a, b);
  return result === PENDING ? cx.callPending(SORT, s) : result;
}
