/**
 * What the natives of one runtime share: a frozen table, the first upvalue of each of them. Frozen, so that a program that
 * gets at it with the debug library can look but not touch; still, whoever takes something out checks what it got, because
 * an upvalue can be exchanged for another table.
 */

import { newSlots } from "../../vm/arrays.ts";
import { type CallContext, nativeFunction } from "../../vm/callContext.ts";
import { LuaThrow } from "../../vm/errors.ts";
import { FieldSite } from "../../vm/fieldSite.ts";
import { SIZE } from "../../vm/gas.ts";
import { compactionLimit, slotsOf } from "../../vm/shape.ts";
import { LuaTable } from "../../vm/table.ts";
import { isFunction } from "../../vm/types.ts";
import { type LuaFunction, type LuaValue, NativeFunction } from "../../vm/value.ts";

const AO_OUTBOX = new FieldSite("outbox");
const ENV_AO = new FieldSite("ao");
const ENV_HANDLERS = new FieldSite("Handlers");

/** Versions of the process runtime that is modelled (AO 0.1). */
export const PROCESS_VERSION = "2.0.4";
export const AO_VERSION = "0.0.6";
export const HANDLERS_VERSION = "0.0.5";
export const ASSIGNMENT_VERSION = "0.1.0";

/** The fields of a large table that each runtime has one of. */
export class RecordTemplate {
  readonly keys: readonly string[];
  readonly #index: ReadonlyMap<string, number>;

  constructor(keys: readonly string[]) {
    this.keys = keys;
    this.#index = slotsOf(keys);
  }

  /** A table with these fields, all nil. */
  make(cx: CallContext): LuaTable {
    cx.allocate(SIZE.table + this.keys.length * SIZE.slot);
    const table = new LuaTable(cx.rootShape);
    table.preset(cx.rootShape.preset(this.keys, this.#index), newSlots(this.keys.length, undefined));
    return table;
  }
}

/** What the core holds, by slot. */
export enum Slot {
  /** The globals of the process. */
  ENV = 0,
  AO = 1,
  HANDLERS = 2,
  PROCESS = 3,
  /** Metatables of messages, of their Tags, and of patterns that are compared literally. */
  MESSAGE_META = 4,
  TAGS_META = 5,
  LITERAL_META = 6,
  /** `os.time`: its second upvalue is the Timestamp. */
  TIME = 7,
  /** `math.random`. */
  RANDOM = 8,
  /** Patterns and handles of `_eval`, `_boot` and `_default`. */
  EVAL_PATTERN = 9,
  EVAL_HANDLE = 10,
  BOOT_PATTERN = 11,
  BOOT_HANDLE = 12,
  DEFAULT_PATTERN = 13,
  DEFAULT_HANDLE = 14,
  /** `Handlers.evaluate`. */
  EVALUATE = 15,
  /** `process.handle`. */
  HANDLE = 16,
}

const SLOT_NAMES: readonly string[] = Object.freeze([
  "env",
  "ao",
  "Handlers",
  "process",
  "messageMeta",
  "tagsMeta",
  "literalMeta",
  "time",
  "random",
  "evalPattern",
  "evalHandle",
  "bootPattern",
  "bootHandle",
  "defaultPattern",
  "defaultHandle",
  "evaluate",
  "handle",
]);

const CORE = new RecordTemplate(SLOT_NAMES);

/** Sets a slot of a core that is being made. */
export function setSlot(core: LuaTable, slot: Slot, value: LuaValue): void {
  core.setStr(SLOT_NAMES[slot]!, value);
}

/** A core with places for everything; to be frozen when it is filled. */
export function newCore(cx: CallContext): LuaTable {
  return CORE.make(cx);
}

/** A table of the core. @throws LuaThrow when this is no core */
export function tableIn(core: LuaTable, slot: Slot): LuaTable {
  const v = core.slots[slot] as LuaValue;
  if (v instanceof LuaTable) return v;
  throw new LuaThrow("damaged runtime");
}

/** A native of the core. @throws LuaThrow when this is no core */
export function nativeIn(core: LuaTable, slot: Slot): NativeFunction {
  const v = core.slots[slot] as LuaValue;
  if (v instanceof NativeFunction) return v;
  throw new LuaThrow("damaged runtime");
}

/** The core of the running native. */
export function coreOf(cx: CallContext): LuaTable {
  return cx.native!.upvalues[0] as LuaTable;
}

/** The globals of the process. */
export function envOf(core: LuaTable): LuaTable {
  return tableIn(core, Slot.ENV);
}

/** The `ao` that programs see, unless they have put nonsense there. */
export function aoOf(core: LuaTable): LuaTable {
  const ao = ENV_AO.of(envOf(core));
  return ao instanceof LuaTable ? ao : tableIn(core, Slot.AO);
}

/**
 * The table whose outbox counts: the `ao` that programs see, or the runtime's own when that has none. A program that has put a
 * copy of `ao` in its place, or a few functions of its own, still sends through the functions that it knows.
 */
export function outboxOwner(core: LuaTable): LuaTable {
  const ao = aoOf(core);
  return AO_OUTBOX.of(ao) instanceof LuaTable ? ao : tableIn(core, Slot.AO);
}

/** The `Handlers` that programs see, unless they have put nonsense there. */
export function handlersOf(core: LuaTable): LuaTable {
  const handlers = ENV_HANDLERS.of(envOf(core));
  return handlers instanceof LuaTable ? handlers : tableIn(core, Slot.HANDLERS);
}

/** A function of the program's in a table, undefined when it is the runtime's own or cannot be called. */
export function replaced(
  core: LuaTable,
  table: LuaTable,
  site: FieldSite,
  own: (cx: CallContext) => number,
): LuaFunction | undefined {
  const fn = site.of(table);
  return isOwn(core, fn, own) || !isFunction(fn) ? undefined : fn;
}

/** Whether `v` is the native `impl` of this runtime, not something a program has put in its place. */
export function isOwn(core: LuaTable, v: LuaValue, impl: (cx: CallContext) => number): v is NativeFunction {
  return v instanceof NativeFunction && v.impl === impl && v.upvalues[0] === core;
}

/** Raises a text as it is, without a position (AO 8.8). */
export function fail(message: string): never {
  throw new LuaThrow(message);
}

// ------------------------------------------------------------------ tables

/** A table with these fields, sharing its shape with others made so. The keys are a list that lives as long as the program. */
export function newRecord(cx: CallContext, keys: readonly string[], ...values: LuaValue[]): LuaTable {
  cx.allocate(SIZE.table + keys.length * SIZE.slot);
  const table = new LuaTable(cx.rootShape);
  const shape = cx.rootShape.record(keys);
  // without a shape like with one: there are places for values that are nil
  if (shape === null) table.restore([], keys, values, compactionLimit(keys.length), null);
  else table.preset(shape, values);
  return table;
}

/** A list of these values, an array that the table keeps. The last is not nil. */
export function listOfItems(cx: CallContext, items: LuaValue[]): LuaTable {
  cx.allocate(SIZE.table + items.length * SIZE.item);
  const list = new LuaTable(cx.rootShape);
  if (items.length > 0) list.arr = items;
  return list;
}

/** A list of these values, empty ones included. The last is not nil. */
export function newList(cx: CallContext, ...items: LuaValue[]): LuaTable {
  return listOfItems(cx, items);
}

/**
 * Sets many fields of a table, of which most are new. An ordinary store looks for its key first, and a table that grows by
 * one key after the other has another index for each of them.
 */
export function setFields(table: LuaTable, fields: ReadonlyMap<string, LuaValue>): void {
  table.checkMutable();
  const added: [string, LuaValue][] = [];
  for (const [key, value] of fields) {
    if (table.getStr(key) === undefined && table.shape.lookup(key) < 0) added.push([key, value]);
    else table.setStr(key, value);
  }
  for (const [key, value] of added) {
    const { shape } = table;
    const isPlain = table.strings === null && value !== undefined && !shape.isCompactable;
    const next = isPlain ? shape.transition(key) : null;
    if (next === null) table.setStr(key, value);
    else table.addSlot(next, value);
  }
}

/** Adds `value`, not nil, at the end of a list; accounted for. */
export function push(cx: CallContext, list: LuaTable, value: LuaValue): void {
  cx.allocate(SIZE.item);
  list.setInt(list.length() + 1, value);
}

/** Removes element `i` of a list and moves up those behind it. Charged for. */
export function removeAt(cx: CallContext, list: LuaTable, i: number): void {
  const n = list.length();
  cx.charge((n - i) >> 2);
  for (let k = i; k < n; k++) list.setInt(k, list.getInt(k + 1));
  list.setInt(n, undefined);
}

/** Puts `value` before element `i` of a list. Charged for. */
export function insertAt(cx: CallContext, list: LuaTable, i: number, value: LuaValue): void {
  const n = list.length();
  if (i <= n) {
    cx.charge((n - i) >> 2);
    push(cx, list, list.getInt(n));
    for (let k = n; k > i; k--) list.setInt(k, list.getInt(k - 1));
    list.setInt(i, value);
  } else push(cx, list, value);
}

/** Functions by their full names: "ao.send". The part after the dot is the name of the field. */
export type NativeNames = Readonly<Record<string, (cx: CallContext) => number>>;

/** The names of the fields that {@link addNatives} sets. */
export function fieldNames(functions: NativeNames): string[] {
  return Object.keys(functions).map(fieldName);
}

function fieldName(name: string): string {
  return name.slice(name.lastIndexOf(".") + 1);
}

/** Adds functions to a table; they share `upvalues`. */
export function addNatives(
  table: { setStr(key: string, value: LuaValue): void },
  functions: NativeNames,
  upvalues: LuaValue[],
): void {
  for (const name in functions) table.setStr(fieldName(name), nativeFunction(name, functions[name]!, upvalues));
}
