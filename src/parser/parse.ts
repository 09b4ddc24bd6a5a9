import type { LuaVersion } from "../base/version.ts";
import type { FunctionBody } from "./ast.ts";
import { LuaParser } from "./grammar.ts";

/** A parser for each dialect in use: building one is expensive, and it keeps nothing of the chunks it parsed. */
const parsers = new Map<LuaVersion, LuaParser>();

/**
 * Parses a chunk (§3.3.2) and gives the body of its main function.
 *
 * @param source - the text, a byte string
 * @param chunkName - as given to `load`: `@file`, `=name` or the source itself
 * @throws SyntaxFault with PUC's message
 */
export function parse(source: string, chunkName: string, version: LuaVersion): FunctionBody {
  let parser = parsers.get(version);
  if (parser === undefined) {
    parser = new LuaParser(version);
    parsers.set(version, parser);
  }
  return parser.parse(source, chunkName);
}
