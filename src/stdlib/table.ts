/**
 * The table library (§6.6). Functions respect metamethods; tables without the relevant ones take a raw path. The general
 * paths are resumable: their state is a plain object, and a continuation goes on when a metamethod has returned.
 */
import type { LuaInteger } from "../base/luaFloat.ts";
import { type CallContext, continuation, PENDING } from "../vm/callContext.ts";
import { prepareEquals } from "../vm/metamethods.ts";
import type { LuaTable } from "../vm/table.ts";
import { isFunction, toStringValue, typeName } from "../vm/types.ts";
import type { Continuation, LuaValue } from "../vm/value.ts";
import { defineLibrary, type Library } from "./library.ts";
import { sortTable } from "./sort.ts";
import { checkTable, copy, distance, isPlain, isWithin, LENGTH, plus, READ, WRITE } from "./tableAccess.ts";

const MAX_INTEGER = 0x7fff_ffff_ffff_ffffn;
const MAX_INT = 0x7fff_ffff;

// ------------------------------------------------------------------ insert

interface InsertState {
  readonly table: LuaValue;
  /** undefined = at the end. */
  pos: LuaInteger | undefined;
  readonly value: LuaValue;
  /** What was wrong with the other arguments. */
  fault: unknown;
}

const INSERT: Continuation = continuation<InsertState>("table.insert", (cx, s) =>
  insertAt(cx, s, cx.lengthResult(cx.arg(1))),
);

function insert(cx: CallContext): number {
  const table = checkTable(cx, 1, READ | WRITE | LENGTH);
  const value = cx.arg(cx.nargs);
  if (isPlain(table, READ | WRITE | LENGTH)) return insertPlain(cx, table, insertPosition(cx), value);
  const s: InsertState = { table, pos: undefined, value, fault: undefined };
  try {
    s.pos = insertPosition(cx);
  } catch (fault) {
    // wrong arguments are complained about after the length was asked for
    s.fault = fault;
  }
  const n = cx.length(table);
  return n === PENDING ? cx.callPending(INSERT, s) : insertAt(cx, s, cx.lengthResult(n));
}

function insertPosition(cx: CallContext): LuaInteger | undefined {
  const { nargs } = cx;
  if (nargs !== 2 && nargs !== 3) cx.error("wrong number of arguments to 'insert'");
  return nargs === 3 ? cx.integer(2) : undefined;
}

function insertPlain(cx: CallContext, table: LuaTable, pos: LuaInteger | undefined, value: LuaValue): number {
  const n = table.length();
  cx.allocate(8);
  if (pos !== undefined && pos !== n + 1) {
    if (!isWithin(pos, n)) cx.argError(2, "position out of bounds");
    const at = pos as number;
    cx.charge(n - at + 1);
    table.append(table.arr[n - 1]);
    const arr = table.arr;
    // appending may have found the array too sparse and made it smaller
    if (arr.length > n) for (let i = n - 1; i >= at; i--) arr[i] = arr[i - 1];
    else for (let i = n; i > at; i--) table.setInt(i, table.getInt(i - 1));
    table.setInt(at, value);
  } else table.setInt(n + 1, value);
  return cx.ret0();
}

function insertAt(cx: CallContext, s: InsertState, n: LuaInteger): number {
  if (s.fault !== undefined) throw s.fault;
  const { table, value } = s;
  const end = plus(n, 1);
  const pos = s.pos ?? end;
  if (s.pos !== undefined && !isWithin(pos, end)) cx.argError(2, "position out of bounds");
  return copy(cx, {
    source: table,
    target: table,
    from: plus(end, -1),
    to: end,
    left: distance(end, pos),
    step: -1,
    loaded: false,
    value: undefined,
    lastKey: pos,
    lastValue: value,
    hasResult: false,
    result: undefined,
  });
}

// ------------------------------------------------------------------ remove

interface RemoveState {
  /** What was wrong with the position argument. */
  fault: unknown;
  readonly table: LuaValue;
  pos: LuaInteger | undefined;
  size: LuaInteger | undefined;
}

const REMOVE: Continuation = continuation<RemoveState>("table.remove", (cx, s) =>
  s.size === undefined ? removeAt(cx, s, cx.lengthResult(cx.arg(1))) : removeShift(cx, s, cx.arg(1)),
);

function remove(cx: CallContext): number {
  const table = checkTable(cx, 1, READ | WRITE | LENGTH);
  if (isPlain(table, READ | WRITE | LENGTH)) {
    return removePlain(cx, table, cx.isNoneOrNil(2) ? undefined : cx.integer(2));
  }
  const s: RemoveState = { table, pos: undefined, size: undefined, fault: undefined };
  try {
    if (!cx.isNoneOrNil(2)) s.pos = cx.integer(2);
  } catch (fault) {
    // a wrong position is complained about after the length was asked for
    s.fault = fault;
  }
  const n = cx.length(table);
  return n === PENDING ? cx.callPending(REMOVE, s) : removeAt(cx, s, cx.lengthResult(n));
}

function removePlain(cx: CallContext, table: LuaTable, pos: LuaInteger | undefined): number {
  const n = table.length();
  const at = pos ?? n;
  if (at !== n && !isWithin(at, n + 1)) cx.argError(1, "position out of bounds");
  const i = at as number;
  const value = table.getInt(i) as LuaValue;
  if (i >= 1 && i < n) {
    cx.charge(n - i);
    const { arr } = table;
    for (let k = i; k < n; k++) arr[k - 1] = arr[k];
    table.setInt(n, undefined);
  } else table.setInt(i, undefined);
  return cx.ret(value);
}

function removeAt(cx: CallContext, s: RemoveState, size: LuaInteger): number {
  if (s.fault !== undefined) throw s.fault;
  const pos = s.pos ?? size;
  // the comparison is unsigned: a size of -1 lets everything pass
  if (pos !== size && !(cx.is54 && size === -1) && !isWithin(pos, plus(size, 1)))
    cx.argError(1, "position out of bounds");
  s.pos = pos;
  s.size = size;
  const v = cx.index(s.table, pos);
  return v === PENDING ? cx.callPending(REMOVE, s) : removeShift(cx, s, v);
}

function removeShift(cx: CallContext, s: RemoveState, value: LuaValue): number {
  const { table } = s;
  const pos = s.pos!;
  const size = s.size!;
  return copy(cx, {
    source: table,
    target: table,
    from: plus(pos, 1),
    to: pos,
    left: Math.max(distance(size, pos), 0),
    step: 1,
    loaded: false,
    value: undefined,
    lastKey: distance(size, pos) > 0 ? size : pos,
    lastValue: undefined,
    hasResult: true,
    result: value,
  });
}

// ------------------------------------------------------------------ move

interface MoveState {
  readonly source: LuaValue;
  readonly target: LuaValue;
  readonly first: LuaInteger;
  readonly last: LuaInteger;
  readonly to: LuaInteger;
}

const MOVE: Continuation = continuation<MoveState>("table.move", (cx, s) =>
  moveRange(cx, s, cx.arg(1) === undefined || cx.arg(1) === false),
);

function move(cx: CallContext): number {
  const first = cx.integer(2);
  const last = cx.integer(3);
  const to = cx.integer(4);
  const targetIndex = cx.isNoneOrNil(5) ? 1 : 5;
  const source = checkTable(cx, 1, READ);
  const target = checkTable(cx, targetIndex, WRITE);
  if (first > last) return cx.ret(target);
  if (first <= 0 && BigInt(last) >= MAX_INTEGER + BigInt(first)) cx.argError(3, "too many elements to move");
  const count = BigInt(last) - BigInt(first) + 1n;
  if (BigInt(to) > MAX_INTEGER - count + 1n) cx.argError(4, "destination wrap around");
  const s: MoveState = { source, target, first, last, to };
  if (to > last || to <= first) return moveRange(cx, s, true);
  if (targetIndex === 1) return moveRange(cx, s, false);
  const same = prepareEquals(cx, source, target);
  return same === PENDING ? cx.callPending(MOVE, s) : moveRange(cx, s, !same);
}

function moveRange(cx: CallContext, s: MoveState, upwards: boolean): number {
  const { source, target, first, last, to } = s;
  const count = distance(last, first) + 1;
  if (
    isPlain(source, READ) &&
    isPlain(target, WRITE) &&
    typeof first === "number" &&
    typeof last === "number" &&
    typeof to === "number" &&
    Number.isSafeInteger(to + count)
  ) {
    cx.charge(count);
    cx.allocate(8 * Math.min(count, source.entryCount()));
    if (upwards) for (let i = 0; i < count; i++) target.setInt(to + i, source.getInt(first + i));
    else for (let i = count - 1; i >= 0; i--) target.setInt(to + i, source.getInt(first + i));
    return cx.ret(target);
  }
  return copy(cx, {
    source,
    target,
    from: upwards ? first : last,
    to: upwards ? to : plus(to, count - 1),
    left: count,
    step: upwards ? 1 : -1,
    loaded: false,
    value: undefined,
    lastKey: undefined,
    lastValue: undefined,
    hasResult: true,
    result: target,
  });
}

// ------------------------------------------------------------------ concat

interface ConcatState {
  readonly table: LuaValue;
  readonly separator: string;
  i: LuaInteger;
  readonly last: LuaInteger;
  readonly pieces: string[];
  /** Bytes of the pieces and of the separators between them. */
  bytes: number;
  /** The last element has been taken (the index could not go past the largest integer). */
  done: boolean;
}

const CONCAT: Continuation = continuation<ConcatState>("table.concat", (cx, s) => {
  addPiece(cx, s, cx.arg(1));
  return concatPieces(cx, s);
});

function concat(cx: CallContext): number {
  const table = checkTable(cx, 1, READ | LENGTH);
  // PUC takes the length first of all, even when the last index is given.
  const n = cx.length(table);
  if (n === PENDING) return cx.callPending(CONCAT_LENGTH, [table, cx.arg(2), cx.arg(3), cx.arg(4)]);
  return concatFrom(cx, table, cx.lengthResult(n));
}

/** After `__len`: the arguments come back to their places. */
const CONCAT_LENGTH: Continuation = continuation<readonly LuaValue[]>("table.concat length", (cx, args) => {
  const length = cx.lengthResult(cx.arg(1));
  for (let i = 0; i < args.length; i++) cx.stack[cx.base + i] = args[i];
  cx.nargs = args.length;
  cx.top = cx.base + args.length;
  return concatFrom(cx, args[0], length);
});

function concatFrom(cx: CallContext, table: LuaValue, length: LuaInteger): number {
  const separator = cx.optString(2, "");
  const i = cx.optInteger(3, 1);
  const last = cx.isNoneOrNil(4) ? length : cx.integer(4);
  return concatPieces(cx, { table, separator, i, last, pieces: [], bytes: 0, done: false });
}

function concatPieces(cx: CallContext, s: ConcatState): number {
  const { last } = s;
  const plain = isPlain(s.table, READ) ? s.table : undefined;
  while (!s.done && s.i <= last) {
    cx.charge(1);
    const v = plain !== undefined && typeof s.i === "number" ? (plain.getInt(s.i) as LuaValue) : cx.index(s.table, s.i);
    if (v === PENDING) return cx.callPending(CONCAT, s);
    addPiece(cx, s, v);
  }
  cx.reserveString(s.bytes);
  return cx.ret(s.pieces.join(s.separator));
}

/** Takes the element at i and goes to the next. */
function addPiece(cx: CallContext, s: ConcatState, v: LuaValue): void {
  const piece = typeof v === "string" ? v : toStringValue(v);
  if (piece === undefined) {
    // 5.3 formats the index as a C int
    const index = cx.is54 ? s.i : BigInt.asIntN(32, BigInt(s.i));
    cx.error(`invalid value (${typeName(v)}) at index ${index} in table for 'concat'`);
  }
  s.bytes += piece.length + (s.pieces.length > 0 ? s.separator.length : 0);
  if (s.bytes > cx.limits.stringLength) cx.error("resulting string too large");
  s.pieces.push(piece);
  if (s.i >= s.last) s.done = true;
  else s.i = plus(s.i, 1);
}

// ------------------------------------------------------------------ pack, unpack, sort

function pack(cx: CallContext): number {
  const { nargs, base, stack } = cx;
  cx.charge(nargs);
  const table = cx.newTable(nargs, 1);
  table.setList(1, stack, base, nargs);
  table.setStr("n", nargs);
  return cx.ret(table);
}

interface UnpackState {
  readonly table: LuaValue;
  i: LuaInteger;
  /** Elements still to be read, -1 while the length is not known. */
  left: number;
  readonly values: LuaValue[];
}

const UNPACK: Continuation = continuation<UnpackState>("table.unpack", (cx, s) => {
  if (s.left < 0) return unpackTo(cx, s, cx.lengthResult(cx.arg(1)));
  unpacked(s, cx.arg(1));
  return unpackRest(cx, s);
});

function unpack(cx: CallContext): number {
  const table = cx.arg(1);
  const s: UnpackState = { table, i: cx.optInteger(2, 1), left: -1, values: [] };
  if (!cx.isNoneOrNil(3)) return unpackTo(cx, s, cx.integer(3));
  const n = cx.length(table);
  return n === PENDING ? cx.callPending(UNPACK, s) : unpackTo(cx, s, cx.lengthResult(n));
}

function unpackTo(cx: CallContext, s: UnpackState, last: LuaInteger): number {
  const { table, i } = s;
  if (i > last) return cx.ret0();
  const n = distance(last, i) + 1;
  const { resBase } = cx;
  if (n > MAX_INT || resBase + n > cx.limits.stackSlots) cx.error("too many results to unpack");
  cx.charge(n);
  cx.checkStack(n);
  if (isPlain(table, READ) && typeof i === "number" && typeof last === "number") {
    const { stack } = cx;
    for (let k = 0; k < n; k++) stack[resBase + k] = table.getInt(i + k) as LuaValue;
    return n;
  }
  s.left = n;
  return unpackRest(cx, s);
}

function unpacked(s: UnpackState, v: LuaValue): void {
  s.values.push(v);
  s.left--;
  if (s.left > 0) s.i = plus(s.i, 1);
}

function unpackRest(cx: CallContext, s: UnpackState): number {
  while (s.left > 0) {
    const v = cx.index(s.table, s.i);
    if (v === PENDING) return cx.callPending(UNPACK, s);
    unpacked(s, v);
  }
  return cx.retArray(s.values);
}

interface SortArguments {
  readonly table: LuaValue;
  readonly comparator: LuaValue;
}

const SORT_LENGTH: Continuation = continuation<SortArguments>("table.sort length", (cx, s) =>
  sortTo(cx, s, cx.lengthResult(cx.arg(1))),
);

function sort(cx: CallContext): number {
  const table = checkTable(cx, 1, READ | WRITE | LENGTH);
  const n = cx.length(table);
  const s: SortArguments = { table, comparator: cx.arg(2) };
  return n === PENDING ? cx.callPending(SORT_LENGTH, s) : sortTo(cx, s, cx.lengthResult(n));
}

function sortTo(cx: CallContext, s: SortArguments, n: LuaInteger): number {
  if (n <= 1) return cx.ret0();
  if (n >= MAX_INT) return cx.argError(1, "array too big");
  // checked only now: PUC does not look at the comparator when there is nothing to compare
  const { comparator } = s;
  if (comparator !== undefined && !isFunction(comparator)) {
    return cx.argError(2, `function expected, got ${cx.typeNameOf(comparator)}`);
  }
  return sortTable(cx, s.table, Number(n), comparator);
}

/** The table library (§6.6). */
export const tableLibrary: Library = defineLibrary("table", {
  concat: {
    signature: "table.concat (list [, sep [, i [, j]]])",
    manual: "6.6",
    gas: "1 per element and 1 per 16 bytes of result",
    run: concat,
  },
  insert: { signature: "table.insert (list, [pos,] value)", manual: "6.6", gas: "1 per element moved", run: insert },
  move: { signature: "table.move (a1, f, e, t [,a2])", manual: "6.6", gas: "1 per element", run: move },
  pack: { signature: "table.pack (···)", manual: "6.6", gas: "1 per element", run: pack },
  remove: { signature: "table.remove (list [, pos])", manual: "6.6", gas: "1 per element moved", run: remove },
  sort: {
    signature: "table.sort (list [, comp])",
    manual: "6.6",
    gas: "1 per comparison; lists of only numbers or only strings without comp: n log2 n, strings also log2 n per 16 bytes",
    run: sort,
  },
  unpack: { signature: "table.unpack (list [, i [, j]])", manual: "6.6", gas: "1 per element", run: unpack },
});
