import { describe, expect, it } from "vitest";
import {
  createLua,
  float,
  type Lua,
  LuaAsyncError,
  LuaModuleError,
  type LuaOptions,
  LuaRuntimeError,
  type LuaTable,
  MemoryFs,
  type ModuleRequest,
  type ModuleResolver,
  multi,
  pathResolver,
  recordResolver,
} from "../../src/api/index.ts";

const later = <T>(value: T): Promise<T> => new Promise((resolve) => setTimeout(() => resolve(value), 0));

/** Modules by name that take a while; counts what it is asked. */
function slowResolver(modules: Record<string, string>): ModuleResolver & { readonly asked: ModuleRequest[] } {
  const record = recordResolver(modules);
  const asked: ModuleRequest[] = [];
  return {
    asked,
    resolve: (request) => {
      asked.push(request);
      return later(0).then(() => record.resolve(request));
    },
  };
}

/** What an engine fails with. */
function failure(lua: Lua, source: string): unknown {
  try {
    lua.runSync(source, { chunkName: "=main" });
  } catch (error) {
    return error;
  }
  return undefined;
}

describe.each(["5.3", "5.4"] as const)("require in %s", (version) => {
  const make = (options: LuaOptions = {}): Lua => createLua({ version, ...options });

  it("finds modules of resolvers in order, once, and gives where they came from", () => {
    const lua = make({
      modules: [
        recordResolver({ a: "return {name = ..., file = select(2, ...)}" }),
        recordResolver({ a: "", b: "x = 1" }),
      ],
    });
    expect(lua.runSync(`local a = require "a" return a.name, a.file, a == require "a", require "b", x`)).toEqual(
      version === "5.4" ? ["a", "a", true, true, 1] : ["a", "a", true, true, 1],
    );
    expect(lua.runSync(`return select("#", require "c2")`.replace("c2", "a"))).toEqual([1]);
  });

  it("returns what the loader got as its second argument, in 5.4 only and only the first time", () => {
    const lua = make({ modules: recordResolver({ m: "return 7" }) });
    expect(lua.runSync(`return require "m"`)).toEqual(version === "5.4" ? [7, "m"] : [7]);
    expect(lua.runSync(`return require "m"`)).toEqual([7]);
  });

  it("says what was tried as the reference does", () => {
    const lines = [
      "no field package.preload['a.b']",
      "no source for module 'a.b'",
      "no file './a/b.lua'",
      "no file 'x'",
    ];
    const modules = [recordResolver({}), pathResolver({ path: "./?.lua;x", fs: new MemoryFs() })];
    const error = failure(make({ modules }), `require "a.b"`) as LuaModuleError;
    expect(error).toBeInstanceOf(LuaModuleError);
    expect(error.code).toBe("LUA_MODULE");
    expect(error.module).toBe("a.b");
    expect(error.tried).toEqual(lines);
    expect(error.message).toBe(`main:1: module 'a.b' not found:\n\t${lines.join("\n\t")}`);
    expect(error.luaStack).toContain("in function 'require'");
    expect(make({ modules }).runSync(`return select(2, pcall(require, "a.b"))`)).toEqual([
      `module 'a.b' not found:\n\t${lines.join("\n\t")}`,
    ]);
  });

  it("a resolver that tried nothing adds no line", () => {
    const lua = make({ modules: { resolve: () => ({ tried: [] }) } });
    expect((failure(lua, `require "m"`) as LuaModuleError).tried).toEqual(["no field package.preload['m']"]);
  });

  it("with the package library, resolvers stand between preload and files", () => {
    const fs = new MemoryFs({ "both.lua": "return 'file'", "file.lua": "return 'file'" });
    const lua = make({ libs: "all", env: { fs }, modules: recordResolver({ both: "return 'host'" }) });
    expect(lua.runSync(`return #package.searchers, require "both", (require "file")`)).toEqual(
      version === "5.4" ? [5, "host", "file"] : [5, "host", "file"],
    );
    expect(
      lua.runSync(`
        local loader, where = package.searchers[2]("both")
        package.preload.own = function(...) return {...} end
        table.remove(package.searchers, 2)
        package.loaded.both = nil
        return type(loader), where, (require "both"), #require "own"`),
    ).toEqual(["function", "both", "file", version === "5.4" ? 2 : 1]);
  });

  it("without the package library there is require and nothing else", () => {
    const lua = make({ modules: recordResolver({ m: "return 1" }) });
    expect(lua.runSync(`return require "m", package, (require "string") == string`)).toEqual([1, undefined, true]);
    expect(make().runSync("return require")).toEqual([undefined]);
    expect(make({ preload: { m: "return 2" } }).runSync(`return (require "m")`)).toEqual([2]);
    expect(make({ modules: [], globals: { require: 3 } }).runSync("return require")).toEqual([3]);
  });

  it("takes modules in every form", () => {
    const chunk = make().compile("local name, where = ... return {name, where, x}", { chunkName: "@c.lua" });
    let made = 0;
    const lua = make({
      globals: { x: 5 },
      preload: {
        source: "return {...}, 2",
        chunk,
        fields: { list: [1, 2], f: (a: number) => a + 1, float: float(1) },
        factory: (engine, name) => {
          made++;
          return { name, same: engine === lua };
        },
        several: () => multi("first", "second"),
        nothing: () => undefined,
      },
    });
    const table = lua.table({ k: "v" });
    lua.preload("handle", table);
    expect(
      lua.runSync(`
        local s, c, f, m = require "source", require "chunk", require "fields", require "factory"
        return s[1], #s, c[1], c[3], f.list[2], f.f(1), tostring(f.float), m.name, m.same, m == require "factory",
          require "nothing", (require "handle").k, (require "several")`),
    ).toEqual(["source", 2, "chunk", 5, 2, 2, "1.0", "factory", true, true, true, "v", "first"]);
    expect(made).toBe(1);
    table.set("k", "changed");
    expect(lua.runSync(`return (require "handle").k`)).toEqual(["changed"]);
  });

  it("takes what resolvers find in every form", () => {
    const chunk = make().compile("return ...", { chunkName: "@c.lua" });
    const found: Record<string, ReturnType<ModuleResolver["resolve"]>> = {
      bytes: {
        kind: "lua",
        source: new Uint8Array([...Buffer.from("#!x\nreturn '"), 0xff, 0x27]),
        chunkName: "@bytes.lua",
      },
      chunk: { kind: "chunk", chunk },
      host: { kind: "host", load: (_, name) => name.length, origin: "the host" },
      fields: { kind: "host", load: { a: 1 }, origin: "the host" },
    };
    const lua = make({ modules: { resolve: ({ name }) => found[name] ?? { tried: [] } } });
    expect(lua.runSync(`return #require "bytes", (require "chunk"), (require "host"), (require "fields").a`)).toEqual([
      1,
      "chunk",
      4,
      1,
    ]);
    const other = version === "5.4" ? "5.3" : "5.4";
    const foreign = createLua({ version: other }).compile("return 1", { chunkName: "@old.lua" });
    const error = failure(make({ preload: { m: foreign } }), `require "m"`);
    expect((error as Error).message).toBe(
      `error loading module 'm' from file '@old.lua':\n\tchunk of Lua ${other} in an engine of Lua ${version}`.replace(
        "@",
        "",
      ),
    );
  });

  it("reports sources that do not compile as the reference does", () => {
    const lua = make({ modules: recordResolver({ m: "x = =" }) });
    const error = failure(lua, `require "m"`) as LuaModuleError;
    expect(error).toBeInstanceOf(LuaModuleError);
    expect(error.message).toMatch(/^error loading module 'm' from file 'm':\n\tm:1: unexpected symbol near '='$/);
    expect(error.tried).toEqual([]);
  });

  it("hands on what modules, factories and resolvers throw", () => {
    const bug = new Error("no network");
    const lua = make({
      modules: {
        resolve: ({ name }) => {
          if (name === "bug") throw bug;
          return { tried: [] };
        },
      },
      preload: {
        lua: "error({code = 3})",
        factory: () => {
          throw bug;
        },
      },
    });
    for (const name of ["bug", "factory"]) {
      const error = failure(lua, `require "${name}"`) as LuaRuntimeError;
      expect(error).toBeInstanceOf(LuaRuntimeError);
      expect(error.message).toContain("no network");
      expect(error.cause).toBe(bug);
    }
    const error = failure(lua, `require "lua"`) as LuaRuntimeError;
    expect((error.value as LuaTable).get("code")).toBe(3);
    // nothing stays behind: it is tried again
    expect(lua.runSync(`local a = pcall(require, "lua") return a, (pcall(require, "lua"))`)).toEqual([false, false]);
  });

  it("tells resolvers which chunk asks", async () => {
    const asked: [string, string | undefined][] = [];
    const sources = recordResolver({
      outer: `local inner = require "inner" return inner`,
      inner: `return require "tail"`,
      tail: `return coroutine.wrap(function() return pcall(require, "none") end)()`,
    });
    const lua = make({
      modules: {
        resolve: (request) => {
          asked.push([request.name, request.requester]);
          expect(request.lua).toBe(lua);
          return sources.resolve(request);
        },
      },
    });
    lua.runSync(`require "outer"`, { chunkName: "@main.lua" });
    expect(asked).toEqual([
      ["outer", "@main.lua"],
      ["inner", "@outer"],
      ["tail", "@inner"],
      ["none", "@tail"],
    ]);
    await expect(lua.require("other")).rejects.toBeInstanceOf(LuaModuleError);
    expect(asked.at(-1)).toEqual(["other", undefined]);
  });

  it("cyclic requires overflow, as in the reference", () => {
    const lua = make({ modules: recordResolver({ a: `return require "b"`, b: `return require "a"` }) });
    expect(lua.runSync(`local ok, e = pcall(require, "a") return ok, (e:match("C stack overflow"))`)).toEqual([
      false,
      "C stack overflow",
    ]);
    // a module that announces itself can be required from within
    const other = make({
      libs: "all",
      modules: recordResolver({
        a: `package.loaded.a = {early = true} return {b = require "b"}`,
        b: `return require("a").early`,
      }),
    });
    expect(other.runSync(`return require("a").b`)).toEqual([true]);
  });

  it("asynchronous resolvers suspend the script, wherever it is, and are refused in synchronous runs", async () => {
    const lua = make({ modules: slowResolver({ m: "local n = 1 return {n = n}" }), preload: { host: () => later(9) } });
    expect(() => lua.runSync(`require "m"`)).toThrow(LuaAsyncError);
    expect(() => lua.runSync(`require "host"`)).toThrow(LuaAsyncError);
    expect(
      await lua.run(`
        local co = coroutine.wrap(function() coroutine.yield(require("m").n) return (require "host") end)
        return co(), select(2, pcall(co))`),
    ).toEqual([1, 9]);
    expect(lua.runSync(`return require("m").n`)).toEqual([1]);
    await expect(lua.run(`require "none"`)).rejects.toThrow("no source for module 'none'");
  });
});

describe("concurrent requires", () => {
  it("share one load", async () => {
    const resolver = slowResolver({ m: "count = (count or 0) + 1 pause() return {}" });
    const lua = createLua({ modules: resolver, globals: { pause: () => later(1) } });
    const runs = [1, 2, 3].map(() => lua.run(`local m = require "m" return m, count`));
    const values = await Promise.all([...runs, lua.require("m")]);
    expect(new Set([...values.slice(0, 3).map((v) => (v as unknown[])[0]), values[3]]).size).toBe(1);
    expect(resolver.asked).toHaveLength(1);
    expect(lua.globals.get("count")).toBe(1);
  });

  it("also when a module computes for many slices", async () => {
    const lua = createLua({ modules: recordResolver({ m: "n = (n or 0) + 1 for i = 1, 1e5 do end return n" }) });
    const run = (): Promise<unknown[]> => lua.run(`return (require "m")`, { slice: 1000 });
    expect(await Promise.all([run(), run()])).toEqual([[1], [1]]);
  });

  it("when a load fails, the next one tries for itself", async () => {
    const lua = createLua({
      modules: slowResolver({ m: "n = (n or 0) + 1 pause() if n == 1 then error('first') end return n" }),
      globals: { pause: () => later(1) },
    });
    const [a, b] = await Promise.all([lua.run(`return pcall(require, "m")`), lua.run(`return pcall(require, "m")`)]);
    expect(a).toEqual([false, "m:1: first"]);
    expect(b.slice(0, 2)).toEqual([true, 2]);
  });

  it("when the loading run is ended by the host, the signal of its request is aborted and another loads", async () => {
    const requests: ModuleRequest[] = [];
    const answers: ((source: string) => void)[] = [];
    const lua = createLua({
      modules: {
        resolve: (request) => {
          requests.push(request);
          return new Promise((resolve) => answers.push((source) => resolve({ kind: "lua", source, chunkName: "@m" })));
        },
      },
    });
    const abort = new AbortController();
    const first = lua.run(`return (require "m")`, { signal: abort.signal });
    const second = lua.run(`return (require "m")`);
    await later(0);
    expect(requests).toHaveLength(1);
    abort.abort();
    await expect(first).rejects.toThrow("aborted");
    expect(requests[0]!.signal.aborted).toBe(true);
    await later(0);
    await later(0);
    expect(requests).toHaveLength(2);
    answers[1]!("return 'second'");
    expect(await second).toEqual(["second"]);
    expect(requests[1]!.signal.aborted).toBe(false);
  });

  it("two runs that load each other's modules do not wait for ever", async () => {
    const lua = createLua({
      modules: slowResolver({
        a: "pause() local ok, b = pcall(require, 'b') return {b = ok}",
        b: "pause() local ok, a = pcall(require, 'a') return {a = ok}",
      }),
      globals: { pause: () => later(1) },
    });
    const [a, b] = await Promise.all([lua.require("a"), lua.require("b")]);
    expect([a, b].map((handle) => typeof handle)).toEqual(["object", "object"]);
  });

  it("a coroutine that yields while it loads does not hold others up", async () => {
    const lua = createLua({
      modules: recordResolver({ m: "n = (n or 0) + 1 if n == 1 then coroutine.yield() end return n" }),
    });
    const values = await lua.run(`
      local co = coroutine.create(function() return (require "m") end)
      coroutine.resume(co)
      return (require "m"), select(2, coroutine.resume(co))`);
    expect(values).toEqual([2, 2]);
  });
});

it("a native that finds no room to wait fails and nothing else", async () => {
  const lua = createLua({ globals: { pause: () => later(1) } });
  const source = `
    local ok, e
    local function deep(n)
      local o, m = pcall(pause)
      if not o then ok, e = o, m return n end
      return (string.gsub("x", "x", function() return deep(n + 1) end))
    end
    deep(1)
    return ok, (e:match("C stack overflow"))`;
  expect(await lua.run(source)).toEqual([false, "C stack overflow"]);
});

describe("lua.preload and lua.require", () => {
  it("load as scripts do", async () => {
    const lua = createLua();
    lua.preload("m", "return {...}");
    expect(((await lua.require("m")) as LuaTable).get(1)).toBe("m");
    expect(lua.runSync(`return (require "m")[1]`)).toEqual(["m"]);
    expect(await lua.require("string")).toBe(lua.globals.get("string"));
  });

  it("refuse what is no module", () => {
    const lua = createLua();
    expect(() => lua.preload("m", 3 as never)).toThrow(new TypeError("preload.m: no source, chunk, table or function"));
    expect(() => createLua({ modules: [{}] as never })).toThrow(new TypeError(`modules[0]: has no function "resolve"`));
    expect(() => createLua({ modules: recordResolver as never })).toThrow(TypeError);
  });

  it("names are bytes, and no property of an object is a module", async () => {
    const lua = createLua({ modules: recordResolver({ é: "return #..." }), preload: {} });
    expect(await lua.require("é")).toBe(2);
    for (const name of ["__proto__", "constructor", "toString", ""]) {
      await expect(lua.require(name)).rejects.toBeInstanceOf(LuaModuleError);
    }
  });
});

describe("pathResolver", () => {
  it("reads files of the engine, asynchronous ones too, by a path that scripts cannot change", async () => {
    const files = new MemoryFs({
      "lib/a/b.lua": "#!/bin/lua\nreturn debug and 1 or 2, ...",
      "lib/c/init.lua": "return 'c'",
    });
    const modules = pathResolver({ path: "lib/?.lua;lib/?/init.lua" });
    const lua = createLua({ env: { fs: files }, modules });
    expect(lua.runSync(`return (require "a.b"), require "c"`)).toEqual([1, "c", "lib/c/init.lua"]);
    const slow = createLua({ modules: pathResolver({ path: "lib/?.lua", fs: slowFs(files) }) });
    expect(await slow.run(`return require "a.b"`)).toEqual([1, "lib/a/b.lua"]);
    await expect(createLua({ modules }).require("c")).rejects.toThrow(
      "no file 'lib/c.lua'\n\tno file 'lib/c/init.lua'",
    );
  });

  it("says what cannot be read", async () => {
    const lua = createLua({ modules: pathResolver({ path: "?", fs: new MemoryFs({ "dir/x": "" }) }) });
    await expect(lua.require("dir")).rejects.toThrow("Is a directory");
  });
});

/** The same files, which take a while. */
function slowFs(fs: MemoryFs): ConstructorParameters<typeof Object>[0] {
  return {
    open: async (path: string, mode: string) => {
      const file = await later(0).then(() => fs.open(path, mode));
      return {
        read: (max: number) => later(0).then(() => file.read(max)),
        write: (bytes: Uint8Array) => later(0).then(() => file.write(bytes)),
        seek: (whence: "set", offset: number) => later(0).then(() => file.seek(whence, offset)),
        flush: () => later(undefined),
        close: () => later(0).then(() => file.close()),
      };
    },
  };
}
