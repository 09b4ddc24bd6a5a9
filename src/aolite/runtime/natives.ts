/** All natives of the runtime by name: what tables are filled with, and what snapshots find them by. */
import { type CallContext, nativeFunction } from "../../vm/callContext.ts";
import { SIZE } from "../../vm/gas.ts";
import type { LuaValue } from "../../vm/value.ts";
import { AO_FUNCTIONS } from "./ao.ts";
import { ASSIGNMENT, initAssignment } from "./assignment.ts";
import { coreOf, type NativeNames } from "./core.ts";
import { evaluate } from "./evaluate.ts";
import { addAtPosition, REGISTRATION, resolve } from "./handlers.ts";
import { anyPattern, bootPattern, evalPattern } from "./match.ts";
import { indexMessage, indexTags, tagMap } from "./message.ts";
import { clearInbox, getMsgs } from "./messages.ts";
import { assign, send, spawn } from "./outbox.ts";
import { print, prompt, version } from "./output.ts";
import { bootHandle, defaultHandle, evalHandle, insertInbox } from "./ownHandlers.ts";
import { handle } from "./process.ts";
import { time } from "./processState.ts";
import { random } from "./random.ts";
import { receive, receiveGlobal, wake } from "./receive.ts";
import { onReply, receiveReply } from "./replies.ts";
import { forward, reply, SENDING } from "./sending.ts";

function named(prefix: string, functions: NativeNames): NativeNames {
  return Object.fromEntries(Object.entries(functions).map(([name, run]) => [`${prefix}.${name}`, run]));
}

/** `Tab (obj)` */
function tab(cx: CallContext): number {
  return cx.ret(tagMap(cx, coreOf(cx), cx.table(1).getStr("Tags") as LuaValue));
}

/** A factory of `.eval`, `.boot` and `.default`: what it makes carries its argument. */
function factory(name: string, run: (cx: CallContext) => number): (cx: CallContext) => number {
  return (cx) => {
    cx.allocate(SIZE.closure + 2 * SIZE.item);
    return cx.ret(nativeFunction(name, run, [coreOf(cx), cx.checkAny(1)]));
  };
}

/** The functions of the tables, by full name. */
export const FUNCTIONS: Readonly<Record<"ao" | "handlers" | "process" | "globals", NativeNames>> = Object.freeze({
  ao: Object.freeze({
    ...named("ao", AO_FUNCTIONS),
    "ao.send": send,
    "ao.spawn": spawn,
    "ao.assign": assign,
    ...named("ao", ASSIGNMENT),
  }),
  handlers: Object.freeze({ ...named("Handlers", REGISTRATION), "Handlers.receive": receive }),
  process: Object.freeze({ "process.getMsgs": getMsgs, "process.clearInbox": clearInbox }),
  globals: Object.freeze({
    ...named("global", SENDING),
    "global.Receive": receiveGlobal,
    "global.print": print,
    "global.Prompt": prompt,
    "global.Version": version,
    "global.Tab": tab,
  }),
});

/** Natives that are somewhere else than in these tables. */
const OTHERS: NativeNames = Object.freeze({
  "msg.__index": indexMessage,
  "msg.Tags.__index": indexTags,
  "msg.reply": reply,
  "msg.forward": forward,
  "os.time": time,
  "math.random": random,
  "ao.eval.pattern": evalPattern,
  "ao.eval.handle": evalHandle,
  "ao.eval.factory": factory("ao.eval.handle", evalHandle),
  "ao.boot.pattern": bootPattern,
  "ao.boot.handle": bootHandle,
  "ao.boot.factory": factory("ao.boot.handle", bootHandle),
  "ao.default.pattern": anyPattern,
  "ao.default.handle": defaultHandle,
  "ao.default.factory": factory("ao.default.handle", defaultHandle),
  "ao.insertInbox": insertInbox,
  "ao.assignment.init": initAssignment,
  "ao.process.handle": handle,
  "ao.onReply": onReply,
  "ao.receive": receiveReply,
  "ao.spawn.onReply": onReply,
  "ao.spawn.receive": receiveReply,
  "Handlers.evaluate": evaluate,
  "Handlers.handle": resolve,
  "Handlers.position.add": addAtPosition,
  "Handlers.wake": wake,
});

/** All natives of runtimes. Each has the core as its first upvalue. */
export const NATIVES: NativeNames = Object.freeze({
  ...FUNCTIONS.ao,
  ...FUNCTIONS.handlers,
  ...FUNCTIONS.process,
  ...FUNCTIONS.globals,
  ...OTHERS,
});
