/** What a message does to the state of its process before the handlers see it (AO 5.2, 4 to 6). */
import { stringToNumber } from "../../base/numeral.ts";
import type { CallContext } from "../../vm/callContext.ts";
import { FieldSite } from "../../vm/fieldSite.ts";
import { LuaTable } from "../../vm/table.ts";
import { rawEquals, toStringValue } from "../../vm/types.ts";
import type { LuaValue } from "../../vm/value.ts";
import { isList } from "../modules/text.ts";
import { nativeIn, newList, Slot } from "./core.ts";
import { field, findTag, tagListOf, tagMap } from "./message.ts";
import { seedRandom } from "./random.ts";

const ENV_ERRORS = new FieldSite("Errors");
const ENV_INBOX = new FieldSite("Inbox");
const ENV_NAME = new FieldSite("Name");
const ENV_OS = new FieldSite("os");
const ENV_OWNER = new FieldSite("Owner");
const ENV_SEEDED = new FieldSite("Seeded");
const OS_TIME = new FieldSite("time");

/** Step 6: Tags, read at a place of the caller's, becomes a map, unless it is one already because the host shows the same table again. */
export function tabulate(cx: CallContext, core: LuaTable, table: LuaTable, site: FieldSite): void {
  const tags = site.of(table);
  if (tags instanceof LuaTable && !isList(cx, tags)) return;
  if (tags instanceof LuaTable && tags.length() === 0 && table.getStr("TagArray") instanceof LuaTable) return;
  table.setStr("TagArray", tags);
  table.setStr("Tags", tagMap(cx, core, tags));
}

/** Step 4. */
export function initializeState(
  cx: CallContext,
  core: LuaTable,
  env: LuaTable,
  process: LuaTable,
  msg: LuaTable,
): void {
  const seeded = ENV_SEEDED.of(env);
  if (seeded === undefined || seeded === false) {
    seedRandom(cx, core, seedOf(cx, core, msg));
    env.setStr("Seeded", true);
    const math = env.getStr("math") as LuaValue;
    if (math instanceof LuaTable) math.setStr("random", nativeIn(core, Slot.RANDOM));
  }
  if (ENV_ERRORS.of(env) === undefined) env.setStr("Errors", newList(cx));
  if (ENV_INBOX.of(env) === undefined) env.setStr("Inbox", newList(cx));
  const owner = ENV_OWNER.of(env);
  if (
    (owner === undefined || owner === false) &&
    rawEquals(process.getStr("Id") as LuaValue, msg.getStr("Id") as LuaValue)
  ) {
    env.setStr("Owner", findTag(tagListOf(cx, process), "From-Process") ?? (msg.getStr("From") as LuaValue));
  }
  const name = ENV_NAME.of(env);
  if (name === undefined || name === false) {
    env.setStr("Name", findTag(tagListOf(cx, process), "Name") ?? "aos");
  }
}

/** The number whose digits are the height and then the sum of the bytes of what identifies the message. */
function seedOf(cx: CallContext, core: LuaTable, msg: LuaTable): number {
  let sum = 0;
  for (const name of ["Owner", "Module", "Id"]) {
    const text = toStringValue(field(cx, core, msg, name)) ?? "";
    cx.chargeBytes(text.length);
    for (let i = 0; i < text.length; i++) sum += text.charCodeAt(i);
  }
  const height = toStringValue(field(cx, core, msg, "Block-Height")) ?? "";
  const seed = stringToNumber(`${height}${sum}`);
  if (typeof seed === "number") return seed;
  return typeof seed === "bigint" ? Number(BigInt.asUintN(32, seed)) : sum;
}

/** `os.time` is the time of the message, whatever the program has made of it. */
export function setTime(core: LuaTable, env: LuaTable, timestamp: LuaValue): void {
  const time = nativeIn(core, Slot.TIME);
  time.upvalues[TIMESTAMP] = timestamp;
  const os = ENV_OS.of(env);
  if (os instanceof LuaTable && OS_TIME.of(os) !== time) os.setStr("time", time);
}

/** Upvalue of `os.time`. */
const TIMESTAMP = 1;

/** `os.time ()` of processes */
export function time(cx: CallContext): number {
  const timestamp = cx.native!.upvalues[TIMESTAMP];
  return cx.ret(typeof timestamp === "string" ? (stringToNumber(timestamp) ?? timestamp) : timestamp);
}
