/** `.serialize` (AO 6.5): values as trees that JSON can carry, and back. */
import { isNumber } from "../../base/luaFloat.ts";
import { numberToString, stringToNumber } from "../../base/numeral.ts";
import { defineLibrary, type Library } from "../../stdlib/library.ts";
import { type CallContext, continuation, nativeFunction } from "../../vm/callContext.ts";
import { ANY, type Schema } from "../../vm/snapshot/schema.ts";
import { LuaTable } from "../../vm/table.ts";
import type { Continuation, LuaValue, NativeFunction } from "../../vm/value.ts";
import { bintText, newBint } from "./bintValue.ts";
import type { AoModule } from "./module.ts";
import { moduleTemplate, openTable } from "./moduleTable.ts";
import { type CopyRules, copyTree } from "./treeCopy.ts";

/** What stands for a table inside itself. */
const CIRCULAR = "__circular_reference__";
/** The field that holds the decimal text of a bint. */
const BINT = "__bint";
/** In front of keys that are no strings. */
const NUMBER_KEY = "@number:";
const BOOLEAN_KEY = "@boolean:";
const BINT_KEY = "@bint:";
/** Bits of the bints that are made. */
const BITS = 256;
/** Texts longer than this are no bint. */
const MAX_DIGITS = 1 << 16;

// ------------------------------------------------------------------ serialize

const SERIALIZING: CopyRules = Object.freeze({
  key: (cx: CallContext, key: LuaValue): LuaValue => {
    if (typeof key === "string") return key;
    if (isNumber(key)) return NUMBER_KEY + numberToString(key);
    if (typeof key === "boolean") return `${BOOLEAN_KEY}${key}`;
    const text = bintText(cx, key);
    return text === undefined ? undefined : BINT_KEY + text;
  },
  leaf: (cx: CallContext, v: LuaValue): LuaValue => {
    if (typeof v === "string" || typeof v === "boolean" || isNumber(v)) return v;
    const text = bintText(cx, v);
    if (text === undefined) return undefined;
    const table = cx.newTable(0, 1);
    table.setStr(BINT, text);
    return table;
  },
  isLeaf: (cx: CallContext, table: LuaTable): boolean => bintText(cx, table) !== undefined,
  circular: (): LuaValue => CIRCULAR,
});

/** `serialize.serialize`: the value without functions, threads and userdata, keys as strings, bints as `{ __bint = "12" }`. */
export function serialize(cx: CallContext, value: LuaValue): LuaValue {
  return copyTree(cx, value, SERIALIZING);
}

// ------------------------------------------------------------------ reconstruct

/**
 * `serialize.reconstruct`: the value that {@link serialize} was given, but for what it left out. `bintClass` is what
 * `require(".bint")(256)` gives; without it the result is undefined when a bint is met (a program's nil is undefined as well:
 * then `value` was).
 */
export function reconstruct(cx: CallContext, value: LuaValue, bintClass?: LuaTable): LuaValue {
  let needsClass = false;
  const bint = (text: string): LuaValue => {
    if (bintClass !== undefined) return newBint(cx, bintClass, BigInt(text));
    needsClass = true;
    return undefined;
  };
  const result = copyTree(cx, value, {
    key: (_, key) => originalKey(cx, key, bint),
    leaf: (_, v) => (v instanceof LuaTable ? bint(bintField(cx, v)!) : v),
    isLeaf: (_, table) => bintField(cx, table) !== undefined,
    circular: (copy) => copy,
  });
  return needsClass ? undefined : result;
}

function originalKey(cx: CallContext, key: LuaValue, bint: (text: string) => LuaValue): LuaValue {
  if (typeof key !== "string" || key.charCodeAt(0) !== 64) return key;
  cx.chargeLong(key.length);
  if (key.startsWith(NUMBER_KEY)) {
    const n = stringToNumber(key.slice(NUMBER_KEY.length));
    return n === undefined || Number.isNaN(n) ? key : n;
  }
  if (key.startsWith(BOOLEAN_KEY)) {
    const word = key.slice(BOOLEAN_KEY.length);
    return word === "true" ? true : word === "false" ? false : key;
  }
  const digits = key.startsWith(BINT_KEY) ? key.slice(BINT_KEY.length) : "";
  return isDecimal(cx, digits) ? bint(digits) : key;
}

/** The text of a serialised bint; undefined for any other table. */
function bintField(cx: CallContext, table: LuaTable): string | undefined {
  const text = table.getStr(BINT) as LuaValue;
  return typeof text === "string" && isDecimal(cx, text) ? text : undefined;
}

function isDecimal(cx: CallContext, text: string): boolean {
  if (text.length > MAX_DIGITS) return false;
  cx.charge(text.length + ((text.length * text.length) >> 10));
  return /^-?[0-9]+$/.test(text);
}

/** Reconstructs a value with the bints of the process; `k` gets it as its first argument. */
export function startReconstruct(cx: CallContext, value: LuaValue, k: Continuation, state: unknown): number {
  return cx.call1(RECONSTRUCT, value, k, state);
}

function reconstructArgument(cx: CallContext): number {
  const value = cx.arg(1);
  const result = reconstruct(cx, value);
  if (result !== undefined || value === undefined) return cx.ret(result);
  const module = cx.loaded.getStr(".bint") as LuaValue;
  if (module !== undefined) return cx.call1(module, BITS, BINT_CLASS, value);
  return cx.call1(cx.globals.getStr("require") as LuaValue, ".bint", BINT_MODULE, value);
}

const BINT_MODULE: Continuation = continuation("serialize.bint", (cx: CallContext, value: LuaValue) =>
  cx.call1(cx.arg(1), BITS, BINT_CLASS, value),
);

const BINT_CLASS: Continuation = continuation("serialize.reconstruct", (cx: CallContext, value: LuaValue) => {
  const bintClass = cx.arg(1);
  if (!(bintClass instanceof LuaTable)) return cx.throwValue("'.bint' gave no class");
  return cx.ret(reconstruct(cx, value, bintClass));
});

// ------------------------------------------------------------------ module

const library: Library = defineLibrary("serialize", {
  serialize: {
    signature: "serialize.serialize (v)",
    manual: "AO 6.5",
    gas: "1 per entry",
    run: (cx) => cx.ret(serialize(cx, cx.arg(1))),
  },
  reconstruct: {
    signature: "serialize.reconstruct (v)",
    manual: "AO 6.5",
    gas: "1 per entry, 1 per digit of a bint",
    run: reconstructArgument,
  },
});

const RECONSTRUCT: NativeFunction = nativeFunction("serialize.reconstruct", reconstructArgument);
const TEMPLATE = moduleTemplate(library, [], { reconstruct: RECONSTRUCT });
const STATES: Readonly<Record<string, Schema>> = Object.freeze({ "serialize.bint": ANY, "serialize.reconstruct": ANY });

/** Values as trees for JSON (AO 6.5). */
export const serializeModule: AoModule = Object.freeze({
  names: [".serialize", "aolite.lib.serialize"],
  open: (cx) => openTable(cx, TEMPLATE),
  continuations: STATES,
} satisfies AoModule);
