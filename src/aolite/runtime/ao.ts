/** The functions of `ao` (AO 2) that send nothing. */
import type { CallContext } from "../../vm/callContext.ts";
import { LuaThrow } from "../../vm/errors.ts";
import { SIZE } from "../../vm/gas.ts";
import { LuaTable } from "../../vm/table.ts";
import { rawEquals, toStringValue, typeName } from "../../vm/types.ts";
import type { LuaValue } from "../../vm/value.ts";
import { AO_VERSION, coreOf, fail, newList, newRecord, outboxOwner, push, Slot, tableIn } from "./core.ts";
import { extractTags, field, listIncludes, tagListOf } from "./message.ts";
import { newOutbox, outboxOf } from "./outbox.ts";

/** Tags that do not become root fields (AO 1.5). */
const NON_EXTRACTABLE: readonly string[] = Object.freeze([
  "Data-Protocol",
  "Variant",
  "From-Process",
  "From-Module",
  "Type",
  "From",
  "Owner",
  "Anchor",
  "Target",
  "Data",
  "Tags",
  "Read-Only",
]);

/** Root fields that are not forwarded (AO 2). */
const NON_FORWARDABLE: readonly string[] = Object.freeze([
  "Data-Protocol",
  "Variant",
  "From-Process",
  "From-Module",
  "Type",
  "From",
  "Owner",
  "Anchor",
  "Target",
  "Tags",
  "TagArray",
  "Hash-Chain",
  "Timestamp",
  "Nonce",
  "Epoch",
  "Signature",
  "Forwarded-By",
  "Pushed-For",
  "Read-Only",
  "Cron",
  "Block-Height",
  "Reference",
  "Id",
  "Reply-To",
]);

/** Names of the fields of `ao` that are no functions; `env` and `Nonce` come later. */
export const AO_DATA: readonly string[] = Object.freeze([
  "_version",
  "id",
  "_module",
  "authorities",
  "reference",
  "outbox",
  "nonExtractableTags",
  "nonForwardableTags",
  "assignables",
  "_hints",
]);

/** The fields of a new `ao` (AO 2), without its functions. */
export function fillAo(cx: CallContext, ao: LuaTable, id: string, module: string): void {
  ao.setStr("_version", AO_VERSION);
  ao.setStr("id", id);
  ao.setStr("_module", module);
  ao.setStr("authorities", newList(cx));
  ao.setStr("reference", 0);
  ao.setStr("outbox", newOutbox(cx));
  ao.setStr("nonExtractableTags", newList(cx, ...NON_EXTRACTABLE));
  ao.setStr("nonForwardableTags", newList(cx, ...NON_FORWARDABLE));
  ao.setStr("assignables", newList(cx));
  ao.setStr("_hints", newList(cx));
}

// ------------------------------------------------------------------ init

/** What `ao.init` does with the environment of a message (AO 2); `clears`: the outbox too. */
export function initialize(cx: CallContext, ao: LuaTable, env: LuaTable, clears: boolean): void {
  const process = env.getStr("Process") as LuaValue;
  if (!(process instanceof LuaTable))
    throw new LuaThrow(`attempt to index a ${typeName(process)} value (field 'Process')`);
  if (ao.getStr("id") === "") ao.setStr("id", process.getStr("Id"));
  const tags = tagListOf(cx, process);
  if (tags !== undefined) {
    const needsModule = ao.getStr("_module") === "";
    const { items } = tags;
    cx.charge(items.length);
    for (let i = 0; i < items.length; i++) {
      const tag = items[i] as LuaValue;
      if (!(tag instanceof LuaTable)) continue;
      const name = tag.getStr("name") as LuaValue;
      if (name === "Authority") addAuthorities(cx, ao, tag.getStr("value") as LuaValue);
      else if (needsModule && name === "Module") ao.setStr("_module", tag.getStr("value"));
    }
  }
  if (clears) ao.setStr("outbox", newOutbox(cx));
  ao.setStr("env", env);
}

function addAuthorities(cx: CallContext, ao: LuaTable, value: LuaValue): void {
  const text = toStringValue(value);
  if (text === undefined) return;
  let authorities = ao.getStr("authorities") as LuaValue;
  if (!(authorities instanceof LuaTable)) {
    authorities = newList(cx);
    ao.setStr("authorities", authorities);
  }
  cx.charge(text.length >> 2);
  for (const address of text.split(",")) {
    cx.charge((authorities as LuaTable).length() >> 3);
    if (address !== "" && !listIncludes(authorities, address)) push(cx, authorities as LuaTable, address);
  }
}

/** `ao.init (env)` */
export function init(cx: CallContext): number {
  const env = cx.arg(1);
  if (!(env instanceof LuaTable)) return fail(`attempt to index a ${typeName(env)} value (local 'env')`);
  initialize(cx, aoUpvalue(cx), env, true);
  return 0;
}

function aoUpvalue(cx: CallContext): LuaTable {
  return tableIn(coreOf(cx), Slot.AO);
}

// ------------------------------------------------------------------ outbox

/** `ao.clearOutbox ()` */
export function clearOutbox(cx: CallContext): number {
  outboxOwner(coreOf(cx)).setStr("outbox", newOutbox(cx));
  return 0;
}

/** `ao.log (txt)` */
function log(cx: CallContext): number {
  const text = cx.arg(1);
  const outbox = outboxOf(outboxOwner(coreOf(cx)));
  let output = outbox.getStr("Output") as LuaValue;
  if (typeof output === "string") {
    output = newList(cx, output);
    outbox.setStr("Output", output);
  }
  if (!(output instanceof LuaTable))
    return fail(`bad argument #1 to 'insert' (table expected, got ${typeName(output)})`);
  if (text !== undefined) push(cx, output, text);
  return 0;
}

const RESULT_KEYS: readonly string[] = Object.freeze(["Output", "Messages", "Spawns", "Assignments"]);
const ERROR_KEYS: readonly string[] = Object.freeze(["Error"]);

function isTrue(v: LuaValue): boolean {
  return v !== undefined && v !== false;
}

/** The response made of the outbox and `Output` and `Error` of `result` (AO 2). */
export function resultOf(cx: CallContext, ao: LuaTable, output: LuaValue, error: LuaValue): LuaTable {
  const outbox = outboxOf(ao);
  const failure = outbox.getStr("Error") as LuaValue;
  if (isTrue(failure) || isTrue(error)) return newRecord(cx, ERROR_KEYS, isTrue(error) ? error : failure);
  const field = (name: string): LuaValue => outbox.getStr(name) as LuaValue;
  const shown = isTrue(output) ? output : field("Output");
  return newRecord(cx, RESULT_KEYS, shown, field("Messages"), field("Spawns"), field("Assignments"));
}

/** `ao.result (result)` */
export function result(cx: CallContext): number {
  const given = cx.arg(1);
  if (!(given instanceof LuaTable)) return fail(`attempt to index a ${typeName(given)} value (local 'result')`);
  return cx.ret(
    resultOf(cx, outboxOwner(coreOf(cx)), given.getStr("Output") as LuaValue, given.getStr("Error") as LuaValue),
  );
}

// ------------------------------------------------------------------ messages

/** A deep copy (AO 2); `seen` has the copies made before. */
function cloneValue(cx: CallContext, value: LuaValue, seen: Map<LuaValue, LuaTable>, pending: LuaTable[]): LuaValue {
  if (!(value instanceof LuaTable)) return value;
  const known = seen.get(value);
  if (known !== undefined) return known;
  cx.allocate(SIZE.table + value.entryCount() * SIZE.slot);
  const copy = new LuaTable(cx.rootShape);
  copy.meta = value.meta;
  seen.set(value, copy);
  pending.push(value);
  return copy;
}

/** Deep copy: keys too, shared and cyclic parts stay so, metatables are shared. Iterative. */
function deepCopy(cx: CallContext, value: LuaValue, seen: Map<LuaValue, LuaTable>): LuaValue {
  const pending: LuaTable[] = [];
  const copy = cloneValue(cx, value, seen, pending);
  for (let source = pending.pop(); source !== undefined; source = pending.pop()) {
    cx.charge(1 + source.entryCount());
    const target = seen.get(source)!;
    source.forEachEntry((k: LuaValue, v: LuaValue) => {
      target.set(cloneValue(cx, k, seen, pending), cloneValue(cx, v, seen, pending));
    });
  }
  return copy;
}

/** `ao.clone (v [, seen])` */
function clone(cx: CallContext): number {
  const known = cx.arg(2);
  const seen = new Map<LuaValue, LuaTable>();
  if (!(known instanceof LuaTable)) return cx.ret(deepCopy(cx, cx.arg(1), seen));
  cx.charge(known.entryCount());
  known.forEachEntry((k: LuaValue, v: LuaValue) => {
    if (v instanceof LuaTable) seen.set(k, v);
  });
  const copy = deepCopy(cx, cx.arg(1), seen);
  for (const [k, v] of seen) known.set(k, v);
  return cx.ret(copy);
}

/** `ao.normalize (msg)` */
export function normalize(cx: CallContext): number {
  const msg = cx.table(1);
  extractTags(cx, msg, msg.getStr("Tags") as LuaValue, aoUpvalue(cx).getStr("nonExtractableTags") as LuaValue);
  return cx.ret(msg);
}

/** A deep copy of a message without what is not forwarded. */
export function sanitized(cx: CallContext, ao: LuaTable, msg: LuaTable): LuaTable {
  const seen = new Map<LuaValue, LuaTable>();
  const copy = deepCopy(cx, msg, seen) as LuaTable;
  const left = ao.getStr("nonForwardableTags") as LuaValue;
  if (!(left instanceof LuaTable)) return copy;
  cx.charge(left.length());
  for (const name of left.items as LuaValue[]) if (typeof name === "string") copy.set(name, undefined);
  return copy;
}

/** `ao.sanitize (msg)` */
export function sanitize(cx: CallContext): number {
  return cx.ret(sanitized(cx, aoUpvalue(cx), cx.table(1)));
}

/** Whether a message comes from an authority. */
export function isFromAuthority(cx: CallContext, core: LuaTable, ao: LuaTable, msg: LuaTable): boolean {
  const authorities = ao.getStr("authorities") as LuaValue;
  if (!(authorities instanceof LuaTable)) return false;
  const [from, owner] = [field(cx, core, msg, "From"), field(cx, core, msg, "Owner")];
  const { items } = authorities;
  cx.charge(items.length >> 2);
  for (let i = 0; i < items.length; i++) {
    const address = items[i] as LuaValue;
    if (address !== undefined && (rawEquals(address, from) || rawEquals(address, owner))) return true;
  }
  return false;
}

/** `ao.isTrusted (msg)` */
export function isTrusted(cx: CallContext): number {
  return cx.ret(isFromAuthority(cx, coreOf(cx), aoUpvalue(cx), cx.table(1)));
}

// ------------------------------------------------------------------ hints

/** Addresses whose hints are remembered. */
const MOST_HINTS = 1000;
const HINT_KEYS: readonly string[] = Object.freeze(["hint", "ttl"]);

/** The value of a parameter in `id&hint=H&hint-ttl=T`. */
function parameter(parts: readonly string[], name: string): string | undefined {
  const part = parts.find((text) => text.startsWith(`${name}=`));
  return part?.slice(name.length + 1);
}

/** `ao.registerHint (msg)`: remembers where a process says that it can be found (AO 2). */
function registerHint(cx: CallContext): number {
  const msg = cx.table(1);
  const tags = tagListOf(cx, msg);
  const hints = aoUpvalue(cx).getStr("_hints") as LuaValue;
  if (tags === undefined || !(hints instanceof LuaTable)) return 0;
  cx.charge(tags.length());
  for (const tag of tags.items as LuaValue[]) {
    if (!(tag instanceof LuaTable) || tag.getStr("name") !== "From-Process") continue;
    const value = tag.getStr("value") as LuaValue;
    if (typeof value !== "string") continue;
    cx.charge(value.length >> 2);
    const [id, ...parts] = value.split("&");
    const hint = parameter(parts, "hint");
    if (hint === undefined || id === undefined) continue;
    hints.set(id, newRecord(cx, HINT_KEYS, hint, parameter(parts, "hint-ttl")));
    forgetOldest(cx, hints);
  }
  return 0;
}

function forgetOldest(cx: CallContext, hints: LuaTable): void {
  let count = 0;
  let oldest: LuaValue;
  cx.charge(hints.entryCount() >> 4);
  hints.forEachEntry((id: LuaValue) => {
    oldest ??= id;
    count++;
  });
  if (count > MOST_HINTS) hints.set(oldest, undefined);
}

/** The functions of `ao` that are here. */
export const AO_FUNCTIONS: Readonly<Record<string, (cx: CallContext) => number>> = Object.freeze({
  init,
  clearOutbox,
  log,
  clone,
  normalize,
  sanitize,
  isTrusted,
  result,
  registerHint,
});
