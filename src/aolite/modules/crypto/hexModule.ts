/** `.crypto.util.hex` and `.crypto.util.bit` (AO 6.4). */
import { bit32Library } from "../../../stdlib/bit32.ts";
import { defineLibrary, type Library } from "../../../stdlib/library.ts";
import type { CallContext } from "../../../vm/callContext.ts";
import { LuaTable } from "../../../vm/table.ts";
import type { LuaValue } from "../../../vm/value.ts";
import type { AoModule } from "../module.ts";
import { filledTable, libraryTemplate } from "../opening.ts";
import { bytesOfHex, fail, hexOf } from "./bytes.ts";

/** `hex.stringToHex (s [, perLine [, sep]])`: bytes of a line have `sep` between them. */
function stringToHex(cx: CallContext): number {
  const text = cx.string(1);
  if (cx.isNoneOrNil(2)) return cx.ret(hexOf(cx, text, false));
  const perLine = cx.position(2);
  const separator = cx.optString(3, "");
  if (perLine === 0) cx.argError(2, "must not be zero");
  cx.reserveString(text.length * (2 + Math.max(1, separator.length)));
  cx.charge(text.length);
  const digits = hexOf(cx, text, false);
  let out = "";
  for (let i = 1; i <= text.length; i++) {
    out += digits.slice(i * 2 - 2, i * 2);
    if (i < text.length) out += i % perLine === 0 ? "\n" : separator;
  }
  return cx.ret(out);
}

/** A text without its white space, as Lua's patterns know it. */
function withoutSpace(text: string): string {
  let out = "";
  let from = 0;
  for (let i = 0; i <= text.length; i++) {
    const c = text.charCodeAt(i);
    if (i < text.length && c !== 32 && (c < 9 || c > 13)) continue;
    if (i > from) out += text.slice(from, i);
    from = i + 1;
  }
  return out;
}

/** `hex.hexToString (s [, unsafe])`: unsafe is without white space and, up to the first wrong pair, without errors. */
function hexToString(cx: CallContext): number {
  const text = cx.string(1);
  cx.charge(text.length >> 2);
  if (cx.toBoolean(2)) return cx.ret(bytesOfHex(cx, text));
  const digits = withoutSpace(text);
  const bytes = bytesOfHex(cx, digits);
  if (bytes.length * 2 !== digits.length) fail(cx, "invalid hex string");
  return cx.ret(bytes);
}

const HEX_LIBRARY: Library = defineLibrary("crypto.hex", {
  stringToHex: {
    signature: "crypto.hex.stringToHex (s [, perLine [, sep]])",
    manual: "AO 6.4",
    gas: "1 per 8 bytes; 1 per byte with lines",
    run: stringToHex,
  },
  hexToString: {
    signature: "crypto.hex.hexToString (s [, unsafe])",
    manual: "AO 6.4",
    gas: "1 per 4 digits",
    run: hexToString,
  },
});
const HEX_TEMPLATE = libraryTemplate(HEX_LIBRARY);

/** `.crypto.util.hex` */
export const HEX: AoModule = { names: [".crypto.util.hex"], open: (cx) => filledTable(cx, HEX_TEMPLATE, 2) };

const BIT_TEMPLATE = libraryTemplate(bit32Library);

/** `.crypto.util.bit`: the library bit32 of the process, or one like it. */
export const BIT: AoModule = {
  names: [".crypto.util.bit"],
  open: (cx) => {
    const known = cx.loaded.getStr("bit32") as LuaValue;
    return known instanceof LuaTable
      ? known
      : filledTable(cx, BIT_TEMPLATE, Object.keys(bit32Library.functions).length);
  },
};
