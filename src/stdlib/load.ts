/** Compiling chunks at run time (§6.1 load), shared by the libraries that load code. */
import { SyntaxFault } from "../base/syntaxError.ts";
import { BinaryFormatFault } from "../compiler/bytecode/binaryFormatFault.ts";
import type { Proto } from "../compiler/bytecode/proto.ts";
import { isBinaryChunk, undump } from "../compiler/bytecode/undump.ts";
import type { CallContext } from "../vm/callContext.ts";
import { sizeOfPrototypes } from "../vm/marker.ts";
import { Closure, type LuaValue, UpValue } from "../vm/value.ts";

/** What setting up the compiler costs. */
const BASE_COST = 50;
/** What loading text answers in an engine without a compiler. */
export const NO_COMPILER = "compiler not available";

/** Which kinds of chunk are accepted: "t" text, "b" binary, "bt" both. */
export type LoadMode = string;

/** A function of `proto` whose first upvalue is `env` and whose others are nil. */
export function instantiate(cx: CallContext, proto: Proto, env: LuaValue): Closure {
  const upvalues = proto.upvalues.map((_, i) => new UpValue(i === 0 ? env : undefined));
  return new Closure(cx.codeOf(proto), upvalues);
}

/** Whether `mode` allows chunks that start like this one. */
export function acceptsChunk(cx: CallContext, chunk: string, mode: LoadMode): boolean {
  return isBinaryChunk(chunk) ? mode.includes("b") && cx.allowBytecode : mode.includes("t");
}

/**
 * Compiles or undumps a chunk. Charges for its length first.
 * @returns the function, or the error message.
 */
export function loadChunk(
  cx: CallContext,
  chunk: string,
  chunkName: string,
  mode: LoadMode,
  env: LuaValue,
): Closure | string {
  const binary = isBinaryChunk(chunk);
  const kind = binary ? "binary" : "text";
  if (!mode.includes(kind[0]!)) return `attempt to load a ${kind} chunk (mode is '${mode}')`;
  if (binary && !cx.allowBytecode) return "attempt to load a binary chunk (precompiled chunks are not allowed)";
  const { compiler } = cx;
  if (!binary && compiler === null) return NO_COMPILER;
  if (chunk.length > cx.limits.sourceLength) return "chunk too large";
  cx.charge(BASE_COST + chunk.length);
  if (chunkName !== chunk) cx.chargeBytes(chunkName.length);
  try {
    const proto = binary ? undump(chunk, chunkName, cx.version) : compiler!.compile(chunk, chunkName, cx.version);
    cx.allocate(sizeOfPrototypes(proto));
    return instantiate(cx, proto, env);
  } catch (fault) {
    if (fault instanceof SyntaxFault || fault instanceof BinaryFormatFault) return fault.message;
    throw fault;
  }
}
