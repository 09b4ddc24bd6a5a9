/** The module `aolite` and its parts as tables of a host program (AO 7, 7.9). */

import { defineLibrary, type Library } from "../../stdlib/library.ts";
import { type CallContext, continuation } from "../../vm/callContext.ts";
import { LuaTable } from "../../vm/table.ts";
import type { TableTemplate } from "../../vm/tableTemplate.ts";
import { toStringValue } from "../../vm/types.ts";
import type { Continuation, LuaValue } from "../../vm/value.ts";
import { moduleTemplate, openTable } from "../modules/moduleTable.ts";
import { copyOut } from "../world/copied.ts";
import { compileExpression } from "../world/evalHandlers.ts";
import { draftOf, tagOf } from "../world/message.ts";
import { offer } from "../world/offering.ts";
import { deliverOutbox } from "../world/outboxes.ts";
import type { World, WorldOptions } from "../world/types.ts";
import * as control from "./control.ts";
import { HostWorld } from "./hostWorld.ts";
import * as operations from "./operations.ts";
import { fail, type Operation } from "./operations.ts";

/** The key of the {@link Facade} in the host's `libraryData`. */
export const FACADE = "aolite";

/** What a host program has of the simulator. */
export class Facade {
  readonly options: WorldOptions;
  /** The worlds of `aolite.env.new`, by their tables. */
  readonly worlds: WeakMap<LuaTable, HostWorld> = new WeakMap();
  #main: HostWorld | undefined;

  constructor(options: WorldOptions) {
    this.options = options;
  }

  /** The facade of an engine. */
  static of(cx: CallContext): Facade {
    const facade = cx.libraryData.get(FACADE);
    return facade instanceof Facade ? facade : fail("aolite is not installed");
  }

  /** The world of the module itself for TypeScript. */
  view(cx: CallContext): World {
    return this.main(cx).view;
  }

  /** The world of the module itself. */
  main(cx: CallContext): HostWorld {
    if (this.#main === undefined) {
      this.#main = new HostWorld(cx, this.options);
      const variables = cx.env.variables ?? {};
      const variable = (name: string): string | undefined =>
        Object.hasOwn(variables, name) ? variables[name] : undefined;
      const output = variable("AOLITE_PRINT_OUTPUT") ?? "";
      this.#main.printOutput = this.options.printOutput ?? (output !== "" && output !== "0");
      this.#main.autoSchedule = this.options.autoSchedule ?? true;
      const log = variable("AOLITE_MSG_LOG");
      if (log !== undefined && log !== "") this.#main.logPath = log;
    }
    return this.#main;
  }
}

function ofMain(operation: Operation): (cx: CallContext) => number {
  return (cx) => operation(cx, Facade.of(cx).main(cx), 1);
}

/** Operations whose first argument is a world. */
function ofWorld(operation: Operation): (cx: CallContext) => number {
  return (cx) => {
    const world = cx.arg(1);
    const known = world instanceof LuaTable ? Facade.of(cx).worlds.get(world) : undefined;
    return operation(cx, known ?? fail("a world of aolite.env expected"), 2);
  };
}

const WORK = "1 per message looked at, and what processes use";

function library(
  name: string,
  rows: Readonly<Record<string, readonly [string, (cx: CallContext) => number]>>,
): Library {
  const functions = Object.entries(rows).map(
    ([key, [args, run]]) => [key, { signature: `${name}.${key} ${args}`, manual: "AO 7", gas: WORK, run }] as const,
  );
  return defineLibrary(name, Object.fromEntries(functions));
}

const MAIN: TableTemplate = moduleTemplate(
  library("aolite", {
    spawnProcess: ["(id [, source [, tags]])", ofMain(operations.spawn)],
    send: ["(msg [, clearInbox])", ofMain(operations.send)],
    queue: ["(msg)", ofMain(operations.queue)],
    getFirstMsg: ["(id [, spec])", ofMain(operations.getFirstMsg)],
    getLastMsg: ["(id [, spec])", ofMain(operations.getLastMsg)],
    getAllMsgs: ["(id [, spec])", ofMain(operations.getAllMsgs)],
    getMsgById: ["(id)", ofMain(operations.getMsgById)],
    getMsgs: ["(spec)", ofMain(operations.getMsgs)],
    clearAllMessages: ["(id)", ofMain(operations.clearAllMessages)],
    eval: ["(id, code)", ofMain(operations.evaluate)],
    clearAllProcesses: ["()", ofMain(operations.clearAllProcesses)],
    runScheduler: ["([cycles])", ofMain(operations.runScheduler)],
    setAutoSchedule: ["(b)", ofMain(operations.setAutoSchedule)],
    isAutoSchedule: ["()", ofMain(operations.isAutoSchedule)],
    setPrintProcessOutput: ["(b)", ofMain(operations.setPrintProcessOutput)],
    isPrintProcessOutput: ["()", ofMain(operations.isPrintProcessOutput)],
    setMessageLog: ["([path])", ofMain(operations.setMessageLog)],
    getMessageLog: ["()", ofMain(operations.getMessageLog)],
    listQueueMessages: ["(id)", ofMain(operations.listQueueMessages)],
    reorderQueue: ["(id, ids)", ofMain(operations.reorderQueue)],
    advance: ["(by)", ofMain(control.advance)],
    clock: ["()", ofMain(control.clock)],
    addRule: ["(rule)", ofMain(control.addRule)],
    wallet: ["(address)", ofMain(control.wallet)],
    step: ["()", ofMain(control.step)],
    result: ["(messageId [, process])", ofMain(control.result)],
    results: ["([process])", ofMain(control.results)],
    dryRun: ["(msg)", ofMain(control.dryRun)],
    waiting: ["([id])", ofMain(control.waiting)],
    stateHash: ["()", ofMain(control.stateHash)],
    log: ["()", ofMain(control.log)],
    snapshot: ["()", ofMain(control.snapshot)],
    restore: ["(snapshot)", ofMain(control.restore)],
  }),
  [],
);

/** aolite.process.send (world, msg, fromId) */
const sendFrom: Operation = (cx, world, at) => {
  const given = world.membrane.plain(cx.arg(at));
  const plain = (v: LuaValue): LuaValue => world.membrane.plain(v);
  const draft = draftOf(given instanceof LuaTable ? given : fail("msg should be a table"), (v) =>
    copyOut(plain(v), plain),
  );
  const from = toStringValue(cx.arg(at + 1)) ?? fail("From must be defined");
  if (tagOf(draft.tags, "Reference") === undefined) fail("aolite: Reference tag is missing");
  if (draft.fields.get("Target") === undefined) fail("aolite: Target process is nil");
  const sender = world.core.participants.get(from) ?? { id: from, module: undefined };
  const message = world.perform(({ core }) => offer(core, draft, sender));
  world.simulation.touched();
  return cx.ret(world.tables.of(message));
};

/** aolite.process.deliverOutbox (world, id [, pushedFor]) */
const deliverNow: Operation = (cx, world, at) => {
  const id = toStringValue(cx.arg(at)) ?? fail("processId must be defined");
  const pushedFor = toStringValue(cx.arg(at + 1));
  const { errors } = world.perform(({ core }) => deliverOutbox(core, core.process(id), pushedFor));
  world.simulation.touched();
  return errors.length > 0 ? fail(errors[0]!) : 0;
};

const spawnOwned: Operation = (cx, world, at) => operations.spawnAs(cx, world, at, toStringValue(cx.arg(at + 3)));

const PROCESS: TableTemplate = moduleTemplate(
  library("aolite.process", {
    send: ["(world, msg, fromId)", ofWorld(sendFrom)],
    deliverOutbox: ["(world, id [, pushedFor])", ofWorld(deliverNow)],
    spawnProcess: ["(world, id, source, tags [, ownerId])", ofWorld(spawnOwned)],
  }),
  [],
);

const API: TableTemplate = moduleTemplate(
  library("aolite.api", {
    send: ["(world, msg)", ofWorld(operations.queue)],
    getFirstMsg: ["(world, id [, spec])", ofWorld(operations.getFirstMsg)],
    getLastMsg: ["(world, id [, spec])", ofWorld(operations.getLastMsg)],
    getAllMsgs: ["(world, id [, spec])", ofWorld(operations.getAllMsgs)],
    getMsgById: ["(world, id)", ofWorld(operations.getMsgById)],
    getMsgs: ["(world, spec)", ofWorld(operations.getMsgs)],
    clearAllMessages: ["(world, id)", ofWorld(operations.clearAllMessages)],
    eval: ["(world, id, code)", ofWorld(operations.evaluate)],
  }),
  [],
);

const SCHEDULER: TableTemplate = moduleTemplate(
  library("aolite.scheduler", { run: ["(world [, maxCycles])", ofWorld(operations.runScheduler)] }),
  [],
);

// ------------------------------------------------------------------ worlds

/** aolite.env.new (): a world, whose fields are those of AO 7.3 */
function newWorld(cx: CallContext): number {
  const facade = Facade.of(cx);
  const table = cx.newTable();
  const meta = cx.newTable(0, 2);
  WORLD_META.fill(meta);
  table.meta = meta;
  facade.worlds.set(table, new HostWorld(cx, facade.options));
  return cx.ret(table);
}

function worldOf(cx: CallContext): HostWorld {
  const table = cx.arg(1);
  const world = table instanceof LuaTable ? Facade.of(cx).worlds.get(table) : undefined;
  return world ?? fail("a world of aolite.env expected");
}

/** A table of the host with these entries. */
function tableOf(cx: CallContext, entries: Iterable<readonly [LuaValue, LuaValue]>): LuaTable {
  const table = cx.newTable();
  for (const [key, value] of entries) table.set(key, value);
  return table;
}

function listOf(cx: CallContext, items: readonly LuaValue[]): LuaTable {
  const list = cx.newTable(items.length);
  for (const item of items) list.append(item);
  return list;
}

/** Fields of a world: those that hold tables are copies of the moment. */
function worldField(cx: CallContext): number {
  const world = worldOf(cx);
  const { core } = world;
  const participants = [...core.participants.values()];
  switch (cx.arg(2)) {
    case "processes": {
      const processes = participants.filter(({ engine }) => engine !== null);
      return cx.ret(
        tableOf(
          cx,
          processes.map((process) => [process.id, operations.descriptor(cx, world, process)] as const),
        ),
      );
    }
    case "queues":
      return cx.ret(
        tableOf(
          cx,
          participants.map(
            ({ id, queue }) =>
              [
                id,
                listOf(
                  cx,
                  queue.toArray().map((delivery) => delivery.id),
                ),
              ] as const,
          ),
        ),
      );
    case "history":
      return cx.ret(
        tableOf(
          cx,
          participants.map(({ id, history }) => [id, listOf(cx, history.toArray())] as const),
        ),
      );
    case "messageStore":
      return cx.ret(
        tableOf(
          cx,
          [...core.store.values()].map((message) => [message.id, world.tables.of(message)] as const),
        ),
      );
    case "processed": {
      const handled = [...core.store.values()].filter((message) => message.handled > 0);
      return cx.ret(
        tableOf(
          cx,
          handled.map(({ id }) => [id, true] as const),
        ),
      );
    }
    case "ready":
      return cx.ret(
        tableOf(
          cx,
          [...core.ready].map((id) => [id, true] as const),
        ),
      );
    case "coroutines":
      return cx.ret(cx.newTable());
    case "autoSchedule":
      return cx.ret(world.autoSchedule);
    case "messageLogPath":
      return cx.ret(world.logPath);
    case "printProcessOutput":
      return cx.ret(world.printOutput);
    default:
      return cx.ret(undefined);
  }
}

function setWorldField(cx: CallContext): number {
  const world = worldOf(cx);
  switch (cx.arg(2)) {
    case "autoSchedule":
      world.autoSchedule = cx.toBoolean(3);
      return 0;
    case "printProcessOutput":
      world.printOutput = cx.toBoolean(3);
      return 0;
    case "messageLogPath":
      world.logPath = cx.optString(3, undefined);
      return 0;
    default:
      return fail(`a world has no field '${cx.plainTostring(cx.arg(2))}' that can be set`);
  }
}

const WORLD_META: TableTemplate = moduleTemplate(
  library("aolite.world", {
    __index: ["(world, name)", worldField],
    __newindex: ["(world, name, value)", setWorldField],
  }),
  [],
);

const ENV: TableTemplate = moduleTemplate(library("aolite.env", { new: ["()", newWorld] }), []);

// ------------------------------------------------------------------ eval_exp

/** aolite.eval_exp.eval (code [, chunkname]): success, and the first result or what was wrong */
function evalExpression(cx: CallContext): number {
  const code = cx.string(1);
  const chunk = compileExpression(cx, code, cx.optString(2, "Eval"), cx.globals);
  if (typeof chunk === "string") return cx.ret2(false, `Compilation error: ${chunk}`);
  return cx.protectedCall(chunk, [], EVALUATED, undefined);
}

const EVALUATED: Continuation = continuation("aolite.eval_exp", (cx: CallContext) => {
  const value = cx.arg(1);
  return cx.callFailed ? cx.ret2(false, `Runtime error: ${cx.plainTostring(value)}`) : cx.ret2(true, value);
});

const EVAL_EXP: TableTemplate = moduleTemplate(
  library("aolite.eval_exp", { eval: ["(code [, chunkname])", evalExpression] }),
  [],
);

/** The parts by the names that they can be required by. */
const PARTS: Readonly<Record<string, TableTemplate>> = Object.freeze({
  "aolite.main": MAIN,
  "aolite.env": ENV,
  "aolite.process": PROCESS,
  "aolite.api": API,
  "aolite.scheduler": SCHEDULER,
  "aolite.eval_exp": EVAL_EXP,
});

/** The table of a part; undefined when there is no such name. */
export function openPart(cx: CallContext, name: string): LuaTable | undefined {
  const template = Object.hasOwn(PARTS, name) ? PARTS[name] : undefined;
  if (template !== undefined) return openTable(cx, template);
  if (name !== "aolite") return undefined;
  const table = openTable(cx, MAIN);
  for (const part of ["env", "process", "api", "scheduler", "eval_exp"]) {
    const value = cx.loaded.getStr(`aolite.${part}`) as LuaValue;
    table.setStr(part, value ?? openTable(cx, PARTS[`aolite.${part}`]!));
    if (value === undefined) cx.loaded.setStr(`aolite.${part}`, table.getStr(part));
  }
  return table;
}
