import type { LuaVersion } from "../base/version.ts";
import type { FunctionBody } from "./ast.ts";
import { type FunctionHandler, LuaParser } from "./grammar.ts";

/** A parser for each dialect in use: building one is expensive, and it keeps nothing of the chunks it parsed. */
const parsers = new Map<LuaVersion, LuaParser>();

/**
 * Parses a chunk (§3.3.2) and gives the body of its main function.
 *
 * @param source - the text, a byte string
 * @param chunkName - as given to `load`: `@file`, `=name` or the source itself
 * @param onFunction - gets each nested function when it has been parsed, inner ones first. Afterwards the function has no
 *   statements any more: the syntax tree of a large chunk need not exist as a whole.
 * @throws SyntaxFault with PUC's message
 */
export function parse(
  source: string,
  chunkName: string,
  version: LuaVersion,
  onFunction?: FunctionHandler,
): FunctionBody {
  let parser = parsers.get(version);
  if (parser === undefined) {
    parser = new LuaParser(version);
    parsers.set(version, parser);
  }
  return parser.parse(source, chunkName, onFunction);
}
