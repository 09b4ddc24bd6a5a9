/**
 * What libraries keep that is no Lua value but has an identity: waits, channels, tasks, open files. The order of the kinds is
 * that in which they are filled in.
 */
import { decodeUtf8 } from "../base/byteString.ts";
import { HostFault, type LuaFile, type LuaFs } from "../base/host.ts";
import { Channel, channelOf, type Waiting } from "../vm/channel.ts";
import { LuaThrow } from "../vm/errors.ts";
import { Parking, type Settled } from "../vm/parking.ts";
import { malformed, SnapshotFault } from "../vm/snapshot/format.ts";
import type { DataKind, InternalKind } from "../vm/snapshot/registry.ts";
import {
  ANY,
  BOOLEAN,
  COROUTINE,
  choice,
  DOUBLE,
  FAULT,
  internal,
  list,
  NATURAL,
  NOTHING,
  nullable,
  optional,
  record,
  type Schema,
  STRING,
} from "../vm/snapshot/schema.ts";
import type { State } from "../vm/state.ts";
import { Task } from "../vm/task.ts";
import { type SavedTimers, Timers } from "../vm/timers.ts";
import { type Coroutine, type LuaValue, Userdata } from "../vm/value.ts";
import { DeadlockFault, type Outcome, Wait, type WaitCase } from "../vm/wait.ts";
import { attempt, isPromise } from "./hostCall.ts";
import { FileStream } from "./ioFile.ts";

/** A {@link Wait}. */
export const WAIT: Schema = internal("wait");
/** A {@link Task}. */
export const TASK: Schema = internal("task");

function isObject(v: unknown): v is Userdata {
  return v instanceof Userdata;
}

/** A userdata, whose payload may not be there yet. */
const USERDATA: Schema = {
  write: (out, data, label) => ANY.write(out, data, label),
  read: (from) => {
    const v = ANY.read(from);
    return isObject(v) ? v : malformed("userdata");
  },
};

// ------------------------------------------------------------------ waits

/** How something has ended; "failed": why is nothing that a script could see any more. */
interface SavedEnd {
  readonly how: "waiting" | "done" | "blocked" | "failed";
  readonly fault: LuaThrow | undefined;
}

const END: Schema = record({ how: choice("waiting", "done", "blocked", "failed"), fault: FAULT });

function endOf(settled: Settled | null): SavedEnd {
  if (settled === null) return { how: "waiting", fault: undefined };
  if (settled.ok) return { how: "done", fault: undefined };
  const { reason } = settled;
  if (reason instanceof DeadlockFault) return { how: "blocked", fault: undefined };
  const isPlain = reason instanceof LuaThrow && reason.cause === undefined;
  return { how: "failed", fault: isPlain ? reason : undefined };
}

function settledBy({ how, fault }: SavedEnd): Settled | null {
  if (how === "waiting") return null;
  if (how === "done") return { ok: true, value: undefined };
  return { ok: false, reason: how === "blocked" ? new DeadlockFault([]) : fault };
}

interface SavedWait {
  readonly cases: readonly WaitCase[];
  readonly outcome: Outcome | null;
  readonly end: SavedEnd;
}

const WAIT_KIND: InternalKind = {
  isPayload: false,
  isDormant: false,
  head: record({ operation: STRING, deadline: DOUBLE, isHost: BOOLEAN }),
  body: record({
    cases: list(record({ object: USERDATA, isSend: BOOLEAN, value: ANY, index: NATURAL, handler: ANY })),
    outcome: nullable(record({ index: NATURAL, ok: BOOLEAN, value: ANY, isRefused: BOOLEAN })),
    end: END,
  }),
  matches: (object) => object instanceof Wait,
  save: (wait: Wait, _state, refuse) => {
    const { operation, deadline, isHost, cases, outcome, settled } = wait;
    if (isHost && settled === null) refuse("an operation of the host that waits");
    return {
      head: { operation, deadline, isHost },
      body: { cases, outcome, end: endOf(settled) } satisfies SavedWait,
    };
  },
  make: (_, { operation, deadline, isHost }: { operation: string; deadline: number; isHost: boolean }) =>
    new Wait(operation, [], deadline, isHost),
  fill: (wait: Wait, { cases, outcome, end }: SavedWait) => {
    for (const at of cases) {
      if (channelOf(at.object) === undefined) malformed("channel of a wait");
      (wait.cases as WaitCase[]).push(at);
    }
    wait.settled = settledBy(end);
    wait.outcome = outcome;
    if ((wait.settled?.ok === true) !== (outcome !== null)) malformed("end of a wait");
    if (wait.isHost && wait.settled === null) malformed("wait of the host");
  },
};

/** Where an execution waits for its turn, or for a module. */
const PARKING_KIND: InternalKind = {
  isPayload: false,
  isDormant: false,
  head: record({ operation: STRING, end: END }),
  body: NOTHING,
  matches: (object) => object instanceof Parking,
  save: (parking: Parking, _state, refuse) => {
    const { operation, promise, settled } = parking;
    if (promise !== null) refuse(`'${operation}' is waiting for the host`);
    return { head: { operation, end: endOf(settled) }, body: undefined };
  },
  make: (_, { operation, end }: { operation: string; end: SavedEnd }) => {
    const parking = new Parking(operation);
    parking.settled = settledBy(end);
    return parking;
  },
  fill: () => {},
};

/** What continuations wait for that wait inside the machine, by their names; null: a parking that says nothing. */
export const WAITS: Readonly<Record<string, ((state: never) => Parking) | null>> = Object.freeze({
  "channel.wait": ({ wait }: { wait: Wait }) => wait,
  "channel.select": ({ wait }: { wait: Wait }) => wait,
  "task.wait": ({ wait }: { wait: Wait }) => wait,
  "task.join": ({ wait }: { wait: Wait }) => wait,
  "task.yield": null,
  "require.wait": null,
});

/** The states of the continuations of channels and tasks. */
export const WAIT_STATES: Readonly<Record<string, Schema>> = Object.freeze({
  "channel.wait": later(record({ wait: WAIT, isIteration: BOOLEAN }), ({ wait }: { wait: Wait }) => {
    return wait.cases.length === 1;
  }),
  "channel.select": record({ wait: WAIT, timeoutHandler: ANY }),
  "channel.select.handled": record({ index: NATURAL, ok: BOOLEAN, value: ANY }),
  "task.wait": record({ wait: WAIT }),
  "task.yield": NOTHING,
  "task.join": later(record({ wait: WAIT, object: USERDATA }), ({ object }: { object: Userdata }) => {
    return object.payload instanceof Task;
  }),
  "require.wait": STRING,
});

/** `schema`, with a condition that internal objects must meet when they have been filled in. */
function later(schema: Schema, accepts: (data: never) => boolean): Schema {
  return {
    write: schema.write,
    read: (from) => {
      const data = schema.read(from);
      from.later(() => {
        if (!accepts(data as never)) malformed("state of a native");
      });
      return data;
    },
  };
}

// ------------------------------------------------------------------ channels and tasks

/** An entry of a queue: a wait and which of its cases it is. */
interface SavedEntry {
  readonly wait: Wait;
  readonly at: number;
}

interface SavedQueue {
  readonly entries: readonly SavedEntry[];
  readonly purgeAt: number;
}

interface SavedChannel {
  /** Places in front of what it holds that are free. */
  readonly empty: number;
  readonly buffer: readonly LuaValue[];
  readonly senders: SavedQueue;
  readonly receivers: SavedQueue;
  readonly isClosed: boolean;
  readonly holds: number;
}

const QUEUE: Schema = record({ entries: list(record({ wait: WAIT, at: NATURAL })), purgeAt: NATURAL });
/** More than any queue has in front of its items: see queue.ts. */
const MOST_EMPTY = 1 << 22;

function saveQueue(queue: Channel["senders"]): SavedQueue {
  const { waiting, purgeAt } = queue.save();
  return { entries: waiting.map(({ wait, at }) => ({ wait, at: wait.cases.indexOf(at) })), purgeAt };
}

function restoreQueue(channel: Channel, isSend: boolean, { entries, purgeAt }: SavedQueue): void {
  const waiting = entries.map(({ wait, at }): Waiting => {
    const found = wait.cases[at];
    if (found === undefined || found.isSend !== isSend || channelOf(found.object) !== channel) {
      return malformed("queue of a channel");
    }
    return { wait, at: found };
  });
  (isSend ? channel.senders : channel.receivers).restore(waiting, purgeAt);
}

const CHANNEL_KIND: InternalKind = {
  isPayload: true,
  isDormant: false,
  head: record({ capacity: NATURAL, takesAny: BOOLEAN }),
  body: record({
    empty: NATURAL,
    buffer: list(ANY),
    senders: QUEUE,
    receivers: QUEUE,
    isClosed: BOOLEAN,
    holds: NATURAL,
  }),
  matches: (object) => object instanceof Channel,
  save: (channel: Channel, _state, refuse) => {
    const { capacity, takesAny, buffer, isClosed, holds, remote, servers, hostWaits } = channel;
    if (remote !== null || servers.length > 0) refuse("a channel that is connected with another engine");
    if (hostWaits > 0) refuse("a channel at which the host waits");
    const items = buffer.toArray();
    const body: SavedChannel = {
      empty: buffer.storage.length - items.length,
      buffer: items,
      senders: saveQueue(channel.senders),
      receivers: saveQueue(channel.receivers),
      isClosed,
      holds,
    };
    return { head: { capacity, takesAny }, body };
  },
  make: (_, { capacity, takesAny }: { capacity: number; takesAny: boolean }) => new Channel(capacity, takesAny),
  fill: (channel: Channel, saved: SavedChannel) => {
    if (saved.empty > MOST_EMPTY) malformed("buffer of a channel");
    channel.buffer.restore(saved.empty, saved.buffer);
    restoreQueue(channel, true, saved.senders);
    restoreQueue(channel, false, saved.receivers);
    channel.isClosed = saved.isClosed;
    channel.holds = saved.holds;
  },
};

type SavedTask = Pick<Task, "pending" | "values" | "end" | "error" | "fault" | "joiners" | "isJoined">;

const TASK_KIND: InternalKind = {
  isPayload: true,
  isDormant: false,
  head: NOTHING,
  body: record({
    pending: list(ANY),
    values: list(ANY),
    end: optional(choice("done", "failed", "cancelled")),
    error: ANY,
    fault: optional(STRING),
    joiners: list(WAIT),
    isJoined: BOOLEAN,
  }),
  matches: (object) => object instanceof Task,
  save: (task: Task) => {
    const { pending, values, end, error, fault, joiners, isJoined } = task;
    return { head: undefined, body: { pending, values, end, error, fault, joiners, isJoined } satisfies SavedTask };
  },
  make: () => new Task([]),
  fill: (task: Task, saved: SavedTask) => {
    Object.assign(task, saved);
  },
};

// ------------------------------------------------------------------ open files

/** Open files of which the file system itself keeps track in a snapshot. */
export interface FileStore {
  /** What stands for a file in the snapshot; undefined: nothing, it goes by its name. */
  indexOf(file: LuaFile): number | undefined;
  /** The file that it stands for. @throws SnapshotFault */
  at(index: number): LuaFile;
}

/** Files go by their names. */
export const NO_STORE: FileStore = Object.freeze({
  indexOf: () => undefined,
  at: () => malformed("file of a file system that was not saved"),
});

interface SavedFile {
  /** Its number in the store from 1; 0: it goes by its name. */
  readonly stored: number;
  readonly name: string | undefined;
  readonly mode: string;
  readonly position: number;
  readonly buffering: FileStream["buffering"];
  readonly buffer: string;
  readonly pending: string;
}

/** A stream that has been made, whose file is yet to be opened. */
class UnopenedFile implements LuaFile {
  readonly saved: SavedFile;
  constructor(saved: SavedFile) {
    this.saved = saved;
  }
  read(): never {
    throw new HostFault("Bad file descriptor", 9);
  }
  write(): never {
    return this.read();
  }
  seek(): never {
    return this.read();
  }
  flush(): void {}
  close(): void {}
}

const FILE: Schema = record({
  stored: NATURAL,
  name: optional(STRING),
  mode: STRING,
  position: NATURAL,
  buffering: choice("no", "full", "line"),
  buffer: STRING,
  pending: STRING,
});

/** Open files that scripts have opened. */
function fileKind(store: FileStore): InternalKind {
  return {
    isPayload: true,
    isDormant: true,
    head: FILE,
    body: NOTHING,
    matches: (object) => object instanceof FileStream && object.standard === undefined && object.host !== undefined,
    save: (file: FileStream, _state, refuse) => ({ head: saveFile(file, store, refuse), body: undefined }),
    make: (_, saved: SavedFile) => {
      const file = new FileStream(new UnopenedFile(saved), "file", saved.mode, undefined, saved.name);
      return Object.assign(file, { buffering: saved.buffering, buffer: saved.buffer, pending: saved.pending });
    },
    fill: () => {},
    finish: (file: FileStream, state) => {
      const { saved } = file.host as UnopenedFile;
      file.host = saved.stored > 0 ? store.at(saved.stored - 1) : reopen(state.env.fs, saved);
    },
    undo: (file: FileStream) => {
      const { host } = file;
      if (host !== undefined) attempt(() => host.close());
    },
  };
}

function saveFile(file: FileStream, store: FileStore, refuse: (what: string) => never): SavedFile {
  const { name, mode, buffering, buffer, pos, pending } = file;
  const host = file.host!;
  const index = store.indexOf(host);
  if (file.kind === "pipe") refuse("an open pipe");
  if (index === undefined && name === undefined) refuse("an open file without a name");
  const position = attempt(() => host.seek("cur", 0));
  if (isPromise(position)) return refuse("an open file of an asynchronous file system");
  if (!position.ok) return refuse("an open file that has no position");
  return {
    stored: index === undefined ? 0 : index + 1,
    name,
    mode,
    position: position.value,
    buffering,
    buffer: buffer.slice(pos),
    pending,
  };
}

/** Opens a file again at the place where it was. Nothing is created or emptied by that. @throws SnapshotFault */
function reopen(fs: LuaFs | undefined, { name, mode, position }: SavedFile): LuaFile {
  const refuse = (why: string): never => {
    throw new SnapshotFault(`cannot open file '${name}' again (${why})`);
  };
  if (fs === undefined || name === undefined) return refuse("no file system");
  if (!/^[rwa]\+?b?$/.test(mode)) malformed("mode of a file");
  const path = decodeUtf8(name);
  const found = attempt(() => fs.stat(path));
  if (isPromise(found)) return refuse("asynchronous file system");
  if (!found.ok || found.value === undefined) return refuse("No such file or directory");
  const opened = attempt(() => fs.open(path, mode.startsWith("w") ? `r+${mode.endsWith("b") ? "b" : ""}` : mode));
  if (isPromise(opened)) {
    opened.then(
      (file) => file.close(),
      () => {},
    );
    return refuse("asynchronous file system");
  }
  if (!opened.ok) return refuse(opened.reason instanceof HostFault ? opened.reason.message : String(opened.reason));
  const moved = attempt(() => opened.value.seek("set", position));
  if (!isPromise(moved) && moved.ok) return opened.value;
  attempt(() => opened.value.close());
  return refuse("cannot be positioned");
}

// ------------------------------------------------------------------ tables of kinds

/** The kinds of internal objects that the libraries have, given where open files are kept. */
export function libraryInternals(store: FileStore): Readonly<Record<string, InternalKind>> {
  return {
    wait: WAIT_KIND,
    parking: PARKING_KIND,
    channel: CHANNEL_KIND,
    task: TASK_KIND,
    file: fileKind(store),
  };
}

interface SavedRequire {
  readonly parking: Parking;
  readonly root: Coroutine;
}

/** Data of libraries that consist of internal objects. */
export const INTERNAL_DATA: Readonly<Record<string, DataKind>> = Object.freeze({
  "io.files": {
    schema: list(internal("file")),
    save: (files: Set<FileStream>) => [...files],
    load: (files: FileStream[]) => new Set(files),
  },
  /** Executions that wait for a module that another one is loading: by its root coroutine. */
  require: {
    schema: list(record({ parking: internal("parking"), root: COROUTINE })),
    save: (waiting: Map<Parking, Coroutine>): SavedRequire[] =>
      [...waiting].map(([parking, root]) => ({ parking, root })),
    load: (entries: SavedRequire[]) => new Map(entries.map(({ parking, root }) => [parking, root])),
  },
  timers: {
    schema: record({
      heap: list(record({ wait: WAIT, index: NATURAL, order: NATURAL })),
      purgeAt: NATURAL,
      order: NATURAL,
      skipped: DOUBLE,
      time: DOUBLE,
    }),
    save: (timers: Timers, state: State) => timers.save(state),
    load: (saved: SavedTimers) => Timers.restore(saved),
    settle: (timers: Timers, state: State) => timers.settle(state),
  },
});
