import type { LuaVersion } from "../../base/version.ts";
import type { Proto } from "./proto.ts";

/**
 * What turns text into prototypes. An engine gets it from the entry point it was made by, and nothing above the compiler imports
 * the compiler itself: an entry without one runs what others have compiled.
 */
export interface Compiler {
  /** Changes whenever the same source may give other code: part of the key of cached chunks. */
  readonly id: string;
  /**
   * Compiles a chunk to the prototype of its main function.
   *
   * @param source the text, a byte string
   * @param chunkName as given to `load`: `@file`, `=name` or the source text
   * @throws SyntaxFault with the reference implementation's message
   */
  compile(source: string, chunkName: string, version: LuaVersion): Proto;
}
