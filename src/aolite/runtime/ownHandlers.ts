/** The handlers that the runtime registers itself (AO 5.4 to 5.6): `_eval`, `_boot` and `_default`. */
import { loadChunk } from "../../stdlib/load.ts";
import { type CallContext, continuation, PENDING } from "../../vm/callContext.ts";
import { LuaTable } from "../../vm/table.ts";
import { toStringValue, typeName } from "../../vm/types.ts";
import type { Continuation, LuaValue } from "../../vm/value.ts";
import { readDataOf } from "../modules/host.ts";
import { encodeJson } from "../modules/jsonEncode.ts";
import { formatValue } from "../modules/stringify.ts";
import { coreOf, envOf, fail, newList, outboxOwner, push, Slot, tableIn } from "./core.ts";
import { field } from "./message.ts";
import { color, printLine } from "./output.ts";

/** Messages that an inbox keeps (AO 5.6). */
const MOST_MESSAGES = 10_000;
/** Name of the chunk of code in messages. */
const CHUNK_NAME = "aos";

// ------------------------------------------------------------------ eval

/** Upvalue of natives that factories make: the `ao`, or the function that was handed in. */
const GIVEN = 1;

interface EvalState {
  readonly core: LuaTable;
  readonly ao: LuaTable;
}

function setError(core: LuaTable, ao: LuaTable, error: LuaValue): void {
  const owner = ao === tableIn(core, Slot.AO) ? outboxOwner(core) : ao;
  const outbox = owner.getStr("outbox") as LuaValue;
  if (outbox instanceof LuaTable) outbox.setStr("Error", error);
}

/** Compiles and runs `code`: an expression if it is one. */
function evaluateCode(cx: CallContext, core: LuaTable, ao: LuaTable, code: LuaValue): number {
  const text = toStringValue(code);
  if (text === undefined) return fail(`attempt to concatenate a ${typeName(code)} value (field 'Data')`);
  const env = envOf(core);
  let fn = loadChunk(cx, `return ${text}`, CHUNK_NAME, "t", env);
  if (typeof fn === "string") fn = loadChunk(cx, text, CHUNK_NAME, "t", env);
  if (typeof fn === "string") {
    setError(core, ao, fn);
    return 0;
  }
  return cx.call(fn, [], evaluated, { core, ao } satisfies EvalState);
}

const evaluated: Continuation = continuation("ao.eval", (cx: CallContext, { core, ao }: EvalState) => {
  const [output, error] = [cx.arg(1), cx.arg(2)];
  if (error !== undefined && error !== false) {
    setError(core, ao, error);
    return 0;
  }
  if (output === undefined || output === false) return 0;
  if (output instanceof LuaTable) return show(cx, core, formatValue(cx, output));
  const text = cx.tostring(output);
  return text === PENDING ? cx.callPending(shown, core) : show(cx, core, text);
});

const shown: Continuation = continuation("ao.eval.tostring", (cx: CallContext, core: LuaTable) =>
  show(cx, core, cx.tostringResult()),
);

function show(cx: CallContext, core: LuaTable, line: string): number {
  const lines = envOf(core).getStr("HANDLER_PRINT_LOGS") as LuaValue;
  if (lines instanceof LuaTable) push(cx, lines, line);
  return 0;
}

function givenAo(cx: CallContext): LuaTable {
  const ao = cx.native!.upvalues[GIVEN];
  return ao instanceof LuaTable ? ao : fail("damaged runtime");
}

function messageArgument(cx: CallContext): LuaTable {
  const msg = cx.arg(1);
  return msg instanceof LuaTable ? msg : fail("msg is not valid");
}

/** The handle of `_eval`; what `.eval (ao)` gives. */
export function evalHandle(cx: CallContext): number {
  const core = coreOf(cx);
  return evaluateCode(cx, core, givenAo(cx), field(cx, core, messageArgument(cx), "Data"));
}

// ------------------------------------------------------------------ boot

/** The handle of `_boot`; what `.boot (ao)` gives. */
export function bootHandle(cx: CallContext): number {
  const core = coreOf(cx);
  const msg = messageArgument(cx);
  const inbox = inboxOf(cx, core);
  if (inbox.length() === 0) push(cx, inbox, msg);
  const tags = msg.getStr("Tags") as LuaValue;
  const onBoot = tags instanceof LuaTable ? field(cx, core, tags, "On-Boot") : undefined;
  if (onBoot === undefined || onBoot === false) return 0;
  if (onBoot === "Data") return evaluateCode(cx, core, givenAo(cx), field(cx, core, msg, "Data"));
  const id = toStringValue(onBoot);
  const code = id === undefined ? undefined : readDataOf(cx, id);
  if (code === undefined) return fail(`No data found for transaction: ${id}`);
  return evaluateCode(cx, core, givenAo(cx), code);
}

// ------------------------------------------------------------------ default

/** The inbox, made when the program has none. */
export function inboxOf(cx: CallContext, core: LuaTable): LuaTable {
  const env = envOf(core);
  const inbox = env.getStr("Inbox") as LuaValue;
  if (inbox instanceof LuaTable) return inbox;
  if (inbox !== undefined) fail(`bad argument #1 to 'insert' (table expected, got ${typeName(inbox)})`);
  const made = newList(cx);
  env.setStr("Inbox", made);
  return made;
}

/** Adds a message to the inbox, which keeps the newest ones. */
export function insertInbox(cx: CallContext): number {
  const inbox = inboxOf(cx, coreOf(cx));
  push(cx, inbox, messageArgument(cx));
  const excess = inbox.length() - MOST_MESSAGES;
  if (excess > 0) {
    cx.charge(inbox.length() >> 4);
    shift(inbox, excess);
  }
  return 0;
}

/** Removes the first `count` elements. */
function shift(list: LuaTable, count: number): void {
  const n = list.length();
  const { items } = list;
  list.checkMutable();
  for (let i = count; i < n; i++) items[i - count] = items[i];
  for (let i = n; i > n - count; i--) list.setInt(i, undefined);
}

/** First characters of a text. */
function head(text: string, length: number): string {
  return text.slice(0, length);
}

interface DefaultState {
  readonly core: LuaTable;
  readonly msg: LuaTable;
}

const inserted: Continuation = continuation("ao.default", (cx: CallContext, { core, msg }: DefaultState) => {
  const signal = printLine(cx, core, announcement(cx, core, msg), announced, undefined);
  return signal === 0 ? cx.ret0() : signal;
});

const announced: Continuation = continuation("ao.default.printed", (cx: CallContext) => cx.ret0());

/** The handle of `_default`; what `.default (insertInbox)` gives. */
export function defaultHandle(cx: CallContext): number {
  const core = coreOf(cx);
  return cx.call1(cx.native!.upvalues[GIVEN], cx.arg(1), inserted, { core, msg: messageArgument(cx) });
}

function announcement(cx: CallContext, core: LuaTable, msg: LuaTable): string {
  const [gray, green, blue] = [color(core, "gray"), color(core, "green"), color(core, "blue")];
  const from = toStringValue(field(cx, core, msg, "From"));
  const sender = from === undefined ? "unknown" : `${head(from, 3)}...${from.slice(-3)}`;
  const start = `${gray}New Message From ${green}${sender}${gray}: `;
  const reset = color(core, "reset");
  const action = toStringValue(field(cx, core, msg, "Action"));
  if (action !== undefined) return `${start}${gray}Action = ${blue}${head(action, 20)}${reset}`;
  const data = field(cx, core, msg, "Data");
  const text = data instanceof LuaTable ? encodeJson(cx, data) : (toStringValue(data) ?? "");
  return `${start}${gray}Data = ${blue}${head(text, 20)}${reset}`;
}
