/** Message authentication and key derivation (AO 6.4). */
import { stringToBytes } from "../../../base/byteString.ts";
import { defineLibrary, type Library, type NativeSpec } from "../../../stdlib/library.ts";
import type { CallContext } from "../../../vm/callContext.ts";
import { LuaTable } from "../../../vm/table.ts";
import { TableTemplate } from "../../../vm/tableTemplate.ts";
import type { LuaValue } from "../../../vm/value.ts";
import type { AoModule } from "../module.ts";
import { filledTable, sharedNatives } from "../opening.ts";
import { byteArgument, byteList, bytesOf, fail, hexOf, textOf } from "./bytes.ts";
import { constructedDigest } from "./digests.ts";
import { type HashName, hashBytes, hashCost, hmacBytes, keyBlock } from "./hashes.ts";
import { appendFact, factsOf, naturalFact, newObject, objectClosures, retSelf, textFact } from "./objects.ts";
import { newResult, PLAIN, UPPER_HEX } from "./results.ts";
import { readerStates, streamReader } from "./streams.ts";

/** Bytes of the key block of `createHmac`: not those of the digest's blocks, so its results are not those of RFC 2104. */
const KEY_BLOCK = 32;
/** Bytes of a block of the digests, which key derivation uses. */
const HASH_BLOCK = 64;
/** Most bytes of a block that a program may choose. */
const MOST_BLOCK = 1 << 16;

/** The digest that argument `i` names. */
function algorithm(cx: CallContext, i: number): HashName {
  const v = cx.arg(i);
  if (v === undefined || v === "sha1") return "sha1";
  return v === "sha256" ? "sha256" : fail(cx, `Unsupported algorithm: ${cx.plainTostring(v)}`);
}

/** The code of a message, with a key block that is paid for. */
function hmac(cx: CallContext, name: HashName, block: string, message: string): string {
  cx.charge(hashCost(block.length + message.length) + hashCost(block.length + HASH_BLOCK));
  return textOf(hmacBytes(name, stringToBytes(block), bytesOf(cx, message)));
}

/** A key as a block. */
function blockOf(cx: CallContext, name: HashName, key: string, size: number): string {
  cx.charge(hashCost(key.length + size));
  return textOf(keyBlock(name, bytesOf(cx, key), size));
}

const HMAC_READER = streamReader("crypto.mac.createHmac", (cx, message, [name, block]) =>
  cx.ret(
    newResult(
      cx,
      hmac(cx, name === "sha256" ? "sha256" : "sha1", typeof block === "string" ? block : "", message),
      PLAIN,
    ),
  ),
);

/** `mac.createHmac (stream, key [, algorithm])` */
function createHmac(cx: CallContext): number {
  const name = algorithm(cx, 3);
  return HMAC_READER.read(cx, cx.arg(1), [name, blockOf(cx, name, byteArgument(cx, 2), KEY_BLOCK)]);
}

// ------------------------------------------------------------------ objects

/** Facts: the digest, the size of a block, the key as a block, the message so far, the code. */
const NAME = "name";
const BLOCK_SIZE = "blockSize";
const KEY = "key";
const MESSAGE = "message";
const CODE = "code";

const UPDATE_READER = streamReader("crypto.hmac.update", (cx, bytes, [facts]) => {
  if (!(facts instanceof LuaTable)) return cx.ret(undefined);
  appendFact(cx, facts, MESSAGE, bytes);
  return retSelf(cx, facts);
});

function nameFact(cx: CallContext, facts: LuaTable): HashName {
  const name = textFact(facts, NAME);
  return name === "sha1" || name === "sha256" ? name : fail(cx, "no digest has been set");
}

function setBlockSize(cx: CallContext): number {
  const facts = factsOf(cx);
  const size = cx.position(1);
  if (size < 1 || size > MOST_BLOCK) cx.argError(1, "invalid block size");
  facts.setStr(BLOCK_SIZE, size);
  return retSelf(cx, facts);
}

function setDigest(cx: CallContext): number {
  const facts = factsOf(cx);
  facts.setStr(NAME, constructedDigest(cx.arg(1)) ?? fail(cx, "unsupported digest"));
  return retSelf(cx, facts);
}

function setKey(cx: CallContext): number {
  const facts = factsOf(cx);
  const size = Math.min(MOST_BLOCK, naturalFact(facts, BLOCK_SIZE));
  facts.setStr(KEY, blockOf(cx, nameFact(cx, facts), byteArgument(cx, 1), size));
  return retSelf(cx, facts);
}

function init(cx: CallContext): number {
  const facts = factsOf(cx);
  facts.setStr(MESSAGE, "");
  facts.setStr(CODE, "");
  return retSelf(cx, facts);
}

function finish(cx: CallContext): number {
  const facts = factsOf(cx);
  facts.setStr(CODE, hmac(cx, nameFact(cx, facts), textFact(facts, KEY), textFact(facts, MESSAGE)));
  return retSelf(cx, facts);
}

const code = (cx: CallContext): string => textFact(factsOf(cx), CODE);
const row = (signature: string, gas: string, run: NativeSpec["run"]): NativeSpec => ({
  signature: `crypto.hmac.${signature}`,
  manual: "AO 6.4",
  gas,
  run,
});

const OBJECT_LIBRARY: Library = defineLibrary("crypto.hmac", {
  setBlockSize: row("setBlockSize (bytes)", "", setBlockSize),
  setDigest: row("setDigest (constructor)", "", setDigest),
  setKey: row("setKey (key)", "1 per 2 bytes", setKey),
  init: row("init ()", "", init),
  update: row("update (stream)", "1 per 16 bytes", (cx) => UPDATE_READER.read(cx, cx.arg(1), [factsOf(cx)])),
  finish: row("finish ()", "1 per 2 bytes", finish),
  asBytes: row("asBytes ()", "", (cx) => cx.ret(byteList(cx, code(cx)))),
  asHex: row("asHex ()", "", (cx) => cx.ret(hexOf(cx, code(cx), false))),
  asString: row("asString ()", "", (cx) => cx.ret(code(cx))),
});

function newHmac(cx: CallContext): number {
  const facts: Record<string, LuaValue> = {
    [NAME]: "",
    [BLOCK_SIZE]: HASH_BLOCK,
    [KEY]: "",
    [MESSAGE]: "",
    [CODE]: "",
  };
  return cx.ret(newObject(cx, OBJECT_LIBRARY, facts));
}

const MAC_LIBRARY: Library = defineLibrary("crypto.mac", {
  createHmac: {
    signature: "crypto.mac.createHmac (stream, key [, algorithm])",
    manual: "AO 6.4",
    gas: "1 per 2 bytes",
    run: createHmac,
  },
  HMAC: { signature: "crypto.mac.HMAC ()", manual: "AO 6.4", gas: "", run: newHmac },
});

const MAC_FUNCTIONS = sharedNatives(MAC_LIBRARY);
const MAC_TEMPLATE = new TableTemplate([
  ["_version", "0.0.1"],
  ["createHmac", MAC_FUNCTIONS.get("createHmac")],
]);
const HMAC_TEMPLATE = new TableTemplate([
  ["hmac", MAC_FUNCTIONS.get("createHmac")],
  ["HMAC", MAC_FUNCTIONS.get("HMAC")],
]);

/** `.crypto.mac` */
export const MAC: AoModule = {
  names: [".crypto.mac", ".crypto.mac.init"],
  open: (cx) => filledTable(cx, MAC_TEMPLATE, 2),
  closures: objectClosures(OBJECT_LIBRARY),
  continuations: readerStates([HMAC_READER, UPDATE_READER]),
};

/** `.crypto.mac.hmac` */
export const HMAC: AoModule = { names: [".crypto.mac.hmac"], open: (cx) => filledTable(cx, HMAC_TEMPLATE, 2) };

// ------------------------------------------------------------------ key derivation

/** PBKDF2 (RFC 8018): `length` bytes. */
function derive(
  name: HashName,
  password: Uint8Array,
  salt: Uint8Array,
  iterations: number,
  length: number,
): Uint8Array {
  const block = keyBlock(name, password, HASH_BLOCK);
  const out = new Uint8Array(length);
  const first = new Uint8Array(salt.length + 4);
  first.set(salt);
  for (let at = 0, n = 1; at < length; n++) {
    new DataView(first.buffer).setUint32(salt.length, n);
    let u = hmacBytes(name, block, first);
    const sum = u.slice();
    for (let i = 1; i < iterations; i++) {
      u = hmacBytes(name, block, u);
      for (let j = 0; j < sum.length; j++) sum[j] = sum[j]! ^ u[j]!;
    }
    out.set(sum.subarray(0, length - at), at);
    at += sum.length;
  }
  return out;
}

/** `kdf.pbkdf2 (password, salt, iterations, length [, algorithm])` */
function pbkdf2(cx: CallContext): number {
  const password = byteArgument(cx, 1);
  const salt = byteArgument(cx, 2);
  const iterations = cx.position(3);
  const length = cx.position(4);
  const name = algorithm(cx, 5);
  if (length < 0) cx.argError(4, "must not be negative");
  cx.reserveString(length);
  const size = hashBytes(name, new Uint8Array(0)).length;
  const once = hashCost(HASH_BLOCK + size) + hashCost(HASH_BLOCK + size);
  cx.charge(hashCost(password.length));
  cx.charge(Math.min(Math.ceil(length / size) * (Math.max(iterations, 1) * once + hashCost(salt.length)), 2 ** 52));
  return cx.ret(
    newResult(cx, textOf(derive(name, bytesOf(cx, password), bytesOf(cx, salt), iterations, length)), UPPER_HEX),
  );
}

const KDF_LIBRARY: Library = defineLibrary("crypto.kdf", {
  pbkdf2: {
    signature: "crypto.kdf.pbkdf2 (password, salt, iterations, length [, algorithm])",
    manual: "AO 6.4",
    gas: "about 150 per iteration and block of the result",
    run: pbkdf2,
  },
});
const KDF_FUNCTIONS = sharedNatives(KDF_LIBRARY);
const KDF_TEMPLATE = new TableTemplate([["_version", "0.0.1"], ...KDF_FUNCTIONS]);

/** `.crypto.kdf` */
export const KDF: AoModule = {
  names: [".crypto.kdf", ".crypto.kdf.init"],
  open: (cx) => filledTable(cx, KDF_TEMPLATE, 2),
};

/** `.crypto.kdf.pbkdf2` */
export const PBKDF2: AoModule = { names: [".crypto.kdf.pbkdf2"], open: () => KDF_FUNCTIONS.get("pbkdf2") };
