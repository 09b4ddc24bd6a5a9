/**
 * Inline caches: field accesses with a constant key remember the shape they met (DESIGN: tables). The interpreter tests
 * the plain hit itself (`table.shape === cache.shape` with neither `holder` nor `next`) and comes here otherwise.
 */
import { prepareIndexString, prepareSetIndex, type Pending } from "./metamethods.ts";
import { MetaEvent } from "./metaEvent.ts";
import type { State } from "./state.ts";
import { LuaTable } from "./table.ts";
import { metaOfTable } from "./types.ts";
import { FieldCache, type LuaValue } from "./value.ts";

const NEWINDEX_ABSENT = 1 << MetaEvent.NEWINDEX;

function cacheAt(caches: (FieldCache | null)[], index: number): FieldCache {
  let cache = caches[index]!;
  if (cache === null) {
    cache = new FieldCache();
    caches[index] = cache;
  }
  return cache;
}

/** `table.key` after a miss of the plain cache; fills it. PENDING when `__index` is a function. */
export function loadField(
  state: State,
  caches: (FieldCache | null)[],
  index: number,
  table: LuaTable,
  key: string,
): LuaValue | Pending {
  const cache = cacheAt(caches, index);
  const { shape, meta } = table;
  if (shape === cache.shape && cache.holder !== null) {
    const holder = cache.holder;
    if (
      meta === cache.meta &&
      meta!.shape === cache.metaShape &&
      meta!.slots[cache.metaSlot] === holder &&
      holder.shape === cache.holderShape
    ) {
      const v = holder.slots[cache.holderSlot] as LuaValue;
      if (v !== undefined) return v;
    }
  }
  const slot = shape.lookup(key);
  if (slot >= 0) {
    const v = table.slots[slot] as LuaValue;
    if (v !== undefined) {
      cache.shape = shape;
      cache.slot = slot;
      cache.next = null;
      cache.holder = null;
      return v;
    }
  } else if (table.strings !== null) {
    const v = table.strings.get(key) as LuaValue;
    if (v !== undefined) return v;
  }
  if (meta === null) return undefined;
  const handler = metaOfTable(meta, MetaEvent.INDEX);
  if (handler === undefined) return undefined;
  if (handler instanceof LuaTable && slot < 0 && table.strings === null) {
    const holderSlot = handler.shape.lookup(key);
    if (holderSlot >= 0) {
      const v = handler.slots[holderSlot] as LuaValue;
      const metaSlot = meta.shape.lookup("__index");
      if (v !== undefined) {
        if (metaSlot >= 0) {
          cache.shape = shape;
          cache.next = null;
          cache.meta = meta;
          cache.metaShape = meta.shape;
          cache.metaSlot = metaSlot;
          cache.holder = handler;
          cache.holderShape = handler.shape;
          cache.holderSlot = holderSlot;
        }
        return v;
      }
    }
  }
  return prepareIndexString(state, table, key);
}

/** `string:key` through the string metatable, with the holder's slot cached. */
export function loadStringMethod(
  state: State,
  caches: (FieldCache | null)[],
  index: number,
  key: string,
): LuaValue | undefined {
  const meta = state.stringMeta;
  if (meta === null) return undefined;
  const cache = cacheAt(caches, index);
  let holder = cache.holder;
  if (
    holder !== null &&
    cache.shape === null &&
    meta === cache.meta &&
    meta.shape === cache.metaShape &&
    meta.slots[cache.metaSlot] === holder &&
    holder.shape === cache.holderShape
  ) {
    return holder.slots[cache.holderSlot] as LuaValue;
  }
  const handler = metaOfTable(meta, MetaEvent.INDEX);
  if (!(handler instanceof LuaTable)) return undefined;
  const metaSlot = meta.shape.lookup("__index");
  const holderSlot = handler.shape.lookup(key);
  if (metaSlot < 0 || holderSlot < 0) return handler.meta === null ? (handler.getStr(key) as LuaValue) : undefined;
  holder = handler;
  cache.shape = null;
  cache.next = null;
  cache.meta = meta;
  cache.metaShape = meta.shape;
  cache.metaSlot = metaSlot;
  cache.holder = holder;
  cache.holderShape = holder.shape;
  cache.holderSlot = holderSlot;
  return holder.slots[holderSlot] as LuaValue;
}

/** `table.key = value` after a miss of the plain cache; fills it. False when a `__newindex` call is pending. */
export function storeField(
  state: State,
  caches: (FieldCache | null)[],
  index: number,
  table: LuaTable,
  key: string,
  value: LuaValue,
): boolean {
  const cache = cacheAt(caches, index);
  const { shape, meta } = table;
  if (meta !== null && (meta.flags & NEWINDEX_ABSENT) === 0) {
    if (metaOfTable(meta, MetaEvent.NEWINDEX) !== undefined) return prepareSetIndex(state, table, key, value);
  }
  if (shape === cache.shape && cache.next !== null && value !== undefined) {
    state.allocate(16);
    table.addSlot(cache.next, value);
    return true;
  }
  const cacheable = !(key.charCodeAt(0) === 95 && key.charCodeAt(1) === 95);
  const slot = shape.lookup(key);
  if (slot >= 0) {
    if (cacheable) {
      cache.shape = shape;
      cache.slot = slot;
      cache.next = null;
      cache.holder = null;
    }
    table.setStr(key, value);
    return true;
  }
  state.allocate(16);
  table.setStr(key, value);
  if (cacheable && value !== undefined && table.strings === null && table.shape.parent === shape) {
    cache.shape = shape;
    cache.slot = shape.count;
    cache.next = table.shape;
    cache.holder = null;
  }
  return true;
}

