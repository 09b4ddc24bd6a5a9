/**
 * Streams (AO 6.4): functions that give one byte per call and then nil. Those that are made here are read at once; any other
 * function is called byte by byte, through a continuation.
 */
import { defineLibrary, type Library } from "../../../stdlib/library.ts";
import { type CallContext, continuation } from "../../../vm/callContext.ts";
import type { NativeClosureKind } from "../../../vm/snapshot/registry.ts";
import { ANY, INTEGER, list, record, type Schema, STRING } from "../../../vm/snapshot/schema.ts";
import { LuaTable } from "../../../vm/table.ts";
import { type Continuation, type LuaValue, NativeFunction } from "../../../vm/value.ts";
import type { AoModule } from "../module.ts";
import { filledTable, libraryTemplate, nativeClosure } from "../opening.ts";
import { byteList, byteOf, bytesOfHex, fail, hexOf, listBytes } from "./bytes.ts";

const SOURCE = 0;
const POSITION = 1;
const STRING_STREAM = "crypto.stream.string";
const ARRAY_STREAM = "crypto.stream.array";
/** Bytes collected before they are joined. */
const PIECE = 1024;

const positionOf = (v: LuaValue): number => (typeof v === "number" && Number.isSafeInteger(v) && v >= 0 ? v : 0);

function nextOfString(cx: CallContext): number {
  const { upvalues } = cx.native!;
  const text = upvalues[SOURCE] as string;
  const at = positionOf(upvalues[POSITION]);
  if (at >= text.length) return cx.ret(undefined);
  upvalues[POSITION] = at + 1;
  return cx.ret(text.charCodeAt(at));
}

function nextOfArray(cx: CallContext): number {
  const { upvalues } = cx.native!;
  const at = positionOf(upvalues[POSITION]);
  const v = (upvalues[SOURCE] as LuaTable).get(at + 1) as LuaValue;
  if (v !== undefined) upvalues[POSITION] = at + 1;
  return cx.ret(v);
}

/** A stream of the bytes of a string. */
export function newStringStream(cx: CallContext, bytes: string): NativeFunction {
  return nativeClosure(cx, STRING_STREAM, nextOfString, [bytes, 0]);
}

/** What a stream made here has left, which uses it up; undefined for other functions. */
function takeAll(cx: CallContext, stream: LuaValue): string | undefined {
  if (!(stream instanceof NativeFunction)) return undefined;
  const { impl, upvalues } = stream;
  const at = positionOf(upvalues[POSITION]);
  if (impl === (nextOfString as NativeFunction["impl"])) {
    const text = upvalues[SOURCE] as string;
    upvalues[POSITION] = Math.max(at, text.length);
    return at === 0 ? text : text.slice(at);
  }
  if (impl === (nextOfArray as NativeFunction["impl"])) {
    const bytes = listBytes(cx, upvalues[SOURCE] as LuaTable, at + 1);
    upvalues[POSITION] = at + bytes.length;
    return bytes;
  }
  return undefined;
}

/** A stream that is being read: plain data. */
interface StreamState {
  readonly stream: LuaValue;
  readonly extra: readonly LuaValue[];
  text: string;
  bytes: number[];
}

/** The state of every reader, for snapshots. */
const STREAM_STATE: Schema = record({ stream: ANY, extra: list(ANY), text: STRING, bytes: list(INTEGER) });

/** Something that needs all bytes of a stream. */
export interface StreamReader {
  /** Reads the stream and then does it; `extra` comes back unchanged. What it returns is for the machine. */
  readonly read: (cx: CallContext, stream: LuaValue, extra: readonly LuaValue[]) => number;
  readonly continuation: Continuation;
}

/** Declares what is done with the bytes of a stream. `name` is that of its continuation: unique in the engine. */
export function streamReader(
  name: string,
  done: (cx: CallContext, bytes: string, extra: readonly LuaValue[]) => number,
): StreamReader {
  const k: Continuation = continuation<StreamState>(name, (cx, state) => {
    const v = cx.arg(1);
    if (v === undefined) return done(cx, state.text + String.fromCharCode(...state.bytes), state.extra);
    if (state.text.length + state.bytes.length >= cx.limits.stringLength) fail(cx, "resulting string too large");
    state.bytes.push(byteOf(cx, v));
    if (state.bytes.length >= PIECE) {
      cx.allocate(PIECE);
      state.text += String.fromCharCode(...state.bytes);
      state.bytes = [];
    }
    return cx.call(state.stream, [], k, state);
  });
  return {
    continuation: k,
    read: (cx, stream, extra) => {
      const all = takeAll(cx, stream);
      if (all !== undefined) return done(cx, all, extra);
      return cx.call(stream, [], k, { stream, extra, text: "", bytes: [] } satisfies StreamState);
    },
  };
}

/** The readers of a module, for snapshots. */
export function readerStates(readers: readonly StreamReader[]): Readonly<Record<string, Schema>> {
  return Object.fromEntries(readers.map(({ continuation: { name } }) => [name, STREAM_STATE]));
}

const TO_STRING = streamReader("crypto.stream.toString", (cx, bytes) => {
  cx.reserveString(bytes.length);
  return cx.ret(bytes);
});
const TO_ARRAY = streamReader("crypto.stream.toArray", (cx, bytes) => cx.ret(byteList(cx, bytes)));
const TO_HEX = streamReader("crypto.stream.toHex", (cx, bytes) => cx.ret(hexOf(cx, bytes, true)));

const manual = "AO 6.4";

const STREAM_LIBRARY: Library = defineLibrary("crypto.stream", {
  fromString: {
    signature: "crypto.stream.fromString (s)",
    manual,
    gas: "",
    run: (cx) => cx.ret(newStringStream(cx, cx.string(1))),
  },
  toString: {
    signature: "crypto.stream.toString (stream)",
    manual,
    gas: "1 per 16 bytes",
    run: (cx: CallContext) => TO_STRING.read(cx, cx.arg(1), []),
  },
  fromArray: {
    signature: "crypto.stream.fromArray (array)",
    manual,
    gas: "",
    run: (cx) => cx.ret(nativeClosure(cx, ARRAY_STREAM, nextOfArray, [cx.table(1), 0])),
  },
  toArray: {
    signature: "crypto.stream.toArray (stream)",
    manual,
    gas: "1 per 4 bytes",
    run: (cx) => TO_ARRAY.read(cx, cx.arg(1), []),
  },
  fromHex: {
    signature: "crypto.stream.fromHex (hex)",
    manual,
    gas: "1 per 16 bytes",
    run: (cx) => cx.ret(newStringStream(cx, bytesOfHex(cx, cx.string(1)))),
  },
  toHex: {
    signature: "crypto.stream.toHex (stream)",
    manual,
    gas: "1 per 8 bytes",
    run: (cx) => TO_HEX.read(cx, cx.arg(1), []),
  },
});

const TEMPLATE = libraryTemplate(STREAM_LIBRARY);

const positions = (from: unknown, at: unknown, rest: readonly unknown[]): boolean =>
  from && typeof at === "number" && Number.isSafeInteger(at) && at >= 0 ? rest.length === 0 : false;

const CLOSURES: Readonly<Record<string, NativeClosureKind>> = {
  [STRING_STREAM]: {
    impl: nextOfString as NativeFunction["impl"],
    accepts: ([text, at, ...rest]) => positions(typeof text === "string", at, rest),
  },
  [ARRAY_STREAM]: {
    impl: nextOfArray as NativeFunction["impl"],
    accepts: ([table, at, ...rest]) => positions(table instanceof LuaTable, at, rest),
  },
};

/** `.crypto.util.stream` */
export const STREAM: AoModule = {
  names: [".crypto.util.stream"],
  open: (cx) => filledTable(cx, TEMPLATE, Object.keys(STREAM_LIBRARY.functions).length),
  closures: CLOSURES,
  continuations: readerStates([TO_STRING, TO_ARRAY, TO_HEX]),
};
