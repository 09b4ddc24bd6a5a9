import { describe, expect, test } from "vitest";
import { createLua, type LuaOptions } from "../../src/api/index.ts";
import type { LuaVersion } from "../../src/base/version.ts";

interface Session {
  readonly out: string;
  readonly err: string;
  readonly instructions: number;
  readonly steps: number;
}

/** Runs a program in steps of `size` instructions. */
function run(version: LuaVersion, source: string, size = 1e9, env: LuaOptions["env"] = {}): Session {
  let out = "";
  let err = "";
  const lua = createLua({
    version,
    env: {
      stdout: {
        write: (bytes: Uint8Array): void => {
          out += Buffer.from(bytes).toString("latin1");
        },
      },
      stderr: {
        write: (bytes: Uint8Array): void => {
          err += Buffer.from(bytes).toString("latin1");
        },
      },
      ...env,
    },
    libs: "all",
    allowBytecode: true,
  });
  const execution = lua.start(source, { chunkName: "@script.lua" });
  let steps = 0;
  for (;;) {
    const result = execution.step(size);
    steps++;
    if (result.state === "failed") throw result.error;
    if (result.state === "done") break;
  }
  return { out, err, instructions: lua.meter.instructions, steps };
}

const LOGGING = `
  local log = {}
  local function f(n) if n > 0 then return f(n - 1) end return n end
  debug.sethook(function(event, line)
    log[#log + 1] = event .. ":" .. tostring(line or debug.getinfo(2, "n").name)
  end, "crl", 5)
  f(3)
  for i = 1, 3 do
    pcall(error, i)
  end
  table.sort({3, 1, 2}, function(a, b) return a < b end)
  local function tail(s) return string.rep(s, 2) end
  tail("x")
  debug.sethook()
  print(table.concat(log, "\\n"))
`;

describe.each(["5.3", "5.4"] as const)("debug library of %s", (version) => {
  test("hooks see each event once and cost the same however the run is stepped", () => {
    const whole = run(version, LOGGING);
    expect(whole.steps).toBe(1);
    expect(whole.out.split("\n").length).toBeGreaterThan(60);
    for (const size of [1, 7, 100]) {
      const { out, instructions, steps } = run(version, LOGGING, size);
      expect(steps).toBeGreaterThan(10);
      expect({ out, instructions }).toEqual({ out: whole.out, instructions: whole.instructions });
    }
  });

  test("debug.debug runs lines until cont", () => {
    const lines = ["x = 1", "return x, 2", "x = x + ", "error('oops')", "print(x, ...)", "error({})", "cont", "x = 99"];
    const { out, err } = run(version, "debug.debug() print('back', x)", 1e9, { debugInput: () => lines.shift() });
    expect(out).toBe("1\nback\t1\n");
    const shown = version === "5.4" ? /^table: 0x[0-9a-f]+$/ : /^\(null\)$/;
    const answers = err.split("lua_debug> ").map((answer) => answer.trimEnd());
    expect(answers[6]).toMatch(shown);
    answers[6] = "";
    expect(answers).toEqual([
      "",
      "",
      "",
      "(debug command):2: unexpected symbol near <eof>",
      "(debug command):1: oops",
      "",
      "",
      "",
    ]);
    expect(lines).toEqual(["x = 99"]);
  });

  test("debug.debug ends at the end of the input", () => {
    expect(run(version, "debug.debug() print('back')").err).toBe("lua_debug> ");
  });

  test("setlocal cannot derail what the machine relies on", () => {
    const loop = `
      local bad = {"text", 2^53, 1 << 62, {}, nil, print}
      for k = 1, 6 do
        local seen = 0
        for i = 1, 3 do
          seen = seen + 1
          for n = 1, 30 do
            local name = debug.getlocal(1, n)
            if name and name:find("^%(for") then debug.setlocal(1, n, bad[k]) end
          end
          assert(math.type(i) == "integer" and seen <= 3)
        end
      end
      print("ok")`;
    expect(run(version, loop).out).toBe("ok\n");
    const tables = `
      local function overwrite(v)
        for n = 1, 30 do
          local name = debug.getlocal(2, n)
          if name and name:find("temporary") then debug.setlocal(2, n, v) end
        end
      end
      print(pcall(function() return {1, 2, overwrite(5)} end))
      print(pcall(function() return {1, x = 2, overwrite("s"), 3} end))`;
    expect(run(version, tables).out).toMatch(/^(false\t.*attempt to .*\n){2}$/);
  });

  test("locals of stripped functions are temporaries, captured ones too", () => {
    const { out } = run(
      version,
      `local f = load(string.dump(function(a)
         local get = function() return a end
         local name, value = debug.getlocal(1, 1)
         debug.setlocal(1, 1, "new")
         return name, value, get()
       end, true))
       debug.setupvalue(f, 1, _ENV)
       print(f("old"))`,
    );
    expect(out).toBe(version === "5.4" ? "(temporary)\told\tnew\n" : "(*temporary)\told\tnew\n");
  });

  test("a collection inside a hook keeps what the next instruction needs", () => {
    const { out } = run(
      version,
      `local function make(n) return {n} end
       debug.sethook(function() collectgarbage() end, "crl", 1)
       local weak = setmetatable({}, {__mode = "v"})
       local function keep(v) weak[1] = v return v end
       local function pass(v) return select(1, keep(v)) end
       local r = make(1)[1] + make(2)[1] * #{make(3), make(4)}
       local t = pass({5})
       debug.sethook()
       print(r, t[1], weak[1] == t)`,
    );
    expect(out).toBe("5\t5\ttrue\n");
  });

  test("the instruction limit ends a run inside hooks", () => {
    const lua = createLua({ version, libs: "all", limits: { instructions: 100_000 } });
    expect(() => lua.runSync("debug.sethook(function() while true do end end, 'l')\nlocal x = 1")).toThrow(
      /instructions/,
    );
    expect(lua.meter.instructions).toBe(100_000);
  });
});
