/** Levels of a call stack as a host sees them. */
import type { NameKind } from "./values.ts";

export type { LuaFrame, NameKind } from "./values.ts";

/** The kinds of names by which the machine describes functions and which the host gets to see. */
export const NAME_KINDS: ReadonlySet<string> = new Set<NameKind>([
  "global",
  "local",
  "method",
  "field",
  "upvalue",
  "metamethod",
  "hook",
]);
