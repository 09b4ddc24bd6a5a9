/** What a process sends (AO 1.1 to 1.3, 2.1, 2.2): messages, spawns, assignments and output, collected in `ao.outbox`. */
import { add } from "../../base/arithmetic.ts";
import { packed } from "../../vm/arrays.ts";
import type { CallContext } from "../../vm/callContext.ts";
import { nativeFunction } from "../../vm/callContext.ts";
import { FieldSite } from "../../vm/fieldSite.ts";
import { SIZE } from "../../vm/gas.ts";
import { LuaTable } from "../../vm/table.ts";
import { isFunction, toNumber, toStringValue, typeName } from "../../vm/types.ts";
import type { LuaValue } from "../../vm/value.ts";
import { encodeJson } from "../modules/jsonEncode.ts";
import { isList } from "../modules/text.ts";
import { coreOf, envOf, fail, listOfItems, newList, newRecord, outboxOwner, push, Slot, tableIn } from "./core.ts";
import { fieldAt } from "./message.ts";
import { onReply, receiveReply } from "./replies.ts";

const AO_OUTBOX = new FieldSite("outbox");
const AO_REFERENCE = new FieldSite("reference");
const ENV_HANDLERS = new FieldSite("Handlers");
const SENT_DATA = new FieldSite("Data");
const SENT_TAGS = new FieldSite("Tags");
const SENT_TARGET = new FieldSite("Target");

const ANCHOR_LENGTH = 32;
/** Root fields that do not become tags. */
const NO_TAGS: ReadonlySet<LuaValue> = new Set(["Target", "Data", "Anchor", "Tags", "From"]);

const TAG_KEYS: readonly string[] = Object.freeze(["name", "value"]);
const MESSAGE_KEYS: readonly string[] = Object.freeze(["Target", "Data", "Anchor", "Tags"]);
const SENT_KEYS: readonly string[] = Object.freeze([...MESSAGE_KEYS, "onReply", "receive"]);
const SPAWN_KEYS: readonly string[] = Object.freeze(["Data", "Anchor", "Tags"]);
const SPAWNED_KEYS: readonly string[] = Object.freeze([...SPAWN_KEYS, "onReply", "receive"]);
const OUTBOX_KEYS: readonly string[] = Object.freeze(["Output", "Messages", "Spawns", "Assignments"]);

/** A new empty outbox. */
export function newOutbox(cx: CallContext): LuaTable {
  return newRecord(cx, OUTBOX_KEYS, newList(cx), newList(cx), newList(cx), newList(cx));
}

/** The outbox of `ao`. @throws LuaThrow when it is no table any more */
export function outboxOf(ao: LuaTable): LuaTable {
  const outbox = AO_OUTBOX.of(ao);
  return outbox instanceof LuaTable ? outbox : fail(`attempt to index a ${typeName(outbox)} value (field 'outbox')`);
}

/** Adds to one of the lists of the outbox. */
function addToOutbox(cx: CallContext, core: LuaTable, name: string, item: LuaTable): void {
  const list = outboxOf(outboxOwner(core)).getStr(name) as LuaValue;
  if (!(list instanceof LuaTable)) fail(`bad argument #1 to 'insert' (table expected, got ${typeName(list)})`);
  push(cx, list as LuaTable, item);
}

/** A tag as programs see it. */
export function tag(cx: CallContext, name: LuaValue, value: LuaValue): LuaTable {
  return newRecord(cx, TAG_KEYS, name, value);
}

/** The next reference (AO 1.1): programs may have set the last one. */
function nextReference(ao: LuaTable): string {
  const last = AO_REFERENCE.of(ao);
  const n = toNumber(last);
  if (n === undefined) return fail(`attempt to perform arithmetic on a ${typeName(last)} value (field 'reference')`);
  const reference = add(n, 1);
  ao.setStr("reference", reference);
  return toStringValue(reference)!;
}

/** Table data is sent as JSON; the caller's table says so (AO 2.1). */
function encodeData(cx: CallContext, msg: LuaTable): void {
  const data = fieldAt(cx, coreOf(cx), msg, SENT_DATA);
  if (!(data instanceof LuaTable)) return;
  msg.setStr("Content-Type", "application/json");
  msg.setStr("Data", encodeJson(cx, data));
}

/** Root fields and then Tags of what a program gave, as tags. Functions are not sent; the elements of a list are looked at when it is. */
function addTags(cx: CallContext, msg: LuaTable, tags: LuaValue[]): void {
  cx.charge(msg.entryCount());
  msg.forEachEntry((name: LuaValue, value: LuaValue) => {
    if (!NO_TAGS.has(name) && !isFunction(value)) tags.push(tag(cx, name, value));
  });
  const given = SENT_TAGS.of(msg);
  if (given === undefined || given === false) return;
  if (!(given instanceof LuaTable)) {
    fail(`bad argument #1 to 'for iterator' (table expected, got ${typeName(given)})`);
    return;
  }
  cx.charge(given.entryCount());
  if (isList(cx, given)) {
    for (const element of given.items as LuaTable[]) if (element !== undefined) tags.push(element);
    return;
  }
  given.forEachEntry((name: LuaValue, value: LuaValue) => {
    if (!isFunction(value)) tags.push(tag(cx, name, value));
  });
}

/** Makes the message that `msg` asks for and puts it into the outbox (AO 2.1). `core` is that of the running native. */
export function sendMessage(cx: CallContext, core: LuaTable, ao: LuaTable, msg: LuaValue): LuaTable {
  if (!(msg instanceof LuaTable)) return fail("msg should be a table");
  const hasHandlers = ENV_HANDLERS.of(envOf(core)) !== undefined;
  if (hasHandlers) encodeData(cx, msg);
  const reference = nextReference(ao);
  const tags: LuaValue[] = packed(
    tag(cx, "Data-Protocol", "ao"),
    tag(cx, "Variant", "ao.TN.1"),
    tag(cx, "Type", "Message"),
    tag(cx, "Reference", reference),
  );
  addTags(cx, msg, tags);
  const target = fieldAt(cx, core, msg, SENT_TARGET);
  const data = fieldAt(cx, core, msg, SENT_DATA);
  const anchor = reference.padStart(ANCHOR_LENGTH, "0");
  const message = newRecord(cx, MESSAGE_KEYS, target, data, anchor, listOfItems(cx, tags));
  if (!hasHandlers) return message;
  addToOutbox(cx, core, "Messages", message);
  cx.allocate(2 * (SIZE.closure + 3 * SIZE.item));
  const carried: LuaValue[] = packed(core, target, reference);
  const sent = listOfItems(cx, tags.slice());
  const replied = nativeFunction("ao.onReply", onReply, carried);
  const received = nativeFunction("ao.receive", receiveReply, carried);
  return newRecord(cx, SENT_KEYS, target, data, anchor, sent, replied, received);
}

/** Makes the spawn of `module` that `msg` asks for (AO 2.2). */
export function spawnProcess(cx: CallContext, core: LuaTable, ao: LuaTable, module: LuaValue, msg: LuaValue): LuaTable {
  if (typeof module !== "string") return fail("Module source id is required!");
  if (!(msg instanceof LuaTable)) return fail("Message must be a table");
  const hasHandlers = ENV_HANDLERS.of(envOf(core)) !== undefined;
  if (hasHandlers) encodeData(cx, msg);
  const reference = nextReference(ao);
  const tags: LuaValue[] = packed(
    tag(cx, "Data-Protocol", "ao"),
    tag(cx, "Variant", "ao.TN.1"),
    tag(cx, "Type", "Process"),
    tag(cx, "From-Process", ao.getStr("id")),
    tag(cx, "From-Module", ao.getStr("_module")),
    tag(cx, "Module", module),
    tag(cx, "Reference", reference),
  );
  addTags(cx, msg, tags);
  const given = fieldAt(cx, core, msg, SENT_DATA);
  const data = given === undefined || given === false ? "NODATA" : given;
  const anchor = reference.padStart(ANCHOR_LENGTH, "0");
  const message = newRecord(cx, SPAWN_KEYS, data, anchor, listOfItems(cx, tags));
  if (!hasHandlers) return message;
  addToOutbox(cx, core, "Spawns", message);
  cx.allocate(2 * (SIZE.closure + 4 * SIZE.item));
  const carried: LuaValue[] = packed(core, ao.getStr("id"), reference, "Spawned");
  const sent = listOfItems(cx, tags.slice());
  const replied = nativeFunction("ao.spawn.onReply", onReply, carried);
  const received = nativeFunction("ao.spawn.receive", receiveReply, carried);
  return newRecord(cx, SPAWNED_KEYS, data, anchor, sent, replied, received);
}

/** `ao.send (msg)` */
export function send(cx: CallContext): number {
  const core = coreOf(cx);
  return cx.ret(sendMessage(cx, core, tableIn(core, Slot.AO), cx.arg(1)));
}

/** `ao.spawn (module, msg)` */
export function spawn(cx: CallContext): number {
  const core = coreOf(cx);
  return cx.ret(spawnProcess(cx, core, tableIn(core, Slot.AO), cx.arg(1), cx.arg(2)));
}

/** `ao.assign (assignment)` */
export function assign(cx: CallContext): number {
  const assignment = cx.arg(1);
  if (!(assignment instanceof LuaTable)) return fail("assignment should be a table");
  if (!(assignment.getStr("Processes") instanceof LuaTable)) return fail("Processes should be a table");
  if (typeof assignment.getStr("Message") !== "string") return fail("Message should be a string");
  addToOutbox(cx, coreOf(cx), "Assignments", assignment);
  return 0;
}
