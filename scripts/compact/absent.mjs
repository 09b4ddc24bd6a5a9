/**
 * What the small bundles for browsers have in place of what they leave out, see lean.mjs: functions that say so. Names are
 * those of the modules that it stands for.
 */
import { CompiledChunk } from "../../src/api/chunk.ts";
import { debugTraceback } from "../../src/stdlib/debugTraceback.ts";
import { defineLibrary } from "../../src/stdlib/library.ts";
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
export const cloneState = missing("fork");
export const encodeState = missing("snapshot");
export const decodeState = missing("restore");
export const snapshotNatives = missing("snapshot");
export const SNAPSHOT_KINDS = {};
export class SnapshotFault {}
export const malformed = missing("snapshot");
export const Snapshot = missingClass("Snapshot");
export const HostSide = missingClass("snapshot");

// channels and tasks: executions wait for promises only, so there is nothing to watch over
export const EngineChannels = missingClass("channel");
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

// hooks, breakpoints and evaluation
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

/** What is left of the debug library. */
export const debugLibrary = defineLibrary(
  "debug",
  { traceback: { run: debugTraceback } },
  {
    registryKeys: ["_LOADED"],
    setup: (cx) => {
      cx.registry.setInt(1, cx.main);
      cx.registry.setInt(2, cx.globals);
      cx.registry.setStr("_LOADED", cx.loaded);
    },
  },
);
