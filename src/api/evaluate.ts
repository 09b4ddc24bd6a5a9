/** Evaluating an expression where a function stands: its locals and upvalues can be read and assigned. */
import { encodeUtf8 } from "../base/byteString.ts";
import { SyntaxFault } from "../base/syntaxError.ts";
import type { LuaVersion } from "../base/version.ts";
import type { Compiler } from "../compiler/bytecode/compiler.ts";
import type { Proto } from "../compiler/bytecode/proto.ts";
import { NO_COMPILER } from "../stdlib/load.ts";
import type { CallContext } from "../vm/callContext.ts";
import { LuaThrow } from "../vm/errors.ts";
import { localsInScope } from "../vm/localVariables.ts";
import { isLive, type StackLevel } from "../vm/stackLevels.ts";
import { Closure, UpValue, type LuaValue as Value } from "../vm/value.ts";
import { runUnmetered } from "./unmetered.ts";

const CHUNK = "=(evaluate)";

/** A variable of the function, and the stack index of its value when that is not in a box. */
interface Binding {
  readonly box: UpValue;
  readonly index: number;
  readonly before: Value;
}

/**
 * Evaluates an expression (or runs statements) in the scope of `level`, beside the run that it belongs to, and returns the
 * results. Closures made by it share captured variables with the function; of others they get copies.
 * @throws TypeError when the level has ended; SyntaxFault; what the machine throws
 */
export function evaluateAt(cx: CallContext, level: StackLevel, expression: string): Value[] {
  const { fn, frame, thread } = level;
  if (!(fn instanceof Closure) || frame === null) throw new TypeError("frame: not that of a Lua function");
  if (!isLive(level)) throw new TypeError("frame: the function does not stand there any more");
  const source = encodeUtf8(expression);
  const variables = visibleVariables(level, source);
  const { isVararg, version } = fn.code.proto;
  const names = [...variables.keys()];
  if (cx.compiler === null) throw new LuaThrow(NO_COMPILER);
  const proto = compileInScope(cx.compiler, source, { names, isVararg, version });
  const upvalues = proto.upvalues.map(({ fromRegister, index }) =>
    fromRegister ? variables.get(names[index]!)!.box : new UpValue(cx.globals),
  );
  const { varargs, base } = frame;
  const args = isVararg ? thread.stack.slice(base - varargs, base) : [];
  try {
    return runUnmetered(cx, new Closure(cx.codeOf(proto), upvalues), args);
  } finally {
    for (const { box, index, before } of variables.values()) {
      if (index >= 0 && box.v !== before) thread.stack[index] = box.v;
    }
  }
}

/** The variables of the function that the source may name, innermost declarations only. */
function visibleVariables(level: StackLevel, source: string): Map<string, Binding> {
  const wanted = wordsOf(source).add("_ENV");
  const variables = new Map<string, Binding>();
  const closure = level.fn as Closure;
  closure.code.proto.upvalues.forEach(({ name }, i) => {
    const box = closure.upvalues[i]!;
    if (wanted.has(name)) variables.set(name, { box, index: -1, before: box.v });
  });
  for (const { name, register } of localsInScope(closure, level.pc)) {
    if (!wanted.has(name)) continue;
    const index = level.frame!.base + register;
    const slot = level.thread.stack[index];
    // a later declaration of the name hides the earlier ones
    variables.delete(name);
    if (slot instanceof UpValue) variables.set(name, { box: slot as UpValue, index: -1, before: undefined });
    else variables.set(name, { box: new UpValue(slot), index, before: slot });
  }
  return variables;
}

/** Everything in the source that might be a name. */
function wordsOf(source: string): Set<string> {
  return new Set(source.match(/[A-Za-z_][A-Za-z_0-9]*/g) ?? []);
}

/** The function of the expression inside one that declares `names`; statements when it is no expression. */
function compileInScope(
  compiler: Compiler,
  source: string,
  { names, isVararg, version }: { names: readonly string[]; isVararg: boolean; version: LuaVersion },
): Proto {
  const head = `${names.length === 0 ? "" : `local ${names.join(",")} `}return function(${isVararg ? "..." : ""}) `;
  let chunk: Proto;
  try {
    chunk = compiler.compile(`${head}return ${source}\nend`, CHUNK, version);
  } catch (fault) {
    if (!(fault instanceof SyntaxFault)) throw fault;
    chunk = compiler.compile(`${head}${source}\nend`, CHUNK, version);
  }
  return chunk.protos[0]!;
}
