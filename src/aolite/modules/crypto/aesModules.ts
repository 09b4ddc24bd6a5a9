/** AES (AO 6.4): whole messages, single blocks, and modes as objects that take a message in parts. */
import { stringToBytes } from "../../../base/byteString.ts";
import { defineLibrary, type Library, type NativeSpec } from "../../../stdlib/library.ts";
import { type CallContext, continuation } from "../../../vm/callContext.ts";
import { TABLE } from "../../../vm/snapshot/schema.ts";
import { LuaTable } from "../../../vm/table.ts";
import { TableTemplate } from "../../../vm/tableTemplate.ts";
import type { Continuation, LuaValue } from "../../../vm/value.ts";
import type { AoModule } from "../module.ts";
import { filledTable, libraryTemplate, sharedNatives } from "../opening.ts";
import { byteArgument, byteList, bytesOf, bytesOfHex, fail, hexOf, textOf } from "./bytes.ts";
import { type AesBits, type AesMode, decryptBlock, encryptBlock, expandKey, runMode } from "./core/aes.ts";
import { appendFact, factsOf, newObject, objectClosures, retSelf, textFact } from "./objects.ts";
import { newResult, UPPER_HEX } from "./results.ts";
import { newStringStream, readerStates, streamReader } from "./streams.ts";

const BLOCK = 16;
const MODES: readonly AesMode[] = ["CBC", "ECB", "CFB", "OFB", "CTR"];
const SIZES: readonly AesBits[] = [128, 192, 256];

const manual = "AO 6.4";
const gas = "4 per byte";

/** Charges for the blocks of that many bytes, and for the key. */
function chargeBlocks(cx: CallContext, bytes: number): void {
  cx.charge(256 + bytes * 4);
  cx.allocate(bytes * 2);
}

/** Zeros up to a whole block. */
const zeros = (length: number): number => (BLOCK - (length % BLOCK)) % BLOCK;

/** The bytes for the rounds. @throws LuaThrow when the key is too short */
function roundKeys(cx: CallContext, key: string, bits: AesBits): Uint8Array {
  if (key.length < bits / 8) fail(cx, `key must be ${bits / 8} bytes long`);
  return expandKey(stringToBytes(key.slice(0, bits / 8)), bits);
}

/** The whole blocks of `input` in a mode: its first block is the initial vector in all modes but ECB. */
function crypt(cx: CallContext, mode: AesMode, encrypts: boolean, key: string, bits: AesBits, input: string): string {
  const keys = roundKeys(cx, key, bits);
  chargeBlocks(cx, input.length);
  return textOf(runMode(mode, encrypts, keys, bytesOf(cx, input)));
}

// ------------------------------------------------------------------ messages

/** Arguments 2 to 5 of `encrypt` and `decrypt`, and `text` after the initial vector, with zeros after it. */
function wholeMessage(cx: CallContext, text: string, encrypts: boolean): number {
  const key = cx.string(2);
  const iv = cx.optString(3, "\0".repeat(BLOCK));
  const mode = cx.optString(4, "CBC");
  const bits = cx.optPosition(5, 128);
  if (!MODES.some((known) => known === mode)) fail(cx, `Unsupported mode: ${mode}`);
  if (!SIZES.some((known) => known === bits)) fail(cx, `Unsupported key length: ${bits}`);
  cx.reserveString(iv.length + text.length + BLOCK);
  const input = iv + text;
  const padded = input + "\0".repeat(zeros(input.length));
  return cx.ret(newResult(cx, crypt(cx, mode as AesMode, encrypts, key, bits as AesBits, padded), UPPER_HEX));
}

const AES_LIBRARY: Library = defineLibrary("crypto.aes", {
  encrypt: {
    signature: "crypto.aes.encrypt (text, key [, iv [, mode [, bits]]])",
    manual,
    gas,
    run: (cx) => wholeMessage(cx, cx.string(1), true),
  },
  decrypt: {
    signature: "crypto.aes.decrypt (hex, key [, iv [, mode [, bits]]])",
    manual,
    gas,
    run: (cx) => wholeMessage(cx, bytesOfHex(cx, cx.string(1)), false),
  },
});
const AES_TEMPLATE = libraryTemplate(AES_LIBRARY);

// ------------------------------------------------------------------ blocks

/** A single block: `encrypt (key, block)` and `decrypt (key, block)` on lists of bytes. */
function singleBlock(bits: AesBits, encrypts: boolean): NativeSpec {
  const name = encrypts ? "encrypt" : "decrypt";
  return {
    signature: `crypto.aes${bits}.${name} (key, block)`,
    manual,
    gas: "",
    run: (cx) => {
      const keys = roundKeys(cx, byteArgument(cx, 1), bits);
      const block = byteArgument(cx, 2);
      if (block.length !== BLOCK) fail(cx, `block must be ${BLOCK} bytes long`);
      chargeBlocks(cx, BLOCK);
      const bytes = stringToBytes(block);
      (encrypts ? encryptBlock : decryptBlock)(bytes, keys, new Uint8Array(BLOCK));
      return cx.ret(byteList(cx, textOf(bytes)));
    },
  };
}

const BLOCK_LIBRARIES = SIZES.map((bits) => {
  const library: Library = defineLibrary(`crypto.aes${bits}`, {
    encrypt: singleBlock(bits, true),
    decrypt: singleBlock(bits, false),
  });
  const functions = sharedNatives(library);
  return { bits, functions, template: new TableTemplate([["blockSize", BLOCK], ...functions]) };
});

/** The size of the keys of a block cipher of ours. */
function bitsOfCipher(v: LuaValue): AesBits | undefined {
  if (!(v instanceof LuaTable)) return undefined;
  const encrypt = v.getStr("encrypt") as LuaValue;
  return BLOCK_LIBRARIES.find(({ functions }) => functions.get("encrypt") === encrypt)?.bits;
}

// ------------------------------------------------------------------ modes

/** Facts: mode, direction, key, its bits, function that pads, what has come so far. */
const MODE = "mode";
const ENCRYPTS = "encrypts";
const KEY = "key";
const BITS = "bits";
const PADDING = "padding";
const INPUT = "input";

const UPDATE_READER = streamReader("crypto.mode.update", (cx, bytes, [facts]) => {
  if (!(facts instanceof LuaTable)) return cx.ret(undefined);
  appendFact(cx, facts, INPUT, bytes);
  return retSelf(cx, facts);
});

function setKey(cx: CallContext): number {
  const facts = factsOf(cx);
  facts.setStr(KEY, byteArgument(cx, 1));
  return retSelf(cx, facts);
}

function setBlockCipher(cx: CallContext): number {
  const facts = factsOf(cx);
  facts.setStr(BITS, bitsOfCipher(cx.arg(1)) ?? fail(cx, "unsupported block cipher"));
  return retSelf(cx, facts);
}

function setPadding(cx: CallContext): number {
  const facts = factsOf(cx);
  facts.setStr(PADDING, cx.arg(1));
  return retSelf(cx, facts);
}

function init(cx: CallContext): number {
  const facts = factsOf(cx);
  facts.setStr(INPUT, "");
  return retSelf(cx, facts);
}

/** Takes the padding that the function for it chooses. */
function finish(cx: CallContext): number {
  const facts = factsOf(cx);
  const padding = facts.getStr(PADDING) as LuaValue;
  if (padding === undefined) return retSelf(cx, facts);
  return cx.call2(padding, BLOCK, textFact(facts, INPUT).length, AFTER_PADDING, facts);
}

const AFTER_PADDING: Continuation = continuation<LuaTable>("crypto.mode.finish", (cx, facts) =>
  UPDATE_READER.read(cx, cx.arg(1), [facts]),
);

function output(cx: CallContext): string {
  const facts = factsOf(cx);
  const mode = MODES.find((known) => known === facts.getStr(MODE)) ?? "ECB";
  const bits = SIZES.find((known) => known === facts.getStr(BITS)) ?? fail(cx, "no block cipher has been set");
  return crypt(cx, mode, facts.getStr(ENCRYPTS) === true, textFact(facts, KEY), bits, textFact(facts, INPUT));
}

const row = (signature: string, run: NativeSpec["run"], cost = ""): NativeSpec => ({
  signature: `crypto.mode.${signature}`,
  manual,
  gas: cost,
  run,
});

const MODE_LIBRARY: Library = defineLibrary("crypto.mode", {
  setKey: row("setKey (key)", setKey),
  setBlockCipher: row("setBlockCipher (cipher)", setBlockCipher),
  setPadding: row("setPadding (padding)", setPadding),
  init: row("init ()", init),
  update: row("update (stream)", (cx) => UPDATE_READER.read(cx, cx.arg(1), [factsOf(cx)]), "1 per 16 bytes"),
  finish: row("finish ()", finish),
  asBytes: row("asBytes ()", (cx) => cx.ret(byteList(cx, output(cx))), gas),
  asHex: row("asHex ()", (cx) => cx.ret(hexOf(cx, output(cx), true)), gas),
  asString: row("asString ()", (cx) => cx.ret(output(cx)), gas),
});

/** `Cipher ()` or `Decipher ()` of a mode. */
function constructorOf(mode: AesMode, encrypts: boolean): NativeSpec {
  const name = encrypts ? "Cipher" : "Decipher";
  return {
    signature: `crypto.${mode.toLowerCase()}.${name} ()`,
    manual,
    gas: "",
    run: (cx) => cx.ret(newObject(cx, MODE_LIBRARY, { [MODE]: mode, [ENCRYPTS]: encrypts, [KEY]: "", [INPUT]: "" })),
  };
}

const MODE_MODULES: readonly AoModule[] = MODES.map((mode): AoModule => {
  const name = mode.toLowerCase();
  const template = libraryTemplate(
    defineLibrary(`crypto.${name}`, { Cipher: constructorOf(mode, true), Decipher: constructorOf(mode, false) }),
  );
  return { names: [`.crypto.cipher.mode.${name}`], open: (cx) => filledTable(cx, template, 2) };
});

/** `padding (blockSize, byteCount)`: a stream of the zeros that are missing to whole blocks. */
const ZERO_PADDING = sharedNatives(
  defineLibrary("crypto.padding", {
    zero: {
      signature: "crypto.padding.zero (blockSize, byteCount)",
      manual,
      gas: "",
      run: (cx) => {
        const size = cx.position(1);
        const count = cx.position(2);
        if (size < 1) cx.argError(1, "must be positive");
        const missing = (size - (count % size)) % size;
        cx.reserveString(missing);
        return cx.ret(newStringStream(cx, "\0".repeat(missing)));
      },
    },
  }),
).get("zero")!;

/** `.crypto.cipher.aes` */
export const AES: AoModule = {
  names: [".crypto.cipher.aes"],
  open: (cx) => filledTable(cx, AES_TEMPLATE, 2),
  closures: objectClosures(MODE_LIBRARY),
  continuations: { ...readerStates([UPDATE_READER]), [AFTER_PADDING.name]: TABLE },
};

/** The modules of blocks, modes and padding. */
export const AES_MODULES: readonly AoModule[] = [
  ...BLOCK_LIBRARIES.map(
    ({ bits, template }): AoModule => ({
      names: [`.crypto.cipher.aes${bits}`],
      open: (cx) => filledTable(cx, template, 3),
    }),
  ),
  ...MODE_MODULES,
  { names: [".crypto.padding.zero"], open: () => ZERO_PADDING },
];
