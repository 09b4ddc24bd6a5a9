/** Digests (AO 6.4): as functions of a stream or a string, and SHA-1 and SHA-256 as objects that take a message in parts. */
import { defineLibrary, type Library } from "../../../stdlib/library.ts";
import type { CallContext } from "../../../vm/callContext.ts";
import { TableTemplate } from "../../../vm/tableTemplate.ts";
import type { LuaValue, NativeFunction } from "../../../vm/value.ts";
import type { AoModule } from "../module.ts";
import { filledTable, sharedNatives } from "../opening.ts";
import { bytesOf, textOf } from "./bytes.ts";
import { blake2b } from "./core/blake2b.ts";
import { keccak } from "./core/keccak.ts";
import { md2, md4, md5 } from "./core/md.ts";
import { sha1, sha256, sha512 } from "./core/sha.ts";
import { HASHER_CLOSURES, HASHER_READER, newHasher } from "./hasher.ts";
import { CHARACTERS, newResult, PLAIN, RESULT_CLOSURES, type ResultForm, WORDS } from "./results.ts";
import { readerStates, streamReader } from "./streams.ts";

/** A digest function of bytes, and the units it costs per 8 bytes. */
interface Digest {
  readonly compute: (bytes: Uint8Array) => Uint8Array;
  readonly cost: number;
}

/** Bytes that each message is charged for at least. */
const LEAST = 64;

function digestOf(cx: CallContext, { compute, cost }: Digest, message: string): string {
  cx.charge(Math.ceil((LEAST + message.length) / 8) * cost);
  return textOf(compute(bytesOf(cx, message)));
}

const READ: Readonly<Record<"md2" | "md4" | "md5" | "sha1" | "sha2_256", Digest>> = {
  md2: { compute: md2, cost: 64 },
  md4: { compute: md4, cost: 4 },
  md5: { compute: md5, cost: 4 },
  sha1: { compute: sha1, cost: 4 },
  sha2_256: { compute: sha256, cost: 4 },
};
const READERS = Object.entries(READ).map(
  ([name, digest]) =>
    [
      name,
      streamReader(`crypto.digest.${name}`, (cx, bytes) => cx.ret(newResult(cx, digestOf(cx, digest, bytes), PLAIN))),
    ] as const,
);

/** A digest of a string. */
function ofText(digest: Digest, form: ResultForm): (cx: CallContext) => number {
  return (cx) => cx.ret(newResult(cx, digestOf(cx, digest, cx.string(1)), form));
}

/** `digest.blake2b (text [, outlen [, key]])` */
function runBlake2b(cx: CallContext): number {
  const message = cx.string(1);
  const length = cx.optPosition(2, 64);
  const key = cx.optString(3, "");
  if (length < 1 || length > 64 || key.length > 64) return cx.ret2(undefined, "illegal parameters");
  const compute = (bytes: Uint8Array): Uint8Array => blake2b(bytes, length, bytesOf(cx, key));
  return cx.ret(newResult(cx, digestOf(cx, { compute, cost: 4 }, message), CHARACTERS));
}

const manual = "AO 6.4";
const gas = "1 per 2 bytes";

const DIGEST_LIBRARY: Library = defineLibrary("crypto.digest", {
  ...Object.fromEntries(
    READERS.map(([name, reader]) => [
      name,
      {
        signature: `crypto.digest.${name} (stream)`,
        manual,
        gas: name === "md2" ? "8 per byte" : gas,
        run: (cx: CallContext) => reader.read(cx, cx.arg(1), []),
      },
    ]),
  ),
  sha2_512: {
    signature: "crypto.digest.sha2_512 (s)",
    manual,
    gas,
    run: ofText({ compute: sha512, cost: 4 }, WORDS),
  },
  ...Object.fromEntries(
    (
      [
        ["sha3_256", 32, 6],
        ["sha3_512", 64, 6],
        ["keccak256", 32, 1],
        ["keccak512", 64, 1],
      ] as const
    ).map(([name, length, domain]) => [
      name,
      {
        signature: `crypto.digest.${name} (s)`,
        manual,
        gas: "1 per byte",
        run: ofText({ compute: (bytes) => keccak(bytes, length, domain), cost: 8 }, PLAIN),
      },
    ]),
  ),
  blake2b: {
    signature: "crypto.digest.blake2b (s [, outlen [, key]])",
    manual,
    gas,
    run: runBlake2b,
  },
});

/** The constructors of objects, as fields of `.crypto.digest.sha1` and `.crypto.digest.sha2_256`. */
const HASHER_LIBRARY: Library = defineLibrary("crypto.hasher", {
  SHA1: { signature: "crypto.hasher.SHA1 ()", manual, gas: "", run: (cx) => cx.ret(newHasher(cx, "sha1")) },
  SHA2_256: { signature: "crypto.hasher.SHA2_256 ()", manual, gas: "", run: (cx) => cx.ret(newHasher(cx, "sha256")) },
});

const FUNCTIONS = sharedNatives(DIGEST_LIBRARY);
const CONSTRUCTORS = sharedNatives(HASHER_LIBRARY);
const DIGEST_TEMPLATE = new TableTemplate([["_version", "0.0.1"], ...FUNCTIONS]);

/** The digest that a constructor of objects makes them of; undefined for other values. */
export function constructedDigest(v: LuaValue): "sha1" | "sha256" | undefined {
  if (v === undefined) return undefined;
  if (v === CONSTRUCTORS.get("SHA1")) return "sha1";
  return v === CONSTRUCTORS.get("SHA2_256") ? "sha256" : undefined;
}

/** Fields of a table out of the functions of the library. */
function fields(...names: readonly string[]): readonly (readonly [string, NativeFunction])[] {
  return names.map((name) => [name, (FUNCTIONS.get(name) ?? CONSTRUCTORS.get(name))!]);
}

function tableModule(name: string, ...names: readonly string[]): AoModule {
  const template = new TableTemplate(fields(...names));
  return { names: [`.crypto.digest.${name}`], open: (cx) => filledTable(cx, template, names.length) };
}

const functionModule = (name: string): AoModule => ({
  names: [`.crypto.digest.${name}`],
  open: () => FUNCTIONS.get(name),
});

/** `.crypto.digest` */
export const DIGEST: AoModule = {
  names: [".crypto.digest", ".crypto.digest.init"],
  open: (cx) => filledTable(cx, DIGEST_TEMPLATE, FUNCTIONS.size + 1),
  closures: { ...RESULT_CLOSURES, ...HASHER_CLOSURES },
  continuations: readerStates([...READERS.map(([, reader]) => reader), HASHER_READER]),
};

/** The modules below `.crypto.digest`. */
export const DIGEST_MODULES: readonly AoModule[] = [
  tableModule("sha1", "sha1", "SHA1"),
  tableModule("sha2_256", "sha2_256", "SHA2_256"),
  tableModule("sha3", "sha3_256", "sha3_512", "keccak256", "keccak512"),
  ...["md2", "md4", "md5", "sha2_512", "blake2b"].map(functionModule),
];
