/** `.crypto.util.queue` (AO 6.4): objects that give values back in the order in which they came. */
import { defineLibrary, type Library, type NativeSpec } from "../../../stdlib/library.ts";
import { type CallContext, nativeFunction } from "../../../vm/callContext.ts";
import { LuaTable } from "../../../vm/table.ts";
import { type LuaValue, NativeFunction } from "../../../vm/value.ts";
import type { AoModule } from "../module.ts";
import { factsOf, naturalFact, newObject, objectClosures } from "./objects.ts";

/** Facts: the values that wait, pushes and pops so far, pops when the list of values was made. */
const ITEMS = "items";
const HEAD = "head";
const TAIL = "tail";
const BASE = "base";
/** Values that are gone stay in the list until there are this many, and more than those that wait. */
const MOST_GONE = 64;

function itemsOf(facts: LuaTable): LuaTable | undefined {
  const items = facts.getStr(ITEMS) as LuaValue;
  return items instanceof LuaTable ? items : undefined;
}

/** Adds a value. */
export function pushTo(cx: CallContext, facts: LuaTable, v: LuaValue): void {
  const head = naturalFact(facts, HEAD);
  const before = itemsOf(facts)?.accountedBytes() ?? 0;
  itemsOf(facts)?.setInt(head - naturalFact(facts, BASE) + 1, v);
  cx.allocate(Math.max(0, (itemsOf(facts)?.accountedBytes() ?? 0) - before));
  facts.setStr(HEAD, head + 1);
}

/** Takes a value; nil when none waits. */
export function popFrom(cx: CallContext, facts: LuaTable): LuaValue {
  const head = naturalFact(facts, HEAD);
  const tail = naturalFact(facts, TAIL);
  const items = itemsOf(facts);
  if (tail >= head || items === undefined) return undefined;
  const at = tail - naturalFact(facts, BASE) + 1;
  const v = items.getInt(at) as LuaValue;
  items.setInt(at, undefined);
  facts.setStr(TAIL, tail + 1);
  const left = head - tail - 1;
  if (at >= MOST_GONE && at > left) {
    cx.charge(left >> 2);
    const rest = cx.newTable(left);
    for (let i = 1; i <= left; i++) rest.setInt(i, items.getInt(at + i));
    facts.setStr(ITEMS, rest);
    facts.setStr(BASE, tail + 1);
  }
  return v;
}

function push(cx: CallContext): number {
  pushTo(cx, factsOf(cx), cx.arg(1));
  return cx.ret0();
}

function pop(cx: CallContext): number {
  return cx.ret(popFrom(cx, factsOf(cx)));
}

function reset(cx: CallContext): number {
  const facts = factsOf(cx);
  facts.setStr(ITEMS, cx.newTable());
  for (const name of [HEAD, TAIL, BASE]) facts.setStr(name, 0);
  return cx.ret0();
}

const row = (signature: string, run: NativeSpec["run"], gas = ""): NativeSpec => ({
  signature: `crypto.queue.${signature}`,
  manual: "AO 6.4",
  gas,
  run,
});

const QUEUE_LIBRARY: Library = defineLibrary("crypto.queue", {
  push: row("push (v)", push),
  pop: row("pop ()", pop, "1 per 4 values that wait, now and then"),
  size: row("size ()", (cx) => cx.ret(naturalFact(factsOf(cx), HEAD) - naturalFact(factsOf(cx), TAIL))),
  getHead: row("getHead ()", (cx) => cx.ret(naturalFact(factsOf(cx), HEAD))),
  getTail: row("getTail ()", (cx) => cx.ret(naturalFact(factsOf(cx), TAIL))),
  reset: row("reset ()", reset),
});

const QUEUE_FUNCTION: NativeFunction = nativeFunction("crypto.queue", (cx) =>
  cx.ret(newObject(cx, QUEUE_LIBRARY, { [ITEMS]: cx.newTable(), [HEAD]: 0, [TAIL]: 0, [BASE]: 0 })),
);

/** The facts of the queue that `queue` is, when it is one with its own `name` function. */
export function queueFacts(queue: LuaTable, name: "push" | "pop"): LuaTable | undefined {
  const fn = queue.getStr(name) as LuaValue;
  const own = QUEUE_LIBRARY.functions[name]!.run as NativeFunction["impl"];
  if (!(fn instanceof NativeFunction) || fn.impl !== own) return undefined;
  const facts = fn.upvalues[0];
  return facts instanceof LuaTable ? facts : undefined;
}

/** `.crypto.util.queue`: a constructor. */
export const QUEUE: AoModule = {
  names: [".crypto.util.queue"],
  open: () => QUEUE_FUNCTION,
  closures: objectClosures(QUEUE_LIBRARY),
};
