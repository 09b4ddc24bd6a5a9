/** What the libraries contribute to snapshots: their functions by name, and what their continuations and data are made of. */
import { Xoshiro256 } from "../base/xoshiro.ts";
import { CallContext } from "../vm/callContext.ts";
import { BETWEEN, CLOSE_STATE } from "../vm/finalizers.ts";
import { CLOSING } from "../vm/machine.ts";
import { HOST_FUNCTION } from "../vm/run.ts";
import type { DataKind, NativeClosureKind, PayloadKind, SnapshotRegistry } from "../vm/snapshot/registry.ts";
import {
  ANY,
  BOOLEAN,
  COROUTINE,
  choice,
  either,
  FAULT,
  INTEGER,
  LUA_INTEGER,
  list,
  NATURAL,
  NOTHING,
  NULL,
  nullable,
  optional,
  record,
  type Schema,
  STRING,
  TABLE,
} from "../vm/snapshot/schema.ts";
import { DEFAULT_LIMITS, type State } from "../vm/state.ts";
import { LuaTable } from "../vm/table.ts";
import { TASK_HOST } from "../vm/task.ts";
import { Coroutine, type LuaValue, NativeFunction, Userdata } from "../vm/value.ts";
import { callWrapped } from "./coroutine.ts";
import { UPVALUE_ID } from "./debugUpvalues.ts";
import { nextMatch } from "./gsub.ts";
import { type LibrarySet, openLibraries } from "./index.ts";
import { nextLine } from "./io.ts";
import { FileStream, type StandardStream, standardStream } from "./ioFile.ts";
import { NAMED_FUNCTIONS } from "./library.ts";
import { HIDDEN_MODULES } from "./require.ts";
import { LAX_ITERATOR, STRICT_ITERATOR } from "./utf8.ts";

// ------------------------------------------------------------------ functions

/** The native functions of an engine with these libraries that have nothing of their own, by name. */
export function snapshotNatives(version: State["version"], set: LibrarySet): Map<string, NativeFunction> {
  const cx = new CallContext(version, {}, DEFAULT_LIMITS);
  openLibraries(cx, set);
  const byId = new Map<string, NativeFunction>();
  const known = new Set<NativeFunction>();
  const add = (fn: LuaValue, name?: string): void => {
    if (!(fn instanceof NativeFunction) || fn.upvalues.length > 0 || known.has(fn)) return;
    known.add(fn);
    let id = name ?? fn.name;
    while (byId.has(id)) id += "'";
    byId.set(id, fn);
  };
  const seen = new Set<LuaTable>();
  const pending: LuaTable[] = [cx.globals, cx.loaded, cx.registry];
  if (cx.stringMeta !== null) pending.push(cx.stringMeta);
  for (let i = 0; i < pending.length; i++) {
    const table = pending[i]!;
    if (seen.has(table)) continue;
    seen.add(table);
    table.forEachEntry((_, v: LuaValue) => {
      if (v instanceof LuaTable) pending.push(v);
      else add(v);
    });
  }
  if (cx.globals.getStr("utf8") !== undefined) {
    add(STRICT_ITERATOR);
    add(LAX_ITERATOR);
  }
  add(cx.nextFunction ?? undefined, "(next)");
  add(cx.ipairsIterator ?? undefined);
  add(cx.tostringFunction, "(tostring)");
  add(HOST_FUNCTION, "(host)");
  add(CLOSING, "(closing)");
  add(BETWEEN);
  add(CLOSE_STATE);
  return byId;
}

function isPosition(v: unknown): boolean {
  return typeof v === "number" && Number.isSafeInteger(v) && v >= 0;
}

const CLOSURES: Readonly<Record<string, NativeClosureKind>> = {
  "string.gmatch": {
    impl: nextMatch,
    accepts: ([subject, pattern, next, last, ...rest]) =>
      typeof subject === "string" &&
      typeof pattern === "string" &&
      isPosition(next) &&
      (last === -1 || isPosition(last)) &&
      rest.length === 0,
  },
  "coroutine.wrap": {
    impl: callWrapped,
    accepts: ([co, ...rest]) => co instanceof Coroutine && rest.length === 0,
  },
  "io.lines.iterator": {
    impl: nextLine,
    accepts: ([handle, closes]) => isFile(handle) && typeof closes === "boolean",
  },
};

function isFile(v: unknown): boolean {
  return v instanceof Userdata && v.payload instanceof FileStream;
}

// ------------------------------------------------------------------ continuations

const ANY_LIST = list(ANY);
const STRING_LIST = list(STRING);

const SORT: Schema = record(
  {
    table: ANY,
    comparator: ANY,
    step: NATURAL,
    next: NATURAL,
    lo: INTEGER,
    up: INTEGER,
    random: NATURAL,
    p: INTEGER,
    i: INTEGER,
    j: INTEGER,
    a: INTEGER,
    b: INTEGER,
    x: ANY,
    y: ANY,
    pivot: ANY,
    answered: BOOLEAN,
    answer: ANY,
    intervals: list(INTEGER),
  },
  ({ step, next, intervals }: { step: number; next: number; intervals: number[] }) =>
    step <= LAST_SORT_STEP && next <= LAST_SORT_STEP && intervals.length % 3 === 0,
);
/** The last member of the steps in sort.ts. */
const LAST_SORT_STEP = 15;

const GSUB: Schema = record(
  {
    subject: STRING,
    pattern: STRING,
    isAnchored: BOOLEAN,
    replacement: ANY,
    template: nullable(list(either(STRING, INTEGER, (part) => typeof part === "string"))),
    most: INTEGER,
    count: NATURAL,
    position: NATURAL,
    lastEnd: INTEGER,
    start: NATURAL,
    copied: NATURAL,
    text: STRING,
    pieces: STRING_LIST,
    length: NATURAL,
  },
  ({ subject, position, start }: { subject: string; position: number; start: number }) =>
    position <= subject.length && start <= subject.length,
);

const COPY: Schema = record({
  source: ANY,
  target: ANY,
  from: LUA_INTEGER,
  to: LUA_INTEGER,
  left: NATURAL,
  step: INTEGER,
  loaded: BOOLEAN,
  value: ANY,
  lastKey: optional(LUA_INTEGER),
  lastValue: ANY,
  hasResult: BOOLEAN,
  result: ANY,
});

/** Values on a stack. */
const MOST_VALUES = 1 << 21;

/** Continuations that are not here wait for the host. */
const STATES: Readonly<Record<string, Schema>> = {
  host: NOTHING,
  "hook.start": NATURAL,
  "hook.reported": record({ first: NATURAL, count: NATURAL }, ({ first, count }: { first: number; count: number }) => {
    return first <= MOST_VALUES && count <= MOST_VALUES;
  }),
  finalizer: record({
    occasion: choice("collect", "between", "close"),
    result: ANY,
    finalizing: BOOLEAN,
    collecting: BOOLEAN,
  }),
  closeState: record({ error: ANY }),
  "coroutine.close": NOTHING,
  "coroutine.close.done": NOTHING,
  "coroutine.resume": NOTHING,
  "host.resume": NOTHING,
  "host.bind": NOTHING,
  "host.index": NOTHING,
  "host.newindex": NOTHING,
  "package.preload": NOTHING,
  "coroutine.wrap": COROUTINE,
  "coroutine.wrap.closed": NOTHING,
  "debug.sethook": NOTHING,
  "debug.debug": NOTHING,
  "debug.debug.error": NOTHING,
  dofile: NOTHING,
  pairs: NOTHING,
  ipairs: LUA_INTEGER,
  tostring: NOTHING,
  pcall: NOTHING,
  load: record({
    reader: ANY,
    chunkName: STRING,
    mode: STRING,
    env: ANY,
    pieces: STRING_LIST,
    length: NATURAL,
  }),
  print: record({ i: NATURAL, values: ANY_LIST, text: STRING, shown: optional(STRING) }),
  "os.time": record(
    { table: TABLE, values: list(INTEGER) },
    ({ values }: { values: readonly number[] }) => values.length <= 6,
  ),
  "require.search": record({ name: STRING, searcher: NATURAL, message: STRING, loaderData: ANY, before: NATURAL }),
  "require.load": record({ name: STRING, searcher: NATURAL, message: STRING, loaderData: ANY, before: NATURAL }),
  "math.max": record(
    { values: ANY_LIST, best: NATURAL, at: NATURAL, greatest: BOOLEAN },
    ({ values, best }: { values: readonly unknown[]; best: number }) => best < values.length,
  ),
  "string.format": record({
    format: STRING,
    at: NATURAL,
    arg: NATURAL,
    argCount: NATURAL,
    args: nullable(ANY_LIST),
    text: STRING,
    spec: STRING,
  }),
  "string.arithmetic": NULL,
  "string.gsub": GSUB,
  "table.concat": record({
    table: ANY,
    separator: STRING,
    i: LUA_INTEGER,
    last: LUA_INTEGER,
    pieces: STRING_LIST,
    bytes: NATURAL,
    done: BOOLEAN,
  }),
  "table.concat length": ANY_LIST,
  "table.copy": COPY,
  "table.insert": record({ table: ANY, pos: optional(LUA_INTEGER), value: ANY, fault: FAULT }),
  "table.move": record({ source: ANY, target: ANY, first: LUA_INTEGER, last: LUA_INTEGER, to: LUA_INTEGER }),
  "table.remove": record({ fault: FAULT, table: ANY, pos: optional(LUA_INTEGER), size: optional(LUA_INTEGER) }),
  "table.sort": SORT,
  "table.sort length": record({ table: ANY, comparator: ANY }),
  "table.unpack": record(
    { table: ANY, i: LUA_INTEGER, left: INTEGER, values: ANY_LIST },
    // has been charged for
    ({ left }: { left: number }) => left <= MOST_VALUES,
  ),
};

// ------------------------------------------------------------------ userdata

interface StreamData {
  readonly buffering: FileStream["buffering"];
  readonly buffer: string;
  readonly pos: number;
  readonly pending: string;
}

const STREAM: Schema = record(
  { buffering: choice("no", "full", "line"), buffer: STRING, pos: NATURAL, pending: STRING },
  ({ buffer, pos }: StreamData) => pos <= buffer.length,
);

function standard(name: StandardStream): PayloadKind {
  return {
    schema: STREAM,
    save: (payload) => {
      if (!(payload instanceof FileStream) || payload.standard !== name || payload.host === undefined) return undefined;
      const { buffering, buffer, pos, pending } = payload;
      return { buffering, buffer: buffer.slice(pos), pos: 0, pending } satisfies StreamData;
    },
    load: ({ env }: State, data: never) => Object.assign(standardStream(env, name), data),
  };
}

const CLOSED: PayloadKind = {
  schema: record({ kind: choice("file", "pipe"), mode: choice("r", "w", "r+") }),
  save: (payload) => {
    if (!(payload instanceof FileStream) || payload.host !== undefined) return undefined;
    const { kind, readable, writable } = payload;
    return { kind, mode: !writable ? "r" : readable ? "r+" : "w" };
  },
  load: (_, { kind, mode }: { kind: "file" | "pipe"; mode: string }) => {
    const file = new FileStream(standardStream({}, "stdin").host!, kind, mode);
    file.host = undefined;
    return file;
  },
};

const PAYLOADS: Readonly<Record<string, PayloadKind>> = {
  stdin: standard("stdin"),
  stdout: standard("stdout"),
  stderr: standard("stderr"),
  "closed file": CLOSED,
  upvalueid: {
    schema: record({}),
    save: (payload) => (payload === UPVALUE_ID ? {} : undefined),
    load: () => UPVALUE_ID,
  },
};

// ------------------------------------------------------------------ data

/** The generators of `math.random` and of `channel.select`. */
const GENERATOR: DataKind = {
  schema: list(INTEGER),
  save: (generator: Xoshiro256) => generator.getState(),
  load: (words: number[]) => {
    const generator = new Xoshiro256(0, 0);
    generator.setState(Array.from({ length: 8 }, (_, i) => words[i] ?? 0));
    return generator;
  },
};

const DATA: Readonly<Record<string, DataKind>> = {
  collectgarbage: {
    schema: record({ pause: INTEGER, stepMultiplier: INTEGER, mode: choice("incremental", "generational") }),
    save: (data) => data,
    load: (data) => data,
  },
  warn: { schema: record({ on: BOOLEAN, continues: BOOLEAN }), save: (data) => data, load: (data) => data },
  math: GENERATOR,
  channel: GENERATOR,
  /** Only the standard streams and closed files can be saved, and neither is among the open ones. */
  "io.files": empty(() => new Set(), "an open file"),
  /** Executions that wait for a module that another one is loading. */
  require: empty(() => new Map(), "an execution waiting for a module"),
};

/** A set or map that must be empty. */
function empty(make: () => { readonly size: number }, what: string): DataKind {
  return {
    schema: {
      write: (out, data, label) => {
        if ((data as { size: number }).size > 0) out.refuse(what, label);
      },
      read: make,
    },
    save: (data) => data,
    load: (data) => data,
  };
}

function isTable(v: LuaValue): boolean {
  return v instanceof LuaTable;
}

const FIXTURES: SnapshotRegistry["fixtures"] = [
  { key: "FILE*", users: ["io.", "file:"], accepts: isTable },
  { key: "_IO_input", users: ["io.", "file:"], accepts: isFile },
  { key: "_IO_output", users: ["io.", "file:"], accepts: isFile },
  { key: "_PACKAGE", users: ["require", "package."], accepts: isTable },
  { key: "_PRELOAD", users: ["require", "package."], accepts: isTable },
];

/** What the standard libraries contribute; the functions of the host are added by the interface for hosts. */
export const SNAPSHOT_KINDS: Pick<
  SnapshotRegistry,
  "closures" | "states" | "payloads" | "data" | "caches" | "identities" | "fixtures"
> = Object.freeze({
  closures: CLOSURES,
  states: STATES,
  payloads: PAYLOADS,
  data: DATA,
  caches: ["string", "bridge", "modules", TASK_HOST, NAMED_FUNCTIONS, HIDDEN_MODULES],
  identities: "debug.upvalueid",
  fixtures: FIXTURES,
});
