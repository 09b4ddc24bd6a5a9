/** Looking for messages from Lua (AO 7.1): match specs of the host may hold functions, so a search can be suspended. */
import { type CallContext, continuation, PENDING } from "../../vm/callContext.ts";
import { LuaTable } from "../../vm/table.ts";
import type { Continuation, LuaValue } from "../../vm/value.ts";
import { type FieldReader, matchesSpecNow, startMatchesSpec } from "../modules/match.ts";
import type { Message } from "../world/message.ts";
import type { HostWorld } from "./hostWorld.ts";

/** A search under way. */
interface Search {
  readonly world: HostWorld;
  /** In the order in which they are looked at. */
  readonly messages: readonly Message[];
  readonly spec: LuaValue;
  /** The first one found is the result; otherwise all are. */
  readonly one: boolean;
  at: number;
  readonly found: LuaTable;
}

/** Leaves the first message that matches, or a list of all, as the result. Without a spec, all match. */
export function search(
  cx: CallContext,
  world: HostWorld,
  messages: readonly Message[],
  spec: LuaValue,
  one: boolean,
): number {
  return go(cx, { world, messages, spec, one, at: 0, found: cx.newTable() });
}

function go(cx: CallContext, s: Search): number {
  for (; s.at < s.messages.length; s.at++) {
    const message = s.messages[s.at]!;
    cx.charge(1);
    const result = s.spec === undefined ? true : matches(cx, s, message);
    if (result === PENDING) return startMatchesSpec(cx, s.world.tables.of(message), s.spec, MATCHED, s);
    if (!result) continue;
    if (s.one) return cx.ret(s.world.tables.of(message));
    s.found.append(s.world.tables.of(message));
  }
  return cx.ret(s.one ? undefined : s.found);
}

function matches(cx: CallContext, { world, spec }: Search, message: Message): boolean | typeof PENDING {
  const read: FieldReader = (_, __, key) => {
    if (typeof key !== "string") return undefined;
    const value = message.field(key);
    return typeof value === "object" ? world.tables.value(value) : value;
  };
  return matchesSpecNow(cx, undefined, spec, read);
}

const MATCHED: Continuation = continuation<Search>("aolite.matched", (cx, s) => {
  const result = cx.arg(1);
  // as a handler does: 0 and "skip" pass over
  if (result !== undefined && result !== false && result !== 0 && result !== "skip") {
    const table = s.world.tables.of(s.messages[s.at]!);
    if (s.one) return cx.ret(table);
    s.found.append(table);
  }
  s.at++;
  return go(cx, s);
});

/** Whether a value is a usable list of ids. */
export function idList(v: LuaValue): string[] | undefined {
  if (!(v instanceof LuaTable)) return undefined;
  const ids = (v.items as readonly LuaValue[]).filter((id): id is string => typeof id === "string");
  return ids.length === v.length() ? ids : undefined;
}
