import { describe, expect, it } from "vitest";
import {
  createLua,
  LuaClosedError,
  LuaError,
  type LuaFunction,
  LuaLimitError,
  LuaRuntimeError,
  LuaSyntaxError,
  type LuaTable,
} from "../../src/api/index.ts";

function thrownBy(work: () => unknown): unknown {
  try {
    work();
  } catch (e) {
    return e;
  }
  throw new Error("nothing was thrown");
}

const syntaxError = (source: string): LuaSyntaxError => {
  const error = thrownBy(() => createLua({ name: "n" }).compile(source, { chunkName: "@f.lua" }));
  expect(error).toBeInstanceOf(LuaSyntaxError);
  return error as LuaSyntaxError;
};

describe("syntax errors", () => {
  it("say where, near what, and whether more input may help", () => {
    const { message, chunk, line, column, near, incomplete, code, engine, luaStack } = syntaxError("x = 1\ny = = 2");
    expect({ message, chunk, line, column, near, incomplete, code, engine, luaStack }).toEqual({
      message: "f.lua:2: unexpected symbol near '='",
      chunk: "f.lua",
      line: 2,
      column: 5,
      near: "'='",
      incomplete: false,
      code: "LUA_SYNTAX",
      engine: "n",
      luaStack: "",
    });
    expect(syntaxError("goto x").near).toBe("");
  });

  it.each([
    ["for i = 1, 2 do", true],
    ["x = ", true],
    ["return function() ", true],
    ["x = [[abc", true],
    ["--[[ comment", true],
    ["x = )", false],
    ["x = 'abc", true],
    ["end", false],
  ])("%s is incomplete: %s", (source, incomplete) => {
    // a short string cannot go on in the next line, but PUC's console asks for more too: the message ends in <eof>
    const error = syntaxError(source);
    expect(error.incomplete).toBe(error.message.endsWith("<eof>"));
    if (source !== "x = 'abc") expect(error.incomplete).toBe(incomplete);
  });

  it("are values for load and errors for the host", () => {
    const lua = createLua();
    expect(lua.runSync("return load('x =', '=c')")).toEqual([undefined, "c:1: unexpected symbol near <eof>"]);
    expect(() => lua.load("x =")).toThrow(LuaSyntaxError);
    expect(() => lua.start("x =")).toThrow(LuaSyntaxError);
    expect(() => lua.runSync("x = 'é")).toThrow(`[string "x = 'é"]:1: unfinished string near <eof>`);
  });
});

describe("runtime errors", () => {
  const lua = createLua({ libs: "all", name: "engine" });
  const runtimeError = (source: string): LuaRuntimeError => {
    const error = thrownBy(() => lua.runSync(source, { chunkName: "@f.lua" }));
    expect(error).toBeInstanceOf(LuaRuntimeError);
    expect(error).toBeInstanceOf(LuaError);
    return error as LuaRuntimeError;
  };

  it("carry the message with its position and the traceback", () => {
    const error = runtimeError("local function f(x)\n  return x.y.z\nend\nlocal function g() f({}) end\ng()");
    expect([error.message, error.value, error.code, error.engine, error.name]).toEqual([
      "f.lua:2: attempt to index a nil value (field 'y')",
      "f.lua:2: attempt to index a nil value (field 'y')",
      "LUA_RUNTIME",
      "engine",
      "LuaRuntimeError",
    ]);
    expect(error.luaStack).toBe(
      "stack traceback:\n\tf.lua:2: in upvalue 'f'\n\tf.lua:4: in local 'g'\n\tf.lua:5: in main chunk",
    );
  });

  it.each<[string, string, unknown]>([
    ["error()", "nil", undefined],
    ["error(nil)", "nil", undefined],
    ["error(42)", "42", 42],
    ["error(true)", "(error object is a boolean value)", true],
    ["error('x', 0)", "x", "x"],
    ["error('x', 2)", "x", "x"],
    ["error(setmetatable({}, { __tostring = function() return 'T!' end }))", "T!", "table"],
    [
      "error(setmetatable({}, { __tostring = function() error('in it') end }))",
      "(error object is a table value)",
      "table",
    ],
    ["error(setmetatable({}, { __tostring = function() return {} end }))", "(error object is a table value)", "table"],
    ["error(setmetatable({}, { __name = 'Mine' }))", "(error object is a Mine value)", "table"],
    ["error(print)", "(error object is a function value)", "function"],
  ])("%s", (source, message, value) => {
    const error = runtimeError(source);
    expect(error.message).toBe(source === "error()" || source === "error(nil)" ? error.message : message);
    const actual = typeof error.value === "object" ? error.value.type : error.value;
    expect(actual).toBe(value);
  });

  it("E.3.6: keep the identity of the error object", () => {
    const t = lua.runSync("E = { code = 7 } return E")[0] as LuaTable;
    const error = runtimeError("error(E)");
    expect(error.value).toBe(t);
    expect((error.value as LuaTable).get("code")).toBe(7);
  });

  it("of coroutines come out through resume and wrap", () => {
    expect(runtimeError("coroutine.wrap(function() error('inside', 0) end)()").message).toBe("f.lua:1: inside");
    expect(lua.runSync("return coroutine.resume(coroutine.create(function() error({}) end))")[0]).toBe(false);
  });

  it("whose text runs into a limit are the limit's error", () => {
    const limited = createLua({ limits: { instructions: 1000 } });
    const error = thrownBy(() =>
      limited.runSync("error(setmetatable({}, { __tostring = function() while true do end end }))"),
    );
    expect(error).toBeInstanceOf(LuaLimitError);
  });

  it("whose text runs into a limit of their run are that limit's error", async () => {
    const source = "error(setmetatable({}, { __tostring = function() while true do end end }))";
    const limits = { instructions: 1000 };
    const unlimited = createLua();
    expect(thrownBy(() => unlimited.runSync(source, { limits }))).toBeInstanceOf(LuaLimitError);
    await expect(unlimited.run(source, { limits })).rejects.toBeInstanceOf(LuaLimitError);
    // what was used before counts
    const half = `for i = 1, 240 do end error(setmetatable({}, { __tostring = function() for i = 1, 240 do end return "T" end }))`;
    expect(thrownBy(() => unlimited.runSync(half, { limits: { instructions: 700 } }))).toMatchObject({
      message: expect.stringContaining("T"),
    });
    expect(thrownBy(() => unlimited.runSync(half, { limits: { instructions: 400 } }))).toBeInstanceOf(LuaLimitError);
  });

  it("leave the engine as it was", () => {
    for (let i = 0; i < 50; i++)
      runtimeError("local t <close> = setmetatable({}, { __close = function() n = (n or 0) + 1 end }) error('x')");
    expect(lua.runSync("return n, coroutine.running()")[0]).toBe(50);
    expect(lua.runSync("return select('#', ...)", { args: [1, 2] })).toEqual([2]);
  });
});

describe("closed engines", () => {
  it("refuse to run anything", () => {
    const lua = createLua({ name: "gone" });
    const f = lua.runSync("return function() return 1 end")[0] as LuaFunction;
    const chunk = lua.compile("return 2");
    const execution = lua.start("return 3");
    lua.globals.set("x", 5);
    lua.close();
    lua.close();
    expect(lua.closed).toBe(true);
    for (const work of [
      () => lua.runSync("return 1"),
      () => lua.runSync(chunk),
      () => lua.compile("return 1"),
      () => lua.load("return 1"),
      () => lua.start("return 1"),
      () => f.call(),
      () => lua.globals.get("x"),
      () => lua.globals.set("x", 1),
    ]) {
      expect(work).toThrow(LuaClosedError);
    }
    const step = execution.step();
    expect(step.state === "failed" && step.error).toBeInstanceOf(LuaClosedError);
    expect(lua.globals.rawGet("x")).toBe(5);
  });
});
