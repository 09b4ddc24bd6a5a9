import { describe, expect, it } from "vitest";
import {
  createLua,
  type Lua,
  LuaError,
  type LuaFunction,
  LuaSnapshotError,
  type LuaTable,
  restoreLua,
  Snapshot,
} from "../../src/api/index.ts";
import { sealChecksum } from "../../src/vm/snapshot/encoder.ts";

/** Leaves something of everything behind, and is long enough to be stopped anywhere. */
const PROGRAM = `
  local function deep(n)
    if n > 0 then return (deep(n - 1)) end
    coroutine.yield(1)
    return 5
  end
  local co = coroutine.create(function(...) local a = ...; for i = 1, 10 do coroutine.yield(i, a) end end)
  coroutine.resume(co, 7)
  local nested = coroutine.wrap(function() return pcall(deep, 3) end)
  nested()
  local up = 1
  function counter() up = up + 1; return up end
  function peek() return up end
  t = { 1, 2.5, "x", nil, 5, k = "v", [3.5] = true, [2^53] = 1, [10] = 10, [co] = nested, [math.mininteger] = 1 }
  setmetatable(t, { __index = function(_, k) return k end, __mode = "k", __gc = function() end })
  g = ("abc"):gmatch("%w")
  g()
  local m = setmetatable({}, {
    __lt = function(a, b) local s = 0; for i = 1, 20 do s = s + i end return true end,
    __concat = function() local q = 1; for i = 1, 20 do q = q .. "" end return "c" end,
  })
  table.sort({ 3, 1, 2, 9, 4 }, function(a, b) local z = 0; for i = 1.0, 3 do z = z + i end return a < b end)
  local s = ("hello world"):gsub("%w+", function(w) local r = ""; for i = 1, #w do r = w:sub(i, i) .. r end return r end)
  print(pcall(function() return m < m, m .. "x", string.format("%s %s", t, m) end))
  for k, v in pairs({ a = 1, b = 2 }) do counter() end
  for w in string.gmatch("a b c", "%a") do coroutine.resume(co) end
  return s, select("#", table.unpack(t, 1, 5))
`;

const LIMITS = { instructions: 100_000 };

function engine(): Lua {
  return createLua({ libs: "all", limits: LIMITS });
}

/** Instructions that the program takes once it is compiled, which costs one for each byte. */
const LENGTH = ((): number => {
  const lua = engine();
  lua.runSync(PROGRAM);
  return lua.meter.instructions - PROGRAM.length;
})();

function stoppedAt(instructions: number): Snapshot {
  const lua = engine();
  lua.start(PROGRAM).step(instructions);
  return lua.snapshot();
}

describe("snapshot and restore", () => {
  it("parked executions go on", () => {
    const whole = engine();
    const values = whole.runSync(PROGRAM);
    for (let at = 1; at < LENGTH; at += 11) {
      const restored = restoreLua(Snapshot.fromBytes(stoppedAt(at).toBytes()), { libs: "all", limits: LIMITS });
      expect(restored.executions).toHaveLength(1);
      expect(restored.executions[0]!.step()).toEqual({ state: "done", values });
      expect(restored.meter.instructions).toBe(whole.meter.instructions);
      expect(restored.stateHash()).toBe(whole.stateHash());
    }
  });

  it("the bytes are the snapshot's own, also those of a buffer", () => {
    const bytes = Buffer.from(stoppedAt(50).toBytes());
    const snapshot = Snapshot.fromBytes(bytes);
    bytes.fill(0);
    expect(snapshot.hash).toBe(stoppedAt(50).hash);
  });

  it("several executions come back in the order in which they began", () => {
    const lua = engine();
    const executions = [1, 2, 3].map((n) => lua.start(`local s = 0 for i = 1, 100 do s = s + ${n} end return s`));
    for (const i of [2, 0, 1]) executions[i]!.step(50);
    const restored = restoreLua(lua.snapshot(), { libs: "all" });
    expect(restored.executions.map((e) => e.step())).toEqual(
      [100, 200, 300].map((n) => ({ state: "done", values: [n] })),
    );
  });

  it("shared variables, identity, order of iteration, random numbers and addresses survive", () => {
    const lua = engine();
    lua.runSync(`
      local n = 0
      function inc() n = n + 1 return n end
      function get() return n end
      a = {} b = { a, a } shown = tostring(a)
      order = {} for i = 9, 1, -2 do order["k" .. i] = i end order.k5 = nil order.z = 1 order.k5 = 5
      math.randomseed(42) math.random()
      setmetatable(a, a) a.__index = a
    `);
    const probe = `
      inc()
      local keys = {} for k in pairs(order) do keys[#keys + 1] = k end
      return get(), b[1] == b[2], b[1] == a, tostring(a) == shown, tostring({}), table.concat(keys, " "),
        math.random(1000000), getmetatable(a) == a, select(2, pcall(string.rep)), #debug.traceback()
    `;
    const restored = restoreLua(lua.snapshot().toBytes(), { libs: "all" });
    expect(restored.runSync(probe)).toEqual(lua.runSync(probe));
    expect(restored.stateHash()).toBe(lua.stateHash());
  });

  it("an engine can go back to a snapshot of its own", () => {
    const lua = engine();
    lua.runSync("x = 1");
    const before = lua.snapshot();
    const parked = lua.start("while true do end");
    parked.step(10);
    lua.runSync("x = 2 string.upper = nil");
    lua.restore(before);
    expect(lua.runSync("return x, ('a'):upper()")).toEqual([1, "A"]);
    expect(parked.step()).toMatchObject({ state: "failed", error: { code: "LUA_ABORT" } });
    lua.restore(before);
    expect(lua.globals.get("x")).toBe(1);
    expect(lua.stateHash()).toBe(before.hash);
  });

  it("the meter is saved unless that is not wanted; limits are those of the restorer", () => {
    const lua = engine();
    lua.runSync("for i = 1, 1000 do end");
    const used = lua.meter.instructions;
    const options = { libs: "all", limits: { instructions: 5000 } } as const;
    expect(restoreLua(lua.snapshot(), options).meter.remaining).toBe(5000 - used);
    expect(restoreLua(lua.snapshot({ includeMeter: false }), options).meter.remaining).toBe(5000);
  });

  it("without debug information it is smaller and messages have no lines", () => {
    const lua = engine();
    lua.runSync("function f(x) return x.y end");
    const stripped = lua.snapshot({ strip: true });
    expect(stripped.size).toBeLessThan(lua.snapshot().size);
    const restored = restoreLua(stripped, { libs: "all" });
    expect(() => (restored.globals.get("f") as LuaFunction).call()).toThrow(/^\?:-1: attempt to index a nil value/);
  });

  it("what the restorer does not have is not restored", () => {
    const snapshot = engine().snapshot();
    expect(() => restoreLua(snapshot)).toThrow(LuaSnapshotError);
    expect(() => restoreLua(snapshot, { libs: "all", version: "5.3" })).toThrow(/other dialect/);
    expect(() => Snapshot.fromBytes(new Uint8Array(3))).toThrow(LuaSnapshotError);
  });
});

describe("host functions in snapshots", () => {
  it("are found by id: a snapshotId, or their place in the globals", () => {
    const globals = { log: (x: number) => x + 1, db: { get: () => "got" } };
    const lua = createLua({ globals });
    lua.globals.set(
      "named",
      lua.fn(() => "old", { snapshotId: "my.named" }),
    );
    const restored = restoreLua(lua.snapshot(), { globals, hostFunctions: { "my.named": () => "new" } });
    expect(restored.runSync("return log(1), db.get(), named()")).toEqual([2, "got", "new"]);
    expect(() => restoreLua(lua.snapshot(), { globals })).toThrow(/my\.named/);
  });

  it("without one, the error says where they are", () => {
    const lua = createLua();
    lua.runSync("handlers = { 1, 2 }");
    (lua.globals.get("handlers") as LuaTable).set(
      3,
      lua.fn(() => {}),
    );
    try {
      lua.snapshot();
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(LuaSnapshotError);
      expect((error as LuaSnapshotError).path).toBe("globals.handlers[3]");
    }
  });

  it("no snapshot from within a run", () => {
    let fault: unknown;
    const lua: Lua = createLua({
      globals: {
        save: () => {
          try {
            lua.snapshot();
          } catch (error) {
            fault = error;
          }
        },
      },
    });
    lua.runSync("save()");
    expect((fault as LuaSnapshotError).path).toBe("execution");
  });
});

describe("equal states have equal bytes", () => {
  it("however the run was cut into steps, and whatever else the engine has seen", () => {
    const one = engine();
    one.start(PROGRAM).step(280);
    const other = engine();
    const execution = other.start(PROGRAM);
    while (other.meter.instructions < one.meter.instructions) execution.step(1);
    expect(other.meter.instructions).toBe(one.meter.instructions);
    expect(other.stateHash()).toBe(one.stateHash());
  });

  it("whichever shapes there were before, and through a snapshot", () => {
    const straight = createLua();
    straight.runSync("local p = { x = 1, y = 2 } r = p");
    const detour = createLua();
    detour.runSync("local q = { x = 5, z = 2 } local q = { y = 5 }; local p = { x = 1, y = 2 } r = p", {});
    const bytes = (lua: Lua): Snapshot => {
      lua.runSync("f = nil collectgarbage()");
      return lua.snapshot({ includeMeter: false });
    };
    const [a, b] = [bytes(straight), bytes(detour)];
    expect(a.version).toBe("5.4");
    expect(restoreLua(a).snapshot({ includeMeter: false }).hash).toBe(a.hash);
    expect(restoreLua(b).snapshot({ includeMeter: false }).hash).toBe(b.hash);
    expect(createLua().stateHash()).toBe(createLua().stateHash());
    expect(a.size).toBe(b.size);
  });

  it("differ when the state does", () => {
    const hashes = ["", "x = 1", "x = 1.0", "x = '1'", "x = {}", "y = 1", "x = function() end"].map((source) => {
      const lua = createLua();
      lua.runSync(source);
      return lua.snapshot({ includeMeter: false, strip: true }).hash;
    });
    expect(new Set(hashes).size).toBe(hashes.length);
  });
});

describe("malformed snapshots", () => {
  it("are refused, or harmless: bytes changed anywhere, with the checksum made right", () => {
    let seed = 7;
    const random = (n: number): number => {
      seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
      return Math.floor((seed / 4294967296) * n);
    };
    const bases = [1, 3, 5, 7, 9].map((tenths) => stoppedAt(Math.floor((LENGTH * tenths) / 10)).toBytes());
    let restored = 0;
    let refused = 0;
    for (let i = 0; i < 1500; i++) {
      const bytes = bases[i % bases.length]!.slice();
      // chunks have checksums of their own: most of the changes go to what follows them
      const at = i % 5 === 0 ? 14 + random(bytes.length - 14) : bytes.length - 1 - random(bytes.length >> 1);
      bytes[at] = i % 2 === 0 ? bytes[at]! ^ (1 << random(8)) : random(256);
      sealChecksum(bytes);
      try {
        const lua = restoreLua(bytes, { libs: "all", limits: LIMITS });
        restored++;
        for (const execution of lua.executions) {
          const result = execution.step();
          if (result.state === "failed") expect(result.error).toBeInstanceOf(LuaError);
        }
        lua.close();
      } catch (error) {
        expect(error).toBeInstanceOf(LuaSnapshotError);
        refused++;
      }
    }
    expect(restored).toBeGreaterThan(20);
    expect(refused).toBeGreaterThan(1000);
  });

  it("are refused cut short at any place, and leave an engine as it was", () => {
    const bytes = stoppedAt(LENGTH >> 1).toBytes();
    const lua = engine();
    lua.runSync("x = 1");
    const hash = lua.stateHash();
    for (let length = 0; length < bytes.length; length += 61) {
      const cut = bytes.slice(0, length);
      if (length >= 14) sealChecksum(cut);
      expect(() => lua.restore(Snapshot.fromBytes(cut))).toThrow(LuaSnapshotError);
    }
    expect(lua.stateHash()).toBe(hash);
    const wrong = bytes.slice();
    wrong[100]! ^= 1;
    expect(() => Snapshot.fromBytes(wrong)).toThrow(/checksum/);
  });
});
