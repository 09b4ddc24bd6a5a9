/** Bints keep their class when they go from one engine to another (AO 8.6). */
import { requireFunction } from "../../stdlib/require.ts";
import type { CallContext } from "../../vm/callContext.ts";
import { LuaThrow } from "../../vm/errors.ts";
import { callFromHost } from "../../vm/run.ts";
import type { State } from "../../vm/state.ts";
import { LuaTable } from "../../vm/table.ts";
import type { BintSize } from "./copied.ts";

/** The class of that size in an engine, loaded when nobody has done so yet. */
export function bintClasses(state: State, { bits, wordBits }: BintSize): LuaTable | undefined {
  try {
    const [make] = callFromHost(state, requireFunction(state as CallContext), [".bint"]);
    const [made] = callFromHost(state, make, [bits, wordBits]);
    return made instanceof LuaTable ? made : undefined;
  } catch (thrown) {
    if (thrown instanceof LuaThrow) return undefined;
    throw thrown;
  }
}
