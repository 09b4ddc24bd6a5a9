/** Receivers that wait in processes (AO 3.5, 11.7): listing them, giving them up, and giving them up after a time. */
import { LuaTable } from "../../vm/table.ts";
import { Coroutine, type LuaValue, NativeFunction } from "../../vm/value.ts";
import { type Copied, CopiedTable, copyOut } from "./copied.ts";
import type { Core } from "./core.ts";
import { textOf } from "./message.ts";
import type { Participant } from "./participant.ts";

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
  return holdsWaiter(entry.getStr("handle") as LuaValue, 0);
}

/** The handle, or what it wraps. */
function holdsWaiter(fn: LuaValue, depth: number): boolean {
  if (!(fn instanceof NativeFunction) || depth > 2) return false;
  if (fn.name === WAKE) return fn.upvalues.some((v) => v instanceof Coroutine && v.status === "suspended");
  return fn.upvalues.some((v) => holdsWaiter(v, depth + 1));
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

/** Notes since when each receiver waits, and gives up those that have waited too long. */
export function expireWaiting(core: Core, timeout: number): void {
  if (timeout === Number.POSITIVE_INFINITY) return;
  const now = core.clock.now();
  for (const process of core.participants.values()) {
    if (process.engine === null) continue;
    const names = new Set(waitersOf(process).map(({ name }) => name));
    for (const name of process.waitingSince.keys()) if (!names.has(name)) process.waitingSince.delete(name);
    for (const name of names) {
      const since = process.waitingSince.get(name) ?? now;
      process.waitingSince.set(name, since);
      if (now - since >= timeout) cancelWaiting(process, name);
    }
  }
}
