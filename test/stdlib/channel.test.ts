import { describe, expect, it } from "vitest";
import { createLua, type LuaOptions } from "../../src/api/index.ts";

/** What a script returns, run asynchronously. */
const run = (source: string, options: LuaOptions = {}) =>
  createLua({ libs: "all", ...options }).run(source, { chunkName: "=s" });

/** Rows: what happens in GopherLua; each must give the same here, in a run that may wait and in one that may not. */
const TABLE: Record<string, readonly [source: string, ...results: unknown[]]> = {
  "type and tostring": [
    "local ch = channel.make() return type(ch), (tostring(ch):gsub('0x%x+', 'A'))",
    "channel",
    "channel: A",
  ],
  "buffered values outlive the closing": [
    `local ch = channel.make(2) ch:send(1) ch:send("b") ch:close()
     local t = {} for i = 1, 4 do local ok, v = ch:receive() t[i] = tostring(ok) .. tostring(v) end return table.concat(t, " ")`,
    "true1 trueb falsenil falsenil",
  ],
  "send on a closed channel": [
    "local ch = channel.make() ch:close() return pcall(function() ch:send(1) end)",
    false,
    "send on closed channel",
  ],
  "select-send on a closed channel": [
    'local ch = channel.make() ch:close() return pcall(function() channel.select({"<-|", ch, 1}) end)',
    false,
    "send on closed channel",
  ],
  "closing twice": [
    "local ch = channel.make() ch:close() return pcall(ch.close, ch)",
    false,
    "close of closed channel",
  ],
  "nil can be sent": ["local ch = channel.make(1) ch:send(nil) return ch:receive()", true, undefined],
  "send without a value": [
    "return pcall(function() channel.make(1):send() end)",
    false,
    "s:1: bad argument #2 to send (value expected)",
  ],
  "a function cannot be sent": [
    "local ch = channel.make(1) return pcall(ch.send, ch, print)",
    false,
    "bad argument #2 to send (can not send a function, userdata, thread or table that has a metatable)",
  ],
  "nor can a thread, userdata or a table with a metatable": [
    `local ch = channel.make(1)
     return pcall(ch.send, ch, coroutine.create(print)), pcall(ch.send, ch, io.stdout), pcall(ch.send, ch, setmetatable({}, {}))`,
    false,
    false,
    false,
    "bad argument #2 to send (can not send a function, userdata, thread or table that has a metatable)",
  ],
  "nor in a select": [
    'local ch = channel.make(1) return pcall(channel.select, {"<-|", ch, print})',
    false,
    "bad argument #1 to select (can not send a function, userdata, thread or table that has a metatable)",
  ],
  "a function inside a table can": [
    "local ch = channel.make(1) ch:send({f = print}) local _, t = ch:receive() return t.f == print",
    true,
  ],
  "anything can where the maker says so": [
    "local ch = channel.make(1, {any = true}) ch:send(print) local _, f = ch:receive() return f == print",
    true,
  ],
  "tables go by reference": [
    "local ch, t = channel.make(1), {} ch:send(t) local _, u = ch:receive() return t == u",
    true,
  ],
  "channels go through channels": [
    "local a, b = channel.make(1), channel.make(1) a:send(b) local _, c = a:receive() return b == c",
    true,
  ],
  "a negative capacity": ["return pcall(channel.make, -1)", false, "makechan: size out of range"],
  "a capacity that is no number": [
    "return pcall(channel.make, 'x')",
    false,
    "bad argument #1 to make (number expected, got string)",
  ],
  "a default case": ['return channel.select({"|<-", channel.make()}, {"default"})', 2, undefined, false],
  "its handler gets nothing": [
    'local n channel.select({"|<-", channel.make()}, {"default", function(...) n = select("#", ...) end}) return n',
    0,
  ],
  "select-send": [
    'local ch, got = channel.make(1) local i, v, ok = channel.select({"<-|", ch, 7, function(x) got = x end}) return i, v, ok, got',
    1,
    undefined,
    false,
    7,
  ],
  "select-receive": [
    `local ch, a, b = channel.make(1) ch:send(5)
     local i, v, ok = channel.select({"default"}, {"|<-", ch, function(ok, v) a, b = ok, v end}) return i, v, ok, a, b`,
    2,
    5,
    true,
    true,
    5,
  ],
  "a closed channel is always ready": [
    'local ch = channel.make() ch:close() return channel.select({"default"}, {"|<-", ch})',
    2,
    undefined,
    false,
  ],
  "malformed cases": [
    `local ch = channel.make()
     return select(2, pcall(channel.select, {})), select(2, pcall(channel.select, {"|<-", 1})),
       select(2, pcall(channel.select, {"x", ch})), (select(2, pcall(channel.select, 1)))`,
    "bad argument #1 to select (invalid select case)",
    "bad argument #1 to select (invalid select case)",
    "bad argument #1 to select (invalid channel direction:x)",
    "bad argument #1 to select (table expected, got number)",
  ],
  "two defaults": ['return (pcall(channel.select, {"default"}, {"default"}))', false],
  "an error in a handler": [
    'return pcall(channel.select, {"default", function() error("oops", 0) end})',
    false,
    "oops",
  ],
  "length, fields, identity, keys": [
    `local ch, t = channel.make(), {} t[ch] = 1
     return (select(2, pcall(function() return #ch end))), ch.foo, ch == ch, ch == channel.make(), t[ch]`,
    "s:2: attempt to get length of a channel value (upvalue 'ch')",
    undefined,
    true,
    false,
    1,
  ],
  "the additions": [
    `local ch = channel.make(1)
     local a, b = ch:trysend(1), ch:trysend(2)
     local l, c, ok, v = ch:len(), ch:cap(), ch:tryreceive()
     local ok2, v2 = ch:tryreceive() ch:close() return a, b, l, c, ok, v, ok2, v2, ch:closed()`,
    ...[true, false, 1, 1, true, 1, false, undefined, true],
  ],
  "an elapsed timeout": ['return channel.select({"|<-", channel.make()}, {timeout = 0})', 2, undefined, false],
  iteration: [
    "local ch = channel.make(3) for i = 1, 3 do ch:send(i) end ch:close() local s = 0 for v in ch:iter() do s = s * 10 + v end return s",
    123,
  ],
};

describe.each(["5.3", "5.4"] as const)("E.3.11: GopherLua's channels in %s", (version) => {
  it.each(Object.entries(TABLE))("%s", async (_, [source, ...results]) => {
    expect(await run(source, { version })).toEqual(results);
    expect(createLua({ libs: "all", version }).runSync(source, { chunkName: "=s" })).toEqual(results);
  });
});

describe("waiting at channels", () => {
  it("hands values from task to task, in the order in which they came", async () => {
    const source = `
      local ch, log = channel.make(), {}
      for i = 1, 3 do task.spawn(function() ch:send(i) log[#log + 1] = "s" .. i end) end
      for i = 1, 3 do local ok, v = ch:receive() log[#log + 1] = "r" .. v end
      local done = channel.make()
      for i = 1, 3 do task.spawn(function(n) local _, v = ch:receive() log[#log + 1] = n .. v done:send(1) end, "t" .. i) end
      task.yield()
      for _, v in ipairs{"a", "b", "c"} do ch:send(v) end
      for i = 1, 3 do done:receive() end
      return table.concat(log, " ")`;
    expect(await run(source)).toEqual(["s1 r1 r2 r3 s2 s3 t1a t2b t3c"]);
  });

  it("a closing wakes receivers with nothing and senders with an error", async () => {
    const source = `
      local a, b = channel.make(), channel.make()
      local r = task.spawn(function() return a:receive() end)
      local s = task.spawn(function() return pcall(b.send, b, 1) end)
      task.yield() a:close() b:close()
      local ok, v = r:join() local sent, e = s:join() return ok, v, sent, e`;
    expect(await run(source)).toEqual([false, undefined, false, "send on closed channel"]);
  });

  it("works inside coroutines, sort comparators, metamethods and handlers of select", async () => {
    const source = `
      local ch = channel.make()
      task.spawn(function() for i = 1, 100 do ch:send(i) end end)
      local function get() local _, v = ch:receive() return v end
      local co = coroutine.wrap(function() coroutine.yield(get()) return get() end)
      local a, b = co(), co()
      local t = {1, 2} table.sort(t, function(x, y) get() return x < y end)
      local m = setmetatable({}, {__index = function(_, k) return get() > 0 and k end}).key
      local got channel.select({"|<-", ch, function(ok, v) task.yield() got = get() == v + 1 end})
      return a, b, m, got`;
    expect(await run(source)).toEqual([1, 2, "key", true]);
  });

  it("select takes the first that becomes ready and leaves the others alone", async () => {
    const source = `
      local a, b = channel.make(), channel.make()
      task.spawn(function() task.yield() b:send("late") end)
      local i, v = channel.select({"|<-", a}, {"|<-", b})
      return i, v, a:trysend(1), b:trysend(1)`;
    expect(await run(source)).toEqual([2, "late", false, false]);
  });

  it("select chooses fairly among what is ready, the same with the same seed; or the first", async () => {
    const source = (option: string) => `
      local a, b = channel.make(1), channel.make(1)
      local n = {0, 0}
      local s = ""
      for i = 1, 1000 do
        a:trysend(1) b:trysend(1)
        local k = channel.select({"|<-", a}, {"|<-", b}${option})
        n[k] = n[k] + 1
        if i <= 20 then s = s .. k end
      end
      return n[1], s`;
    const [count, order] = (await run(source(""))) as [number, string];
    expect(count).toBeGreaterThan(430);
    expect(count).toBeLessThan(570);
    expect((await run(source("")))[1]).toBe(order);
    expect((await run(source(""), { env: { random: { seed: 5 } } }))[1]).not.toBe(order);
    expect((await run(source(", {first = true}")))[0]).toBe(1000);
  });

  it("select gives up after its timeout", async () => {
    const source = `
      local ch, called = channel.make(), false
      local i, v, ok = channel.select({"|<-", ch}, {timeout = 60, function(...) called = select("#", ...) end})
      task.spawn(function() task.sleep(5) ch:send("in time") end)
      local j, w = channel.select({timeout = 60}, {"|<-", ch})
      return i, v, ok, called, j, w`;
    expect(await run(source)).toEqual([2, undefined, false, 0, 2, "in time"]);
  });

  it("is refused in synchronous runs", () => {
    const lua = createLua({ libs: "all" });
    const error = (source: string) => lua.runSync(`return select(2, pcall(function() ${source} end))`);
    expect(error("channel.make():send(1)")).toEqual(["channel:send cannot wait in a synchronous call"]);
    expect(error('channel.select({"|<-", channel.make()})')).toEqual([
      "channel.select cannot wait in a synchronous call",
    ]);
    expect(error("task.sleep(1)")).toEqual(["task.sleep cannot wait in a synchronous call"]);
    expect(error("task.spawn(print)")).toEqual(["task.spawn cannot wait in a synchronous call"]);
    expect(error("task.yield()")).toEqual([]);
  });

  it("what waits or travels is alive for the census", async () => {
    const source = `
      local weak = setmetatable({}, {__mode = "v"})
      local function item(i) weak[i] = {i} return weak[i] end
      local ch, buffered = channel.make(), channel.make(2)
      buffered:send(item(1))
      task.spawn(function() ch:send(item(2)) end)
      task.spawn(function(t) task.yield() task.yield() ch:send(t) end, item(3))
      task.yield()
      collectgarbage()
      local _, a = buffered:receive() local _, b = ch:receive() local _, c = ch:receive()
      return a and a[1], b and b[1], c and c[1]`;
    expect(await run(source)).toEqual([1, 2, 3]);
  });

  it("what a buffer holds counts as memory", async () => {
    const source = "local ch = channel.make(1e9) for i = 1, 1e9 do ch:send(i) end";
    await expect(run(source, { limits: { memory: 1e6 } })).rejects.toMatchObject({ limit: "memory" });
  });
});
