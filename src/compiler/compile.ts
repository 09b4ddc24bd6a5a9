import type { LuaVersion } from "../base/version.ts";
import type { FunctionBody } from "../parser/ast.ts";
import { parse } from "../parser/parse.ts";
import type { Compiler } from "./bytecode/compiler.ts";
import { BYTECODE_VERSION } from "./bytecode/opcodes.ts";
import type { Proto } from "./bytecode/proto.ts";
import { type ChunkState, FuncState } from "./funcState.ts";
import { activateAtEntry } from "./locals.ts";
import { emitReturn, statements } from "./statements.ts";
import { Workspace } from "./workspace.ts";

/**
 * Compiles a chunk (§3.3.2) to the prototype of its main function.
 *
 * @param source the text, a byte string
 * @param chunkName as given to `load`: `@file`, `=name` or the source text
 * @throws SyntaxFault with the reference implementation's message
 */
export function compile(source: string, chunkName: string, version: LuaVersion): Proto {
  return generate(parse(source, chunkName, version), chunkName, version);
}

/** Version of the package; a test compares it with package.json. */
const PACKAGE_VERSION = "0.1.0";

/** The compiler as engines get it. */
export const COMPILER: Compiler = Object.freeze({ id: `perigee ${PACKAGE_VERSION}/${BYTECODE_VERSION}`, compile });

/** Generates the code of a parsed chunk. @throws SyntaxFault when a function needs too many registers */
export function generate(main: FunctionBody, chunkName: string, version: LuaVersion): Proto {
  const chunk: ChunkState = {
    version,
    chunkName,
    workspace: new Workspace(),
    constants: new Map(),
    compileFunction: (parent, body) => compileFunction(chunk, parent, body),
  };
  return compileFunction(chunk, undefined, main);
}

function compileFunction(chunk: ChunkState, parent: FuncState | undefined, body: FunctionBody): Proto {
  const fs = new FuncState(chunk, parent, body);
  activateAtEntry(fs, body.parameters);
  statements(fs, body.body.statements);
  if (parent !== undefined) fs.line = body.lastLine;
  emitReturn(fs, 0, 0);
  return fs.finishProto();
}
