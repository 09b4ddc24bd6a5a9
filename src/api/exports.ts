/** What the entries "perigee" and "perigee/vm" have in common: everything but `createLua` and `restoreLua`. */
import { LuaFloat } from "../base/luaFloat.ts";
import type { Lua } from "./lua.ts";
import type { ModuleDefinitionOf, ModuleRequestOf, ModuleResolverOf, ModuleSourceOf } from "./modules.ts";
import type { LuaOptions as Options } from "./options.ts";

export type {
  CommandResult,
  ExitStatus,
  HostEnv,
  LuaClock,
  LuaFile,
  LuaFs,
  LuaReader,
  LuaStat,
  LuaWriter,
} from "../base/host.ts";
export { HostFault } from "../base/host.ts";
export type { LuaFloat } from "../base/luaFloat.ts";
export type { LuaVersion } from "../base/version.ts";
export type { Libraries as LuaLibraries, LibraryName as LibName } from "../stdlib/index.ts";
export type { LuaChannel, ReceiveResult } from "./channel.ts";
export type { ChannelPort } from "./channelLink.ts";
export { Chunk, type CompileOptions } from "./chunk.ts";
export { type ChunkCache, type MemoryCacheOptions, memoryChunkCache } from "./chunkCache.ts";
export type { Breakpoint, DebugControl, DebugPause, HookEvent, HookMask } from "./debugControl.ts";
export {
  type BlockedExecution,
  type ExhaustedExecution,
  LuaAbortError,
  LuaAsyncError,
  LuaClosedError,
  LuaConversionError,
  LuaDeadlockError,
  LuaError,
  LuaExitError,
  LuaLimitError,
  LuaModuleError,
  LuaRuntimeError,
  LuaSandboxError,
  LuaSnapshotError,
  LuaSyntaxError,
} from "./errors.ts";
export type { LuaEventListener, LuaEvents } from "./events.ts";
export type { DriveOptions, Execution } from "./execution.ts";

export { mountFs, readOnlyFs } from "./fileSystems.ts";

export type { LuaFrame, NameKind } from "./frames.ts";
export type { GcControl } from "./gcControl.ts";

export type { ForkOptions, Lua, RunOptions, Source } from "./lua.ts";
export { MemoryFs, type MemoryFsOptions } from "./memoryFs.ts";
export type { Meter, MeterReading } from "./meter.ts";
export type { LibSelection, Limits } from "./options.ts";
export { overlayFs } from "./overlayFs.ts";
export { createPool, type LuaPool, type PoolOptions } from "./pool.ts";
export { type AcquireOptions, type PoolCare, PoolCore, type PoolLimits, type PoolStats } from "./poolCore.ts";
export { type PathResolverOptions, pathResolver, recordResolver } from "./resolvers.ts";
export { Snapshot, type SnapshotOptions } from "./snapshot.ts";
export type { ExecutionState, StepResult } from "./stepResult.ts";
export {
  type ClassSpec,
  type ConvertOptions,
  type FunctionInfo,
  type HostCall,
  type HostCall as CallContext,
  type HostFnOptions,
  type HostFunction,
  type HostFunction as HostFn,
  type HostRequest,
  type HostRoutine,
  type LuaClass,
  type LuaFunction,
  type LuaHandle,
  type LuaInput,
  LuaMulti,
  type LuaNull,
  type LuaTable,
  type LuaThread,
  type LuaUserdata,
  type LuaValue,
  luaNull,
  type MetaName,
  multi,
  type RawHostFn,
  type ResumeResult,
  type ToJsOptions,
} from "./values.ts";

export { VirtualClock, type VirtualClockOptions } from "./virtualClock.ts";

/** Options of {@link createLua}. */
export type LuaOptions = Options<Lua>;
/** A module that the host gives, see `Lua.preload`. */
export type ModuleDefinition = ModuleDefinitionOf<Lua>;
/** What a {@link ModuleResolver} is asked. */
export type ModuleRequest = ModuleRequestOf<Lua>;
/** Finds modules for `require`; see `LuaOptions.modules`. */
export type ModuleResolver = ModuleResolverOf<Lua>;
/** Where a module comes from. */
export type ModuleSource = ModuleSourceOf<Lua>;

/** A number that is to be a float in Lua even if it is integral: `float(1)` is 1.0. */
export function float(n: number): LuaFloat {
  return new LuaFloat(n);
}
