/**
 * What the module `aolite` has beyond the original (AO 11): clock, faults, results, dry runs, waiting receivers, snapshots. The
 * names, arguments and fields are those of the interface for TypeScript.
 */
import { bytesToString, decodeUtf8, encodeUtf8, stringToBytes } from "../../base/byteString.ts";
import { type CallContext, nativeFunction } from "../../vm/callContext.ts";
import { LuaThrow } from "../../vm/errors.ts";
import type { LuaTable } from "../../vm/table.ts";
import type { LuaValue } from "../../vm/value.ts";
import { bintClasses } from "../world/bintClasses.ts";
import { copyIn } from "../world/copied.ts";
import type { AoValue, FaultRule, MessageResult, SendInput, World } from "../world/types.ts";
import { fromAo, toAo } from "../world/views.ts";
import type { HostWorld } from "./hostWorld.ts";

/** Does an operation: argument `at` is its first. */
type Operation = (cx: CallContext, world: HostWorld, at: number) => number;

/** Does something with the world as TypeScript sees it; wrong arguments become Lua errors. */
function viewed<T>(world: HostWorld, work: (view: World) => T): T {
  return world.perform(() => {
    const { view } = world;
    // whether anything runs is for the facade to say
    view.autoSchedule = false;
    try {
      return work(view);
    } catch (error) {
      if (error instanceof TypeError) throw new LuaThrow(encodeUtf8(error.message));
      throw error;
    }
  });
}

/** A table of the host as an object, items of a list by their numbers; raises when it is none. */
function fields(cx: CallContext, world: HostWorld, i: number): Readonly<Record<string, AoValue>> {
  cx.table(i);
  const value = toAo(world.copied(cx.arg(i)));
  const items = Array.isArray(value) ? value.map((item, i) => [i + 1, item] as const) : undefined;
  return items === undefined ? (value as Readonly<Record<string, AoValue>>) : Object.fromEntries(items);
}

function intoLua(cx: CallContext, value: AoValue): LuaValue {
  return copyIn(cx, fromAo(value), bintClasses);
}

function text(cx: CallContext, i: number): string {
  return decodeUtf8(cx.string(i));
}

/** advance ({ seconds, blocks }): moves clock and height on; cron messages fall due */
export const advance: Operation = (cx, world, at) => {
  const by = fields(cx, world, at);
  viewed(world, (view) => view.advance(by as { seconds?: number; blocks?: number }));
  world.runIfAutomatic();
  return 0;
};

/** clock (): seconds and block height */
export const clock: Operation = (cx, world) => cx.ret2(world.view.now, world.view.blockHeight);

function isEmptyList(value: AoValue): boolean {
  return Array.isArray(value) && value.length === 0;
}

const ACTIONS = ["drop", "delay", "duplicate", "reorder"];

/** addRule ({ match, action, ... }): a table with `remove()` and `applied()` */
export const addRule: Operation = (cx, world, at) => {
  const given = fields(cx, world, at);
  // a table without fields is a list as well
  const rule: Readonly<Record<string, AoValue>> = isEmptyList(given.match) ? { ...given, match: {} } : given;
  if (!ACTIONS.includes(rule.action as string)) throw new LuaThrow(`action must be one of ${ACTIONS.join(", ")}`);
  const { match } = rule;
  if (typeof match !== "string" && (typeof match !== "object" || match === null)) {
    throw new LuaThrow("match must be an Action or a table of fields");
  }
  const active = viewed(world, (view) => view.addRule(rule as unknown as FaultRule));
  const table = cx.newTable(0, 2);
  const remove = nativeFunction("aolite.rule.remove", () => {
    active.remove();
    return 0;
  });
  table.setStr("remove", remove);
  table.setStr(
    "applied",
    nativeFunction("aolite.rule.applied", (context) => context.ret(active.applied)),
  );
  return cx.ret(table);
};

/** wallet (address): an address that is no process may send and get messages */
export const wallet: Operation = (cx, world, at) => {
  const address = text(cx, at);
  viewed(world, (view) => view.wallet(address));
  return 0;
};

/** step (): handles one message; its result, nil when nothing is left */
export const step: Operation = (cx, world) => {
  if (!world.isIdle) return cx.ret(undefined);
  const result = viewed(world, (view) => view.step());
  return cx.ret(result === undefined ? undefined : resultTable(cx, world, result));
};

/** result (messageId [, process]): what handling a message gave */
export const result: Operation = (cx, world, at) => {
  const id = text(cx, at);
  const process = cx.isNoneOrNil(at + 1) ? undefined : text(cx, at + 1);
  const found = viewed(world, (view) => view.result(id, process));
  return cx.ret(found === undefined ? undefined : resultTable(cx, world, found));
};

/** results ([process]): all of them, in order */
export const results: Operation = (cx, world, at) => {
  const process = cx.isNoneOrNil(at) ? undefined : text(cx, at);
  const all = viewed(world, (view) => view.results(process));
  cx.charge(all.length);
  const list = cx.newTable(all.length);
  for (const one of all) list.append(resultTable(cx, world, one));
  return cx.ret(list);
};

/** dryRun (msg): what handling a message would give; nothing is changed */
export const dryRun: Operation = (cx, world, at) => {
  const input = fields(cx, world, at) as unknown as SendInput;
  if (typeof (input.From as unknown) !== "string") throw new LuaThrow("From must be defined");
  return cx.ret(
    resultTable(
      cx,
      world,
      viewed(world, (view) => view.dryRun(input)),
    ),
  );
};

function resultTable(cx: CallContext, world: HostWorld, given: MessageResult): LuaTable {
  const { message, Messages, Error: error, warning, ...rest } = given;
  const { core } = world;
  const stored = (id: string): LuaValue => {
    const found = core.store.get(encodeUtf8(id));
    return found === undefined ? undefined : world.tables.of(found);
  };
  const table = cx.newTable();
  table.setStr("message", stored(message.Id) ?? encodeUtf8(message.Id));
  if (error !== undefined) table.setStr("Error", encodeUtf8(error));
  if (warning !== undefined) table.setStr("warning", encodeUtf8(warning));
  for (const [name, value] of Object.entries(rest)) table.set(name, intoLua(cx, value as AoValue));
  const list = cx.newTable(Messages.length);
  // those of a dry run are in no store
  for (const sent of Messages) list.append(stored(sent.Id) ?? intoLua(cx, sent.fields));
  table.setStr("Messages", list);
  return table;
}

/** waiting ([id]): the receivers that wait: { process, name, pattern, since, cancel() } */
export const waiting: Operation = (cx, world, at) => {
  const id = cx.isNoneOrNil(at) ? undefined : text(cx, at);
  const all = viewed(world, (view) => view.waiting(id));
  const list = cx.newTable(all.length);
  for (const { process, name, pattern, since, cancel } of all) {
    const table = intoLua(cx, { process, name, pattern, since }) as LuaTable;
    table.setStr(
      "cancel",
      nativeFunction("aolite.waiting.cancel", () => {
        cancel();
        return 0;
      }),
    );
    list.append(table);
  }
  return cx.ret(list);
};

/** stateHash (): hash of the whole world */
export const stateHash: Operation = (cx, world) => cx.ret(viewed(world, (view) => view.stateHash()));

/** log (): what was done in the world, for `perigee ao replay` */
export const log: Operation = (cx, world) => leave(cx, encodeUtf8(viewed(world, (view) => view.log())));

/** snapshot (): the whole world as a string of bytes */
export const snapshot: Operation = (cx, world) =>
  leave(cx, bytesToString(viewed(world, (view) => view.snapshot().toBytes())));

/** restore (snapshot): goes back, or over, to a state; descriptors of processes are to be got anew */
export const restore: Operation = (cx, world, at) => {
  const bytes = stringToBytes(cx.string(at));
  cx.chargeBytes(bytes.length);
  if (!world.isIdle) throw new LuaThrow("a world cannot be restored while it runs");
  viewed(world, (view) => view.restore({ hash: "", step: 0, toBytes: () => bytes }));
  return 0;
};

function leave(cx: CallContext, bytes: string): number {
  cx.chargeBytes(bytes.length);
  cx.allocate(bytes.length);
  return cx.ret(bytes);
}
