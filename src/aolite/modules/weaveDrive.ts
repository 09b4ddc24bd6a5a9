/** `WeaveDrive` (AO 11.18): processes read the data of transactions, from where the host has it. */
import { defineLibrary, type Library } from "../../stdlib/library.ts";
import type { CallContext } from "../../vm/callContext.ts";
import { readDataOf } from "./host.ts";
import type { AoModule } from "./module.ts";
import { moduleTemplate, openTable } from "./moduleTable.ts";

/** WeaveDrive.getData (txid): the data, or nil and what is wrong */
function getData(cx: CallContext): number {
  const id = cx.string(1);
  const data = readDataOf(cx, id);
  return data === undefined ? cx.ret2(undefined, `No data found for transaction: ${id}`) : cx.ret(data);
}

const library: Library = defineLibrary("WeaveDrive", {
  getData: { signature: "WeaveDrive.getData (txid)", manual: "AO 11.18", gas: "100, 1 per 16 bytes", run: getData },
});

const TEMPLATE = moduleTemplate(library, [["_version", "0.0.1"]]);

/** Data of transactions (AO 11.18). */
export const weaveDriveModule: AoModule = Object.freeze({
  names: ["WeaveDrive", ".weavedrive"],
  open: (cx) => openTable(cx, TEMPLATE),
} satisfies AoModule);
