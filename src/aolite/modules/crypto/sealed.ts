/** The authenticated ciphers MORUS and NORX (AO 6.4). */
import { stringToBytes } from "../../../base/byteString.ts";
import { defineLibrary, type Library } from "../../../stdlib/library.ts";
import type { CallContext } from "../../../vm/callContext.ts";
import { TableTemplate } from "../../../vm/tableTemplate.ts";
import type { AoModule } from "../module.ts";
import { filledTable, sharedNatives } from "../opening.ts";
import { bytesOf, fail, textOf } from "./bytes.ts";
import { decryptMorus, encryptMorus } from "./core/morus.ts";
import { decryptNorx, encryptNorx } from "./core/norx.ts";

const MORUS_TAG = 16;
const NORX_TAG = 32;

/** Charges for a message of that many bytes, and for the beginning and the end. */
function chargeMessage(cx: CallContext, length: number): void {
  cx.charge(1024 + length * 2);
  cx.reserveString(length + NORX_TAG);
}

/** Arguments 1 and 2 as key and initial vector. */
function keyAndNonce(cx: CallContext, keySizes: readonly number[], nonceSize: number): [Uint8Array, Uint8Array] {
  const key = cx.string(1);
  const nonce = cx.string(2);
  if (!keySizes.includes(key.length)) fail(cx, "wrong key length");
  if (nonce.length !== nonceSize) fail(cx, "wrong nonce length");
  return [stringToBytes(key), stringToBytes(nonce)];
}

// ------------------------------------------------------------------ MORUS

function morusEncrypt(cx: CallContext): number {
  const [key, iv] = keyAndNonce(cx, [16, 32], 16);
  const message = cx.string(3);
  const data = cx.optString(4, "");
  chargeMessage(cx, message.length + data.length);
  const { text, tag } = encryptMorus(key, iv, bytesOf(cx, message), bytesOf(cx, data));
  return cx.ret(data + textOf(text) + textOf(tag));
}

function morusDecrypt(cx: CallContext): number {
  const [key, iv] = keyAndNonce(cx, [16, 32], 16);
  const message = cx.string(3);
  const dataLength = cx.optPosition(4, 0);
  if (dataLength < 0) cx.argError(4, "must not be negative");
  chargeMessage(cx, message.length);
  const end = message.length - MORUS_TAG;
  if (dataLength > end) return cx.ret2(undefined, "decrypt error");
  const bytes = bytesOf(cx, message);
  const text = decryptMorus(key, iv, bytes.slice(dataLength, end), bytes.slice(0, dataLength), bytes.slice(end));
  return text === undefined ? cx.ret2(undefined, "decrypt error") : cx.ret(textOf(text));
}

// ------------------------------------------------------------------ NORX

function norxEncrypt(cx: CallContext): number {
  const [key, nonce] = keyAndNonce(cx, [32], 32);
  const message = cx.string(3);
  const header = cx.optString(4, "");
  const trailer = cx.optString(5, "");
  chargeMessage(cx, message.length + header.length + trailer.length);
  const { text, tag } = encryptNorx(key, nonce, {
    header: bytesOf(cx, header),
    text: bytesOf(cx, message),
    trailer: bytesOf(cx, trailer),
  });
  return cx.ret(textOf(text) + textOf(tag));
}

function norxDecrypt(cx: CallContext): number {
  const [key, nonce] = keyAndNonce(cx, [32], 32);
  const message = cx.string(3);
  const header = cx.optString(4, "");
  const trailer = cx.optString(5, "");
  chargeMessage(cx, message.length + header.length + trailer.length);
  const end = message.length - NORX_TAG;
  if (end < 0) return cx.ret2(undefined, "auth failure");
  const bytes = bytesOf(cx, message);
  const parts = { header: bytesOf(cx, header), text: bytes.slice(0, end), trailer: bytesOf(cx, trailer) };
  const text = decryptNorx(key, nonce, parts, bytes.slice(end));
  return text === undefined ? cx.ret2(undefined, "auth failure") : cx.ret(textOf(text));
}

const manual = "AO 6.4";
const gas = "2 per byte";

const MORUS_LIBRARY: Library = defineLibrary("crypto.morus", {
  encrypt: { signature: "crypto.morus.encrypt (key, iv, msg [, ad])", manual, gas, run: morusEncrypt },
  decrypt: { signature: "crypto.morus.decrypt (key, iv, text [, adLen])", manual, gas, run: morusDecrypt },
});
const NORX_LIBRARY: Library = defineLibrary("crypto.norx", {
  encrypt: {
    signature: "crypto.norx.encrypt (key, nonce, text [, header [, trailer]])",
    manual,
    gas,
    run: norxEncrypt,
  },
  decrypt: {
    signature: "crypto.norx.decrypt (key, nonce, text [, header [, trailer]])",
    manual,
    gas,
    run: norxDecrypt,
  },
});

function sealedModule(name: string, library: Library, nonceSize: number, variant: string): AoModule {
  const template = new TableTemplate([
    ...sharedNatives(library),
    ["key_size", 32],
    ["nonce_size", nonceSize],
    ["variant", variant],
  ]);
  return { names: [name], open: (cx) => filledTable(cx, template, 5) };
}

/** `.crypto.cipher.morus` */
export const MORUS: AoModule = sealedModule(".crypto.cipher.morus", MORUS_LIBRARY, 16, "MORUS-1280");
/** `.crypto.cipher.norx` */
export const NORX: AoModule = sealedModule(".crypto.cipher.norx", NORX_LIBRARY, 32, "NORX 64-4-1");
