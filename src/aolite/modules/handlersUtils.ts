/** `.handlers-utils`, `Handlers.utils` (AO 3.7): patterns and handlers for everyday use. */
import { defineLibrary, type Library } from "../../stdlib/library.ts";
import { type CallContext, continuation, nativeFunction, PENDING } from "../../vm/callContext.ts";
import { SIZE } from "../../vm/gas.ts";
import type { NativeClosureKind } from "../../vm/snapshot/registry.ts";
import { ANY, record } from "../../vm/snapshot/schema.ts";
import { LuaTable } from "../../vm/table.ts";
import { rawEquals } from "../../vm/types.ts";
import type { Continuation, LuaValue } from "../../vm/value.ts";
import { MATCH_NATIVES, matchesSpec, startMatchesSpec } from "./match.ts";
import type { AoModule } from "./module.ts";
import { moduleTemplate, openTable } from "./moduleTable.ts";
import { entriesOf } from "./text.ts";

function wrongArguments(cx: CallContext, expected: string): never {
  return cx.throwValue(`invalid arguments: (${expected})`);
}

/** Returns a function that carries the values. */
function make(cx: CallContext, kind: string, run: (cx: CallContext) => number, upvalues: LuaValue[]): number {
  cx.allocate(SIZE.closure + upvalues.length * SIZE.item);
  return cx.ret(nativeFunction(kind, run, upvalues));
}

/** Names of the functions made here. */
const TAG = "Handlers.utils.matchesTag";
const TAG_OF = "Handlers.utils.matchesTagOf";
const DATA = "Handlers.utils.matchesData";
const REPLY = "Handlers.utils.replies";
const CONTINUE = "Handlers.utils.continues";

// ------------------------------------------------------------------ tags and data

function hasMatchingTag(cx: CallContext): number {
  const name = cx.arg(1);
  const value = cx.arg(2);
  if (typeof name !== "string" || typeof value !== "string") wrongArguments(cx, "name : string, value : string");
  return make(cx, TAG, matchesTag, [name, value]);
}

function hasMatchingTagOf(cx: CallContext): number {
  const name = cx.arg(1);
  const values = cx.arg(2);
  if (typeof name !== "string" || !(values instanceof LuaTable)) {
    return wrongArguments(cx, "name : string, values : string[]");
  }
  return make(cx, TAG_OF, matchesTag, [name, values]);
}

function hasMatchingData(cx: CallContext): number {
  const value = cx.arg(1);
  if (typeof value !== "string") wrongArguments(cx, "value : string");
  return make(cx, DATA, matchesData, [value]);
}

/** What a tag is compared with. */
interface TagState {
  readonly name: string;
  /** A text, or a table of them. */
  readonly wanted: LuaValue;
}

function matchesTag(cx: CallContext): number {
  const [name, wanted] = cx.native!.upvalues;
  const s: TagState = { name: name as string, wanted };
  const tags = cx.index(cx.arg(1), "Tags");
  return tags === PENDING ? cx.callPending(TAGS_READ, s) : readTag(cx, s, tags);
}

const TAGS_READ: Continuation = continuation<TagState>("Handlers.utils.tags", (cx, s) => readTag(cx, s, cx.arg(1)));

function readTag(cx: CallContext, s: TagState, tags: LuaValue): number {
  const v = cx.index(tags, s.name);
  return v === PENDING ? cx.callPending(TAG_READ, s) : compareTag(cx, s, v);
}

const TAG_READ: Continuation = continuation<TagState>("Handlers.utils.tag", (cx, s) => compareTag(cx, s, cx.arg(1)));

/** One text gives true or false, a table of them true or 0. */
function compareTag(cx: CallContext, { wanted }: TagState, v: LuaValue): number {
  if (!(wanted instanceof LuaTable)) return cx.ret(rawEquals(v, wanted));
  return cx.ret(entriesOf(cx, wanted).values.some((w) => rawEquals(v, w)) ? true : 0);
}

function matchesData(cx: CallContext): number {
  const wanted = cx.native!.upvalues[0];
  const data = cx.index(cx.arg(1), "Data");
  return data === PENDING ? cx.callPending(DATA_READ, wanted) : cx.ret(rawEquals(data, wanted));
}

const DATA_READ: Continuation = continuation("Handlers.utils.data", (cx: CallContext, wanted: LuaValue) =>
  cx.ret(rawEquals(cx.arg(1), wanted)),
);

// ------------------------------------------------------------------ reply

function reply(cx: CallContext): number {
  const input = cx.arg(1);
  if (typeof input !== "string" && !(input instanceof LuaTable)) wrongArguments(cx, "input : table or string");
  return make(cx, REPLY, replies, [input]);
}

function replies(cx: CallContext): number {
  const input = cx.native!.upvalues[0];
  const fn = cx.index(cx.arg(1), "reply");
  return fn === PENDING ? cx.callPending(REPLY_READ, input) : callReply(cx, fn, input);
}

const REPLY_READ: Continuation = continuation("Handlers.utils.reply", (cx: CallContext, input: LuaValue) =>
  callReply(cx, cx.arg(1), input),
);

function callReply(cx: CallContext, fn: LuaValue, input: LuaValue): number {
  let fields = input;
  if (typeof input === "string") {
    fields = cx.newTable(0, 1);
    (fields as LuaTable).setStr("Data", input);
  }
  return cx.call1(fn, fields, REPLIED, undefined);
}

const REPLIED: Continuation = continuation("Handlers.utils.replied", (cx: CallContext) => cx.ret0());

// ------------------------------------------------------------------ continue

function continuing(cx: CallContext): number {
  return make(cx, CONTINUE, continues, [cx.arg(1)]);
}

function continues(cx: CallContext): number {
  return startMatchesSpec(cx, cx.arg(1), cx.native!.upvalues[0], MATCHED, undefined);
}

const MATCHED: Continuation = continuation("Handlers.utils.continue", (cx: CallContext) => {
  const match = cx.arg(1);
  const passes = match === undefined || match === false || match === "skip" || rawEquals(match, 0);
  return cx.ret(passes ? match : 1);
});

// ------------------------------------------------------------------ module

const library: Library = defineLibrary("Handlers.utils", {
  hasMatchingTag: {
    signature: "Handlers.utils.hasMatchingTag (name, value)",
    manual: "AO 3.7",
    gas: "",
    run: hasMatchingTag,
  },
  hasMatchingTagOf: {
    signature: "Handlers.utils.hasMatchingTagOf (name, values)",
    manual: "AO 3.7",
    gas: "1 per value when called",
    run: hasMatchingTagOf,
  },
  hasMatchingData: {
    signature: "Handlers.utils.hasMatchingData (value)",
    manual: "AO 3.7",
    gas: "",
    run: hasMatchingData,
  },
  reply: { signature: "Handlers.utils.reply (input)", manual: "AO 3.7", gas: "", run: reply },
  continue: {
    signature: "Handlers.utils.continue (pattern)",
    manual: "AO 3.7",
    gas: "as Utils.matchesSpec when called",
    run: continuing,
  },
  matchesSpec: {
    signature: "Handlers.utils.matchesSpec (msg, spec)",
    manual: "AO 3.4",
    gas: "as Utils.matchesSpec",
    run: matchesSpec,
  },
});

const TEMPLATE = moduleTemplate(library, [["_version", "0.0.2"]], MATCH_NATIVES);

const TAG_STATE = record(
  { name: ANY, wanted: ANY },
  ({ name, wanted }: { name: unknown; wanted: unknown }) =>
    typeof name === "string" && (typeof wanted === "string" || wanted instanceof LuaTable),
);

function closure(impl: (cx: CallContext) => number, accepts: NativeClosureKind["accepts"]): NativeClosureKind {
  return { impl, accepts };
}

/** Patterns and handlers for everyday use (AO 3.7). */
export const handlersUtilsModule: AoModule = Object.freeze({
  names: [".handlers-utils", "aolite.ao.handlers-utils"],
  open: (cx) => openTable(cx, TEMPLATE),
  closures: {
    [TAG]: closure(matchesTag, (v) => v.length === 2 && typeof v[0] === "string" && typeof v[1] === "string"),
    [TAG_OF]: closure(matchesTag, (v) => v.length === 2 && typeof v[0] === "string" && v[1] instanceof LuaTable),
    [DATA]: closure(matchesData, (v) => v.length === 1),
    [REPLY]: closure(replies, (v) => v.length === 1 && (typeof v[0] === "string" || v[0] instanceof LuaTable)),
    [CONTINUE]: closure(continues, (v) => v.length === 1),
  },
  continuations: {
    "Handlers.utils.tags": TAG_STATE,
    "Handlers.utils.tag": TAG_STATE,
    "Handlers.utils.data": ANY,
    "Handlers.utils.reply": ANY,
    "Handlers.utils.replied": ANY,
    "Handlers.utils.continue": ANY,
  },
} satisfies AoModule);
