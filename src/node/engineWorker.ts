/**
 * The program of a worker thread that holds one engine: answers the requests of workerPool.ts. It knows engines only by
 * their interface, because the module that makes them may have brought its own copy of the library.
 */
import { parentPort, workerData } from "node:worker_threads";
import type { Lua, LuaFunction, LuaInput, LuaTable, LuaValue, RunOptions } from "../api/index.ts";
import type { FromThread, RemoteValue, Request, SentError, ThreadData, ToThread } from "./remoteValue.ts";

const { module: moduleUrl, exportName, data, forks, memory } = workerData as ThreadData;
const port = parentPort!;
const words = new Int32Array(memory);
/** What ends the runs under way, by request. */
const controllers = new Map<number, AbortController>();

type Make = (data: unknown) => Lua | Promise<Lua>;

let make: Make;
/** The engine that is only copied. */
let template: (Lua & { fork?(): Lua }) | undefined;
let lua: Lua;

async function renew(): Promise<void> {
  if (!forks) {
    lua = await make(data);
    return;
  }
  template ??= await make(data);
  lua = typeof template.fork === "function" ? template.fork() : await make(data);
}

/** A signal that looks at the shared memory too: a synchronous run gets no messages. */
function signalOf(id: number): AbortSignal {
  const controller = new AbortController();
  controllers.set(id, controller);
  const { signal } = controller;
  Object.defineProperty(signal, "aborted", { get: () => Atomics.load(words, id % words.length) === id });
  return signal;
}

/** A table as data; shared and cyclic tables stay so. @throws TypeError for what cannot leave the thread */
function copyOut(v: LuaValue, seen: Map<object, RemoteValue> = new Map()): RemoteValue {
  if (typeof v !== "object") return v;
  const known = seen.get(v);
  if (known !== undefined) return known;
  if (v.type !== "table") throw new TypeError(`a ${v.type} cannot leave its thread`);
  const entries = [...(v as LuaTable).entries()];
  if (entries.length > 0 && entries.every(([key], i) => key === i + 1)) {
    const list: RemoteValue[] = [];
    seen.set(v, list);
    for (const [, value] of entries) list.push(copyOut(value, seen));
    return list;
  }
  if (entries.every(([key]) => typeof key === "string")) {
    const object: { [key: string]: RemoteValue } = {};
    seen.set(v, object);
    for (const [key, value] of entries) {
      // "__proto__" is a key like others
      const descriptor = { value: copyOut(value, seen), enumerable: true, configurable: true, writable: true };
      Object.defineProperty(object, key as string, descriptor);
    }
    return object;
  }
  const map = new Map<RemoteValue, RemoteValue>();
  seen.set(v, map);
  for (const [key, value] of entries) map.set(copyOut(key, seen), copyOut(value, seen));
  return map;
}

/** The value of "a.b.c" among the globals, and what it was found in. */
function lookUp(path: string): LuaValue {
  let v: LuaValue = lua.globals;
  for (const name of path.split(".")) {
    if (typeof v !== "object" || v.type !== "table") throw new TypeError(`${path}: no table before "${name}"`);
    v = (v as LuaTable).get(name);
  }
  return v;
}

async function serve(request: Request): Promise<unknown> {
  switch (request.op) {
    case "run":
    case "runSync": {
      const options = { ...request.options, signal: signalOf(request.id) } as RunOptions;
      const { source } = request;
      const values = request.op === "run" ? await lua.run(source, options) : lua.runSync(source, options);
      return values.map((v) => copyOut(v));
    }
    case "call": {
      const fn = lookUp(request.path);
      if (typeof fn !== "object" || fn.type !== "function") throw new TypeError(`${request.path}: no function`);
      const execution = lua.start(fn as LuaFunction, {
        args: request.args as LuaInput[],
        signal: signalOf(request.id),
      });
      return (await execution.run()).map((v) => copyOut(v));
    }
    case "get":
      return copyOut(lookUp(request.path));
    case "set": {
      const at = request.path.lastIndexOf(".");
      const table = at < 0 ? lua.globals : lookUp(request.path.slice(0, at));
      if (typeof table !== "object" || table.type !== "table") throw new TypeError(`${request.path}: no table`);
      (table as LuaTable).set(request.path.slice(at + 1), request.value as LuaInput);
      return undefined;
    }
    case "reset": {
      // what is left running would go on beside the next customer
      if (controllers.size > 0) throw new Error("the engine is busy");
      lua.close();
      await renew();
      return undefined;
    }
  }
}

/** Fields of errors that the other side needs to make them again. */
const FIELDS = [
  "value",
  "chunk",
  "line",
  "column",
  "near",
  "incomplete",
  "excerpt",
  "limit",
  "used",
  "allowed",
  "operation",
  "path",
  "from",
  "to",
  "status",
  "closesState",
]; // prettier-ignore

function sent(error: unknown): SentError {
  const fields: Record<string, unknown> = {};
  if (!(error instanceof Error)) {
    return { code: "", message: String(error), luaStack: "", engine: undefined, fields };
  }
  const given = error as Error & Partial<SentError> & Record<string, unknown>;
  for (const name of FIELDS) {
    try {
      const v = given[name];
      fields[name] = typeof v === "object" && v !== null ? copyOut(v as LuaValue) : v;
      if (typeof fields[name] === "function") delete fields[name];
    } catch {
      // an error value that cannot leave the thread: the message says what it was
    }
  }
  const { message, code = "", luaStack = "", engine } = given;
  return { code: String(code), message, luaStack, engine, fields };
}

function answer(message: FromThread): void {
  port.postMessage(message);
}

async function receive(message: ToThread): Promise<void> {
  if ("abort" in message) {
    controllers.get(message.abort)?.abort();
    return;
  }
  const { id } = message;
  try {
    const value = await serve(message);
    answer({ id, value });
  } catch (error) {
    answer({ id, error: sent(error) });
  } finally {
    controllers.delete(id);
  }
}

async function start(): Promise<void> {
  try {
    const exports = (await import(moduleUrl)) as Record<string, unknown>;
    const made = exports[exportName];
    if (typeof made !== "function") throw new TypeError(`${moduleUrl}: no function "${exportName}" is exported`);
    make = made as Make;
    await renew();
    port.on("message", (message: ToThread) => void receive(message));
    answer({ ready: true });
  } catch (error) {
    answer({ failed: sent(error) });
  }
}

void start();
