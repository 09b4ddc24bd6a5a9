/** `.stringify` (AO 6.5): tables as coloured text, for people. */
import { isNumber } from "../../base/luaFloat.ts";
import { defineLibrary, type Library } from "../../stdlib/library.ts";
import type { CallContext } from "../../vm/callContext.ts";
import { LuaTable } from "../../vm/table.ts";
import type { LuaValue } from "../../vm/value.ts";
import type { AoModule } from "./module.ts";
import { moduleTemplate, openTable } from "./moduleTable.ts";
import { entriesOf, TextBuilder } from "./text.ts";

/** Escape sequences of terminals. */
export const COLORS: Readonly<Record<"red" | "green" | "blue" | "reset" | "gray", string>> = Object.freeze({
  red: "\x1b[31m",
  green: "\x1b[32m",
  blue: "\x1b[34m",
  reset: "\x1b[0m",
  gray: "\x1b[90m",
});

/** What stands for a table inside itself. */
export const CIRCULAR = "<circular reference>";

/** A table whose entries are being written. */
interface Frame {
  readonly table: LuaTable;
  readonly keys: readonly LuaValue[];
  readonly values: readonly LuaValue[];
  readonly indent: number;
  readonly isList: boolean;
  at: number;
}

/**
 * `stringify.format` of a table: what `print` shows. Metatables do not count. Charges for what it goes over.
 * @param indent number of spaces that the lines of the table are moved to the right
 */
export function formatValue(cx: CallContext, table: LuaTable, indent = 0): string {
  const out = new TextBuilder(cx);
  const frames: Frame[] = [];
  const open = new Set<LuaTable>();
  enter(cx, out, frames, open, table, indent);
  for (let frame = frames.at(-1); frame !== undefined; frame = frames.at(-1)) {
    if (frame.at === frame.values.length) {
      out.add("\n");
      out.addSpaces(frame.isList ? frame.indent + 1 : frame.indent);
      out.add("}");
      open.delete(frame.table);
      frames.pop();
      continue;
    }
    const i = frame.at++;
    const separator = i > 0 ? ",\n" : "";
    out.add(frame.isList || i === 0 ? separator : `${separator} `);
    out.addSpaces(frame.indent + 2);
    if (!frame.isList) out.add(`${COLORS.red}${cx.plainTostring(frame.keys[i])}${COLORS.reset} = `);
    const v = frame.values[i];
    if (!(v instanceof LuaTable)) out.add(scalarText(cx, v));
    else if (open.has(v)) out.add(CIRCULAR);
    else enter(cx, out, frames, open, v, frame.indent + 2);
  }
  return out.finish();
}

/** Writes a simple array, or the beginning of any other table, which is then the last frame. */
function enter(
  cx: CallContext,
  out: TextBuilder,
  frames: Frame[],
  open: Set<LuaTable>,
  table: LuaTable,
  indent: number,
): void {
  const { keys, values } = entriesOf(cx, table);
  if (isSimple(keys, values)) {
    out.add("{ ");
    for (const [i, v] of values.entries()) out.add((i > 0 ? ", " : "") + scalarText(cx, v));
    out.add(" }");
    return;
  }
  cx.allocate(64);
  open.add(table);
  const asList = keys.every((key, i) => key === i + 1);
  out.add(asList ? "{\n" : "{\n ");
  frames.push({ table, keys, values, indent, isList: asList, at: 0 });
}

function scalarText(cx: CallContext, v: LuaValue): string {
  return typeof v === "string"
    ? `${COLORS.green}"${v}"${COLORS.reset}`
    : COLORS.blue + cx.plainTostring(v) + COLORS.reset;
}

/** Whether the keys are 1..n in order and all values numbers or strings. */
function isSimple(keys: readonly LuaValue[], values: readonly LuaValue[]): boolean {
  for (let i = 0; i < keys.length; i++) {
    if (keys[i] !== i + 1) return false;
    const v = values[i];
    if (typeof v !== "string" && !isNumber(v)) return false;
  }
  return true;
}

const library: Library = defineLibrary("stringify", {
  format: {
    signature: "stringify.format (t [, indent])",
    manual: "AO 6.5",
    gas: "1 per entry, 1 per 2 bytes",
    run: (cx) => {
      const table = cx.table(1);
      return cx.ret(formatValue(cx, table, cx.optPosition(2, 0)));
    },
  },
  isSimpleArray: {
    signature: "stringify.isSimpleArray (t)",
    manual: "AO 6.5",
    gas: "1 per entry",
    run: (cx) => {
      const { keys, values } = entriesOf(cx, cx.table(1));
      return cx.ret(isSimple(keys, values));
    },
  },
});

const TEMPLATE = moduleTemplate(library, [["_version", "0.0.1"]]);

/** Text for people (AO 6.5). */
export const stringifyModule: AoModule = Object.freeze({
  names: [".stringify", "aolite.lib.stringify"],
  open: (cx) => openTable(cx, TEMPLATE),
} satisfies AoModule);
