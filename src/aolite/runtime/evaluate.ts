/** `Handlers.evaluate` (AO 3.3): takes a message through the list of handlers. */
import { sub } from "../../base/arithmetic.ts";
import { isNumber, toDouble } from "../../base/luaFloat.ts";
import { type CallContext, continuation, PENDING } from "../../vm/callContext.ts";
import { FieldSite } from "../../vm/fieldSite.ts";
import { LuaTable } from "../../vm/table.ts";
import { typeName } from "../../vm/types.ts";
import type { Continuation, LuaValue } from "../../vm/value.ts";
import { coreOf, fail } from "./core.ts";
import { findHandler, listOf, removeHandler, unwrapHandle } from "./handlers.ts";
import { matchNow, startMatch } from "./match.ts";

const ENTRY_HANDLE = new FieldSite("handle");
const ENTRY_MAX_RUNS = new FieldSite("maxRuns");
const ENTRY_NAME = new FieldSite("name");
const ENTRY_PATTERN = new FieldSite("pattern");

/** What the walk waits for. */
enum Stage {
  MATCH = 0,
  HANDLE = 1,
  DEFAULT = 2,
}

/** A walk over the list: plain data. */
interface Walk {
  readonly core: LuaTable;
  readonly msg: LuaTable;
  readonly list: LuaTable;
  /** Position in the list, which handlers may change meanwhile, and the entry that was there. */
  at: number;
  entry: LuaTable;
  stage: Stage;
  /** The handler is the last one. */
  stops: boolean;
}

/** `Handlers.evaluate (msg, env)` */
export function evaluate(cx: CallContext): number {
  const core = coreOf(cx);
  const msg = cx.arg(1);
  if (!(msg instanceof LuaTable)) return fail("msg is not valid");
  if (!(cx.arg(2) instanceof LuaTable)) return fail("env is not valid");
  const list = listOf(core);
  return walk(cx, { core, msg, list, at: 1, entry: list, stage: Stage.MATCH, stops: false });
}

const goOn: Continuation = continuation("Handlers.evaluate", (cx: CallContext, s: Walk) => {
  switch (s.stage) {
    case Stage.MATCH:
      return matched(cx, s, cx.arg(1)) ? handle(cx, s) : walk(cx, s);
    case Stage.HANDLE:
      countRun(cx, s.core, s.entry);
      if (s.stops) return cx.ret(true);
      s.at++;
      return walk(cx, s);
    default:
      return 0;
  }
});

function walk(cx: CallContext, s: Walk): number {
  const { core, msg, list } = s;
  for (;;) {
    const entry = list.getInt(s.at) as LuaValue;
    if (entry === undefined) return runDefault(cx, s);
    cx.charge(1);
    if (!(entry instanceof LuaTable)) return fail(`attempt to index a ${typeName(entry)} value (local 'o')`);
    if (ENTRY_NAME.of(entry) === "_default") {
      s.at++;
      continue;
    }
    s.entry = entry;
    const pattern = ENTRY_PATTERN.of(entry);
    const match = matchNow(cx, core, msg, pattern);
    if (match === PENDING) {
      s.stage = Stage.MATCH;
      return startMatch(cx, msg, pattern, goOn, s);
    }
    if (matched(cx, s, match)) return handle(cx, s);
  }
}

/** Whether the result of a pattern wants the handler to run; moves on when it does not. */
function matched(cx: CallContext, s: Walk, match: LuaValue): boolean {
  const verdict = verdictOf(match);
  if (Number.isNaN(verdict)) {
    cx.throwValue("Pattern result is not valid, it MUST be string, number, or boolean");
  }
  if (verdict === 0) s.at++;
  s.stops = verdict < 0;
  return verdict !== 0;
}

/** -1: handle and stop, 0: pass over, 1: handle and go on; NaN for what is none of these. */
function verdictOf(match: LuaValue): number {
  if (match === true) return -1;
  if (match === false) return 0;
  if (typeof match === "string") return match === "continue" ? 1 : match === "break" ? -1 : 0;
  // a number that is not one has no sign
  return isNumber(match) ? Math.sign(toDouble(match)) || 0 : Number.NaN;
}

function handle(cx: CallContext, s: Walk): number {
  s.stage = Stage.HANDLE;
  return cx.call1(unwrapHandle(s.core, ENTRY_HANDLE.of(s.entry)), s.msg, goOn, s);
}

/** A successful run of an entry that may run so many times. */
function countRun(cx: CallContext, core: LuaTable, entry: LuaTable): void {
  const runs = ENTRY_MAX_RUNS.of(entry);
  if (!isNumber(runs)) return;
  const left = sub(runs, 1);
  entry.setStr("maxRuns", left);
  if (toDouble(left) === 0) removeHandler(cx, listOf(core), entry.getStr("name") as LuaValue);
}

/** Nobody has stopped the walk. */
function runDefault(cx: CallContext, s: Walk): number {
  const at = findHandler(cx, s.list, "_default");
  if (at === 0) return 0;
  s.stage = Stage.DEFAULT;
  const entry = s.list.getInt(at) as LuaTable;
  return cx.call1(unwrapHandle(s.core, ENTRY_HANDLE.of(entry)), s.msg, goOn, s);
}
