/** The dialects this engine speaks; a value read by grammar, libraries and semantics, never a fork of the code. */
export type LuaVersion = "5.3" | "5.4";
