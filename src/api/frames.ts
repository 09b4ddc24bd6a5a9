/** Levels of a call stack as a host sees them. */
export type { LuaFrame, NameKind } from "./values.ts";
