/** Messages as tables for the host program: as they lie in a queue (AO 1.4), or as a handler has seen them (AO 1.5). */
import { type CallContext, nativeFunction } from "../../vm/callContext.ts";
import { LuaThrow } from "../../vm/errors.ts";
import { LuaTable } from "../../vm/table.ts";
import type { LuaValue, NativeFunction } from "../../vm/value.ts";
import { decodeJson } from "../modules/jsonDecode.ts";
import { titleCase } from "../modules/names.ts";
import { bintClasses } from "../world/bintClasses.ts";
import { type Copied, copyIn } from "../world/copied.ts";
import { type Message, NON_EXTRACTABLE, type Tag } from "../world/message.ts";

/** Looks a name up that no field has: the last tag whose name is it in title case. */
const FIELD: NativeFunction = nativeFunction("aolite.message.__index", (cx) => {
  const table = cx.table(1);
  const key = cx.arg(2);
  if (typeof key !== "string" || NON_EXTRACTABLE.has(key)) return cx.ret(undefined);
  const list = (table.getStr("TagArray") ?? table.getStr("Tags")) as LuaValue;
  if (!(list instanceof LuaTable)) return cx.ret(undefined);
  cx.charge(list.length());
  const { items } = list;
  for (let i = items.length - 1; i >= 0; i--) {
    const tag = items[i] as LuaValue;
    const name = tag instanceof LuaTable ? (tag.getStr("name") as LuaValue) : undefined;
    if (typeof name === "string" && titleCase(name) === key) return cx.ret((tag as LuaTable).getStr("value"));
  }
  return cx.ret(undefined);
});

const TAG: NativeFunction = nativeFunction("aolite.tags.__index", (cx) => {
  const table = cx.table(1);
  const key = cx.arg(2);
  if (typeof key !== "string") return cx.ret(undefined);
  cx.charge(table.entryCount());
  let found: LuaValue;
  table.forEachEntry((name: LuaValue, value: LuaValue) => {
    if (found !== undefined) return;
    if (typeof name === "string" && titleCase(name) === key) found = value;
    else if (value instanceof LuaTable && value.getStr("name") === key) found = value.getStr("value") as LuaValue;
  });
  return cx.ret(found);
});

/** Makes the tables of one host; the same for a message as long as it is in the same state. */
export class MessageTables {
  readonly #cx: CallContext;
  readonly #tables: WeakMap<Message, { readonly table: LuaTable; readonly isHandled: boolean }> = new WeakMap();
  #fieldMeta: LuaTable | undefined;
  #tagMeta: LuaTable | undefined;

  constructor(cx: CallContext) {
    this.#cx = cx;
  }

  of(message: Message): LuaTable {
    const isHandled = message.handled > 0;
    const known = this.#tables.get(message);
    if (known !== undefined && known.isHandled === isHandled) return known.table;
    const table = this.make(message, isHandled);
    this.#tables.set(message, { table, isHandled });
    return table;
  }

  /** A new table, whatever there is already. */
  make(message: Message, isHandled: boolean = message.handled > 0): LuaTable {
    const cx = this.#cx;
    cx.charge(message.fields.size + message.tags.length);
    const table = cx.newTable(0, message.fields.size + 8);
    const list = this.#tagList(message.tags);
    for (const [name, value] of message.prepared) {
      table.set(name, this.value(value));
      if (name === "Anchor") table.setStr("Tags", list);
    }
    if (isHandled) {
      table.setStr("Tags", this.#tagMap(message));
      table.setStr("TagArray", list);
      if (message.hasJson) this.#decode(table);
    } else {
      // a number until a handler finds the tag's text there
      table.setStr("Block-Height", this.value(message.fields.get("Block-Height")));
      table.setStr("Tags", list);
      list.meta = this.#meta("tag");
    }
    table.meta = this.#meta("field");
    return table;
  }

  #decode(table: LuaTable): void {
    try {
      table.setStr("Data", decodeJson(this.#cx, (table.getStr("Data") as LuaValue) ?? "{}"));
    } catch (thrown) {
      if (!(thrown instanceof LuaThrow)) throw thrown;
    }
  }

  #tagList(tags: readonly Tag[]): LuaTable {
    const cx = this.#cx;
    const list = cx.newTable(tags.length);
    for (const { name, value } of tags) {
      const tag = cx.newTable(0, 2);
      tag.setStr("name", this.value(name));
      tag.setStr("value", this.value(value));
      list.append(tag);
    }
    return list;
  }

  #tagMap(message: Message): LuaTable {
    const map = this.#cx.newTable(0, message.tags.length);
    for (const [name, value] of message.tagMap()) if (name !== undefined) map.set(this.value(name), this.value(value));
    map.meta = this.#meta("tag");
    return map;
  }

  #meta(of: "field" | "tag"): LuaTable {
    const known = of === "field" ? this.#fieldMeta : this.#tagMeta;
    if (known !== undefined) return known;
    const meta = this.#cx.newTable();
    meta.setStr("__index", of === "field" ? FIELD : TAG);
    if (of === "field") this.#fieldMeta = meta;
    else this.#tagMeta = meta;
    return meta;
  }

  value(v: Copied): LuaValue {
    return copyIn(this.#cx, v, bintClasses);
  }
}
