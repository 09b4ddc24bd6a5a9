/** Tasks: executions that Lua code starts, and letting time pass. */
import { type CallContext, continuation, nativeFunction } from "../vm/callContext.ts";
import { LuaThrow } from "../vm/errors.ts";
import { SIZE } from "../vm/gas.ts";
import { Parking } from "../vm/parking.ts";
import { LuaTable } from "../vm/table.ts";
import { TableTemplate } from "../vm/tableTemplate.ts";
import { SPAWN_UNITS, TASK_BYTES, TASK_HOST, Task, type TaskHost } from "../vm/task.ts";
import { engineTime, timersOf } from "../vm/timers.ts";
import { type LuaValue, Userdata } from "../vm/value.ts";
import { WAIT_UNITS, Wait } from "../vm/wait.ts";
import { outcomeOf } from "./channelValue.ts";
import { defineLibrary, type Library } from "./library.ts";

/** Key of the metatable of tasks in the registry, and its `__name`. */
const METATABLE = "task";

/** The library. Section 6: the manual does not know it. */
export const taskLibrary: Library = defineLibrary("task", {
  sleep: { manual: "6", signature: "task.sleep (seconds)", gas: "50", run: sleep },
  spawn: { manual: "6", signature: "task.spawn (f, ···)", gas: "500 and 1 per argument", run: spawn },
  yield: { manual: "6", signature: "task.yield ()", gas: "50, nothing in a synchronous run", run: yieldTurn },
});

function hostOf(cx: CallContext): TaskHost {
  return cx.libraryData.get(TASK_HOST) as TaskHost;
}

// ------------------------------------------------------------------ time and turns

function sleep(cx: CallContext): number {
  const seconds = cx.double(1);
  if (Number.isNaN(seconds)) return cx.argError(1, "not a number of seconds");
  cx.checkWait();
  cx.charge(WAIT_UNITS);
  cx.allocate(SIZE.frame);
  const wait = new Wait("task.sleep", [], engineTime(cx) + Math.max(seconds, 0));
  timersOf(cx).add(wait, 0);
  return cx.park(wait, RESUMED, { wait });
}

const RESUMED = continuation<{ readonly wait: Wait }>("task.wait", (cx, { wait }) => {
  outcomeOf(cx, wait);
  return 0;
});

/** Lets the other executions have their turns; in a synchronous run there are none. */
function yieldTurn(cx: CallContext): number {
  if (!cx.canWait) return 0;
  cx.charge(WAIT_UNITS);
  timersOf(cx).fire(engineTime(cx));
  const parking = new Parking("task.yield");
  parking.settle({ ok: true, value: undefined });
  return cx.park(parking, TURN, undefined);
}

const TURN = continuation("task.yield", () => 0);

// ------------------------------------------------------------------ tasks

function spawn(cx: CallContext): number {
  cx.function(1);
  cx.checkWait();
  cx.charge(SPAWN_UNITS + cx.nargs);
  const host = hostOf(cx);
  if (host.taskCount >= cx.limits.coroutines) return cx.error("too many tasks");
  cx.allocate(SIZE.userdata + TASK_BYTES + SIZE.item * cx.nargs);
  const pending: LuaValue[] = [];
  for (let i = 1; i <= cx.nargs; i++) pending.push(cx.arg(i));
  const task = new Task(pending);
  const object = new Userdata(task);
  object.meta = metatable(cx);
  host.spawn(task);
  return cx.ret(object);
}

const METHODS: Readonly<Record<string, (cx: CallContext) => number>> = {
  cancel,
  join,
  status: (cx) => cx.ret(hostOf(cx).statusOf(taskArgument(cx))),
};

const METHOD_TABLE = new TableTemplate(
  Object.entries(METHODS).map(([name, run]) => [name, nativeFunction(`task:${name}`, run)] as const),
);

/** The metatable of tasks, made with the first one. */
export function metatable(cx: CallContext): LuaTable {
  const known = cx.registry.getStr(METATABLE);
  if (known instanceof LuaTable) return known;
  const methods = cx.newTable();
  METHOD_TABLE.fill(methods);
  const meta = cx.newTable();
  meta.setStr("__index", methods);
  meta.setStr("__name", METATABLE);
  cx.registry.setStr(METATABLE, meta);
  return meta;
}

function taskArgument(cx: CallContext): Task {
  const v = cx.arg(1);
  return v instanceof Userdata && v.payload instanceof Task ? v.payload : cx.typeError(1, METATABLE);
}

/** Waits for the end of a task: its results, or its error. */
function join(cx: CallContext): number {
  const task = taskArgument(cx);
  task.isJoined = true;
  if (task.end !== undefined) return ended(cx, task);
  cx.checkWait();
  cx.charge(WAIT_UNITS);
  cx.allocate(SIZE.frame);
  const wait = new Wait("task:join", [], Number.POSITIVE_INFINITY);
  task.joiners.push(wait);
  const state: Joining = { wait, object: cx.arg(1) as Userdata };
  return cx.park(wait, JOINED, state);
}

interface Joining {
  readonly wait: Wait;
  readonly object: Userdata;
}

const JOINED = continuation<Joining>("task.join", (cx, { wait, object }) => {
  outcomeOf(cx, wait);
  return ended(cx, object.payload as Task);
});

function ended(cx: CallContext, task: Task): number {
  if (task.end === "done") {
    cx.charge(task.values.length);
    return cx.retArray(task.values);
  }
  if (task.end === "cancelled") return cx.error("task was cancelled");
  if (task.fault !== undefined) return cx.error(`task failed: ${task.fault}`);
  throw new LuaThrow(task.error);
}

/** Ends a task; false when it has ended already. */
function cancel(cx: CallContext): number {
  const task = taskArgument(cx);
  const host = hostOf(cx);
  if (host.statusOf(task) === "running") return cx.error("cannot cancel a running task");
  return cx.ret(host.cancel(task));
}
