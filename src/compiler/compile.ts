import { SyntaxFault } from "../base/syntaxError.ts";
import type { LuaVersion } from "../base/version.ts";
import type { FunctionBody } from "../parser/ast.ts";
import { parse } from "../parser/parse.ts";
import type { Compiler } from "./bytecode/compiler.ts";
import { BYTECODE_VERSION } from "./bytecode/opcodes.ts";
import type { Proto } from "./bytecode/proto.ts";
import { FuncState } from "./funcState.ts";
import { activateAtEntry } from "./locals.ts";
import { emitReturn, statements } from "./statements.ts";

/**
 * Compiles a chunk (§3.3.2) to the prototype of its main function. The code of a nested function is generated when the parser has
 * reached its end, so that its syntax tree is garbage before that of the next function exists.
 *
 * @param source the text, a byte string
 * @param chunkName as given to `load`: `@file`, `=name` or the source text
 * @throws SyntaxFault with the reference implementation's message
 */
export function compile(source: string, chunkName: string, version: LuaVersion): Proto {
  const fs = new FuncState(chunkName, version);
  const main = parse(source, chunkName, version, (body) => {
    fs.finished[body.serial] = nestedFunction(fs, body);
  });
  return compileFunction(fs, main);
}

/** Version of the package; a test compares it with package.json. */
const PACKAGE_VERSION = "0.1.0";

/** The compiler as engines get it. */
export const COMPILER: Compiler = Object.freeze({ id: `perigee ${PACKAGE_VERSION}/${BYTECODE_VERSION}`, compile });

/**
 * A function that needs too many registers is an error only when the code around it is generated: an error further up in the source,
 * or one of the parser, comes first.
 */
function nestedFunction(fs: FuncState, body: FunctionBody): Proto | SyntaxFault {
  try {
    return compileFunction(fs, body);
  } catch (e) {
    if (e instanceof SyntaxFault) return e;
    throw e;
  }
}

function compileFunction(fs: FuncState, body: FunctionBody): Proto {
  fs.open(body);
  activateAtEntry(fs, body.parameters);
  statements(fs, body.body.statements);
  if (!fs.isMain) fs.line = body.lastLine;
  emitReturn(fs, 0, 0);
  return fs.finishProto();
}
