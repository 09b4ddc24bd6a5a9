import { expect, it } from "vitest";
import type * as Ours from "../../src/api/index.ts";
import type * as Spec from "./declarations/core.d.ts";

/** Compiles only when A can be used wherever the specification promises B. */
type Is<A extends B, B> = [A, B] extends [never, never] ? false : true;

/** Compiles only when A has no member: what the specification has and the package lacks. */
type None<A extends never> = [A] extends [never] ? true : false;
/** Names of members of B that A does not have. */
type Lacking<A, B> = Exclude<keyof B, keyof A>;

class Thing {
  x = 1;
}

/** What the compiler checks: each member is an error when the interface has drifted from its specification. */
interface Checks {
  value: Is<Ours.LuaValue, Spec.LuaValue>;
  input: Is<Exclude<Spec.LuaInput, Spec.LuaValue | Spec.LuaFloat>, Ours.LuaInput>;
  table: Is<Ours.LuaTable, Spec.LuaTable>;
  function: Is<Ours.LuaFunction, Spec.LuaFunction>;
  info: Is<Ours.FunctionInfo, Spec.FunctionInfo>;
  thread: Is<Ours.LuaThread, Spec.LuaThread>;
  resumed: Is<Ours.ResumeResult, Spec.ResumeResult>;
  userdata: Is<Ours.LuaUserdata<Thing>, Spec.LuaUserdata<Thing>>;
  class: Is<Ours.LuaClass<Thing>, Spec.LuaClass<Thing>>;
  call: Is<Ours.CallContext, Spec.CallContext>;
  frame: Is<Ours.LuaFrame, Spec.LuaFrame>;
  multi: Is<Ours.LuaMulti, Spec.LuaMulti>;
  float: Is<Ours.LuaFloat, Spec.LuaFloat>;
  // options go the other way: what the specification allows must be accepted
  toJs: Is<Spec.ToJsOptions, Ours.ToJsOptions>;
  convert: Is<Spec.ConvertOptions, Ours.ConvertOptions>;
  metaNames: [Is<Spec.MetaName, Ours.MetaName>, Is<Ours.MetaName, Spec.MetaName>];
  syntaxError: Is<Ours.LuaSyntaxError, Spec.LuaSyntaxError>;
  runtimeError: Is<Ours.LuaRuntimeError, Spec.LuaRuntimeError>;
  abortError: Is<Ours.LuaAbortError, Spec.LuaAbortError>;
  asyncError: Is<Ours.LuaAsyncError, Spec.LuaAsyncError>;
  conversionError: Is<Ours.LuaConversionError, Spec.LuaConversionError>;
  moduleError: Is<Ours.LuaModuleError, Spec.LuaModuleError>;
  sandboxError: Is<Ours.LuaSandboxError, Spec.LuaSandboxError>;
  deadlockError: Is<Ours.LuaDeadlockError, Spec.LuaDeadlockError>;
  closedError: Is<Ours.LuaClosedError, Spec.LuaClosedError>;
}

/** Members by name; what is missing on purpose stands here. */
interface Members {
  exports: None<Exclude<Lacking<typeof Ours, typeof Spec>, "defaultGas">>;
  engine: None<Lacking<Ours.Lua, Spec.FullLua>>;
  options: None<Exclude<Lacking<Ours.LuaOptions, Spec.LuaOptions>, "gas">>;
  environment: None<Exclude<Lacking<Ours.HostEnv, Spec.HostEnv>, "net">>;
  snapshotOptions: None<Exclude<Lacking<Ours.SnapshotOptions, Spec.SnapshotOptions>, "includeFs">>;
  limits: None<Lacking<Ours.Limits, Spec.Limits>>;
  runOptions: None<Lacking<Ours.RunOptions, Spec.FullRunOptions>>;
  execution: None<Lacking<Ours.Execution, Spec.Execution>>;
  meter: None<Lacking<Ours.Meter, Spec.Meter>>;
  reading: None<Lacking<Ours.MeterReading, Spec.MeterReading>>;
  chunk: None<Lacking<Ours.Chunk, Spec.Chunk>>;
  cache: None<Lacking<Ours.ChunkCache, Spec.ChunkCache>>;
  request: None<Lacking<Ours.ModuleRequest, Spec.ModuleRequest>>;
  clock: None<Lacking<Ours.LuaClock, Spec.LuaClock>>;
  virtualClock: None<Lacking<Ours.VirtualClock, Spec.VirtualClock>>;
  fs: None<Lacking<Ours.LuaFs, Spec.LuaFs>>;
  file: None<Lacking<Ours.LuaFile, Spec.LuaFile>>;
  stat: None<Lacking<Ours.LuaStat, Spec.LuaStat>>;
  memoryFs: None<Lacking<Ours.MemoryFs, Spec.MemoryFs>>;
  channel: None<Lacking<Ours.LuaChannel, Spec.LuaChannel>>;
  snapshot: None<Lacking<Ours.Snapshot, Spec.Snapshot>>;
  forkOptions: None<Lacking<Ours.ForkOptions, Spec.ForkOptions>>;
  poolOptions: None<Lacking<Ours.PoolOptions, Spec.PoolOptions>>;
  pool: None<Lacking<Ours.LuaPool, Spec.LuaPool>>;
  limitError: None<Lacking<Ours.LuaLimitError, Spec.LuaLimitError>>;
  snapshotError: None<Lacking<Ours.LuaSnapshotError, Spec.LuaSnapshotError>>;
  events: None<Lacking<Ours.LuaEvents, Spec.LuaEvents>>;
  debug: None<Lacking<Ours.DebugControl, Spec.DebugControl>>;
  hookEvent: None<Lacking<Ours.HookEvent, Spec.HookEvent>>;
  gc: None<Lacking<Ours.GcControl, Spec.GcControl>>;
  // these types, too, can be used where the specification has its own
  libNames: [Is<Ours.LibName, Spec.LibName>, Is<Spec.LibName, Ours.LibName>];
  libs: Is<Spec.LibSelection, Ours.LibSelection>;
  limitValues: Is<Spec.Limits, Ours.Limits>;
  meterValues: Is<Ours.Meter, Spec.Meter>;
  chunkValues: Is<Ours.Chunk, Spec.Chunk>;
  channelValues: Is<Ours.LuaChannel, Spec.LuaChannel>;
  gcValues: Is<Ours.GcControl, Spec.GcControl>;
  hookValues: Is<Ours.HookEvent, Spec.HookEvent>;
  clockValues: Is<Spec.LuaClock, Ours.LuaClock>;
  fsValues: Is<Spec.LuaFs, Ours.LuaFs>;
}

it("the exported types are those of the specification", () => {
  // the compiler has done the work; here they only count
  const checked: (keyof Checks)[] = ["table", "function", "thread", "userdata", "class", "call"];
  const members: (keyof Members)[] = ["engine", "options", "execution"];
  expect(checked.length + members.length).toBe(9);
});
