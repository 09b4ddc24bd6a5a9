/** Levels of a call stack as a host sees them. */

/** What kind of name a function was called by. */
export type NameKind = "global" | "local" | "method" | "field" | "upvalue" | "metamethod" | "hook" | "";

/** One level of a call stack. */
export interface LuaFrame {
  /** A Lua function, one of the host or a library, a main chunk, or a place where tail calls left no frame. */
  readonly kind: "lua" | "host" | "main" | "tail";
  /** How the caller named the function. */
  readonly name: string | undefined;
  readonly nameKind: NameKind;
  /** As in messages: "file.lua"; "[C]" for the host. */
  readonly chunk: string;
  /** -1 when unknown. */
  readonly line: number;
  /** From 1; 0 = unknown. */
  readonly column: number;
  /** Number of the coroutine: 0 is the main one, others count up as the host meets them. */
  readonly thread: number;
}
