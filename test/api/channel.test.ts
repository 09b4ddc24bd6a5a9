import { describe, expect, it } from "vitest";
import {
  createLua,
  type Lua,
  LuaAbortError,
  type LuaChannel,
  LuaClosedError,
  LuaConversionError,
  LuaDeadlockError,
  type LuaOptions,
  LuaRuntimeError,
  type LuaTable,
  VirtualClock,
} from "../../src/api/index.ts";

const engine = (options: LuaOptions = {}): Lua => createLua({ libs: "all", ...options });
const later = (ms = 0): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const errorOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => "no error",
    (e: unknown) => e,
  );

describe("tasks", () => {
  it("give their results and errors to those who join them", async () => {
    const source = `
      local t = task.spawn(function(a, b) task.yield() return a + b, 2.0 end, 1, 2)
      local status = t:status()
      local sum, float = t:join()
      local value = {}
      local failing = task.spawn(function() error(value) end)
      local ok, e = pcall(failing.join, failing)
      local cancelled = task.spawn(task.sleep, 1e9)
      task.yield()
      local did, again = cancelled:cancel(), cancelled:cancel()
      return status, sum, math.type(float), ok, e == value, failing:status(), did, again, cancelled:status(),
        select(2, pcall(cancelled.join, cancelled)), (tostring(t):gsub("0x%x+", "A")), type(t)`;
    expect(await engine().run(source)).toEqual([
      ...["ready", 3, "float", false, true, "failed", true, false, "cancelled"],
      ...["task was cancelled", "task: A", "userdata"],
    ]);
  });

  it("an error that nobody has joined fails the run that spawned the task, with the task's place", async () => {
    const error = await errorOf(
      engine().run("task.spawn(function() error('oops') end) task.yield() return 1", { chunkName: "=s" }),
    );
    expect(error).toBeInstanceOf(LuaRuntimeError);
    expect((error as Error).message).toBe("s:1: oops");
  });

  it("one that comes after the end of that run goes to the listener for uncaught errors, or becomes a warning", async () => {
    let text = "";
    const stderr = {
      write: (bytes: Uint8Array) => {
        text += new TextDecoder().decode(bytes);
      },
    };
    const lua = engine({ env: { stderr } });
    expect(await lua.run("warn('@on') task.spawn(function() task.yield() error('late', 0) end) return 1")).toEqual([1]);
    await later(10);
    expect(text).toBe("Lua warning: error in task (late)\n");
    const uncaught: string[] = [];
    lua.on("uncaught", ({ error }) => void uncaught.push(error.message));
    const joined = "local t = task.spawn(error, 'joined', 0) pcall(t.join, t)";
    await lua.run(`task.spawn(function() task.yield() error('heard', 0) end) ${joined}`).catch(() => {});
    await later(10);
    expect(uncaught).toEqual(["heard"]);
  });

  it("cannot escape the budget, the signal or the time of who spawned them", async () => {
    const bomb = "local function f() task.spawn(f) task.spawn(f) while true do task.yield() end end f()";
    const lua = engine();
    const error = await errorOf(lua.run(bomb, { limits: { instructions: 100_000 } }));
    expect(error).toMatchObject({ limit: "instructions" });
    await later(20);
    expect(lua.meter.instructions).toBeLessThan(130_000);
    const control = new AbortController();
    const run = lua.run("local t = task.spawn(function() while true do n = (n or 0) + 1 end end) t:join()", {
      signal: control.signal,
    });
    await later(10);
    control.abort("enough");
    expect(await errorOf(run)).toBeInstanceOf(LuaAbortError);
    await later(5);
    const before = lua.globals.get("n");
    await later(20);
    expect(lua.globals.get("n")).toBe(before);
    await expect(
      engine({ limits: { coroutines: 10 } }).run("while true do task.spawn(task.yield) end"),
    ).rejects.toThrow("too many tasks");
  });

  it("end together with the run when a limit ends one of them", async () => {
    const lua = engine();
    const source = `
      for i = 1, 3 do task.spawn(function() while true do n = (n or 0) + 1 task.yield() end end) end
      local t = task.spawn(function() local big = {} for i = 1, 1e9 do big[i] = {} end end)
      pcall(t.join, t)
      while true do task.yield() end`;
    await expect(lua.run(source, { limits: { memory: 1e6 } })).rejects.toMatchObject({ limit: "memory" });
    const before = lua.globals.get("n");
    await later(10);
    expect(lua.globals.get("n")).toBe(before);
    const bomb = "local function f() while true do task.spawn(f) end end f()";
    await expect(lua.run(bomb, { limits: { memory: 5e6 } })).rejects.toMatchObject({ limit: "memory" });
    const execution = lua.start("task.spawn(function() while true do n = n + 1 task.yield() end end) channel.select()");
    execution.step();
    await later(5);
    execution.cancel();
    const then = lua.globals.get("n");
    await later(10);
    expect(lua.globals.get("n")).toBe(then);
  });

  it("suspended by their budget they go on after a refill", async () => {
    const lua = engine({ limits: { onExhausted: "suspend" } });
    const source = "return task.spawn(function() for i = 1, 10000 do n = i end return n end):join()";
    const execution = lua.start(source, { limits: { instructions: 3000 } });
    const run = execution.run();
    for (let i = 0; lua.globals.get("n") !== 10_000; i++) {
      expect(i).toBeLessThan(100);
      await later(2);
      const before = lua.globals.get("n");
      await later(2);
      expect(lua.globals.get("n")).toBe(before);
      execution.refill(5000);
    }
    expect(await run).toEqual([10_000]);
  });

  it("sleep in virtual time without a clock, in the order of their deadlines", async () => {
    const source = `
      local log = {}
      for i, s in ipairs{3000, 1000, 2000} do task.spawn(function() task.sleep(s) log[#log + 1] = i end) end
      task.sleep(5000)
      return table.concat(log, " ")`;
    const before = performance.now();
    expect(await engine().run(source)).toEqual(["2 3 1"]);
    expect(performance.now() - before).toBeLessThan(1000);
  });

  it("sleep on the clock of the host", async () => {
    const clock = { now: () => performance.now() / 1000, cpu: () => 0 };
    const before = performance.now();
    await engine({ env: { clock } }).run("local t = task.spawn(task.sleep, 0.03) task.sleep(0.01) t:join()");
    expect(performance.now() - before).toBeGreaterThan(27);
    const virtual = new VirtualClock();
    const source = "local t = task.spawn(function() task.sleep(2) task.sleep(3) return os.time() end) return t:join()";
    const run = engine({ env: { clock: virtual } }).run(source);
    await virtual.advance(10);
    expect(await run).toEqual([5]);
    const sleeps: AbortSignal[] = [];
    const sleep = (_: number, signal: AbortSignal): Promise<void> => {
      sleeps.push(signal);
      return new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(signal.reason as Error)));
    };
    const lua = engine({ env: { clock: { ...clock, sleep } } });
    const execution = lua.start("task.sleep(1000)");
    execution.step();
    await later(5);
    execution.cancel();
    await later(5);
    expect(sleeps.map((signal) => signal.aborted)).toEqual([true]);
  });
});

describe("deadlocks", () => {
  it("E.3.11: fail every execution, catchably, with where they wait", async () => {
    const lua = engine();
    const source = `
      local ch = channel.make()
      local t = task.spawn(function() return pcall(ch.receive, ch) end)
      local ok, e = pcall(ch.receive, ch)
      return ok, e, t:join()`;
    expect(await lua.run(source)).toEqual([false, "all executions are blocked", false, "all executions are blocked"]);
    const error = await errorOf(
      Promise.all([
        lua.run("local function wait() channel.make():send(1) end\nwait()", { chunkName: "=one" }),
        lua.run("channel.select()").catch(() => {}),
      ]),
    );
    expect(error).toBeInstanceOf(LuaDeadlockError);
    const { blocked, message, code } = error as LuaDeadlockError;
    expect([message, code, blocked.length]).toEqual(["all executions are blocked", "LUA_DEADLOCK", 2]);
    expect(blocked[0]!.traceback).toMatchObject([{ kind: "host" }, { chunk: "one", line: 1 }, { kind: "main" }]);
    expect(blocked[1]!.traceback[0]).toMatchObject({ name: "select" });
    expect(await lua.run("return 1")).toEqual([1]);
  });

  it("are none while a promise, a timer, an execution that is ready or the host may still help", async () => {
    const lua = engine({ globals: { fetch: (v: number) => later(20).then(() => v) } });
    const source = (help: string) => `local ch = channel.make() ${help} return select(2, ch:receive())`;
    expect(await lua.run(source("task.spawn(function() ch:send(fetch(5)) end)"))).toEqual([5]);
    expect(await lua.run(source("task.spawn(function() task.sleep(1) ch:send(6) end)"))).toEqual([6]);
    const waiting = lua.run(source("late = ch"));
    const helper = lua.start("late:send(7)");
    await later(20);
    helper.step();
    expect(await waiting).toEqual([7]);
    const held = lua.channel();
    const run = lua.run("local ch = ... return select(2, ch:receive())", { args: [held] });
    await later(20);
    await held.send(8);
    expect(await run).toEqual([8]);
  });

  it("come when the host lets go", async () => {
    const lua = engine();
    const ch = lua.channel();
    const run = errorOf(lua.run("(...):receive()", { args: [ch] }));
    await later(10);
    ch.release();
    expect(await run).toBeInstanceOf(LuaDeadlockError);
  });

  it("do not end tasks whose spawners have gone: a later run may talk to them", async () => {
    const lua = engine();
    await lua.run("ch = channel.make() task.spawn(function() for v in ch:iter() do last = v end ended = true end)");
    await later(10);
    await lua.run("ch:send(1) ch:send(2) ch:close()");
    await later(10);
    expect([lua.globals.get("last"), lua.globals.get("ended")]).toEqual([2, true]);
  });

  it("are found for executions that the host steps itself", async () => {
    const lua = engine();
    const execution = lua.start("return pcall(channel.select)");
    const result = execution.step();
    if (result.state !== "waiting") throw new Error(result.state);
    await result.on;
    expect(execution.step()).toEqual({ state: "done", values: [false, "all executions are blocked"] });
  });
});

describe("LuaChannel", () => {
  it("talks with scripts in both directions", async () => {
    const lua = engine();
    const [jobs, results] = [lua.channel(), lua.channel(2)];
    const source =
      "local jobs, results = ... for n in jobs:iter() do results:send(n * n) end results:close() return 'end'";
    const run = lua.run(source, { args: [jobs, results] });
    const seen: unknown[] = [];
    const reading = (async () => {
      for await (const v of results) seen.push(v);
    })();
    for (let i = 1; i <= 5; i++) await jobs.send(i);
    jobs.close();
    await reading;
    expect([seen, await run]).toEqual([[1, 4, 9, 16, 25], ["end"]]);
    expect([jobs.type, jobs.isClosed, results.capacity, results.size]).toEqual(["channel", true, 2, 0]);
    expect(lua.globals.set("c", jobs).get("c")).toBe(jobs);
    expect(String(jobs)).toMatch(/^channel: 0x/);
    expect(lua.runSync("return type(c)")).toEqual(["channel"]);
  });

  it("does not wait in the try forms", () => {
    const lua = engine();
    const ch = lua.channel(1);
    expect([ch.trySend({ a: 1 }), ch.trySend(2), ch.size]).toEqual([true, false, 1]);
    expect(lua.runSync("local ok, t = (...):receive() return t.a", { args: [ch] })).toEqual([1]);
    expect(ch.tryReceive()).toEqual({ ok: false, closed: false });
    ch.close();
    expect(ch.tryReceive()).toEqual({ ok: false, closed: true });
    expect(() => ch.trySend(1)).toThrow("send on closed channel");
    expect(() => ch.close()).toThrow("close of closed channel");
    expect(() => lua.channel(-1)).toThrow(RangeError);
  });

  it("leaves the queue when it is aborted or the engine closed", async () => {
    const lua = engine();
    const ch = lua.channel();
    const reason = { why: "tired" };
    const control = new AbortController();
    const waiting = errorOf(ch.receive({ signal: control.signal }));
    const sending = errorOf(lua.channel().send(1, { signal: AbortSignal.timeout(5) }));
    control.abort(reason);
    expect(await waiting).toMatchObject({ name: "LuaAbortError", reason });
    expect(await sending).toBeInstanceOf(LuaAbortError);
    expect(await errorOf(ch.send(1, { signal: AbortSignal.abort(reason) }))).toMatchObject({ reason });
    expect(ch.trySend(1)).toBe(false);
    const last = errorOf(ch.receive());
    const run = errorOf(lua.run("channel.select()"));
    await Promise.resolve();
    await Promise.resolve();
    lua.close();
    expect(await run).toBeInstanceOf(LuaClosedError);
    expect(await last).toBeInstanceOf(LuaClosedError);
    expect(await errorOf(ch.send(1))).toBeInstanceOf(LuaClosedError);
  });

  it("refuses what scripts may not send, and copies tables and channels of other engines", async () => {
    const [a, b] = [engine({ name: "a" }), engine({ name: "b" })];
    const ch = b.channel(5);
    expect(await errorOf(ch.send(() => 1))).toBeInstanceOf(LuaConversionError);
    const [t] = a.runSync(
      "local t = {1, 2.0, 'x\\255', big = math.maxinteger, [true] = {}, nan = 0/0} t.self = t return t",
    );
    await ch.send(t!);
    const source = `local ok, t = (...):receive()
      return #t, math.type(t[2]), t[3] == 'x\\255', t.big == math.maxinteger, type(t[true]), t.self == t, t.nan ~= t.nan`;
    expect(b.runSync(source, { args: [ch] })).toEqual([3, "float", true, true, "table", true, true]);
    const [bad] = a.runSync("return {handlers = {1, 2, print}}");
    const error = await errorOf(ch.send(bad!));
    expect(error).toBeInstanceOf(LuaConversionError);
    expect(error).toMatchObject({ path: "value.handlers[3]", from: "function" });
  });

  it("leads from one engine to another, through channels that are sent", async () => {
    const [a, b] = [engine(), engine()];
    const requests = a.channel();
    const inB = b.channel(1);
    await inB.send(requests);
    const server = a.run(
      "local requests = ... for r in requests:iter() do r.reply:send({sum = r.x + r.y}) end return 'closed'",
      { args: [requests] },
    );
    const source = `
      local ok, requests = (...):receive()
      local reply, sums = channel.make(), {}
      for i = 1, 3 do
        requests:send({x = i, y = 10, reply = reply})
        local ok, answer = reply:receive()
        sums[i] = answer.sum
      end
      local ok, e = pcall(requests.send, requests, {handlers = {print}})
      requests:close()
      return table.concat(sums, " "), e`;
    expect(await b.run(source, { args: [inB] })).toEqual([
      "11 12 13",
      "bad argument #2 to send (cannot copy value.handlers[1]: function)",
    ]);
    expect(await server).toEqual(["closed"]);
  });

  it("what cannot be copied fails the one who wants it", async () => {
    const [a, b] = [engine(), engine()];
    const ch = a.channel(1);
    a.runSync("(...):send({f = print})", { args: [ch] });
    const there = b.channelFrom(ch.toPort());
    await expect(b.run("return (...):receive()", { args: [there] })).rejects.toThrow("cannot copy value.f: function");
    a.runSync("(...):send({1, 2})", { args: [ch] });
    const got = await there.receive();
    expect(got.ok && (got.value as LuaTable).length).toBe(2);
    ch.close();
    expect(await there.receive()).toEqual({ ok: false });
    expect((there as LuaChannel).isClosed).toBe(true);
  });
});
