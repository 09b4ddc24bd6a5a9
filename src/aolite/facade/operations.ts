/** The operations of the `aolite` module (AO 7.1), each for a world and arguments from a position on. */
import { requireFunction } from "../../stdlib/require.ts";
import { type CallContext, continuation, nativeFunction } from "../../vm/callContext.ts";
import { LuaThrow } from "../../vm/errors.ts";
import { LuaTable } from "../../vm/table.ts";
import { toIntegerValue, toStringValue } from "../../vm/types.ts";
import type { Continuation, LuaValue } from "../../vm/value.ts";
import { decodeJson } from "../modules/jsonDecode.ts";
import type { Message } from "../world/message.ts";
import type { Participant } from "../world/participant.ts";
import { DEFAULT_CYCLES } from "../world/simulation.ts";
import { birthTags } from "../world/spawning.ts";
import type { HostWorld } from "./hostWorld.ts";
import { idList, search } from "./queries.ts";

/** Raises a text as it is (AO 8.8). */
export function fail(text: string): never {
  throw new LuaThrow(text);
}

/** Does an operation: argument `at` is its first. */
export type Operation = (cx: CallContext, world: HostWorld, at: number) => number;

function idArgument(cx: CallContext, i: number): string {
  const id = toStringValue(cx.arg(i));
  return id === undefined ? fail("processId must be provided") : id;
}

// ------------------------------------------------------------------ processes

/** spawnProcess (id, source, tags) */
export const spawn: Operation = (cx, world, at) => spawnAs(cx, world, at, undefined);

/** The same with an owner. */
export function spawnAs(cx: CallContext, world: HostWorld, at: number, owner: string | undefined): number {
  const id = toStringValue(cx.arg(at));
  if (id === undefined) return fail("processId must be defined");
  const given = cx.arg(at + 2);
  const source = toStringValue(cx.arg(at + 1));
  const process = world.perform((simulation) => {
    const tags = birthTags(given === undefined ? undefined : (world.copied(given) ?? false));
    return simulation.spawn({ id, source, tags, owner: owner ?? id });
  });
  return cx.ret(descriptor(cx, world, process));
}

/** The table that stands for a process (AO 7.2). */
export function descriptor(cx: CallContext, world: HostWorld, process: Participant): LuaTable {
  const engine = process.engine!;
  const { membrane } = world;
  const { runtime } = engine;
  const table = cx.newTable(0, 5);
  const part = cx.newTable(0, 6);
  const own = engine.custom ?? runtime.process;
  part.setStr("handle", membrane.toHost(engine, own.getStr("handle") as LuaValue));
  part.setStr("_version", runtime.process.getStr("_version"));
  part.setStr("_env", membrane.toHost(engine, runtime.env));
  part.setStr("Receive", membrane.toHost(engine, runtime.handlers.getStr("receive") as LuaValue));
  part.setStr(
    "getMsgs",
    nativeFunction("aolite.getMsgs", (context) => getMsgsOf(context, world, process)),
  );
  part.setStr(
    "clearInbox",
    nativeFunction("aolite.clearInbox", (context) => clearInbox(context, world, process.id)),
  );
  table.setStr("process", part);
  table.setStr("ao", membrane.toHost(engine, runtime.ao));
  table.setStr("Handlers", membrane.toHost(engine, runtime.handlers));
  table.setStr("env", membrane.toHost(engine, runtime.env));
  const meta = cx.newTable(0, 1);
  meta.setStr(
    "__index",
    nativeFunction("aolite.descriptor", (context) => {
      return context.ret(context.arg(2) === "spawnCounter" ? process.children : undefined);
    }),
  );
  table.meta = meta;
  return table;
}

/** process.getMsgs (spec, fromFirst, count): of what the process was sent, newest first unless fromFirst */
function getMsgsOf(cx: CallContext, world: HostWorld, process: Participant): number {
  const messages = world.core.messagesOf(process.history);
  if (!cx.toBoolean(2)) messages.reverse();
  const count = toIntegerValue(cx.arg(3));
  const listed = typeof count === "number" && count >= 0 ? messages.slice(0, count) : messages;
  return search(cx, world, listed, cx.arg(1), false);
}

/** process.clearInbox (): how many messages the history held */
function clearInbox(cx: CallContext, world: HostWorld, id: string): number {
  return cx.ret(emptyInbox(world, id));
}

function emptyInbox(world: HostWorld, id: string): number {
  const engine = world.core.process(id).engine!;
  engine.runtime.env.setStr("Inbox", engine.cx.newTable());
  return world.perform((simulation) => simulation.clearHistory(id));
}

/** clearAllMessages (id) */
export const clearAllMessages: Operation = (cx, world, at) => {
  const id = idArgument(cx, at);
  if (world.core.participants.has(id)) world.perform((simulation) => simulation.clearHistory(id));
  return cx.ret(true);
};

/** clearAllProcesses () */
export const clearAllProcesses: Operation = (_, world) => {
  world.perform((simulation) => simulation.clear());
  return 0;
};

// ------------------------------------------------------------------ messages

/** Sends without running anything; the table that is returned has `onReply` and `receive`. */
export const queue: Operation = (cx, world, at) => {
  const given = cx.arg(at);
  if (!(given instanceof LuaTable)) return fail("msg should be a table");
  const input = world.copied(given)!;
  const from = input.get("From");
  if (typeof from !== "string") return fail("From must be defined");
  if (input.get("Target") === undefined) return fail("Target must be defined");
  if (world.core.participants.get(from)?.engine === undefined) return fail(`aolite: No such process: ${from}`);
  const { message, table } = world.perform((simulation) => simulation.send(from, input));
  noteEncoded(given, message);
  return cx.ret(sentTable(world, from, message, table));
};

/** Table data has become JSON; the caller's table says so (AO 2.1). */
function noteEncoded(given: LuaTable, message: Message): void {
  const data = message.fields.get("Data");
  if (given.isFrozen || typeof data !== "string" || !(given.getStr("Data") instanceof LuaTable)) return;
  given.setStr("Content-Type", "application/json");
  given.setStr("Data", data);
}

function sentTable(world: HostWorld, from: string, message: Message, sent: LuaTable | undefined): LuaTable {
  // the sender's own: what is done to it shows nowhere else
  const table = world.tables.make(message);
  const engine = world.core.participants.get(from)?.engine;
  for (const name of ["onReply", "receive"]) {
    const fn = sent?.getStr(name) as LuaValue;
    if (fn !== undefined && engine !== null && engine !== undefined)
      table.setStr(name, world.membrane.toHost(engine, fn));
  }
  return table;
}

/** send (msg, clearInbox) */
export const send: Operation = (cx, world, at) => {
  const given = cx.arg(at);
  const from = given instanceof LuaTable ? (given.getStr("From") as LuaValue) : undefined;
  if (cx.arg(at + 1) === true && typeof from === "string" && world.core.participants.has(from)) emptyInbox(world, from);
  const signal = queue(cx, world, at);
  const table = cx.stack[cx.resBase];
  world.runIfAutomatic();
  cx.stack[cx.resBase] = table;
  return signal;
};

function historyOf(world: HostWorld, id: LuaValue): Message[] | undefined {
  const process = typeof id === "string" ? world.core.participants.get(id) : undefined;
  return process === undefined ? undefined : world.core.messagesOf(process.history);
}

/** getFirstMsg, getLastMsg, getAllMsgs (id, spec) */
function query(order: "first" | "last" | "all", runs: boolean): Operation {
  return (cx, world, at) => {
    const [id, spec] = [cx.arg(at), cx.arg(at + 1)];
    if (runs) world.runIfAutomatic();
    const messages = historyOf(world, id);
    if (messages === undefined) return cx.ret(undefined);
    if (order !== "first") messages.reverse();
    return search(cx, world, messages, spec, order !== "all");
  };
}

export const getFirstMsg: Operation = query("first", true);
export const getLastMsg: Operation = query("last", true);
export const getAllMsgs: Operation = query("all", true);

/** getMsgById (id) */
export const getMsgById: Operation = (cx, world, at) => {
  const id = cx.arg(at);
  const message = typeof id === "string" ? world.core.store.get(id) : undefined;
  return cx.ret(message === undefined ? undefined : world.tables.of(message));
};

/** getMsgs (spec): of all processes, oldest first; without a spec none */
export const getMsgs: Operation = (cx, world, at) => {
  const spec = cx.arg(at);
  if (spec === undefined) return cx.ret(cx.newTable());
  return search(cx, world, [...world.core.store.values()], spec, false);
};

/** listQueueMessages (id) */
export const listQueueMessages: Operation = (cx, world, at) => {
  const id = cx.arg(at);
  const process = typeof id === "string" ? world.core.participants.get(id) : undefined;
  if (process === undefined) return cx.ret(undefined);
  const list = cx.newTable(process.queue.length);
  for (const delivery of process.queue.toArray()) list.append(world.tables.of(world.core.store.get(delivery.id)!));
  return cx.ret(list);
};

/** reorderQueue (id, ids) */
export const reorderQueue: Operation = (cx, world, at) => {
  const id = idArgument(cx, at);
  const process = world.core.participants.get(id);
  const ids = idList(cx.arg(at + 1));
  if (process !== undefined && ids === undefined) {
    return fail(`newOrderIds must have exactly ${process.queue.length} items`);
  }
  world.perform((simulation) => simulation.reorder(id, ids ?? []));
  return 0;
};

// ------------------------------------------------------------------ running

/** runScheduler (cycles) */
export const runScheduler: Operation = (cx, world, at) => {
  const cycles = cx.isNoneOrNil(at) ? DEFAULT_CYCLES : cx.position(at);
  if (world.isIdle) world.run(cycles);
  return 0;
};

/** eval (id, code) */
export const evaluate: Operation = (cx, world, at) => {
  const id = cx.arg(at);
  const code = toStringValue(cx.arg(at + 1));
  if (typeof id !== "string" || world.core.participants.get(id)?.kind !== "process") {
    return fail(`aolite: No such process: ${cx.plainTostring(id)}`);
  }
  if (code === undefined) return fail("code must be a string");
  const runs = world.autoSchedule && world.isIdle;
  const data = world.perform((simulation) => simulation.evaluate(id, code, runs));
  if (data === undefined) return cx.ret(undefined);
  return cx.call1(requireFunction(cx), ".serialize", WITH_SERIALIZE, decodeJson(cx, data));
};

const WITH_SERIALIZE: Continuation = continuation("aolite.eval.module", (cx: CallContext, value: LuaValue) => {
  const module = cx.arg(1);
  const reconstruct = module instanceof LuaTable ? (module.getStr("reconstruct") as LuaValue) : undefined;
  return cx.call1(reconstruct, value, RECONSTRUCTED, undefined);
});

const RECONSTRUCTED: Continuation = continuation("aolite.eval", (cx: CallContext) => cx.ret(cx.arg(1)));

// ------------------------------------------------------------------ switches

function flag(cx: CallContext, at: number, name: string): boolean {
  const v = cx.arg(at);
  return typeof v === "boolean" ? v : fail(`${name} expects a boolean`);
}

export const setAutoSchedule: Operation = (cx, world, at) => {
  world.autoSchedule = flag(cx, at, "setAutoSchedule");
  return 0;
};

export const isAutoSchedule: Operation = (cx, world) => cx.ret(world.autoSchedule);

export const setPrintProcessOutput: Operation = (cx, world, at) => {
  world.printOutput = flag(cx, at, "setPrintProcessOutput");
  return 0;
};

export const isPrintProcessOutput: Operation = (cx, world) => cx.ret(world.printOutput);

export const setMessageLog: Operation = (cx, world, at) => {
  world.logPath = cx.isNoneOrNil(at) ? undefined : cx.string(at);
  return 0;
};

export const getMessageLog: Operation = (cx, world) => cx.ret(world.logPath);
