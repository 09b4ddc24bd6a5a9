/**
 * What the small bundles for browsers have in place of what they leave out, see lean.mjs: functions that say so. Names are
 * those of the modules that it stands for.
 */
import { CompiledChunk } from "../../src/api/chunk.ts";
import { TASK_HOST } from "../../src/vm/task.ts";

const absent = (what) => {
  throw new Error(`${what}: not in this bundle, perigee-full.min.js has it`);
};
const missing = (what) => () => absent(what);
const missingClass = (what) =>
  class {
    constructor() {
      absent(what);
    }
  };

// snapshots and forks
export const imageOf = missing("fork");
export const snapshotOf = missing("snapshot");
export const contentHashOf = missing("snapshot");
export const restoreFrom = missing("restore");
export const fillFrom = missing("fork");
export const Snapshot = missingClass("Snapshot");
export const record = () => ({});

// channels and tasks: executions wait for promises only, so there is nothing to watch over
export const EngineChannels = missingClass("channel");
export class Channel {}
export const channelOf = () => undefined;
const nothing = () => {};
export class TaskRunner {
  constructor(cx) {
    cx.libraryData.set(TASK_HOST, this);
  }
  luaReferences = () => [];
  add = nothing;
  begin = nothing;
  changed = nothing;
  failureWithin = nothing;
  awaken = nothing;
  resumeSuspended = nothing;
  close = nothing;
}

// modules
export const HostModules = missingClass("modules");
export const checkedResolvers = missing("modules");
export const moduleClosures = () => ({});
export const requireFunction = missing("require");
export const wakeRequires = () => {};

// hooks: only scripts with the debug library set them, and interrupts
export const armInterrupt = missing("interrupt");
export const disarmInterrupt = nothing;
export const HOOK_ARGUMENTS = 0;
const never = () => false;
export const fireHook = never;
export const callReported = never;
export const seesNatives = never;
export const enterReported = never;
export const reportsReturn = never;
export const reportsTailReturn = never;
export const restoreResults = never;
export const leaveFailedHook = nothing;

// breakpoints and evaluation
export const Debugger = missingClass("debug");

// time zones
export const timeZone = missing("timezone");

// caches
export const checkedCache = (cache) => (cache === undefined ? cache : absent("cache"));
export const compileThrough = (_, compiler, { source, name, version, strip }) =>
  strip ? absent("strip") : new CompiledChunk(compiler.compile(source, name, version));

// binary chunks
export const disassemble = missing("disassemble");
export const dump = missing("binary chunks");
export const undump = missing("binary chunks");
export const dialectOf = missing("binary chunks");
export const isBinaryChunk = (bytes) => bytes.startsWith("\x1b");
export const sha256 = missing("hash");

// files
const refuse = (cx) => cx.error("files are not supported");
export const loadfile = (cx) => refuse(cx);
export const dofile = (cx) => refuse(cx);
export const flushOpenFiles = () => {};
export const closeOpenFiles = () => {};
export const exitResult = (cx) => cx.ret(undefined);
