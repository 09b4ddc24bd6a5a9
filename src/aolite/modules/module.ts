import type { CallContext } from "../../vm/callContext.ts";
import type { NativeClosureKind } from "../../vm/snapshot/registry.ts";
import type { Schema } from "../../vm/snapshot/schema.ts";
import type { LuaValue } from "../../vm/value.ts";

/** A module that processes `require`. `open` makes its value in a state; it is called once per process, when first required. */
export interface AoModule {
  /** Every name it goes by: [".bint"] */
  readonly names: readonly string[];
  readonly open: (cx: CallContext) => LuaValue;
  /** Natives reachable from the value, found by the snapshot code by walking it; native closures and continuations are listed here. */
  readonly closures?: Readonly<Record<string, NativeClosureKind>>;
  readonly continuations?: Readonly<Record<string, Schema>>;
}
