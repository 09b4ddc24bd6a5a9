/**
 * Processes that a host program drives by hand (AO 7): they live in its engine, with globals of their own. What the libraries
 * of the engine do with its globals and its modules is done with theirs here: `load`, `loadfile`, `dofile`, `require`.
 */
import { type CallContext, continuation, nativeFunction } from "../../vm/callContext.ts";
import { LuaTable } from "../../vm/table.ts";
import { isFunction } from "../../vm/types.ts";
import { type Continuation, type LuaFunction, type LuaValue, NativeFunction } from "../../vm/value.ts";
import { findModule } from "../modules/index.ts";
import { openRuntime, type Runtime } from "../runtime/index.ts";
import { openBits } from "../world/engineKit.ts";
import { findFile, loadAfresh, loadFile } from "../world/moduleFile.ts";
import { Facade } from "./modules.ts";

/** A runtime in the host's engine: its globals are a copy of the host's, each library copied one level deep (AO 7.8). */
export function newRuntime(cx: CallContext, id: string, module: string): Runtime {
  const env = cx.newTable();
  const loaded = cx.newTable();
  cx.charge(200);
  cx.globals.forEachEntry((key: LuaValue, value: LuaValue) => {
    const isLibrary = value instanceof LuaTable && typeof key === "string" && cx.loaded.getStr(key) === value;
    const own = isLibrary && key !== "_G" ? shallowCopy(cx, value) : value;
    env.set(key, own);
    if (isLibrary) loaded.set(key, own);
  });
  env.setStr("_G", env);
  loaded.setStr("_G", env);
  const library = env.getStr("package") as LuaValue;
  if (library instanceof LuaTable && loaded.getStr("package") === library) {
    library.setStr("loaded", loaded);
    library.setStr("preload", cx.newTable());
    library.setStr("searchers", undefined);
  }
  for (const [name, before] of ENVIRONMENT_AT) replace(env, name, (own) => withEnvironment(name, own, before, env));
  const loadsFiles = env.getStr("loadfile") as LuaValue;
  if (isFunction(loadsFiles)) replace(env, "dofile", () => nativeFunction("dofile", runFile, [loadsFiles]));
  replace(env, "require", () => nativeFunction("require", requireHere, [env, loaded]));
  const bits = (env.getStr("bit32") as LuaValue) ?? openBits(cx);
  env.setStr("bit32", bits);
  loaded.setStr("bit32", bits);
  loaded.setStr("bit", bits);
  const { readData } = Facade.of(cx).main(cx).core.kit.options;
  const runtime = openRuntime(cx, env, { id, module, readData, loaded });
  loaded.setStr("aolite", runtime.ao);
  return runtime;
}

function shallowCopy(cx: CallContext, table: LuaTable): LuaTable {
  const copy = cx.newTable();
  table.forEachEntry((key: LuaValue, value: LuaValue) => copy.set(key, value));
  return copy;
}

/** Functions of the library that take an environment, and how many arguments come before it. */
const ENVIRONMENT_AT: readonly (readonly [string, number])[] = Object.freeze([
  ["load", 3],
  ["loadfile", 2],
]);

/** Puts a function in the place of a native, but not of one that the host program has put there. */
function replace(env: LuaTable, name: string, make: (own: NativeFunction) => NativeFunction): void {
  const own = env.getStr(name) as LuaValue;
  if (own instanceof NativeFunction) env.setStr(name, make(own));
}

const PASS_ON: Continuation = continuation("aolite.driven.load", (cx: CallContext) => cx.retArgs(1));

/** `own` with `env` where no environment is given. */
function withEnvironment(name: string, own: NativeFunction, before: number, env: LuaTable): NativeFunction {
  return nativeFunction(name, (cx) => {
    const args: LuaValue[] = [];
    for (let i = 1; i <= Math.max(cx.nargs, before); i++) args.push(cx.arg(i));
    if (cx.nargs <= before) args.push(env);
    return cx.call(own, args, PASS_ON, undefined);
  });
}

/** `dofile`, by the `loadfile` that is its upvalue. */
function runFile(cx: CallContext): number {
  return cx.call1(cx.native!.upvalues[0] as LuaFunction, cx.arg(1), LOADED_FILE, undefined);
}

const LOADED_FILE: Continuation = continuation("aolite.driven.dofile", (cx: CallContext) => {
  const chunk = cx.arg(1);
  return isFunction(chunk) ? cx.call(chunk, [], PASS_ON, undefined) : cx.throwValue(cx.arg(2));
});

/** What {@link REQUIRED} needs to know. */
interface Requiring {
  readonly loaded: LuaTable;
  readonly name: string;
}

/** `require`: what is loaded, modules of AO, `package.preload` and files, in this order. */
function requireHere(cx: CallContext): number {
  const [env, loaded] = cx.native!.upvalues as [LuaTable, LuaTable];
  const name = cx.string(1);
  const other = cx.arg(2);
  if (other instanceof LuaTable) return loadAfresh(cx, findFile(cx, name, env), other);
  const known = loaded.getStr(name) as LuaValue;
  if (known !== undefined && known !== false) return cx.ret(known);
  const module = findModule(name);
  if (module !== undefined) {
    const value = module.open(cx);
    for (const alias of module.names) loaded.setStr(alias, value);
    return cx.ret(value);
  }
  const state: Requiring = { loaded, name };
  const library = env.getStr("package") as LuaValue;
  const preload = library instanceof LuaTable ? (library.getStr("preload") as LuaValue) : undefined;
  const loader = preload instanceof LuaTable ? (preload.getStr(name) as LuaValue) : undefined;
  if (loader !== undefined) return cx.call2(loader, name, ":preload:", REQUIRED, state);
  return loadFile(cx, findFile(cx, name, env), env, REQUIRED, state);
}

const REQUIRED: Continuation = continuation("aolite.driven.require", (cx: CallContext, s: Requiring) => {
  const value = cx.arg(1) ?? (s.loaded.getStr(s.name) as LuaValue) ?? true;
  s.loaded.setStr(s.name, value);
  return cx.ret(value);
});
