import { describe, expect, it } from "vitest";
import {
  createLua,
  type Execution,
  type Lua,
  type LuaAbortError,
  type LuaFunction,
  LuaLimitError,
  LuaRuntimeError,
  LuaSyntaxError,
  type StepResult,
} from "../../src/api/index.ts";

/** Uses most of the language: closures, coroutines, metamethods, natives that call back, errors, to-be-closed variables. */
const PROGRAM = `
  local out = {}
  local function put(...) out[#out + 1] = table.concat({ ... }, " ") end
  local function fib(n) if n < 2 then return n end return fib(n - 1) + fib(n - 2) end
  put(fib(10))
  local gen = coroutine.wrap(function() for i = 1, 5 do coroutine.yield(i) end return "end" end)
  for _ = 1, 6 do put(gen()) end
  put(pcall(gen) and "alive" or "dead")
  local v = setmetatable({}, { __add = function(a, b) return fib(5) end, __index = function(_, k) return k .. "?" end,
    __lt = function() return fib(3) > 1 end, __concat = function(_, s) return "c" .. tostring(s) end })
  put(v + 1, v.name, tostring(v < v), v .. "x")
  local t = { 5, 3, 9, 1, 7 }
  table.sort(t, function(a, b) return a > b end)
  put(table.concat(t, ","))
  put((("hello world"):gsub("%w+", function(w) return w:upper() .. fib(4) end)))
  put(select(2, pcall(error, "e", 0)), tostring(select(2, pcall(function() local x = nil; return x.y end))))
  put(select(2, xpcall(function() error("h", 0) end, function(m) return m .. fib(6) end)))
  if _VERSION == "Lua 5.4" then
    load([[local put = ... do local c <close> = setmetatable({}, { __close = function() put("closed") end }) put("open") end]])(put)
  end
  for k, x in pairs({ 1, 2, k = 3 }) do put(k, x) end
  put(load("return 1 + ...")(2), ("x"):rep(100):len(), string.format("%5.2f", 1.5))
  return table.concat(out, "\\n"), #out
`;

function engine(version: "5.3" | "5.4"): Lua {
  return createLua({ version, libs: "all" });
}

function stepThrough(execution: Execution, size: number): { result: StepResult; steps: number } {
  for (let steps = 1; ; steps++) {
    const result = execution.step(size);
    if (result.state !== "ready") return { result, steps };
  }
}

describe.each(["5.3", "5.4"] as const)("stepping in %s", (version) => {
  const whole = engine(version);
  const values = whole.runSync(PROGRAM);
  const total = whole.meter.instructions;

  it.each([1, 7, 1000, Number.MAX_SAFE_INTEGER])("by %s has the output and the count of one go", (size) => {
    const lua = engine(version);
    const { result, steps } = stepThrough(lua.start(PROGRAM), size);
    expect(result).toEqual({ state: "done", values });
    expect(lua.meter.instructions).toBe(total);
    if (size === 1) expect(steps).toBeGreaterThan(1000);
  });

  it("stops after exactly as many instructions as asked, between natives", () => {
    const lua = engine(version);
    const execution = lua.start("for i = 1, 100 do local x = i * 2 end");
    const compiled = lua.meter.instructions;
    for (let i = 1; i <= 100; i++) {
      expect(execution.step(1).state).toBe("ready");
      expect(lua.meter.instructions).toBe(compiled + i);
    }
  });
});

describe("executions", () => {
  it("interleave, each with its own stack", () => {
    const lua = createLua();
    const log: unknown[] = [];
    lua.globals.set("log", (...args: unknown[]) => {
      log.push(args.join(" "));
    });
    const source = "local name = ... for i = 1, 3 do log(name, i) local x = i * i; x = x + 1 end return name";
    const runs = ["a", "b", "c"].map((name) => lua.start(source, { args: [name] }));
    const results: StepResult[] = [];
    for (let i = 0; i < 100 && results.length < 3; i++) {
      for (const run of runs) {
        if (run.state !== "ready") continue;
        const result = run.step(5);
        if (result.state !== "ready") results.push(result);
      }
    }
    expect(results).toEqual(["a", "b", "c"].map((name) => ({ state: "done", values: [name] })));
    expect(new Set(log)).toEqual(new Set(["a", "b", "c"].flatMap((n) => [1, 2, 3].map((i) => `${n} ${i}`))));
    expect(log.slice(0, 3)).toEqual(["a 1", "b 1", "c 1"]);
  });

  it("let other calls run between steps", () => {
    const lua = createLua();
    const execution = lua.start("n = 0 while n < 50 do n = n + 1 end return n");
    const add = lua.load("m = (m or 0) + 1 return n or -1");
    while (execution.step(3).state === "ready") expect(add.call()[0]).toBeLessThanOrEqual(50);
    expect(execution.step()).toEqual({ state: "done", values: [50] });
    expect(lua.globals.get("m")).toBeGreaterThan(10);
  });

  it("may call a function with arguments", () => {
    const lua = createLua();
    const add = lua.runSync("return function(a, b) return a + b end")[0] as LuaFunction;
    const execution = lua.start(add, { args: [1, 2] });
    expect(execution.state).toBe("ready");
    expect(execution.step()).toEqual({ state: "done", values: [3] });
    expect(execution.state).toBe("done");
    expect(execution.step()).toEqual({ state: "done", values: [3] });
  });

  it("report failures, never throw them", () => {
    const lua = createLua({ limits: { instructions: 5000 } });
    const failing = lua.start("error('x', 0)").step();
    expect(failing.state === "failed" && failing.error).toBeInstanceOf(LuaRuntimeError);
    const endless = stepThrough(lua.start("while true do end"), 100).result;
    expect(endless.state === "failed" && endless.error).toBeInstanceOf(LuaLimitError);
    expect(lua.meter.instructions).toBe(5000);
    expect(() => lua.start("x x")).toThrow(LuaLimitError);
    expect(() => createLua().start("x x")).toThrow(LuaSyntaxError);
  });

  it("can be cancelled: before, between steps, and after the end", () => {
    const lua = createLua({ libs: "all" });
    const source =
      "started = (started or 0) + 1; pcall(function() while true do n = (n or 0) + 1 end end) finished = true";
    const before = lua.start(source);
    before.cancel("changed my mind");
    expect(before.state).toBe("cancelled");
    const result = before.step();
    expect(result.state === "failed" && (result.error as LuaAbortError).reason).toBe("changed my mind");
    expect(lua.globals.get("started")).toBeUndefined();

    const between = lua.start(source);
    between.step(500);
    const n = lua.globals.get("n");
    expect(n).toBeGreaterThan(10);
    between.cancel();
    expect(between.state).toBe("cancelled");
    expect([between.step().state, lua.globals.get("n"), lua.globals.get("finished")]).toEqual(["failed", n, undefined]);

    const done = lua.start("return 1");
    done.step();
    done.cancel();
    expect(done.state).toBe("done");
    expect(lua.runSync("return 2")).toEqual([2]);
  });

  it("cannot be stepped or cancelled from within", () => {
    const lua = createLua();
    const errors: unknown[] = [];
    lua.globals.set("meddle", () => {
      for (const work of [() => execution.step(), () => execution.cancel()]) {
        try {
          work();
        } catch (e) {
          errors.push((e as Error).message);
        }
      }
      return execution.state;
    });
    const execution: Execution = lua.start("return meddle()");
    expect(execution.step()).toEqual({ state: "done", values: ["running"] });
    expect(errors).toEqual(["step: the execution is running", "cancel: the execution is running"]);
    expect(() => execution.step(0)).toThrow(TypeError);
  });

  it("cancelled ones leave the others alone", () => {
    const lua = createLua();
    const source = "local s = 0 for i = 1, 200 do s = s + i end return s";
    const [a, b] = [lua.start(source), lua.start(source)];
    const c = lua.start(source);
    a!.step(50);
    b!.step(50);
    c.cancel();
    a!.cancel();
    expect(lua.runSync("return 1")).toEqual([1]);
    expect(b!.step()).toEqual({ state: "done", values: [20100] });
  });
});

describe("chunks", () => {
  it.each(["5.3", "5.4"] as const)("serve several engines of %s", (version) => {
    const first = engine(version);
    const chunk = first.compile("x = (x or 0) + 1 return x, ...", { chunkName: "@c.lua" });
    expect([chunk.name, chunk.version]).toEqual(["@c.lua", version]);
    const second = engine(version);
    expect([first.runSync(chunk), first.runSync(chunk, { args: ["a"] }), second.runSync(chunk)]).toEqual([
      [1],
      [2, "a"],
      [1],
    ]);
    expect(second.load(chunk).call()).toEqual([2]);
    expect(stepThrough(second.start(chunk), 1).result).toEqual({ state: "done", values: [3] });
    expect(chunk.disassemble()).toContain("RETURN");
  });

  it("are for one dialect", () => {
    const chunk = createLua({ version: "5.3" }).compile("return 1");
    expect(() => createLua().runSync(chunk)).toThrow(TypeError);
  });

  it("as bytes are only loaded where that is allowed", () => {
    const lua = createLua({ allowBytecode: true });
    const bytes = lua.compile("local a, b = ... return a + b, x", { chunkName: "=adder" }).toBytes();
    lua.globals.set("bytes", bytes).set("x", "env");
    expect(lua.runSync(bytes, { args: [1, 2] })).toEqual([3, "env"]);
    expect(lua.runSync("return load(bytes)(3, 4)")).toEqual([7, "env"]);
    expect(lua.runSync("return load(bytes, 'n', 'b', {x = 'other'})(3, 4)")).toEqual([7, "other"]);
    expect(lua.runSync("return load(bytes, 'n', 't')")[1]).toMatch(/attempt to load a binary chunk/);
    expect(() => lua.runSync(bytes.slice(0, -1))).toThrow(LuaSyntaxError);
    const careful = createLua();
    careful.globals.set("bytes", bytes);
    expect(careful.runSync("return load(bytes)")[0]).toBeUndefined();
    expect(() => careful.runSync(bytes)).toThrow(LuaSyntaxError);
  });

  it("stripped ones are smaller and know no lines", () => {
    const lua = createLua({ allowBytecode: true });
    const chunk = lua.compile("local function f()\n error('x') end f()", { chunkName: "@c.lua" });
    expect(chunk.toBytes({ strip: true }).length).toBeLessThan(chunk.toBytes().length);
    expect(() => lua.runSync(chunk.toBytes())).toThrow("c.lua:2: x");
    expect(() => lua.runSync(chunk.toBytes({ strip: true }))).toThrow(/^x$/);
  });
});

describe("the meter", () => {
  it("counts every instruction, compiling included, the same each time", () => {
    const readings = [0, 1].map(() => {
      const lua = createLua();
      lua.runSync("local s = 0 for i = 1, 1000 do s = s + i end");
      return [lua.meter.instructions, lua.meter.allocated];
    });
    expect(readings[0]).toEqual(readings[1]);
    expect(readings[0]![0]).toBeGreaterThan(2000);
  });

  it("shows what is left", () => {
    const lua = createLua({ limits: { instructions: 10_000 } });
    lua.runSync("for i = 1, 100 do end");
    const { instructions, limit, remaining } = lua.meter;
    expect([limit, instructions + remaining]).toEqual([10_000, 10_000]);
    let inside = 0;
    lua.globals.set("probe", () => {
      inside = lua.meter.instructions;
    });
    lua.runSync("probe()");
    expect(inside).toBeGreaterThan(instructions);
    expect(inside).toBeLessThan(lua.meter.instructions);
  });

  it("shows the time that host functions take, once however they are nested", () => {
    const lua = createLua();
    lua.globals.set("spin", (milliseconds: number) => {
      const end = performance.now() + milliseconds;
      while (performance.now() < end);
    });
    lua.globals.set("outer", (f: LuaFunction) => void f.call());
    lua.globals.set("fail", () => {
      throw new Error("x");
    });
    lua.runSync("pcall(fail)");
    lua.meter.reset();
    expect(lua.meter.hostTime).toBe(0);
    const start = performance.now();
    lua.runSync("outer(function() spin(5) end)");
    expect(lua.meter.hostTime).toBeGreaterThanOrEqual(5);
    expect(lua.meter.hostTime).toBeLessThanOrEqual(performance.now() - start);
  });

  it("shows memory", () => {
    const lua = createLua();
    lua.runSync("t = {} for i = 1, 1000 do t[i] = ('x'):rep(1000) .. i end");
    expect(lua.meter.allocated).toBeGreaterThan(1_000_000);
  });
});
