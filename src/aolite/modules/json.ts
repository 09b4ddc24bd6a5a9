import { defineLibrary, type Library } from "../../stdlib/library.ts";
import { decodeJson } from "./jsonDecode.ts";
import { encodeJson } from "./jsonEncode.ts";
import type { AoModule } from "./module.ts";
import { moduleTemplate, openTable } from "./moduleTable.ts";

const library: Library = defineLibrary("json", {
  encode: {
    signature: "json.encode (v)",
    manual: "AO 6.1",
    gas: "1 per 2 bytes of result, 2 per table and 1 per 4 of its entries",
    run: (cx) => cx.ret(encodeJson(cx, cx.arg(1))),
  },
  decode: {
    signature: "json.decode (text)",
    manual: "AO 6.1",
    gas: "1 per 2 bytes",
    run: (cx) => cx.ret(decodeJson(cx, cx.arg(1))),
  },
});

const TEMPLATE = moduleTemplate(library, [["_version", "0.2.0"]]);

/** JSON (AO 6.1). */
export const jsonModule: AoModule = Object.freeze({
  names: ["json", ".json", "aolite.lib.json"],
  open: (cx) => openTable(cx, TEMPLATE),
} satisfies AoModule);
