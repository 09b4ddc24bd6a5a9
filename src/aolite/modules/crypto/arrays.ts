/** `.crypto.util.array` (AO 6.4): functions on lists, mostly of bytes. */
import { defineLibrary, type Library, type NativeSpec } from "../../../stdlib/library.ts";
import { type CallContext, continuation } from "../../../vm/callContext.ts";
import { INTEGER, record, type Schema, TABLE } from "../../../vm/snapshot/schema.ts";
import type { LuaTable } from "../../../vm/table.ts";
import type { Continuation, LuaValue } from "../../../vm/value.ts";
import type { AoModule } from "../module.ts";
import { filledTable, libraryTemplate } from "../opening.ts";
import { byteArgument, byteList, bytesOfHex, fail, hexOf, newList } from "./bytes.ts";
import { popFrom, pushTo, queueFacts } from "./queue.ts";
import { newStringStream, readerStates, streamReader } from "./streams.ts";

const FROM_STREAM = streamReader("crypto.array.fromStream", (cx, bytes) => cx.ret(byteList(cx, bytes)));

/** The elements of argument `i`, not to be written. */
const itemsOf = (cx: CallContext, i: number): readonly LuaValue[] => cx.table(i).items;

/** A copy of elements, which may have holes. */
function listOf(cx: CallContext, items: readonly LuaValue[], from: number, to: number): LuaTable {
  const count = Math.max(0, to - from);
  cx.charge(count >> 2);
  const table = cx.newTable(count);
  for (let i = 0; i < count; i++) table.setInt(i + 1, items[from + i]);
  return table;
}

function concat(cx: CallContext): number {
  const items = [...itemsOf(cx, 1), ...itemsOf(cx, 2)];
  return cx.ret(listOf(cx, items, 0, items.length));
}

function truncate(cx: CallContext): number {
  const items = itemsOf(cx, 1);
  return cx.ret(listOf(cx, items, 0, Math.min(items.length, Math.max(0, cx.position(2)))));
}

function xor(cx: CallContext): number {
  const a = byteArgument(cx, 1);
  const b = byteArgument(cx, 2);
  if (b.length < a.length) fail(cx, "the second array is shorter than the first");
  return cx.ret(newList(cx, a.length, (i) => a.charCodeAt(i) ^ b.charCodeAt(i)));
}

/** out[i] = sbox[input[i]] */
function substitute(cx: CallContext): number {
  const items = itemsOf(cx, 1);
  const box = cx.table(2);
  cx.charge(items.length);
  const out = items.map((v) => (v === undefined ? undefined : (box.get(v) as LuaValue)));
  return cx.ret(listOf(cx, out, 0, out.length));
}

/** out[i] = input[pbox[i]] */
function permute(cx: CallContext): number {
  const input = cx.table(1);
  const box = itemsOf(cx, 2);
  cx.charge(box.length);
  const out = box.map((v) => (v === undefined ? undefined : (input.get(v) as LuaValue)));
  return cx.ret(listOf(cx, out, 0, out.length));
}

function copy(cx: CallContext): number {
  const items = itemsOf(cx, 1);
  return cx.ret(listOf(cx, items, 0, items.length));
}

/** `array.slice (a [, from [, to]])`; negative positions count from the end. */
function slice(cx: CallContext): number {
  const items = itemsOf(cx, 1);
  const place = (n: number): number => (n < 0 ? items.length + n + 1 : n);
  const from = Math.max(1, place(cx.optPosition(2, 1)));
  const to = Math.min(items.length, place(cx.optPosition(3, items.length)));
  return cx.ret(listOf(cx, items, from - 1, to));
}

// ------------------------------------------------------------------ queues

/** A transfer that calls the queue's own function: plain data. */
interface Transfer {
  readonly queue: LuaTable;
  readonly list: LuaTable;
  readonly count: number;
  done: number;
}

const TRANSFER: Schema = record({ queue: TABLE, list: TABLE, count: INTEGER, done: INTEGER });

/** `array.readFromQueue (queue, size)` */
function readFromQueue(cx: CallContext): number {
  const queue = cx.table(1);
  const count = cx.position(2);
  const facts = queueFacts(queue, "pop");
  const list = cx.newTable();
  if (facts === undefined) return readNext(cx, { queue, list, count, done: 0 });
  for (let i = 0; i < count; i++) {
    const v = popFrom(cx, facts);
    if (v === undefined) break;
    cx.charge(1);
    cx.allocate(8);
    list.append(v);
  }
  return cx.ret(list);
}

function readNext(cx: CallContext, t: Transfer): number {
  if (t.done >= t.count) return cx.ret(t.list);
  return cx.call(t.queue.getStr("pop") as LuaValue, [], AFTER_POP, t);
}

const AFTER_POP: Continuation = continuation<Transfer>("crypto.array.readFromQueue", (cx, t) => {
  const v = cx.arg(1);
  t.done++;
  if (v !== undefined) {
    cx.allocate(8);
    t.list.setInt(t.done, v);
  }
  return readNext(cx, t);
});

/** `array.writeToQueue (queue, array)` */
function writeToQueue(cx: CallContext): number {
  const queue = cx.table(1);
  const list = cx.table(2);
  const facts = queueFacts(queue, "push");
  if (facts === undefined) return writeNext(cx, { queue, list, count: list.length(), done: 0 });
  const { items } = list;
  cx.charge(items.length);
  for (let i = 0; i < items.length; i++) pushTo(cx, facts, items[i] as LuaValue);
  return cx.ret0();
}

function writeNext(cx: CallContext, t: Transfer): number {
  if (t.done >= t.count) return cx.ret0();
  t.done++;
  return cx.call1(t.queue.getStr("push") as LuaValue, t.list.getInt(t.done) as LuaValue, AFTER_PUSH, t);
}

const AFTER_PUSH: Continuation = continuation<Transfer>("crypto.array.writeToQueue", writeNext);

const row = (signature: string, run: NativeSpec["run"], gas = "1 per 4 elements"): NativeSpec => ({
  signature: `crypto.array.${signature}`,
  manual: "AO 6.4",
  gas,
  run,
});

const ARRAY_LIBRARY: Library = defineLibrary("crypto.array", {
  size: row("size (array)", (cx) => cx.ret(cx.table(1).length()), ""),
  fromString: row("fromString (s)", (cx) => cx.ret(byteList(cx, cx.string(1)))),
  toString: row("toString (array)", (cx) => cx.ret(byteArgument(cx, 1))),
  fromStream: row("fromStream (stream)", (cx) => FROM_STREAM.read(cx, cx.arg(1), [])),
  toStream: row("toStream (array)", (cx) => cx.ret(newStringStream(cx, byteArgument(cx, 1)))),
  readFromQueue: row("readFromQueue (queue, size)", readFromQueue, "1 per element"),
  writeToQueue: row("writeToQueue (queue, array)", writeToQueue, "1 per element"),
  fromHex: row("fromHex (hex)", (cx) => cx.ret(byteList(cx, bytesOfHex(cx, cx.string(1))))),
  toHex: row("toHex (array)", (cx) => cx.ret(hexOf(cx, byteArgument(cx, 1), true))),
  concat: row("concat (a, b)", concat),
  truncate: row("truncate (array, size)", truncate),
  XOR: row("XOR (a, b)", xor),
  substitute: row("substitute (array, sbox)", substitute, "1 per element"),
  permute: row("permute (array, pbox)", permute, "1 per element"),
  copy: row("copy (array)", copy),
  slice: row("slice (array [, from [, to]])", slice),
});

const TEMPLATE = libraryTemplate(ARRAY_LIBRARY);

/** `.crypto.util.array` */
export const ARRAY: AoModule = {
  names: [".crypto.util.array"],
  open: (cx) => filledTable(cx, TEMPLATE, Object.keys(ARRAY_LIBRARY.functions).length),
  continuations: { ...readerStates([FROM_STREAM]), [AFTER_POP.name]: TRANSFER, [AFTER_PUSH.name]: TRANSFER },
};
