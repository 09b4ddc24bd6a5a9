/** The limit of instructions is exact: whatever it is, that many are used, and the error is the limit's. */
import { describe, expect, it } from "vitest";
import { createLua, type Lua, LuaLimitError } from "../../src/api/index.ts";

/** Short, but with everything in it that may sit on the stack when the limit comes. */
const PROGRAM = `
  note("start")
  local mt = { __index = function(t, k) return k end, __add = function(a, b) return 1 end, __lt = function() return true end }
  mt.__concat = function(a, b) return "c" end
  mt.__call = function(self, x) return x end
  mt.__tostring = function() return "T" end
  local v = setmetatable({}, mt)
  note(v.x, v + 1, v < v, v .. "y", v(5), tostring(v))
  note(pcall(error, "e", 0))
  note(pcall(pcall, error))
  note(xpcall(function() local x = nil; return x.y end, function(m) return "handled" end))
  local co = coroutine.wrap(function(a) local b = coroutine.yield(a + 1) error("in co", 0) end)
  note(co(1), (select(2, pcall(co, 2))))
  local t = { 3, 1, 2 }
  table.sort(t, function(a, b) return a < b end)
  note(table.concat(t), ("abc"):gsub(".", function(c) return c:upper() end))
  for k in pairs(t) do note(k) end
  note(load("return ...")(7), ("x"):rep(100) == ("x"):rep(100), #string.format("%s", ("y"):rep(64)))
  local close = load("local n = ... local x <close> = setmetatable({}, { __close = function() n('closed') end }) return 1")
  if close then note(close(note)) end
  note("end")
`;

describe.each(["5.3", "5.4"] as const)("a limit of k instructions in %s", (version) => {
  const chunk = createLua({ version, libs: "all" }).compile(PROGRAM, { chunkName: "=p" });
  const run = (
    limit: number,
    drive: (lua: Lua) => void = (lua) => void lua.runSync(chunk),
  ): { used: number; notes: string[]; error: unknown } => {
    const notes: string[] = [];
    const lua = createLua({
      version,
      libs: "all",
      limits: { instructions: limit },
      globals: { note: (...args: unknown[]) => void notes.push(args.join(" ")) },
    });
    let error: unknown;
    try {
      drive(lua);
    } catch (e) {
      error = e;
    }
    return { used: lua.meter.instructions, notes, error };
  };
  const whole = run(1e6);

  it("is used up exactly, for every k up to the whole program", () => {
    expect(whole.error).toBeUndefined();
    expect(whole.notes[0]).toBe("start");
    expect(whole.notes.at(-1)).toBe("end");
    expect(whole.used).toBeGreaterThan(300);
    let notes = 0;
    for (let k = 0; k < whole.used; k++) {
      const stopped = run(k);
      expect([k, stopped.error instanceof LuaLimitError, stopped.used]).toEqual([k, true, k]);
      expect((stopped.error as LuaLimitError).limit).toBe("instructions");
      // it got as far as the whole run had got, never further
      expect(stopped.notes).toEqual(whole.notes.slice(0, stopped.notes.length));
      expect(stopped.notes.length).toBeGreaterThanOrEqual(notes);
      notes = stopped.notes.length;
    }
    expect(run(whole.used)).toEqual(whole);
  });

  it("is the same when the run is stepped", () => {
    for (let k = 1; k < whole.used; k += 7) {
      const stepped = run(k, (lua) => {
        const execution = lua.start(chunk);
        for (;;) {
          const result = execution.step(1 + (k % 5));
          if (result.state === "failed") throw result.error;
        }
      });
      expect([k, stepped.error instanceof LuaLimitError, stepped.used]).toEqual([k, true, k]);
    }
  });

  it("is the same inside pcall and coroutines", () => {
    const caught = `while true do pcall(function() coroutine.wrap(function() ${"local x = 1 ".repeat(20)} end)() end) end`;
    const looping = createLua({ version }).compile(caught);
    for (let k = 1; k < 200; k++) {
      const stopped = run(k, (lua) => void lua.runSync(looping));
      expect([k, stopped.error instanceof LuaLimitError, stopped.used]).toEqual([k, true, k]);
    }
  });
});

describe("the cost of a field", () => {
  it.each([1, 128, 129, 400])("is the same at each access, with a name of %i bytes", (length) => {
    const name = "k".repeat(length);
    const lua = createLua();
    lua.runSync(`t = { ${name} = 1 } inherits = setmetatable({}, { __index = t }) s = string s.${name} = s.len
      function load() return t.${name} end
      function store() t.${name} = 2 end
      function inherit() return inherits.${name} end
      function method() return (""):${name}() end`);
    const costOf = (source: string): number => {
      const before = lua.meter.instructions;
      lua.runSync(source);
      return lua.meter.instructions - before;
    };
    for (const call of ["load()", "store()", "inherit()", "method()"]) {
      const costs = [1, 2, 3].map(() => costOf(call));
      expect(costs, call).toEqual(costs.map(() => costs[0]));
    }
    expect(costOf("load()")).toBeGreaterThanOrEqual(length > 128 ? length >> 4 : 1);
  });
});
