import { describe, expect, it } from "vitest";
import { createLua, type LibSelection, LuaLimitError, type LuaOptions, type LuaTable } from "../../src/api/index.ts";
import { libraries } from "../../src/api/libraries.ts";

const VERSIONS = ["5.3", "5.4"] as const;

describe("options", () => {
  it.each<[string, unknown, string]>([
    ["a version that does not exist", { version: "5.2" }, "version"],
    ["an unknown option", { verison: "5.3" }, "verison"],
    ["an unknown limit", { limits: { instrutions: 1 } }, "limits.instrutions"],
    ["a negative limit", { limits: { instructions: -1 } }, "limits.instructions"],
    ["a limit that is not a number", { limits: { callDepth: "many" } }, "limits.callDepth"],
    ["a limit that is NaN", { limits: { stringLength: Number.NaN } }, "limits.stringLength"],
    ["an unknown preset", { libs: "everything" }, "libs"],
    ["an unknown library", { libs: ["base", "strings"] }, 'libs: no library named "strings"'],
    ["an unknown library in an object", { libs: { toString: true } }, 'libs: no library named "toString"'],
    ["an unknown function", { libs: { os: ["time", "exec"] } }, 'libs.os: no function named "exec"'],
    ["a choice of functions that is none", { libs: { os: "time" } }, "libs.os"],
    ["libraries that are no object", { libraries: null }, "libraries"],
    ["libraries that do not exist", { libraries: { strings: {} } }, 'libraries: no library named "strings"'],
    ["a library that is none", { libraries: { string: true } }, "libraries.string"],
  ])("refuse %s with a TypeError that names it", (_, options, text) => {
    expect(() => createLua(options as LuaOptions)).toThrow(TypeError);
    expect(() => createLua(options as LuaOptions)).toThrow(text);
  });

  it("take Infinity for no limit", () => {
    const lua = createLua({ limits: { instructions: Infinity } });
    expect(lua.runSync("return 1")).toEqual([1]);
    expect(lua.meter.limit).toBe(Number.MAX_SAFE_INTEGER);
  });

  it("have defaults: dialect 5.4, safe libraries", () => {
    const lua = createLua();
    expect([lua.version, lua.name, lua.closed]).toEqual(["5.4", undefined, false]);
    expect(lua.runSync("return _VERSION, io, require, dofile, os.getenv, os.time ~= nil")).toEqual([
      "Lua 5.4",
      undefined,
      undefined,
      undefined,
      undefined,
      true,
    ]);
  });

  it("take libraries to choose from; the built-in ones are there all the same", () => {
    const { string, math } = libraries;
    for (const given of [libraries, { string: string!, math: math! }, {}]) {
      const lua = createLua({ libraries: given, libs: ["base", "math", "string"] });
      expect(lua.runSync("return ('x'):rep(2), math.pi > 3, table")).toEqual(["xx", true, undefined]);
      const safe = createLua({ libraries: given });
      expect(safe.runSync("local n = 0 for _ in pairs(_G) do n = n + 1 end return n")).toEqual(
        createLua().runSync("local n = 0 for _ in pairs(_G) do n = n + 1 end return n"),
      );
    }
  });

  it("set globals after the libraries are open", () => {
    const lua = createLua({ globals: { answer: 42, print: "mine", box: { list: [1, 2] } } });
    expect(lua.runSync("return answer, print, box.list[2]")).toEqual([42, "mine", 2]);
    const other = createLua();
    expect(other.runSync("return answer")).toEqual([undefined]);
  });

  it.each(VERSIONS)("choose the grammar and the numbers of %s", (version) => {
    const lua = createLua({ version });
    expect(lua.version).toBe(version);
    expect(lua.runSync("return load('local x <const> = 1 return x') ~= nil, '10' + 1")).toEqual([
      version === "5.4",
      11,
    ]);
    expect(lua.runSync("return math.type('10' + 1)")).toEqual([version === "5.4" ? "integer" : "float"]);
  });
});

/** Names of all functions in the tables that can be reached from the globals. */
function reachable(libs: LibSelection, version: "5.3" | "5.4"): string[] {
  const lua = createLua({ version, libs });
  const names: string[] = [];
  const seen = new Set<unknown>();
  const walk = (path: string, v: unknown): void => {
    if (typeof v !== "object" || v === null || seen.has(v)) return;
    seen.add(v);
    const { type } = v as { type: string };
    if (type === "function") names.push(path);
    if (type !== "table") return;
    for (const [key, value] of (v as LuaTable).entries())
      walk(path === "" ? String(key) : `${path}.${String(key)}`, value);
  };
  walk("", lua.globals);
  return names.sort();
}

describe("library selections", () => {
  it.each(VERSIONS)("none leaves an empty world in %s", (version) => {
    const lua = createLua({ version, libs: "none" });
    expect([...lua.globals]).toEqual([]);
    expect(lua.runSync("return 1 + 1, #'abc', {} == nil")).toEqual([2, 3, false]);
    expect(() => lua.runSync("return ('x'):rep(3)")).toThrow("attempt to index a string value");
  });

  it.each(VERSIONS)("all has the libraries of %s", (version) => {
    const lua = createLua({ version, libs: "all" });
    const names = ["coroutine", "debug", "io", "math", "os", "package", "string", "table", "utf8"];
    for (const name of names)
      expect(lua.runSync(`return type(${name}), package.loaded.${name} == ${name}`)).toEqual(["table", true]);
    expect(lua.runSync("return type(bit32), type(package.loaded.bit32)")).toEqual(
      version === "5.3" ? ["table", "table"] : ["nil", "nil"],
    );
    expect(lua.runSync("return package.loaded._G == _G")).toEqual([true]);
  });

  it.each(VERSIONS)("safe has no way to files, modules, bytecode or other scripts' state in %s", (version) => {
    const names = reachable("safe", version);
    const forbidden =
      /^(io|package|require|dofile|loadfile)\b|^os\.(?!time$|clock$|date$|difftime$)|^debug\.(?!traceback$)|^string\.dump$/;
    expect(names.filter((name) => forbidden.test(name))).toEqual([]);
    expect(names).toContain("debug.traceback");
    expect(names).toContain("string.format");
    const lua = createLua({ version });
    const bytes = createLua({ version }).compile("return 1").toBytes();
    lua.globals.set("bytes", bytes);
    expect(lua.runSync("return load(bytes)")[0]).toBeUndefined();
    expect(lua.runSync("return load('return 7')()")).toEqual([7]);
  });

  it("lists open just these libraries, in any order", () => {
    const lua = createLua({ libs: ["string", "base"] });
    expect(lua.runSync("return math, table, ('x'):rep(2), type(next)")).toEqual([
      undefined,
      undefined,
      "xx",
      "function",
    ]);
  });

  it.each(VERSIONS)("lists of functions leave nothing else reachable in %s", (version) => {
    const libs: LibSelection = {
      base: ["print", "type"],
      string: ["rep"],
      os: ["time"],
      package: false,
      debug: ["getmetatable", "getregistry"],
      math: true,
    };
    const names = reachable(libs, version).filter((name) => !name.startsWith("math."));
    expect(names.filter((name) => !name.startsWith("_G."))).toEqual([
      "debug.getmetatable",
      "debug.getregistry",
      "os.time",
      "print",
      "string.rep",
      "type",
    ]);
    const lua = createLua({ version, libs });
    // the side doors: the string metatable and what the registry holds of package.loaded
    expect(lua.runSync("return ('').upper, ('').rep ~= nil, debug.getmetatable('').__index == string")).toEqual([
      undefined,
      true,
      true,
    ]);
    expect(
      lua.runSync("local l = debug.getregistry()._LOADED return l._G == _G, l.os == os, l.os.exit, l.io, l.coroutine"),
    ).toEqual([true, true, undefined, undefined, undefined]);
  });
});

describe("globals", () => {
  it("are read and written, with and without metamethods", () => {
    const lua = createLua();
    lua.globals.set("x", 1).set("y", "two");
    expect(lua.runSync("return x, y")).toEqual([1, "two"]);
    lua.runSync(
      "z = x + 1; setmetatable(_G, { __index = function(_, k) return k .. '!' end, __newindex = function(t, k, v) rawset(t, k, v * 2) end })",
    );
    expect([lua.globals.get("z"), lua.globals.get("nope"), lua.globals.rawGet("nope")]).toEqual([
      2,
      "nope!",
      undefined,
    ]);
    lua.globals.set("n", 21);
    expect(lua.globals.rawGet("n")).toBe(42);
    lua.globals.rawSet("m", 21);
    expect(lua.globals.rawGet("m")).toBe(21);
    lua.globals.set("x", undefined);
    expect(lua.globals.rawGet("x")).toBeUndefined();
  });

  it("run metamethods under the limits", () => {
    const lua = createLua({ limits: { instructions: 10_000 } });
    lua.runSync("setmetatable(_G, { __index = function() while true do end end })");
    expect(() => lua.globals.get("x")).toThrow(LuaLimitError);
  });
});
