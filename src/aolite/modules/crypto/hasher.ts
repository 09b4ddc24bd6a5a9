/** Digests that take a message in parts: `init ()`, `update (stream)`, `finish ()`, each giving the object (AO 6.4). */
import { defineLibrary, type Library, type NativeSpec } from "../../../stdlib/library.ts";
import type { CallContext } from "../../../vm/callContext.ts";
import type { NativeClosureKind } from "../../../vm/snapshot/registry.ts";
import { LuaTable } from "../../../vm/table.ts";
import { byteList, hexOf } from "./bytes.ts";
import { type HashName, hash } from "./hashes.ts";
import { appendFact, factsOf, newObject, objectClosures, retSelf, textFact } from "./objects.ts";
import { type StreamReader, streamReader } from "./streams.ts";

/** Facts: the name of the digest, the message so far, the digest when it has been computed. */
const NAME = "name";
const MESSAGE = "message";
const DIGEST = "digest";

function init(cx: CallContext): number {
  const facts = factsOf(cx);
  facts.setStr(MESSAGE, "");
  facts.setStr(DIGEST, "");
  return retSelf(cx, facts);
}

/** Takes what a stream has; `extra` is the facts. */
export const HASHER_READER: StreamReader = streamReader("crypto.hasher.update", (cx, bytes, extra) => {
  const facts = extra[0];
  if (!(facts instanceof LuaTable)) return cx.ret(undefined);
  appendFact(cx, facts, MESSAGE, bytes);
  facts.setStr(DIGEST, "");
  return retSelf(cx, facts);
});

/** The digest of what has come so far. */
function digestOf(cx: CallContext, facts: LuaTable): string {
  const known = textFact(facts, DIGEST);
  if (known !== "") return known;
  const name: HashName = textFact(facts, NAME) === "sha1" ? "sha1" : "sha256";
  const digest = hash(cx, name, textFact(facts, MESSAGE));
  facts.setStr(DIGEST, digest);
  return digest;
}

function finish(cx: CallContext): number {
  const facts = factsOf(cx);
  digestOf(cx, facts);
  return retSelf(cx, facts);
}

const row = (signature: string, gas: string, run: NativeSpec["run"]): NativeSpec => ({
  signature: `crypto.hash.${signature}`,
  manual: "AO 6.4",
  gas,
  run,
});

const OBJECT_LIBRARY: Library = defineLibrary("crypto.hash", {
  init: row("init ()", "", init),
  update: row("update (stream)", "1 per 16 bytes", (cx) => HASHER_READER.read(cx, cx.arg(1), [factsOf(cx)])),
  finish: row("finish ()", "1 per 2 bytes", finish),
  asBytes: row("asBytes ()", "", (cx) => cx.ret(byteList(cx, digestOf(cx, factsOf(cx))))),
  asHex: row("asHex ()", "", (cx) => cx.ret(hexOf(cx, digestOf(cx, factsOf(cx)), false))),
  asString: row("asString ()", "", (cx) => cx.ret(digestOf(cx, factsOf(cx)))),
});

/** A digest object with nothing in it. */
export function newHasher(cx: CallContext, name: HashName): LuaTable {
  return newObject(cx, OBJECT_LIBRARY, { [NAME]: name, [MESSAGE]: "", [DIGEST]: "" });
}

/** What snapshots need to know of such objects. */
export const HASHER_CLOSURES: Readonly<Record<string, NativeClosureKind>> = objectClosures(OBJECT_LIBRARY);
