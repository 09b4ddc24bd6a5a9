import { expect, it } from "vitest";
import type * as Ours from "../../src/api/index.ts";
import type * as Spec from "./declarations/core.d.ts";

/** Compiles only when A can be used wherever the specification promises B. */
type Is<A extends B, B> = [A, B] extends [never, never] ? false : true;

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

it("the exported types are those of the specification", () => {
  // the compiler has done the work; here they only count
  const checked: (keyof Checks)[] = ["table", "function", "thread", "userdata", "class", "call"];
  expect(checked.length).toBe(6);
});
