/**
 * Inline caches: field accesses with a constant key remember the shape they met (DESIGN: tables). The interpreter tests
 * the plain hit itself (`table.shape === cache.shape` with neither `holder` nor `next`) and comes here otherwise.
 */

import { FREE_LINKS, SHORT_STRING, SIZE } from "./gas.ts";
import { MetaEvent } from "./metaEvent.ts";
import { type Pending, prepareIndexString, prepareSetIndex, rawSet } from "./metamethods.ts";
import type { Shape } from "./shape.ts";
import type { State } from "./state.ts";
import { LuaTable } from "./table.ts";
import { metaOfTable } from "./types.ts";
import { type CacheLink, FieldCache, type LuaValue } from "./value.ts";

const NEWINDEX_ABSENT = 1 << MetaEvent.NEWINDEX;

function cacheAt(caches: (FieldCache | null)[], index: number): FieldCache {
  let cache = caches[index]!;
  if (cache === null) {
    cache = new FieldCache();
    caches[index] = cache;
  }
  return cache;
}

/** Receiver shapes that one access site remembers. */
const MAX_SHAPES = 4;

/** The entry of a site for `shape`, or one to be filled: a new one while there is room, else the last. */
function entryFor(caches: (FieldCache | null)[], index: number, shape: Shape): FieldCache {
  let entry = caches[index]!;
  if (entry === null) {
    entry = new FieldCache();
    caches[index] = entry;
    return entry;
  }
  for (let count = 1; entry.shape !== shape && entry.shape !== null; count++) {
    if (entry.other === null) {
      if (count < MAX_SHAPES) entry.other = new FieldCache();
      else return entry;
    }
    entry = entry.other!;
  }
  return entry;
}

/** `table.key` after a miss of the plain cache; fills it. PENDING when `__index` is a function. */
export function loadField(
  state: State,
  caches: (FieldCache | null)[],
  index: number,
  table: LuaTable,
  key: string,
): LuaValue | Pending {
  // a hit is not charged for, so what has to be charged for is not cached
  if (key.length > SHORT_STRING) return prepareIndexString(state, table, key);
  const { shape, meta } = table;
  const cache = entryFor(caches, index, shape);
  if (shape === cache.shape) {
    const { links } = cache;
    if (links === null) {
      const v = table.slots[cache.slot] as LuaValue;
      if (v !== undefined) return v;
    } else {
      const v = followLinks(links, table, cache.slot);
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
      cache.links = null;
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
    const links = findLinks(table, key);
    if (links !== null) {
      const { table: holder, shape: holderShape } = links[links.length - 1]!;
      const [link] = links;
      cache.shape = shape;
      cache.next = null;
      cache.links = links;
      cache.slot = holder.shape.lookup(key);
      // the interpreter itself follows a single link
      cache.holder = holder;
      cache.meta = link!.meta;
      cache.metaShape = link!.metaShape;
      cache.metaSlot = link!.metaSlot;
      cache.holderShape = links.length === 1 ? holderShape : null;
      cache.holderSlot = cache.slot;
      return holder.slots[cache.slot] as LuaValue;
    }
  }
  return prepareIndexString(state, table, key);
}

/** Longest inheritance chain that is cached: longer ones are charged for. */
const MAX_LINKS = FREE_LINKS - 1;

/** The value in `slot` of the last table of the chain, undefined when the chain is not as it was. */
function followLinks(links: readonly CacheLink[], table: LuaTable, slot: number): LuaValue {
  let at = table;
  for (let i = 0; i < links.length; i++) {
    const link = links[i]!;
    const { meta } = link;
    if (at.meta !== meta || meta.shape !== link.metaShape || meta.slots[link.metaSlot] !== link.table) return undefined;
    at = link.table;
    if (at.shape !== link.shape) return undefined;
  }
  return at.slots[slot] as LuaValue;
}

/** The chain of `__index` tables from `table` to the one that has `key`, if all are in shape mode. */
function findLinks(table: LuaTable, key: string): CacheLink[] | null {
  const links: CacheLink[] = [];
  let at = table;
  while (links.length < MAX_LINKS) {
    const { meta } = at;
    if (meta === null || meta.strings !== null) return null;
    const metaSlot = meta.shape.lookup("__index");
    const holder = metaSlot < 0 ? undefined : (meta.slots[metaSlot] as LuaValue);
    if (!(holder instanceof LuaTable) || holder.strings !== null) return null;
    links.push({ meta, metaShape: meta.shape, metaSlot, table: holder, shape: holder.shape });
    const slot = holder.shape.lookup(key);
    if (slot >= 0) return holder.slots[slot] === undefined ? null : links;
    at = holder;
  }
  return null;
}

/** `string:key` through the string metatable, with the holder's slot cached. */
export function loadStringMethod(
  state: State,
  caches: (FieldCache | null)[],
  index: number,
  key: string,
): LuaValue | undefined {
  const meta = state.stringMeta;
  if (meta === null || key.length > SHORT_STRING) return undefined;
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
  if (key.length > SHORT_STRING) return prepareSetIndex(state, table, key, value);
  // a metatable has to notice them
  const isEvent = key.startsWith("__");
  const { shape, meta } = table;
  const cache = entryFor(caches, index, shape);
  if (meta !== null && (meta.flags & NEWINDEX_ABSENT) === 0) {
    if (metaOfTable(meta, MetaEvent.NEWINDEX) !== undefined) return prepareSetIndex(state, table, key, value);
  }
  if (shape.isFrozen) table.checkMutable();
  if (shape === cache.shape && cache.next !== null && value !== undefined) {
    state.allocate(SIZE.slot);
    table.addSlot(cache.next, value);
    return true;
  }
  const slot = shape.lookup(key);
  if (slot >= 0 && !isEvent) {
    cache.shape = shape;
    cache.slot = slot;
    cache.next = null;
    cache.holder = null;
    table.slots[slot] = value;
    return true;
  }
  rawSet(state, table, key, value, true);
  if (!isEvent && table.strings === null && table.shape.parent === shape && !shape.isCompactable) {
    cache.shape = shape;
    cache.slot = shape.count;
    cache.next = table.shape;
    cache.holder = null;
  }
  return true;
}
