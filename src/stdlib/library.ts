import type { LuaVersion } from "../base/version.ts";
import type { CallContext } from "../vm/callContext.ts";
import type { LuaTable } from "../vm/table.ts";

/** The key of the set of functions that the host has named one by one, in the state's `libraryData`. */
export const NAMED_FUNCTIONS: string = "named";

/** One library function. */
export interface NativeSpec {
  /** As the manual writes it: "string.rep (s, n [, sep])". */
  readonly signature: string;
  /** Section of the manual: "6.4". */
  readonly manual: string;
  /** What is charged beside the call instruction: "1 per 16 bytes of result"; "" when the work is constant. */
  readonly gas: string;
  /** Dialects that have it; both when absent. */
  readonly versions?: readonly LuaVersion[];
  /** Leaves its results with `cx.ret*` and returns what that returned. */
  readonly run: (cx: CallContext) => number;
}

/** A standard library: the functions and what else its table holds. */
export interface Library {
  /** Name of the global table; "_G" for the base library. */
  readonly name: string;
  readonly functions: Readonly<Record<string, NativeSpec>>;
  /** Functions that become globals instead of fields of the library's table. */
  readonly globalFunctions?: readonly string[];
  /** Names of the fields that `setup` adds to the library's table and to the registry: their order is fixed beforehand. */
  readonly fields?: readonly string[];
  readonly registryKeys?: readonly string[];
  /** Adds constants, metatables and the like to the fresh library table. */
  readonly setup?: ((cx: CallContext, table: LuaTable) => void) | undefined;
}

/** Declares a library; frozen, so that it can be shared by all engines. */
export function defineLibrary(
  name: string,
  functions: Readonly<Record<string, NativeSpec>>,
  rest: Pick<Library, "globalFunctions" | "fields" | "registryKeys" | "setup"> = {},
): Library {
  return Object.freeze({ name, functions: Object.freeze(functions), ...rest });
}
