/** The public interface of the engine: `import { createLua } from "perigee"`. */
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
export type { Chunk } from "./chunk.ts";
export {
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
  LuaSyntaxError,
} from "./errors.ts";
export type { DriveOptions, Execution } from "./execution.ts";
export type { LuaFrame } from "./frames.ts";
export { createLua, type Lua, type RunOptions, type Source } from "./lua.ts";
export { MemoryFs, type MemoryFsOptions } from "./memoryFs.ts";
export type { Meter, MeterReading } from "./meter.ts";
export type { LibSelection, Limits, LuaOptions } from "./options.ts";
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

/** A number that is to be a float in Lua even if it is integral: `float(1)` is 1.0. */
export function float(n: number): LuaFloat {
  return new LuaFloat(n);
}
