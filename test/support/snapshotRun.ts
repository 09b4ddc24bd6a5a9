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
  type StepResult,
} from "../../src/api/index.ts";
import { type Dialect, SCRIPT_FILE } from "./scriptFile.ts";

/** One chunk of a script in one dialect. */
export interface Program {
  readonly name: string;
  readonly dialect: Dialect;
  readonly source: string;
}

/** A chunk on its way: what another process needs to go on with it. */
export interface Job extends Program {
  /** Instructions between two snapshots. */
  readonly every: number;
  /** Base64; undefined before the first one. */
  snapshot: string | undefined;
  /** It was saved while it waited, and has to be given time. */
  waits: boolean;
  /** Latin-1 texts written so far. */
  out: string;
  err: string;
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

/** `every` of a job that is never saved. */
export const UNINTERRUPTED: number = Number.MAX_SAFE_INTEGER;

const INSTRUCTIONS = 200_000_000;
/** Turns of the event loop after which those who can go on have done so. */
const QUIET_TURNS = 4;

/** Where the output of an engine goes. */
interface Sink {
  out: string;
  err: string;
}

function writerTo(sink: Sink, stream: "out" | "err"): { write(bytes: Uint8Array): void } {
  return {
    write: (bytes) => {
      sink[stream] += Buffer.from(bytes).toString("latin1");
    },
  };
}

/** An engine for scripts: fresh, or from a snapshot with its files. */
function engineFor(dialect: Dialect, sink: Sink, snapshot?: Uint8Array): Lua {
  const options: LuaOptions = {
    version: dialect,
    libs: "all",
    standalone: true,
    allowBytecode: true,
    limits: { instructions: INSTRUCTIONS },
    env: {
      stdout: writerTo(sink, "out"),
      stderr: writerTo(sink, "err"),
      fs: new MemoryFs(),
      tmpname: () => "tmpname",
    },
  };
  return snapshot === undefined ? createLua(options) : restoreLua(snapshot, options);
}

/** Waits until an execution can go on, and lets all others come as far as they can: turns must not matter. */
async function rest(result: StepResult): Promise<void> {
  if (result.state !== "waiting") return;
  let isOver = false;
  void result.on.then(() => {
    isOver = true;
  });
  for (let turns = 0; turns < QUIET_TURNS; turns += Number(isOver)) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** A job that has not begun. */
export function newJob(name: string, dialect: Dialect, source: string, every: number): Job {
  return {
    ...{ name, dialect, source, every, snapshot: undefined, waits: false },
    ...{ out: "", err: "", ending: undefined, stops: 0, refusals: [] },
  };
}

/** Goes on with a job until its next snapshot, or its end. */
export async function advance(job: Job): Promise<void> {
  const bytes = job.snapshot === undefined ? undefined : Buffer.from(job.snapshot, "base64");
  // what is written after the snapshot, by tasks that go on, is not part of it
  const sink: Sink = { out: job.out, err: job.err };
  const lua = engineFor(job.dialect, sink, bytes);
  let execution: Execution;
  try {
    execution = bytes === undefined ? startOf(lua, job) : onlyExecution(lua, job);
  } catch (error) {
    finish(job, lua, error, sink);
    return;
  }
  for (;;) {
    const result = execution.step(job.every);
    if (result.state === "done" || result.state === "failed") {
      finish(job, lua, result.state === "done" ? undefined : result.error, sink);
      return;
    }
    const isNew = result.state !== "waiting" || !job.waits;
    job.waits = result.state === "waiting";
    if (isNew && job.every < UNINTERRUPTED && save(job, lua, sink)) return;
    await rest(result);
  }
}

function startOf(lua: Lua, { source }: Program): Execution {
  return lua.start(Buffer.from(source, "latin1"), { chunkName: `@${SCRIPT_FILE}` });
}

function onlyExecution(lua: Lua, { name }: Program): Execution {
  if (lua.executions.length !== 1) throw new Error(`${name}: ${lua.executions.length} executions`);
  return lua.executions[0]!;
}

function save(job: Job, lua: Lua, sink: Sink): boolean {
  try {
    job.snapshot = Buffer.from(lua.snapshot({ includeFs: true }).toBytes()).toString("base64");
    Object.assign(job, sink);
    job.stops++;
    return true;
  } catch (error) {
    if (!(error instanceof LuaSnapshotError)) throw error;
    job.refusals.push(error.message);
    return false;
  }
}

function messageOf(error: unknown): string | undefined {
  return error === undefined || error instanceof LuaExitError ? undefined : (error as Error).message;
}

function finish(job: Job, lua: Lua, error: unknown, sink: Sink): void {
  let hash: string;
  try {
    hash = lua.stateHash();
  } catch (fault) {
    if (!(fault instanceof LuaSnapshotError)) throw fault;
    hash = fault.message;
  }
  lua.close();
  Object.assign(job, sink);
  job.ending = { error: messageOf(error), hash, instructions: lua.meter.instructions };
}

// ------------------------------------------------------------------ leg by leg

/** What a leg of a run has done: where it stands after it, and what it wrote. */
export interface Leg {
  readonly state: string;
  /** Hash of the state with its files; undefined: it cannot be saved. */
  readonly hash: string | undefined;
  readonly error: string | undefined;
  readonly instructions: number;
  readonly out: string;
  readonly err: string;
}

interface Stand {
  readonly leg: Leg;
  /** To go on from there; undefined: it has ended, or cannot be saved. */
  readonly snapshot: Uint8Array | undefined;
}

async function walk(lua: Lua, execution: Execution, every: number, sink: Sink): Promise<Stand> {
  sink.out = "";
  sink.err = "";
  const result = execution.step(every);
  await rest(result);
  const { state } = result;
  let hash: string | undefined;
  let snapshot: Uint8Array | undefined;
  try {
    const saved = lua.snapshot({ includeFs: true });
    hash = saved.hash;
    if (state !== "done" && state !== "failed") snapshot = saved.toBytes();
  } catch (fault) {
    if (!(fault instanceof LuaSnapshotError)) throw fault;
    hash = undefined;
  }
  const error = state === "failed" ? messageOf(result.error) : undefined;
  return { leg: { state, hash, error, instructions: lua.meter.instructions, ...sink }, snapshot };
}

/** Goes one leg from a snapshot on. */
export async function walkFrom(program: Program, snapshot: Uint8Array, every: number): Promise<Leg> {
  const sink: Sink = { out: "", err: "" };
  const lua = engineFor(program.dialect, sink, snapshot);
  const { leg } = await walk(lua, onlyExecution(lua, program), every, sink);
  lua.close();
  return leg;
}

/** How many legs of how many have been gone by two engines, and where they came out in different states. */
export interface Comparison {
  compared: number;
  legs: number;
  readonly differences: string[];
}

/** Bytes of a snapshot from which on legs are longer: those of stacks that overflow take long to save. */
const LARGE = 500_000;
const LARGE_FACTOR = 20;

/**
 * Runs a chunk without interruption, in legs of `every` instructions; `elsewhere` goes each leg too, from a snapshot of the state
 * before it.
 */
export async function compareLegs(
  program: Program,
  every: number,
  elsewhere: (snapshot: Uint8Array, units: number) => Promise<Leg>,
  comparison: Comparison,
): Promise<void> {
  const sink: Sink = { out: "", err: "" };
  const lua = engineFor(program.dialect, sink);
  let execution: Execution;
  try {
    execution = startOf(lua, program);
  } catch {
    return;
  }
  let before: Uint8Array | undefined = lua.snapshot({ includeFs: true }).toBytes();
  for (let number = 1; ; number++) {
    const units = before !== undefined && before.length > LARGE ? every * LARGE_FACTOR : every;
    const other = before === undefined ? undefined : elsewhere(before, units);
    const { leg, snapshot } = await walk(lua, execution, units, sink);
    comparison.legs++;
    if (other !== undefined) {
      comparison.compared++;
      const [own, theirs] = [JSON.stringify(leg), JSON.stringify(await other)];
      if (own !== theirs) comparison.differences.push(`${program.name} ${program.dialect} ${number}: ${own} ${theirs}`);
    }
    if (leg.state === "done" || leg.state === "failed") break;
    before = snapshot;
  }
  lua.close();
}
