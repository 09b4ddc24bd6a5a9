/** `.base64` (AO 6.3). */

import { bytesToString } from "../../base/byteString.ts";
import { defineLibrary, type Library } from "../../stdlib/library.ts";
import type { CallContext } from "../../vm/callContext.ts";
import type { LuaTable } from "../../vm/table.ts";
import type { LuaValue } from "../../vm/value.ts";
import type { AoModule } from "./module.ts";
import { filledTable, libraryTemplate } from "./opening.ts";

/** The position of the padding in an encoder. */
const PAD = 64;
const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/** The alphabet that arguments 1 to 3 complete: 64 characters and the padding. */
function alphabet(cx: CallContext): string[] {
  const last = [cx.optString(1, "+"), cx.optString(2, "/"), cx.optString(3, "=")];
  return [...LETTERS, ...last];
}

/** `base64.makeencoder ([c62 [, c63 [, pad]]])`: a table from values to bytes; the padding is at 64. */
function makeencoder(cx: CallContext): number {
  const table = cx.newTable(0, 0);
  cx.allocate(65 * 40);
  cx.charge(65);
  for (const [i, c] of alphabet(cx).entries()) table.set(i, c.charCodeAt(0) || 0);
  return cx.ret(table);
}

/** `base64.makedecoder ([c62 [, c63 [, pad]]])`: a table from bytes to values. */
function makedecoder(cx: CallContext): number {
  const table = cx.newTable(0, 0);
  cx.allocate(65 * 40);
  cx.charge(65);
  for (const [i, c] of alphabet(cx).entries()) if (c !== "") table.set(c.charCodeAt(0), i);
  return cx.ret(table);
}

const codes = (text: string): Uint8Array => Uint8Array.from(text, (c) => c.charCodeAt(0));
const ENCODER: Uint8Array = codes(`${LETTERS}+/=`);
const DECODER: Int8Array = new Int8Array(256).fill(-1).map((_, c) => ENCODER.indexOf(c));

/** The bytes of an encoder of the program. */
function encoderOf(cx: CallContext, table: LuaTable): Uint8Array {
  const bytes = new Uint8Array(65);
  for (let i = 0; i <= PAD; i++) {
    const c = table.get(i) as LuaValue;
    if (typeof c !== "number") return cx.argError(2, "encoder expected");
    bytes[i] = c;
  }
  return bytes;
}

/** The values of a decoder of the program, by byte; -1: not in it. */
function decoderOf(table: LuaTable): Int8Array {
  const values = new Int8Array(256).fill(-1);
  for (let c = 0; c < 256; c++) {
    const v = table.get(c) as LuaValue;
    if (typeof v === "number" && v >= 0 && v <= PAD) values[c] = v;
  }
  return values;
}

/** `base64.encode (s [, encoder [, caching]])` */
function encode(cx: CallContext): number {
  const text = cx.string(1);
  const encoder = cx.isNoneOrNil(2) ? ENCODER : encoderOf(cx, cx.table(2));
  const length = Math.ceil(text.length / 3) * 4;
  cx.reserveString(length);
  cx.charge(length >> 2);
  const out = new Uint8Array(length);
  const pad = encoder[PAD]!;
  for (let i = 0, at = 0; i < text.length; i += 3, at += 4) {
    const left = text.length - i;
    const bits =
      (text.charCodeAt(i) << 16) |
      (left > 1 ? text.charCodeAt(i + 1) << 8 : 0) |
      (left > 2 ? text.charCodeAt(i + 2) : 0);
    out[at] = encoder[bits >> 18]!;
    out[at + 1] = encoder[(bits >> 12) & 63]!;
    out[at + 2] = left > 1 ? encoder[(bits >> 6) & 63]! : pad;
    out[at + 3] = left > 2 ? encoder[bits & 63]! : pad;
  }
  return cx.ret(bytesToString(out));
}

/** `base64.decode (s [, decoder [, caching]])`: characters outside the alphabet are skipped. */
function decode(cx: CallContext): number {
  const text = cx.string(1);
  const decoder = cx.isNoneOrNil(2) ? DECODER : decoderOf(cx.table(2));
  const most = Math.floor((text.length * 3) / 4) + 1;
  cx.reserveString(most);
  cx.charge(text.length >> 2);
  const out = new Uint8Array(most);
  let n = 0;
  let bits = 0;
  let have = 0;
  for (let i = 0; i < text.length; i++) {
    const value = decoder[text.charCodeAt(i)]!;
    // padding ends a group: what is left of it are bits of nothing
    if (value === PAD) {
      bits = 0;
      have = 0;
      continue;
    }
    if (value < 0) continue;
    bits = ((bits << 6) | value) & 0xffff;
    have += 6;
    if (have < 8) continue;
    have -= 8;
    out[n++] = bits >> have;
  }
  return cx.ret(bytesToString(out.subarray(0, n)));
}

const manual = "AO 6.3";
const gas = "1 per 4 bytes";

const BASE64_LIBRARY: Library = defineLibrary("base64", {
  encode: { signature: "base64.encode (s [, encoder [, caching]])", manual, gas, run: encode },
  decode: { signature: "base64.decode (s [, decoder [, caching]])", manual, gas, run: decode },
  makeencoder: { signature: "base64.makeencoder ([c62 [, c63 [, pad]]])", manual, gas: "65", run: makeencoder },
  makedecoder: { signature: "base64.makedecoder ([c62 [, c63 [, pad]]])", manual, gas: "65", run: makedecoder },
});

const TEMPLATE = libraryTemplate(BASE64_LIBRARY);

/** `.base64` */
export const BASE64: AoModule = { names: [".base64"], open: (cx) => filledTable(cx, TEMPLATE, 4) };
