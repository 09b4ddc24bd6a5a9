/** Runs script chunks in pieces with a snapshot between them, so that each piece may run in another process. */
import {
  createLua,
  type Execution,
  type Lua,
  LuaExitError,
  type LuaOptions,
  LuaSnapshotError,
  MemoryFs,
  restoreLua,
} from "../../src/api/index.ts";
import { type Dialect, SCRIPT_FILE } from "./scriptFile.ts";

/** A chunk on its way: what another process needs to go on with it. */
export interface Job {
  readonly name: string;
  readonly dialect: Dialect;
  readonly source: string;
  /** Instructions between two snapshots. */
  readonly every: number;
  /** Base64; undefined before the first one. */
  snapshot: string | undefined;
  /** Latin-1 texts written so far. */
  out: string;
  err: string;
  files: Record<string, string>;
  /** Set when the chunk has ended. */
  ending: Ending | undefined;
  /** Number of snapshots it went through, and why others were refused. */
  stops: number;
  refusals: string[];
}

/** How a chunk ended: the hash is that of the state before the engine is closed, or why it has none. */
export interface Ending {
  readonly error: string | undefined;
  readonly hash: string;
  readonly instructions: number;
}

const INSTRUCTIONS = 200_000_000;

/** A job that has not begun. */
export function newJob(name: string, dialect: Dialect, source: string, every: number): Job {
  return {
    name,
    dialect,
    source,
    every,
    snapshot: undefined,
    out: "",
    err: "",
    files: {},
    ending: undefined,
    stops: 0,
    refusals: [],
  };
}

/** Goes on with a job until its next snapshot, or its end. */
export function advance(job: Job): void {
  const fs = new MemoryFs(job.files);
  const options: LuaOptions = {
    version: job.dialect,
    libs: "all",
    standalone: true,
    allowBytecode: true,
    limits: { instructions: INSTRUCTIONS },
    env: {
      stdout: {
        write: (bytes) => {
          job.out += Buffer.from(bytes).toString("latin1");
        },
      },
      stderr: {
        write: (bytes) => {
          job.err += Buffer.from(bytes).toString("latin1");
        },
      },
      fs,
      tmpname: () => "tmpname",
    },
  };
  let lua: Lua;
  let execution: Execution;
  if (job.snapshot === undefined) {
    lua = createLua(options);
    try {
      execution = lua.start(Buffer.from(job.source, "latin1"), { chunkName: `@${SCRIPT_FILE}` });
    } catch (error) {
      finish(job, lua, error);
      return;
    }
  } else {
    lua = restoreLua(Buffer.from(job.snapshot, "base64"), options);
    if (lua.executions.length !== 1) throw new Error(`${job.name}: ${lua.executions.length} executions`);
    execution = lua.executions[0]!;
  }
  for (;;) {
    const result = execution.step(job.every);
    if (result.state === "done") {
      finish(job, lua, undefined);
      return;
    }
    if (result.state === "waiting") {
      // nothing turns the event loop here
      execution.cancel();
      finish(job, lua, new Error("waits for the host"));
      return;
    }
    if (result.state === "failed") {
      finish(job, lua, result.error);
      return;
    }
    try {
      job.snapshot = Buffer.from(lua.snapshot().toBytes()).toString("base64");
      job.files = fs.toJSON();
      job.stops++;
      return;
    } catch (error) {
      if (!(error instanceof LuaSnapshotError)) throw error;
      job.refusals.push(error.message);
    }
  }
}

function finish(job: Job, lua: Lua, error: unknown): void {
  let hash: string;
  try {
    hash = lua.stateHash();
  } catch (fault) {
    if (!(fault instanceof LuaSnapshotError)) throw fault;
    hash = fault.message;
  }
  lua.close();
  const message = error === undefined || error instanceof LuaExitError ? undefined : (error as Error).message;
  job.ending = { error: message, hash, instructions: lua.meter.instructions };
}
