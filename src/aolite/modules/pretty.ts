/** `.pretty` (AO 6.5): tables as plain lines. */
import { defineLibrary, type Library } from "../../stdlib/library.ts";
import type { CallContext } from "../../vm/callContext.ts";
import { LuaTable } from "../../vm/table.ts";
import type { LuaValue } from "../../vm/value.ts";
import type { AoModule } from "./module.ts";
import { moduleTemplate, openTable } from "./moduleTable.ts";
import { CIRCULAR } from "./stringify.ts";
import { entriesOf, TextBuilder } from "./text.ts";

/** A table whose entries are being written. */
interface Frame {
  readonly table: LuaTable;
  readonly keys: readonly LuaValue[];
  readonly values: readonly LuaValue[];
  readonly indent: number;
  at: number;
}

/** `pretty.tprint` of a table: a line for each entry, nested ones a space deeper. */
export function prettyText(cx: CallContext, table: LuaTable, indent = 0): string {
  const out = new TextBuilder(cx);
  const frames: Frame[] = [];
  const open = new Set<LuaTable>();
  const begin = (t: LuaTable, depth: number): void => {
    cx.allocate(64);
    open.add(t);
    frames.push({ table: t, ...entriesOf(cx, t), indent: depth, at: 0 });
  };
  begin(table, indent);
  for (let frame = frames.at(-1); frame !== undefined; frame = frames.at(-1)) {
    if (frame.at === frame.values.length) {
      open.delete(frame.table);
      frames.pop();
      continue;
    }
    const i = frame.at++;
    const v = frame.values[i];
    out.addSpaces(frame.indent);
    out.add(`${cx.plainTostring(frame.keys[i])}: `);
    if (!(v instanceof LuaTable)) out.add(cx.plainTostring(v));
    else if (open.has(v)) out.add(CIRCULAR);
    out.add("\n");
    if (v instanceof LuaTable && !open.has(v)) begin(v, frame.indent + 1);
  }
  return out.finish();
}

const library: Library = defineLibrary("pretty", {
  tprint: {
    signature: "pretty.tprint (t [, indent])",
    manual: "AO 6.5",
    gas: "1 per entry, 1 per 2 bytes",
    run: (cx) => {
      const table = cx.table(1);
      return cx.ret(prettyText(cx, table, cx.optPosition(2, 0)));
    },
  },
});

const TEMPLATE = moduleTemplate(library, [["_version", "0.0.1"]]);

/** Plain listings of tables (AO 6.5). */
export const prettyModule: AoModule = Object.freeze({
  names: [".pretty", "aolite.lib.pretty"],
  open: (cx) => openTable(cx, TEMPLATE),
} satisfies AoModule);
