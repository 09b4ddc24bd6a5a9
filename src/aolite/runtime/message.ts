/** Messages as handlers see them (AO 1.5): fields, tags, and the lookups that fall back to names in title case. */
import { type CallContext, PENDING } from "../../vm/callContext.ts";
import { FieldSite } from "../../vm/fieldSite.ts";
import { LuaTable } from "../../vm/table.ts";
import { isBoxedNaN } from "../../vm/types.ts";
import { type LuaValue, NativeFunction } from "../../vm/value.ts";
import { isList } from "../modules/text.ts";
import { newList, Slot, tableIn } from "./core.ts";

const AO_NON_EXTRACTABLE = new FieldSite("nonExtractableTags");
const META_INDEX = new FieldSite("__index");
const MSG_TAG_ARRAY = new FieldSite("TagArray");
const PROCESS_TAGS = new FieldSite("Tags");
const PROCESS_TAG_ARRAY = new FieldSite("TagArray");
const TAG_NAME = new FieldSite("name");
const TAG_VALUE = new FieldSite("value");

const DASH = 45;
const UNDERSCORE = 95;

function isUpper(c: number): boolean {
  return c >= 65 && c <= 90;
}

function isLower(c: number): boolean {
  return c >= 97 && c <= 122;
}

/** Whether a name is in title case: `X-Reference`, not `x-Reference` or `GameId`. */
function isTitleCase(name: string): boolean {
  let starts = true;
  for (let i = 0; i < name.length; i++) {
    const c = name.charCodeAt(i);
    if (c === UNDERSCORE || (starts ? isLower(c) : isUpper(c))) return false;
    starts = c === DASH;
  }
  return true;
}

/** Whether `name` in title case is `title`, which is in title case. */
function hasTitle(name: string, title: string): boolean {
  if (name.length !== title.length) return false;
  for (let i = 0; i < name.length; i++) {
    const c = name.charCodeAt(i);
    const d = title.charCodeAt(i);
    if (c !== d && (isUpper(c) ? c | 32 : c === UNDERSCORE ? DASH : c) !== (isUpper(d) ? d | 32 : d)) return false;
  }
  return true;
}

// ------------------------------------------------------------------ lists of tags

/** Whether a list of texts has `text` among its elements. */
export function listIncludes(list: LuaValue, text: LuaValue): boolean {
  if (!(list instanceof LuaTable)) return false;
  const { items } = list;
  for (let i = 0; i < items.length; i++) if (items[i] === text) return true;
  return false;
}

/** The first value of a tag in a list of tags. */
export function findTag(tags: LuaValue, name: string): LuaValue {
  if (!(tags instanceof LuaTable)) return undefined;
  const { items } = tags;
  for (let i = 0; i < items.length; i++) {
    const tag = items[i] as LuaValue;
    if (tag instanceof LuaTable && TAG_NAME.of(tag) === name) return TAG_VALUE.of(tag);
  }
  return undefined;
}

/** The list of tags of a table that may have been changed into a map already: then TagArray. */
export function tagListOf(cx: CallContext, table: LuaTable): LuaTable | undefined {
  const tags = PROCESS_TAGS.of(table);
  if (tags instanceof LuaTable && tags.length() > 0 && isList(cx, tags)) return tags;
  const array = PROCESS_TAG_ARRAY.of(table);
  if (array instanceof LuaTable) return array;
  return tags instanceof LuaTable ? tags : undefined;
}

/** `Tab` (AO 5.1): a map of a list of tags; the first value of a name wins. */
export function tagMap(cx: CallContext, core: LuaTable, tags: LuaValue): LuaTable {
  const map = newList(cx);
  map.meta = tableIn(core, Slot.TAGS_META);
  if (!(tags instanceof LuaTable)) return map;
  const { items } = tags;
  cx.charge(items.length);
  cx.allocate(items.length * 16);
  for (let i = 0; i < items.length; i++) {
    const tag = items[i] as LuaValue;
    if (!(tag instanceof LuaTable)) continue;
    const name = TAG_NAME.of(tag);
    if (typeof name === "string") {
      if (map.getStr(name) === undefined) map.set(name, TAG_VALUE.of(tag));
    } else if (isKey(name) && map.get(name) === undefined) map.set(name, TAG_VALUE.of(tag));
  }
  return map;
}

function isKey(v: LuaValue): boolean {
  return v !== undefined && !Number.isNaN(v) && !isBoxedNaN(v);
}

/** Copies the tags that may be (AO 1.5) to root fields of `msg`; the last value of a name wins. */
export function extractTags(cx: CallContext, msg: LuaTable, tags: LuaValue, kept: LuaValue): void {
  if (!(tags instanceof LuaTable)) return;
  const { items } = tags;
  cx.charge(items.length * 2);
  cx.allocate(items.length * 16);
  for (let i = 0; i < items.length; i++) {
    const tag = items[i] as LuaValue;
    if (!(tag instanceof LuaTable)) continue;
    const name = TAG_NAME.of(tag);
    if (!isKey(name) || listIncludes(kept, name)) continue;
    msg.set(name, TAG_VALUE.of(tag));
  }
}

// ------------------------------------------------------------------ lookups

/** What an absent key of a message is: the last tag with that name in title case that may be a root field. */
function rootFallback(cx: CallContext, core: LuaTable, msg: LuaTable, key: string): LuaValue {
  if (!isTitleCase(key)) return undefined;
  const tags = MSG_TAG_ARRAY.of(msg);
  if (!(tags instanceof LuaTable) || listIncludes(AO_NON_EXTRACTABLE.of(tableIn(core, Slot.AO)), key)) {
    return undefined;
  }
  const { items } = tags;
  cx.charge(items.length >> 1);
  for (let i = items.length - 1; i >= 0; i--) {
    const tag = items[i] as LuaValue;
    const name = tag instanceof LuaTable ? TAG_NAME.of(tag) : undefined;
    if (typeof name === "string" && hasTitle(name, key)) return TAG_VALUE.of(tag as LuaTable);
  }
  return undefined;
}

/** The same for a map of tags: the first entry. */
function tagsFallback(cx: CallContext, tags: LuaTable, key: string): LuaValue {
  if (!isTitleCase(key)) return undefined;
  cx.charge(tags.entryCount() >> 1);
  let found: LuaValue;
  tags.forEachEntry((name: LuaValue, value: LuaValue) => {
    if (found === undefined && typeof name === "string" && hasTitle(name, key)) found = value;
  });
  return found;
}

/** `__index` of messages. */
export function indexMessage(cx: CallContext): number {
  const [msg, key] = [cx.arg(1), cx.arg(2)];
  if (!(msg instanceof LuaTable) || typeof key !== "string") return cx.ret(undefined);
  cx.chargeLong(key.length);
  return cx.ret(rootFallback(cx, cx.native!.upvalues[0] as LuaTable, msg, key));
}

/** `__index` of their Tags. */
export function indexTags(cx: CallContext): number {
  const [tags, key] = [cx.arg(1), cx.arg(2)];
  if (!(tags instanceof LuaTable) || typeof key !== "string") return cx.ret(undefined);
  cx.chargeLong(key.length);
  return cx.ret(tagsFallback(cx, tags, key));
}

/**
 * `table.key`, without calling anything: the fallbacks of messages and Tags apply, `__index` tables of the program's own
 * too, its `__index` functions do not.
 */
export function field(cx: CallContext, core: LuaTable, table: LuaTable, key: string): LuaValue {
  const v = table.getStr(key) as LuaValue;
  return v !== undefined || table.meta === null ? v : absent(cx, core, table, key);
}

/** The same at a place where tables are mostly alike. */
export function fieldAt(cx: CallContext, core: LuaTable, table: LuaTable, site: FieldSite): LuaValue {
  const v = site.of(table);
  return v !== undefined || table.meta === null ? v : absent(cx, core, table, site.name);
}

function absent(cx: CallContext, core: LuaTable, table: LuaTable, key: string): LuaValue {
  if (table.meta === core.slots[Slot.MESSAGE_META]) return rootFallback(cx, core, table, key);
  if (table.meta === core.slots[Slot.TAGS_META]) return tagsFallback(cx, table, key);
  const found = cx.index(table, key);
  return found === PENDING ? undefined : found;
}

/** `msg.key` like {@link field}, for whoever does not know the runtime; PENDING when a function must be called. */
export function messageField(cx: CallContext, msg: LuaTable, key: string): LuaValue | typeof PENDING {
  const v = msg.getStr(key) as LuaValue;
  const { meta } = msg;
  if (v !== undefined || meta === null) return v;
  const index = META_INDEX.of(meta);
  if (!(index instanceof NativeFunction) || index.impl !== indexMessage) return cx.index(msg, key);
  return rootFallback(cx, index.upvalues[0] as LuaTable, msg, key);
}
