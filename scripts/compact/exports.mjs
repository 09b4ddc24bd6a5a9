/** What both small bundles export: of "perigee" what does not belong to something that they leave out. */
export {
  float,
  HostFault,
  LuaAbortError,
  LuaAsyncError,
  LuaClosedError,
  LuaConversionError,
  LuaError,
  LuaExitError,
  LuaLimitError,
  LuaMulti,
  LuaRuntimeError,
  LuaSandboxError,
  LuaSyntaxError,
  luaNull,
  multi,
} from "../../src/api/exports.ts";
