/**
 * Receivers that wait in processes (AO 3.5, 11.7): listing them, giving them up, and giving them up after a time. And handlers that
 * are suspended but wait for nothing.
 */
import { FieldSite } from "../../vm/fieldSite.ts";
import { LuaTable } from "../../vm/table.ts";
import { Coroutine, type LuaValue, NativeFunction } from "../../vm/value.ts";
import { type Copied, CopiedTable, copyOut } from "./copied.ts";
import type { Core } from "./core.ts";
import { textOf } from "./message.ts";
import type { Participant } from "./participant.ts";
import type { ProcessEngine } from "./processEngine.ts";

const HANDLERS_COROUTINES = new FieldSite("coroutines");

/** The native behind the entry of a waiter, by its name in the runtime. */
const WAKE = "Handlers.wake";

/** One waiter. */
export interface Waiter {
  readonly name: string;
  readonly pattern: string;
}

function listOf(process: Participant): LuaTable | undefined {
  const handlers = process.engine?.runtime.handlers;
  const list = handlers?.getStr("list") as LuaValue;
  return list instanceof LuaTable ? list : undefined;
}

/** The entry is that of a coroutine that waits. */
function isWaiter(entry: LuaValue): entry is LuaTable {
  if (!(entry instanceof LuaTable)) return false;
  return waiterOf(entry.getStr("handle") as LuaValue) !== undefined;
}

/** Who waits behind a handle, or behind what it wraps. */
function waiterOf(fn: LuaValue, depth = 0): Coroutine | undefined {
  if (!(fn instanceof NativeFunction) || depth > 2) return undefined;
  for (const v of fn.upvalues) {
    const waiter = fn.name !== WAKE ? waiterOf(v, depth + 1) : v instanceof Coroutine && isSuspended(v) ? v : undefined;
    if (waiter !== undefined) return waiter;
  }
  return undefined;
}

function isSuspended(co: Coroutine): boolean {
  return co.status === "suspended";
}

/** The receivers that wait in a process, in the order in which they would be served. */
export function waitersOf(process: Participant): Waiter[] {
  const waiters: Waiter[] = [];
  for (const entry of (listOf(process)?.items ?? []) as readonly LuaValue[]) {
    if (!isWaiter(entry)) continue;
    const name = entry.getStr("name") as LuaValue;
    const pattern = entry.getStr("pattern") as LuaValue;
    waiters.push({ name: typeof name === "string" ? name : "", pattern: patternText(copyOut(pattern)) });
  }
  return waiters;
}

function patternText(v: Copied): string {
  if (!(v instanceof CopiedTable)) return v === undefined ? "function" : textOf(v);
  const parts = v.keys.map((key, i) => `${textOf(key)} = ${textOf(v.values[i])}`);
  return `{ ${parts.join(", ")} }`;
}

/** Takes a waiter's entry away: nothing will wake it. */
export function cancelWaiting(process: Participant, name: string): boolean {
  const list = listOf(process);
  if (list === undefined) return false;
  const items = list.items as readonly LuaValue[];
  const at = items.findIndex((entry) => isWaiter(entry) && entry.getStr("name") === name);
  if (at < 0) return false;
  for (let i = at + 1; i < items.length; i++) list.setInt(i, items[i]);
  list.setInt(list.length(), undefined);
  process.waitingSince.delete(name);
  return true;
}

/** Notes that receivers of a process wait since now, unless that has been noted before. */
export function noteWaiting(process: Participant, now: number): void {
  const { waitingSince } = process;
  const names = new Set<string>();
  for (const entry of (listOf(process)?.items ?? []) as readonly LuaValue[]) {
    const name = isWaiter(entry) ? (entry.getStr("name") as LuaValue) : undefined;
    if (typeof name === "string") names.add(name);
  }
  for (const name of waitingSince.keys()) if (!names.has(name)) waitingSince.delete(name);
  for (const name of names) if (!waitingSince.has(name)) waitingSince.set(name, now);
}

/** The same for all processes, before the clock moves on: programs may wait without a message, when they boot or are evaluated. */
export function noteAllWaiting(core: Core): void {
  const now = core.clock.now();
  for (const process of core.participants.values()) if (process.engine !== null) noteWaiting(process, now);
}

/** Gives up receivers that have waited too long. */
export function expireWaiting(core: Core, timeout: number): void {
  if (timeout === Number.POSITIVE_INFINITY) return;
  const now = core.clock.now();
  for (const process of core.participants.values()) {
    for (const [name, since] of process.waitingSince) if (now - since >= timeout) cancelWaiting(process, name);
  }
}

/** Registry key: the coroutines of handlers that were suspended when their message had been handled, with its id. */
const SUSPENDED = "aolite.suspended";

/** A few dead coroutines more or less. */
const SLACK = 8;

/** A message has been handled: notes its handler when that has yielded (AO 5.2, 16). @returns whether it has */
export function noteSuspended({ cx, runtime }: ProcessEngine, id: string): boolean {
  const list = HANDLERS_COROUTINES.of(runtime.handlers);
  const co = list instanceof LuaTable ? (list.getInt(list.length()) as LuaValue) : undefined;
  if (!(co instanceof Coroutine) || !isSuspended(co)) return false;
  let noted = cx.registry.getStr(SUSPENDED) as LuaTable | undefined;
  if (noted?.get(co) !== undefined) return false;
  if (noted === undefined || noted.entryCount() > 2 * (list as LuaTable).length() + SLACK) {
    const kept = cx.newTable();
    noted?.forEachEntry((key: LuaValue, value: LuaValue) => {
      if (key instanceof Coroutine && isSuspended(key)) kept.set(key, value);
    });
    cx.registry.setStr(SUSPENDED, kept);
    noted = kept;
  }
  noted.set(co, id);
  return true;
}

/** Ids of the messages whose handlers are suspended and wait for no message: only the program itself can go on with them. */
export function stalledIn(process: Participant): string[] {
  const noted = process.engine?.cx.registry.getStr(SUSPENDED) as LuaTable | undefined;
  if (noted === undefined) return [];
  const waiting = new Set<Coroutine>();
  for (const entry of (listOf(process)?.items ?? []) as readonly LuaValue[]) {
    const waiter = entry instanceof LuaTable ? waiterOf(entry.getStr("handle") as LuaValue) : undefined;
    if (waiter !== undefined) waiting.add(waiter);
  }
  const ids: string[] = [];
  noted.forEachEntry((key: LuaValue, id: LuaValue) => {
    if (key instanceof Coroutine && isSuspended(key) && !waiting.has(key)) ids.push(id as string);
  });
  return ids;
}
