/** What the entries "perigee" and "perigee/vm" have in common: everything but `createLua`. */
import { LuaFloat } from "../base/luaFloat.ts";

export type {
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
export { Chunk, type CompileOptions } from "./chunk.ts";
export { type ChunkCache, type MemoryCacheOptions, memoryChunkCache } from "./chunkCache.ts";
export {
  type ExhaustedExecution,
  LuaAbortError,
  LuaAsyncError,
  LuaClosedError,
  LuaConversionError,
  LuaError,
  LuaExitError,
  LuaLimitError,
  LuaRuntimeError,
  LuaSyntaxError,
} from "./errors.ts";
export type { DriveOptions, Execution } from "./execution.ts";
export type { Lua, RunOptions, Source } from "./lua.ts";
export { MemoryFs, type MemoryFsOptions } from "./memoryFs.ts";
export type { Meter, MeterReading } from "./meter.ts";
export type { LibSelection, Limits, LuaOptions } from "./options.ts";
export type { ExecutionState, StepResult } from "./stepResult.ts";
export {
  type HostFunction,
  type LuaFunction,
  type LuaHandle,
  type LuaInput,
  LuaMulti,
  type LuaTable,
  type LuaValue,
  multi,
} from "./values.ts";

/** A number that is to be a float in Lua even if it is integral: `float(1)` is 1.0. */
export function float(n: number): LuaFloat {
  return new LuaFloat(n);
}
