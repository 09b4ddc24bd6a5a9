import { describe, expect, it } from "vitest";
import {
  createLua,
  type HostEnv,
  type LibSelection,
  LuaExitError,
  LuaSandboxError,
  MemoryFs,
  VirtualClock,
} from "../../src/api/index.ts";
import { later } from "../support/slowFs.ts";

function run(source: string, env: HostEnv = {}, libs: LibSelection = "all"): unknown[] {
  return createLua({ libs, env }).runSync(source);
}

function failure(source: string, libs: LibSelection, env: HostEnv = {}): unknown {
  try {
    createLua({ libs, env }).runSync(source, { chunkName: "=main" });
  } catch (error) {
    return error;
  }
  return undefined;
}

describe("time", () => {
  it("stands still by itself, but for the work done", () => {
    expect(run("return os.time(), os.date('%c')")).toEqual([0, "Thu Jan  1 00:00:00 1970"]);
    const [a, b] = run("local a = os.clock() for i = 1, 1000 do end return a, os.clock()") as [number, number];
    expect(b - a).toBeGreaterThan(5e-7);
    expect(b - a).toBeLessThan(5e-6);
    expect(run("local a = os.clock() for i = 1, 1000 do end return a, os.clock()")).toEqual([a, b]);
  });

  it("moves with a virtual clock, by its host and by the work done", async () => {
    const clock = new VirtualClock({ start: 1e9, perInstruction: 0.001 });
    const lua = createLua({ libs: "all", env: { clock } });
    expect(lua.runSync("return os.date('!%Y-%m-%d')")).toEqual(["2001-09-09"]);
    const [before] = lua.runSync("return os.time()") as [number];
    await clock.advance(3600);
    const [after, cpu] = lua.runSync("for i = 1, 3000 do end return os.time(), os.clock()") as [number, number];
    expect(after - before).toBeGreaterThan(3602);
    expect(after - before).toBeLessThan(3612);
    expect(cpu).toBeGreaterThan(3602);
    expect(clock.now()).toBe(1e9 + 3600);
    expect(run("for i = 1, 1e5 do end return os.clock()", { clock: new VirtualClock({ perInstruction: 0 }) })).toEqual([
      0,
    ]);
    expect(() => new VirtualClock({ start: Number.NaN })).toThrow(TypeError);
    expect(() => new VirtualClock({ perInstruction: -1 })).toThrow(TypeError);
    expect(() => clock.advance(-1)).toThrow(TypeError);
  });

  it("wakes sleepers in the order of their times, each at its own", async () => {
    const clock = new VirtualClock();
    const log: string[] = [];
    const note = (name: string) => (): unknown => log.push(`${name} ${clock.now()}`);
    const { signal } = new AbortController();
    void clock.sleep(3, signal).then(note("three"));
    void clock
      .sleep(1, signal)
      .then(note("one"))
      .then(() => clock.sleep(1.5, signal))
      .then(note("again"));
    void clock.sleep(1, signal).then(note("one too"));
    void clock.sleep(0, signal).then(note("zero"));
    await Promise.all([clock.advance(2), clock.advance(2)]);
    expect(log).toEqual(["zero 0", "one 1", "one too 1", "again 2.5", "three 3"]);
    expect(clock.now()).toBe(4);
    const abort = new AbortController();
    const asleep = clock.sleep(1, abort.signal);
    abort.abort(new Error("enough"));
    await expect(asleep).rejects.toThrow("enough");
    await expect(clock.sleep(1, abort.signal)).rejects.toThrow("enough");
  });

  it("lets scripts sleep through a host function", async () => {
    const clock = new VirtualClock({ perInstruction: 0 });
    const { signal } = new AbortController();
    const lua = createLua({ libs: "all", env: { clock }, globals: { sleep: (s: number) => clock.sleep(s, signal) } });
    const done = lua.run("local t = {} for i = 1, 3 do sleep(i) t[i] = os.time() end return table.unpack(t)");
    await clock.advance(10);
    expect(await done).toEqual([1, 3, 6]);
  });

  it("is the real one when the host says so", () => {
    const [now] = run("return os.time()", { clock: "host" }) as [number];
    expect(Math.abs(now - Date.now() / 1000)).toBeLessThan(5);
  });

  it.each([
    ["Europe/Berlin", 1_720_000_000, "2024-07-03 11:46:40", true, 7200],
    ["Europe/Berlin", 1_705_000_000, "2024-01-11 20:06:40", false, 3600],
    ["America/New_York", 1_720_000_000, "2024-07-03 05:46:40", true, -14_400],
    ["+05:30", 0, "1970-01-01 05:30:00", false, 19_800],
    ["-0330", 0, "1969-12-31 20:30:00", false, -12_600],
    ["UTC", 0, "1970-01-01 00:00:00", false, 0],
  ])("is local to %s at %d: %s", (timezone, at, shown, isDst, offset) => {
    expect(
      run(
        `local at = ${at}
         local t = os.date("*t", at)
         return os.date("%Y-%m-%d %H:%M:%S", at), t.isdst, os.time(t), os.time(os.date("!*t", at)) `,
        { timezone },
      ).slice(0, 3),
    ).toEqual([shown, isDst, at]);
    const [zone] = run(`return os.date("%z", ${at})`, { timezone }) as [string];
    const [, sign, hours, minutes] = /^([+-])(\d\d)(\d\d)$/.exec(zone)!;
    expect((sign === "-" ? -1 : 1) * (Number(hours) * 3600 + Number(minutes) * 60)).toBe(offset);
  });
});

describe("randomness", () => {
  const draw = (random?: HostEnv["random"]): unknown[] =>
    run("return math.random(0), math.random(100)", random === undefined ? {} : { random });

  it("depends on the seed alone", () => {
    expect(draw()).toEqual(draw({ seed: 0 }));
    expect(draw({ seed: 1 })).toEqual(draw({ seed: 1n }));
    expect(draw({ seed: 1 })).not.toEqual(draw());
    expect(draw({ seed: "a" })).toEqual(draw({ seed: "a" }));
    expect(draw({ seed: "a" })).not.toEqual(draw({ seed: "b" }));
    expect(draw("entropy")).not.toEqual(draw("entropy"));
  });
});

describe("processes", () => {
  it("variables are those that were handed in", () => {
    const env = { variables: { HOME: "/h", É: "é" } };
    expect(run(`return os.getenv("HOME"), #os.getenv("É"), os.getenv("PATH"), os.getenv("__proto__")`, env)).toEqual([
      "/h",
      2,
      undefined,
      undefined,
    ]);
  });

  it("commands are those of the host, which may take a while and give their output", async () => {
    const seen: string[] = [];
    const exec = (command: string): Promise<{ code: number; stdout: Uint8Array; stderr: Uint8Array }> =>
      later({ code: command === "ok" ? 0 : 3, stdout: Buffer.from("out"), stderr: Buffer.from("err") });
    const note = (name: string) => ({
      write: (bytes: Uint8Array) => void seen.push(name + Buffer.from(bytes).toString()),
    });
    const lua = createLua({ libs: "all", env: { exec, stdout: note("1:"), stderr: note("2:") } });
    expect(await lua.run(`local a, b, c = os.execute("ok") return os.execute(), a, b, c, os.execute("no")`)).toEqual([
      ...[true, true, "exit", 0],
      ...[undefined, "exit", 3],
    ]);
    expect(seen).toEqual(["1:out", "2:err", "1:out", "2:err"]);
    expect(run("return os.execute(), os.execute('ls')")).toEqual([false, undefined, "Permission denied", 13]);
  });

  it("os.exit ends the execution, and tells the host", () => {
    const codes: number[] = [];
    const lua = createLua({ libs: "all", env: { exit: (code) => void codes.push(code) } });
    for (const [source, status] of [
      ["os.exit(7)", 7],
      ["pcall(os.exit, false)", 1],
      ["coroutine.wrap(function() os.exit(true, true) end)()", 0],
    ] as const) {
      let error: unknown;
      try {
        lua.runSync(source);
      } catch (thrown) {
        error = thrown;
      }
      expect(error).toBeInstanceOf(LuaExitError);
      expect((error as LuaExitError).status).toBe(status);
    }
    expect(codes).toEqual([7, 1, 0]);
    expect(() => run("os.exit(2)")).toThrow(LuaExitError);
  });
});

describe("what the host did not hand in", () => {
  it.each([
    [`os.remove("x")`, { os: ["remove"] }, "fs", "x"],
    [`os.rename("x", "y")`, { os: ["rename"] }, "fs", "x"],
    [`os.tmpname()`, { os: ["tmpname"] }, "tmpname", ""],
    [`os.getenv("HOME")`, { os: ["getenv"] }, "variables", "HOME"],
    [`os.execute("ls")`, { os: ["execute"] }, "exec", "ls"],
    [`io.open("x")`, { io: ["open"] }, "fs", "x"],
    [`for l in io.lines("x") do end`, { io: ["lines"] }, "fs", "x"],
    [`io.input("x")`, { io: ["input"] }, "fs", "x"],
    [`io.popen("ls")`, { io: ["popen"] }, "popen", "ls"],
    [`io.tmpfile()`, { io: ["tmpfile"] }, "fs", ""],
    [`io.read()`, { io: ["read"] }, "stdin", ""],
    [`loadfile("x")`, { base: ["loadfile"] }, "fs", "x"],
    [`dofile("x")`, { base: ["dofile"] }, "fs", "x"],
  ] as const)("%s, named by itself, raises an error", (source, libs, capability, resource) => {
    const error = failure(source, libs) as LuaSandboxError;
    expect(error).toBeInstanceOf(LuaSandboxError);
    expect(error).toMatchObject({ code: "LUA_SANDBOX", capability, resource });
    expect(error.message).toMatch(/^main:1: '[\w.]+' needs .*, which this engine has not been given$/);
  });

  it("can be caught, and comes back as an ordinary error", () => {
    const libs: LibSelection = { base: true, os: ["remove"] };
    expect(run(`local ok, e = pcall(os.remove, "x") return ok, e`, {}, libs)).toEqual([
      false,
      "'os.remove' needs a file system, which this engine has not been given",
    ]);
    expect(run(`return os.remove("x")`, { fs: new MemoryFs({ x: "" }) }, libs)).toEqual([true]);
  });

  it("in a whole library it fails as on a system that refuses", () => {
    expect(run(`return os.remove("x")`)).toEqual([undefined, "x: Permission denied", 13]);
    expect(run(`return io.open("x")`, {}, ["io"])).toEqual([undefined, "x: Permission denied", 13]);
    expect(run("return io.read(), os.getenv('HOME'), loadfile('x')")).toEqual([
      undefined,
      undefined,
      undefined,
      "cannot open x",
    ]);
  });
});

it.each([
  [{ clock: "real" }, "env.clock"],
  [{ clock: { now: () => 0 } }, "env.clock"],
  [{ fs: {} }, "env.fs"],
  [{ fs: null }, "env.fs"],
  [{ stdout: {} }, "env.stdout"],
  [{ random: 3 }, "env.random"],
  [{ random: { seed: null } }, "env.random"],
  [{ timezone: "Mars/Olympus" }, "env.timezone"],
  [{ locale: "de" }, "env.locale"],
  [{ exec: "sh" }, "env.exec"],
])("refuses %j", (env, path) => {
  expect(() => createLua({ env: env as never })).toThrow(TypeError);
  expect(() => createLua({ env: env as never })).toThrow(path);
});
