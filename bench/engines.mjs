/** The engines under comparison, behind one interface. Each measures inside its own process, see child.mjs. */
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);

/**
 * @typedef {object} Engine
 * @property {(source: string, name: string) => (n: number) => void} prepare Loads a program; the result runs it once.
 * @property {(source: string, name: string) => void} compile Compiles a chunk without running it.
 */

/** @returns {Promise<Engine>} */
async function perigee() {
  const { createLua } = await import("../dist/index.js");
  const lua = createLua({ version: "5.4", libs: "all" });
  return {
    prepare(source, name) {
      const [program] = lua.load(source, { chunkName: `=${name}` }).call();
      return (n) => void program.call(n);
    },
    compile: (source, name) => void lua.compile(source, { chunkName: `=${name}` }),
  };
}

/** @returns {Promise<Engine>} */
async function wasmoon() {
  const { LuaFactory } = require("wasmoon");
  const lua = await new LuaFactory().createEngine();
  return {
    prepare(source, name) {
      lua.global.set("__source", source);
      lua.doStringSync(`__run = assert(load(__source, "=${name}"))()`);
      return (n) => void lua.doStringSync(`__run(${n})`);
    },
    compile(source, name) {
      lua.global.set("__source", source);
      lua.doStringSync(`assert(load(__source, "=${name}"))`);
    },
  };
}

/** @returns {Promise<Engine>} */
async function fengari() {
  const { lua, lauxlib, lualib, to_luastring } = require("fengari");
  const L = lauxlib.luaL_newstate();
  lualib.luaL_openlibs(L);
  const check = (status) => {
    if (status !== lua.LUA_OK) throw new Error(lua.lua_tojsstring(L, -1));
  };
  const load = (source, name) => {
    const bytes = to_luastring(source);
    check(lauxlib.luaL_loadbuffer(L, bytes, bytes.length, to_luastring(`=${name}`)));
  };
  return {
    prepare(source, name) {
      load(source, name);
      check(lua.lua_pcall(L, 0, 1, 0));
      return (n) => {
        lua.lua_pushvalue(L, -1);
        lua.lua_pushinteger(L, n);
        check(lua.lua_pcall(L, 1, 0, 0));
      };
    },
    compile(source, name) {
      load(source, name);
      lua.lua_settop(L, 0);
    },
  };
}

export const JAVASCRIPT_ENGINES = { perigee, wasmoon, fengari };
export const NATIVE_ENGINES = ["lua5.4", "lua5.3"];
/** Without 64-bit integers: programs that need them are not run there. */
export const WITHOUT_INT64 = new Set(["fengari"]);
