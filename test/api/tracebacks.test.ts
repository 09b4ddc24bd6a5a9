import { describe, expect, it } from "vitest";
import {
  createLua,
  type Lua,
  type LuaFrame,
  type LuaFunction,
  LuaLimitError,
  LuaRuntimeError,
  LuaSyntaxError,
} from "../../src/api/index.ts";

/** What running a file raises. */
function errorOf(lua: Lua, source: string): LuaRuntimeError {
  try {
    lua.runSync(source, { chunkName: "@f.lua" });
  } catch (e) {
    expect(e).toBeInstanceOf(LuaRuntimeError);
    return e as LuaRuntimeError;
  }
  throw new Error("nothing was raised");
}

const brief = (frames: readonly LuaFrame[]): string[] =>
  frames.map((f) => `${f.thread} ${f.kind} ${f.nameKind} ${f.name ?? "-"} ${f.chunk}:${f.line}`);

describe("structured tracebacks", () => {
  it("name every level as its caller does", () => {
    const error = errorOf(
      createLua(),
      `local t = { field = function() error("x") end }
local function loc() t.field() end
function glob() loc() end
function t:meth() glob() end
local mt = setmetatable({}, { __add = function() t:meth() end })
local _ = mt + 1`,
    );
    expect(brief(error.traceback)).toEqual([
      "0 host global error [C]:-1",
      "0 lua field field f.lua:1",
      "0 lua upvalue loc f.lua:2",
      "0 lua global glob f.lua:3",
      "0 lua method meth f.lua:4",
      "0 lua metamethod add f.lua:5",
      "0 main  - f.lua:6",
    ]);
    expect([error.chunk, error.line]).toEqual(["f.lua", 1]);
    expect(Object.isFrozen(error.traceback)).toBe(true);
    expect(error.traceback).toBe(error.traceback);
  });

  it("mark tail calls", () => {
    const error = errorOf(
      createLua(),
      "local function f() local x = nil + 1 end\nlocal function g() return f() end\ng()",
    );
    expect(brief(error.traceback)).toEqual(["0 lua  - f.lua:1", "0 tail  - :-1", "0 main  - f.lua:3"]);
    expect(error.luaStack).toContain("(...tail calls...)");
  });

  const THREE = `local function leaf() error("deep") end
local function third() leaf() end
local function second() coroutine.wrap(function() third() end)() end
local function first() host(function() coroutine.wrap(second)() end) end
local co = coroutine.wrap(function()
  first()
end)
co()`;

  it("E.3.7: go through three coroutines and a host function", () => {
    const lua = createLua();
    lua.globals.set("host", (f: LuaFunction) => {
      f.call();
    });
    const error = errorOf(lua, THREE);
    expect(error.message).toBe("f.lua:8: f.lua:4: f.lua:3: f.lua:1: deep");
    expect(brief(error.traceback).map((line) => line.replace(/^\d+/, "*"))).toEqual([
      "* host global error [C]:-1",
      "* lua upvalue leaf f.lua:1",
      "* lua upvalue third f.lua:2",
      "* lua  - f.lua:3",
      "* host  coroutine.wrap [C]:-1",
      "* lua  - f.lua:3",
      "* host  coroutine.wrap [C]:-1",
      "* lua  - f.lua:4",
      "* host global host [C]:-1",
      "* lua upvalue first f.lua:4",
      "* lua  - f.lua:6",
      "* host local co [C]:-1",
      "* main  - f.lua:8",
    ]);
    expect(new Set(error.traceback.map((f) => f.thread)).size).toBeGreaterThanOrEqual(4);
    expect(error.traceback.at(-1)!.thread).toBe(0);
  });

  it.each(["5.4", "5.3"] as const)("E.3.7: have PUC's text in %s", (version) => {
    const lua = createLua({ version, libs: "all", standalone: true });
    lua.runSync("function host(f) return (('x'):gsub('x', f)) end", { chunkName: "=host" });
    const error = errorOf(lua, THREE);
    expect({ message: error.message, text: error.luaStack }).toEqual(RECORDED);
  });

  it("are kept when the error passes host functions on its way, and start where it began", () => {
    const lua = createLua();
    lua.globals.set("call", (f: LuaFunction) => f.call()[0]);
    const error = errorOf(lua, "local function inner() error('x') end\ncall(function()\n  call(inner)\nend)");
    expect(brief(error.traceback).map((line) => line.replace(/^\d+/, "*"))).toEqual([
      "* host global error [C]:-1",
      "* lua  - f.lua:1",
      "* host global call [C]:-1",
      "* lua  - f.lua:3",
      "* host global call [C]:-1",
      "* main  - f.lua:2",
    ]);
  });

  it("of errors caught inside cost nothing and do not show up later", () => {
    const error = errorOf(
      createLua(),
      `local co = coroutine.wrap(function() error("first") end)
pcall(co)
local ok = pcall(function() coroutine.wrap(function() error("second") end)() end)
error("third")`,
    );
    expect(brief(error.traceback)).toEqual(["0 host global error [C]:-1", "0 main  - f.lua:4"]);
  });

  it("have at most 1000 levels", () => {
    const error = errorOf(
      createLua(),
      "local function f(n) if n == 0 then error('x') end f(n - 1) return 1 end f(5000)",
    );
    expect(error.traceback).toHaveLength(1000);
    const overflow = errorOf(createLua(), "local function f() return 1 + f() end f()");
    expect(overflow.message).toMatch(/stack overflow/);
    expect(overflow.traceback).toHaveLength(1000);
  });

  it("of errors without a position have no line", () => {
    const lua = createLua();
    const fail = lua.fn(() => {
      throw new Error("x");
    });
    try {
      fail.call();
      expect.unreachable();
    } catch (e) {
      expect([(e as LuaRuntimeError).chunk, (e as LuaRuntimeError).line]).toEqual([undefined, undefined]);
    }
  });

  it("costs no gas beyond the text: counts are the same with and without a reader", () => {
    const run = (look: boolean): number => {
      const lua = createLua();
      const error = errorOf(lua, "local function f() error('x') end f()");
      if (look) expect(error.traceback.length).toBeGreaterThan(1);
      return lua.meter.instructions;
    };
    expect(run(true)).toBe(run(false));
  });
});

describe("error.stack", () => {
  it("shows the Lua frames above those of JavaScript", () => {
    const error = errorOf(createLua(), "local function f()\n  error('boom')\nend\nf()");
    const lines = error.stack!.split("\n");
    expect(lines.slice(0, 4)).toEqual([
      "LuaRuntimeError: f.lua:2: boom",
      "    at error ([C])",
      "    at f (f.lua:2)",
      "    at main chunk (f.lua:4)",
    ]);
    expect(error.stack).toContain("tracebacks.test.ts");
    error.stack = "replaced";
    expect(error.stack).toBe("replaced");
  });

  it("and traceback of limits say where the script was", () => {
    const lua = createLua({ limits: { instructions: 1000 } });
    const source = "local function spin()\n  while true do end\nend\ncoroutine.wrap(function() spin() end)()";
    try {
      lua.runSync(source, { chunkName: "@f.lua" });
      expect.unreachable();
    } catch (e) {
      expect(e).toBeInstanceOf(LuaLimitError);
      expect(brief((e as LuaLimitError).traceback).map((line) => line.replace(/^\d+/, "*"))).toEqual([
        "* lua upvalue spin f.lua:2",
        "* lua  - f.lua:4",
        "* host  coroutine.wrap [C]:-1",
        "* main  - f.lua:4",
      ]);
      expect((e as Error).stack).toMatch(/^LuaLimitError: instructions limit exceeded.*\n {4}at spin \(f\.lua:2\)\n/);
    }
  });

  it("of errors without frames is that of JavaScript", () => {
    try {
      createLua().compile("x =");
      expect.unreachable();
    } catch (e) {
      expect((e as LuaSyntaxError).traceback).toEqual([]);
      expect((e as Error).stack).toContain("tracebacks.test.ts");
    }
  });
});

describe("excerpts of syntax errors", () => {
  const excerpt = (source: string): string => {
    try {
      createLua().compile(source, { chunkName: "=c" });
    } catch (e) {
      expect(e).toBeInstanceOf(LuaSyntaxError);
      return (e as LuaSyntaxError).excerpt;
    }
    throw new Error("compiled");
  };

  it.each([
    ["x = = 1", "x = = 1\n    ^"],
    ["a = 1\n\tlocal = 2\nb = 3", "\tlocal = 2\n\t      ^"],
    ["s = 'é' = 1", "s = 'é' = 1\n        ^"],
    ["a = 1\r\nb = = 2", "b = = 2\n    ^"],
    ["x =", "x =\n   ^"],
    [`x = ${"1 + ".repeat(100)} = 2`, ` + ${"1 + ".repeat(14)} = 2\n${" ".repeat(60)}^`],
  ])("%j", (source, text) => {
    expect(excerpt(source)).toBe(text);
  });
});

/** What both real interpreters print. */
const RECORDED = {
  message: "f.lua:8: f.lua:4: f.lua:3: f.lua:1: deep",
  text: "stack traceback:\n\t[C]: in local 'co'\n\tf.lua:8: in main chunk\n\t[C]: in ?",
};
