import { describe, expect, it } from "vitest";
import {
  createLua,
  type Execution,
  type Lua,
  LuaDeadlockError,
  LuaError,
  LuaLimitError,
  type LuaOptions,
  LuaSnapshotError,
  restoreLua,
  Snapshot,
  VirtualClock,
} from "../../src/api/index.ts";
import { sealChecksum } from "../../src/vm/snapshot/encoder.ts";

/** Waits for everything that one can wait for inside an engine, and says what happens when. */
const PROGRAM = `
  local log, results, any = {}, channel.make(2), channel.make(0, { any = true })
  local function note(...) log[#log + 1] = table.concat({ ... }, " ") end
  for i = 1, 2 do
    task.spawn(function(name)
      for n = 1, 3 do task.sleep(i * 0.01) results:send({ name, n }) task.yield() end
      note(name, "ends")
    end, "t" .. i)
  end
  local failing = task.spawn(function() task.sleep(0.005) error({ code = 7 }) end)
  local adder = task.spawn(function(a, b) any:send(function() return a + b end) return a * b, "product" end, 6, 7)
  local stuck = task.spawn(function() channel.make():receive() end)
  for i = 1, 6 do local ok, v = results:receive() note("got", v[1], v[2], results:len()) end
  note("select", (channel.select({ timeout = 0.5 }, { "|<-", results }, { "<-|", channel.make(), 1 })))
  channel.select({ "|<-", any, function(ok, f) for i = 1, 20 do end note("sum", f()) end })
  note("join", adder:join())
  local ok, e = pcall(failing.join, failing)
  note("failed", tostring(ok), e.code, failing:status(), stuck:status(), tostring(stuck:cancel()))
  local inner = coroutine.wrap(function() task.sleep(0.001) coroutine.yield("inside") end)
  note(inner())
  package.preload.slow = function(name) task.sleep(0.01) return { name = name } end
  local loads = {}
  for i = 1, 3 do loads[i] = task.spawn(function() return require("slow") end) end
  local module = loads[1]:join()
  for i = 2, 3 do note("module", module.name, tostring(loads[i]:join() == module)) end
  results:close()
  for v in results:iter() do note("never") end
  return table.concat(log, "; ")
`;

const OPTIONS: LuaOptions = { libs: "all", limits: { instructions: 1_000_000 } };
const UNITS = 61;

/** Steps an execution, letting the event loop turn while it waits; `stop` may end it before. */
async function go(execution: Execution, stop: () => boolean = () => false): Promise<unknown> {
  for (;;) {
    const result = execution.step(UNITS);
    if (result.state === "done") return result.values;
    if (result.state === "failed") throw result.error;
    if (stop()) return undefined;
    if (result.state !== "waiting") continue;
    let isOver = false;
    void result.on.then(() => {
      isOver = true;
    });
    // all others first, as far as they come: the order must not depend on turns of the event loop
    for (let turns = 0; turns < 4; turns += Number(isOver)) {
      await new Promise((resolve) => setImmediate(resolve));
      if (stop()) return undefined;
    }
  }
}

describe("executions that wait inside the engine", () => {
  it("go on from a snapshot taken anywhere as if nothing had happened, tasks and timers included", async () => {
    const whole = createLua(OPTIONS);
    const values = await go(whole.start(PROGRAM));
    expect(values).toEqual([
      expect.stringMatching(/sum 13; join 42 product; failed false 7 failed waiting true; inside/),
    ]);
    let waiting = 0;
    let tasks = 0;
    for (let at = 1; ; at++) {
      const lua = createLua(OPTIONS);
      let left = at;
      let snapshot: Snapshot | undefined;
      let fork: Lua | undefined;
      // at once: tasks go on as soon as the event loop turns
      const stop = (): boolean => {
        if (--left > 0) return false;
        snapshot = lua.snapshot();
        fork = lua.fork();
        return true;
      };
      await go(lua.start(PROGRAM), stop);
      if (snapshot === undefined || fork === undefined) break;
      const restored = restoreLua(Snapshot.fromBytes(snapshot.toBytes()), OPTIONS);
      expect(restored.stateHash()).toBe(snapshot.hash);
      expect(fork.stateHash()).toBe(snapshot.hash);
      lua.close();
      const engine = at % 3 === 0 ? fork : restored;
      expect(engine.executions).toHaveLength(1);
      if (engine.executions[0]!.state === "waiting") waiting++;
      tasks += Number(engine.snapshot().size > 9000);
      expect(await go(engine.executions[0]!)).toEqual(values);
      expect(engine.meter.instructions).toBe(whole.meter.instructions);
      expect(engine.stateHash()).toBe(whole.stateHash());
    }
    expect(waiting).toBeGreaterThan(10);
    expect(tasks).toBeGreaterThan(10);
  }, 30_000);

  it("the host may run them; those that were about to run keep their order", async () => {
    const source = "local name = ... for i = 1, 3 do log(name .. i) task.sleep(0.01) end return name";
    const start = (log: string[]): Lua =>
      createLua({ ...OPTIONS, globals: { log: (line: string) => void log.push(line) } });
    const expected: string[] = [];
    const whole = start(expected);
    await Promise.all(["a", "b", "c"].map((name) => whole.run(source, { args: [name] })));
    const log: string[] = [];
    const lua = start([]);
    for (const name of ["a", "b", "c"]) lua.start(source, { args: [name] });
    const restored = restoreLua(lua.snapshot(), {
      ...OPTIONS,
      globals: { log: (line: string) => void log.push(line) },
    });
    const ends = await Promise.all(restored.executions.map((execution) => execution.run()));
    expect(ends).toEqual([["a"], ["b"], ["c"]]);
    expect(log).toEqual(expected);
  });

  it("sleepers of a VirtualClock sleep on as long as they had to", async () => {
    const clock = new VirtualClock({ start: 100 });
    const lua = createLua({ ...OPTIONS, env: { clock } });
    const first = lua.run("task.sleep(10) return os.time()");
    await clock.advance(4);
    const snapshot = lua.snapshot();
    const other = new VirtualClock();
    const restored = restoreLua(snapshot, { ...OPTIONS, env: { clock: other } });
    expect(restored.stateHash()).toBe(snapshot.hash);
    let end: unknown;
    void restored.executions[0]!.run().then((values) => {
      end = values;
    });
    await other.advance(5.5);
    expect(end).toBeUndefined();
    await other.advance(1);
    expect(end).toEqual([110]);
    await clock.advance(6);
    expect(await first).toEqual([110]);
  });

  it("deadlocks are found, and messages of failed tasks come to those who join them", async () => {
    const lua = createLua(OPTIONS);
    const blocked = lua.start("local c = channel.make() task.spawn(function() c:receive() end) c:receive()");
    blocked.step();
    await new Promise((resolve) => setImmediate(resolve));
    const restored = restoreLua(lua.snapshot(), OPTIONS);
    expect(restored.executions[0]!.state).toBe("waiting");
    // who cancels it in time is not told
    blocked.cancel();
    await expect(restored.executions[0]!.run()).rejects.toBeInstanceOf(LuaDeadlockError);
  });

  it("what depends on the host is refused, and the error says where", async () => {
    const lua = createLua({ ...OPTIONS, globals: { never: () => new Promise(() => {}) } });
    const c = lua.channel();
    lua.globals.set("queues", lua.table([c]));
    const refusal = (): LuaSnapshotError => {
      try {
        lua.snapshot();
      } catch (error) {
        expect(() => lua.fork()).toThrow(LuaSnapshotError);
        return error as LuaSnapshotError;
      }
      return expect.unreachable();
    };
    lua.snapshot();
    const received = c.receive();
    expect(refusal().message).toBe("globals.queues[1]: a channel at which the host waits");
    await c.send(1);
    await received;
    lua.snapshot();
    c.toPort().close();
    expect(refusal().message).toBe("globals.queues[1]: a channel that is connected with another engine");
    lua.globals.set("queues", undefined);
    const execution = lua.start("never()");
    execution.step();
    expect(refusal()).toMatchObject({ path: "executions[0]", message: expect.stringContaining("'never' is waiting") });
    execution.cancel();
    lua.snapshot();
  });

  it("channels keep what they hold, and who holds them", async () => {
    const lua = createLua(OPTIONS);
    lua.globals.set("c", lua.channel(3));
    lua.runSync("c:send(1) c:send('two') c:send({ 3 }) c:receive() d = channel.make() d:close()");
    const restored = restoreLua(lua.snapshot(), OPTIONS);
    expect(restored.stateHash()).toBe(lua.stateHash());
    const run = restored.run(
      "local _, a = c:receive() local _, b = c:receive() return a, b[1], c:cap(), d:closed(), c:receive()",
    );
    const handle = restored.globals.get("c") as unknown as ReturnType<Lua["channel"]>;
    await new Promise((resolve) => setTimeout(resolve, 5));
    handle.trySend("late");
    expect(await run).toEqual(["two", 3, 3, true, true, "late"]);
  });
});

describe("executions that have not begun", () => {
  it("begin in the restored engine, with their arguments and limits", () => {
    const lua = createLua({ ...OPTIONS, limits: { instructions: 1_000_000, memory: 1 << 24 } });
    lua.start("return select('#', ...), (...)[1]", { args: [[5], 2, 3] });
    lua.start("local s = 0 for i = 1, 1000 do s = s + i end return s", { limits: { instructions: 400 } });
    lua.start("return ('x'):rep(1000)", { limits: { stringLength: 500 } });
    lua.start("local function f() return 1 + f() end return f()", { limits: { callDepth: 50 } });
    const hash = lua.stateHash();
    for (const engine of [restoreLua(lua.snapshot(), OPTIONS), lua.fork()]) {
      expect(engine.stateHash()).toBe(hash);
      const [plain, poor, short, flat] = engine.executions;
      expect(plain!.step()).toEqual({ state: "done", values: [3, 5] });
      expect(poor!.meter.limit).toBe(400);
      expect(poor!.step()).toMatchObject({ state: "failed", error: { limit: "instructions", allowed: 400 } });
      expect(short!.step()).toMatchObject({
        state: "failed",
        error: { message: expect.stringContaining("too large") },
      });
      expect(flat!.step()).toMatchObject({ state: "failed", error: { message: expect.stringContaining("overflow") } });
    }
  });

  it("limits of a run are at most those of the restorer, budgets that tasks share stay one", async () => {
    const lua = createLua(OPTIONS);
    const source = "task.spawn(function() while true do end end) task.sleep(1) return 'slept'";
    lua.start(source, { limits: { instructions: 5000, stringLength: 1 << 20 } }).step(600);
    const restored = restoreLua(lua.snapshot(), { ...OPTIONS, limits: { stringLength: 100 } });
    const error: unknown = await restored.executions[0]!.run().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(LuaLimitError);
    expect(restored.meter.instructions).toBeLessThan(5000 + source.length + 100);
  });

  it("an engine that goes back forgets what was about to run, tasks and the waits of the host too", async () => {
    const lua = createLua(OPTIONS);
    const before = lua.snapshot();
    lua.globals.set("c", lua.channel());
    const running = lua.run("task.spawn(function() while true do task.sleep(1) end end) c:receive()");
    const late = lua.start("return 1");
    await new Promise((resolve) => setImmediate(resolve));
    lua.restore(before);
    await expect(running).rejects.toMatchObject({ code: "LUA_ABORT" });
    expect(late.step()).toMatchObject({ state: "failed", error: { code: "LUA_ABORT" } });
    expect(lua.executions).toEqual([]);
    expect(lua.reusable).toBe(true);
    expect(lua.stateHash()).toBe(before.hash);
  });
});

describe("malformed snapshots of waiting engines", () => {
  it("are refused, or harmless", async () => {
    const lua = createLua(OPTIONS);
    let left = 40;
    await go(lua.start(PROGRAM), () => --left === 0);
    const base = lua.snapshot().toBytes();
    let seed = 11;
    const random = (n: number): number => {
      seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
      return Math.floor((seed / 4294967296) * n);
    };
    let restored = 0;
    let refused = 0;
    for (let i = 0; i < 600; i++) {
      const bytes = base.slice();
      const at = bytes.length - 1 - random((bytes.length * 2) / 3);
      bytes[at] = i % 2 === 0 ? bytes[at]! ^ (1 << random(8)) : random(256);
      sealChecksum(bytes);
      try {
        const engine = restoreLua(bytes, { libs: "all", limits: { instructions: 50_000 } });
        restored++;
        const runs = engine.executions.map((execution) => execution.run().catch((error: unknown) => error));
        const ends = await Promise.race([
          Promise.all(runs),
          new Promise<[]>((resolve) => setTimeout(resolve, 100, [])),
        ]);
        for (const end of ends) if (end instanceof Error) expect(end).toBeInstanceOf(LuaError);
        engine.close();
      } catch (error) {
        expect(error).toBeInstanceOf(LuaSnapshotError);
        refused++;
      }
    }
    expect(restored).toBeGreaterThan(20);
    expect(refused).toBeGreaterThan(250);
  }, 40_000);
});
