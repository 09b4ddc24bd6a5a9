/** Tables that stand for others: what a host program has of the tables of processes (AO 7.2) is empty to those who look inside. */
import type { CallContext } from "../../vm/callContext.ts";
import type { LuaTable } from "../../vm/table.ts";

/** The key of the {@link TableReader} in a state's `libraryData`; most states have none. */
export const TABLE_READER = "aolite.reader";

/** Gives the table to be read instead: a copy of what it stands for, or the table itself. */
export type TableReader = (table: LuaTable) => LuaTable;

/** The table to be read by a native that goes over entries without metamethods. */
export function readable(cx: CallContext, table: LuaTable): LuaTable {
  if (table.meta === null) return table;
  const reader = cx.libraryData.get(TABLE_READER) as TableReader | undefined;
  return reader === undefined ? table : reader(table);
}
