/** Makes the simulator known to `require` in an engine of a host (AO 7). */
import { internals, type Lua } from "../../api/lua.ts";
import { HIDDEN_MODULES, type HiddenModules, require } from "../../stdlib/require.ts";
import { type CallContext, nativeFunction } from "../../vm/callContext.ts";
import { LuaTable } from "../../vm/table.ts";
import { type LuaValue, NativeFunction } from "../../vm/value.ts";
import { findModule, openModule } from "../modules/index.ts";
import { findFile, loadAfresh } from "../world/moduleFile.ts";
import type { World, WorldOptions } from "../world/types.ts";
import { hostFactories } from "./factories.ts";
import { membraneOf } from "./membrane.ts";
import { FACADE, Facade, openPart } from "./modules.ts";

/** Installs the simulator: `require("aolite")` gives it. `options`: of its worlds, beside what the engine says. */
export function installAolite(lua: Lua, options: WorldOptions = {}): void {
  const { cx } = internals(lua);
  cx.libraryData.set(FACADE, new Facade(options));
  cx.libraryData.set(HIDDEN_MODULES, findHidden satisfies HiddenModules);
}

/**
 * The world that the `aolite` module of an engine works on, for looking at what a script does: results, events, log, state. Running
 * it, and whether that is automatic, is the script's business.
 * @throws LuaThrow when the simulator is not installed
 */
export function aoliteWorld(lua: Lua): World {
  const { cx } = internals(lua);
  return Facade.of(cx).view(cx);
}

/** For the command: what is installed when a script first requires one of the names. */
export function hiddenModules(cx: CallContext, name: string): NativeFunction | undefined {
  if (!cx.libraryData.has(FACADE)) cx.libraryData.set(FACADE, new Facade({}));
  return findHidden(cx, name);
}

/** Names of [0.2] for modules of AO. */
const LIB = "aolite.lib.";

/** The module of AO behind a name: `aolite.lib.json` is `json`, `aolite.lib.crypto.digest` is `.crypto.digest`. */
function moduleName(name: string): string {
  if (!name.startsWith(LIB)) return name;
  const rest = name.slice(LIB.length);
  return findModule(`.${rest}`) === undefined ? rest : `.${rest}`;
}

function findHidden(cx: CallContext, name: string): NativeFunction | undefined {
  if (name === "aolite" || name === "aolite.main") return LOAD_AOLITE;
  if (name.startsWith("aolite.")) {
    if (findModule(moduleName(name)) !== undefined) return LOAD_MODULE;
    return PART_NAMES.has(name) ? LOAD_PART : undefined;
  }
  // the other names are known once the simulator is there
  if (cx.loaded.getStr("aolite") === undefined) return undefined;
  if (name === "env") return LOAD_PART;
  if (findModule(name) !== undefined) return LOAD_MODULE;
  return Object.hasOwn(hostFactories, name) ? LOAD_FACTORY : undefined;
}

const PART_NAMES: ReadonlySet<string> = new Set(
  ["env", "process", "api", "scheduler", "eval_exp"].map((part) => `aolite.${part}`),
);

const LOAD_PART: NativeFunction = nativeFunction("aolite.part", (cx) => {
  const name = cx.string(1);
  return cx.ret(openPart(cx, name === "env" ? "aolite.env" : name));
});

const LOAD_MODULE: NativeFunction = nativeFunction("aolite.lib", (cx) => {
  const module = findModule(moduleName(cx.string(1)));
  return cx.ret(module === undefined ? undefined : openModule(cx, module));
});

const LOAD_FACTORY: NativeFunction = nativeFunction("aolite.factory", (cx) =>
  cx.ret(hostFactories[cx.string(1)]?.(cx)),
);

const LOAD_AOLITE: NativeFunction = nativeFunction("aolite.load", (cx) => {
  const { globals } = cx;
  const variables = cx.env.variables ?? {};
  const verbosity = Object.hasOwn(variables, "AOLITE_PRINT_VERB") ? Number(variables.AOLITE_PRINT_VERB) : 0;
  if (globals.getStr("PrintVerb") === undefined || verbosity > 0) {
    globals.setStr("PrintVerb", Number.isFinite(verbosity) ? verbosity : 0);
  }
  const own = globals.getStr("require") as LuaValue;
  if (own instanceof NativeFunction && own.impl === require) globals.setStr("require", REQUIRE);
  for (const name of ["next", "rawget", "rawlen", "rawset"]) letThrough(globals, name);
  return cx.ret(openPart(cx, "aolite"));
});

/** Makes a native that looks into tables see what proxies of tables of processes stand for (AO 7.2). */
function letThrough(globals: LuaTable, name: string): void {
  const own = globals.getStr(name) as LuaValue;
  if (!(own instanceof NativeFunction) || own.upvalues.length > 0) return;
  const impl = own.impl as (cx: CallContext) => number;
  const native = nativeFunction(name, (cx) => {
    const membrane = membraneOf(cx.arg(1));
    return membrane === undefined ? impl(cx) : membrane.raw(cx, name);
  });
  globals.setStr(name, native);
}

// ------------------------------------------------------------------ require (name, env)

/** `require` with an environment as its second argument loads the file afresh, with that as its globals (AO 7). */
const REQUIRE: NativeFunction = nativeFunction("require", (cx) => {
  const env = cx.arg(2);
  if (!(env instanceof LuaTable)) return require(cx);
  return loadAfresh(cx, findFile(cx, cx.string(1), cx.globals), env);
});
