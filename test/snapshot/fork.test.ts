import { describe, expect, it } from "vitest";
import { type ClassSpec, createLua, type Lua, MemoryFs, multi, VirtualClock } from "../../src/api/index.ts";

const MUTATE = `
  local next, type, rawset, try = next, type, rawset, pcall
  local getmeta, setmeta = debug.getmetatable, debug.setmetatable
  local function walk(t, seen)
    if seen[t] then return end
    seen[t] = true
    local keys = {}
    for k, v in next, t do
      keys[#keys + 1] = k
      if type(v) == "table" then walk(v, seen) end
    end
    local m = getmeta(t)
    if m then walk(m, seen) end
    if not try(rawset, t, "changed", true) then return end
    for i = 1, #keys do rawset(t, keys[i], nil) end
    rawset(t, "changed", true)
    setmeta(t, { __index = function() return "other" end })
  end
  bump() bump()
  coroutine.resume(co)
  math.random() collectgarbage("generational")
  local seen = {}
  walk(getmeta(""), seen)
  walk(_G, seen)
`;

const NOTES = new MemoryFs({ notes: "one\ntwo\n" });

class Counter {
  count = 0;
  add(n: number): number {
    this.count += n;
    return this.count;
  }
}

const COUNTER: ClassSpec<Counter> = {
  name: "Counter",
  type: Counter,
  construct: () => new Counter(),
  methods: ["add"],
  snapshot: { save: ({ count }) => count, load: (count) => Object.assign(new Counter(), { count }) },
};

function template(): Lua {
  const lua = createLua({
    libs: "all",
    globals: { add: (a: number, b: number) => multi(a + b, "ok") },
    env: { fs: NOTES, clock: new VirtualClock() },
  });
  lua.globals.set("Counter", lua.defineClass(COUNTER).table);
  lua.runSync(`
    local n = 0
    function bump() n = n + 1 return n end
    data = { 1, 2, 3, name = "x", nested = { deep = { er = true } }, [1.5] = "f" }
    data.self = data
    setmetatable(data, { __index = function(_, k) return k end, __gc = function() end })
    co = coroutine.create(function() for i = 1, 100 do coroutine.yield(i) end end)
    coroutine.resume(co)
    words = ("a b c"):gmatch("%a") words()
  `);
  return lua;
}

describe("fork", () => {
  it("has the same state, to the byte", () => {
    const lua = template();
    lua.start("local s = 0 for i = 1, 100 do s = s + i end return s").step(50);
    const fork = lua.fork();
    expect(fork.stateHash()).toBe(lua.stateHash());
    expect(fork.meter.instructions).toBe(lua.meter.instructions);
    expect(fork.executions.map((e) => e.step())).toEqual([{ state: "done", values: [5050] }]);
    expect(fork.runSync("return bump(), data.self == data, data.zzz, select('#', add(1, 2)), words()")).toEqual([
      1,
      true,
      "zzz",
      2,
      "b",
    ]);
  });

  it("E.3.10: 100 forks mutate everything, the template's hash stays", async () => {
    const lua = template();
    lua.runSync(`
      queue = channel.make(4) queue:send({ "queued" })
      file = io.open("notes", "r") file:read()
      counter = Counter() counter:add(3)
    `);
    const parked = lua.start(
      "task.spawn(function() task.sleep(1) data.slept = true end) task.sleep(2) return data.slept",
    );
    while (parked.state === "ready") parked.step(20);
    // until the task sleeps, too
    for (let i = 0; i < 3; i++) await new Promise((resolve) => setImmediate(resolve));
    const hash = lua.stateHash();
    const first = lua.fork({ env: { fs: NOTES, clock: new VirtualClock() } });
    for (let i = 0; i < 100; i++) {
      // they have a time of their own
      const fork = lua.fork({ name: `fork ${i}`, env: { fs: NOTES } });
      fork.runSync("queue:receive() queue:send(1) queue:close() file:close() counter:add(1)");
      if (i % 2 === 0) await fork.executions[0]!.run();
      else fork.executions[0]!.cancel();
      fork.runSync(MUTATE);
      expect(fork.globals.rawGet("changed")).toBe(true);
      fork.close();
    }
    expect(lua.stateHash()).toBe(hash);
    expect(first.stateHash()).toBe(hash);
    const probe = "local _, v = queue:receive() return bump(), ('x'):upper(), v[1], file:read(), counter:add(0)";
    expect(lua.runSync(probe)).toEqual([1, "X", "queued", "two", 3]);
    expect(first.fork({ env: { fs: NOTES } }).runSync(probe)).toEqual([1, "X", "queued", "two", 3]);
  });

  it("what the template does later is not seen by forks made before, used or not", () => {
    const lua = template();
    const [unused, used] = [lua.fork(), lua.fork()];
    used.runSync("data.name = 'used'");
    lua.runSync("data.name = 'template' bump()");
    lua.globals.set("direct", 1);
    expect(unused.runSync("return data.name, bump(), direct")).toEqual(["x", 1, undefined]);
    expect(used.runSync("return data.name, bump(), direct")).toEqual(["used", 1, undefined]);
    expect(lua.fork().runSync("return data.name, bump(), direct")).toEqual(["template", 2, 1]);
  });

  it("every way in which a host changes the template counts", () => {
    const lua = template();
    const changes: (() => unknown)[] = [
      () => lua.globals.set("a", 1),
      () => lua.globals.rawSet("b", 1),
      () => (lua.globals.get("bump") as { call(): unknown }).call(),
      () => lua.runSync("c = 1"),
      () => lua.start("d = 1").step(),
      () => lua.restore(createLua({ libs: "all" }).snapshot()),
    ];
    for (const change of changes) {
      const before = lua.fork();
      const hash = lua.stateHash();
      change();
      expect(lua.stateHash()).not.toBe(hash);
      expect(before.stateHash()).toBe(hash);
      expect(lua.fork().stateHash()).toBe(lua.stateHash());
    }
  });

  it("forks of forks, limits and environment of their own", () => {
    let out = "";
    const lua = template();
    const fork = lua.fork().fork({
      limits: { instructions: 20_000 },
      env: {
        stdout: {
          write: (bytes) => {
            out += new TextDecoder().decode(bytes);
          },
        },
      },
    });
    fork.runSync("print('hi') io.write('there')");
    expect(out).toBe("hi\nthere");
    expect(fork.meter.limit).toBe(20_000);
    expect(() => fork.runSync("while true do end")).toThrow(/instructions/);
  });

  it("collections and finalizers go on as they would have", () => {
    const program = `
      local log = {}
      for i = 1, 5 do setmetatable({}, { __gc = function() log[#log + 1] = i end }) end
      weak = setmetatable({ {}, data }, { __mode = "v" })
      collectgarbage() collectgarbage()
      return table.concat(log, " "), #weak, weak[2] == data, collectgarbage("count")
    `;
    const lua = template();
    const fork = lua.fork();
    expect(fork.runSync(program)).toEqual(lua.runSync(program));
    expect(fork.stateHash()).toBe(lua.stateHash());
  });

  it("open files are opened again, each engine has a position of its own; pipes cannot be", () => {
    const pipe = new MemoryFs({ out: "x" });
    const fs = new MemoryFs({ a: "one\ntwo\nthree\n" });
    const lua = createLua({ libs: "all", env: { fs, popen: () => pipe.open("out", "r") } });
    lua.runSync("f = io.open('a') f:read()");
    const fork = lua.fork();
    expect(lua.runSync("return f:read('a')")).toEqual(["two\nthree\n"]);
    expect(fork.runSync("return f:read(), f:read()")).toEqual(["two", "three"]);
    lua.runSync("f:close() t = { p = io.popen('ls') }");
    expect(() => lua.fork()).toThrow("globals.t.p: an open pipe");
    lua.runSync("t.p:close()");
    expect(lua.fork().runSync("return io.type(f)")).toEqual(["closed file"]);
  });
});
