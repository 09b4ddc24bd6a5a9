import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { VERSION } from "../../src/cli/version.ts";
import { bundleCommand } from "../support/aoCommand.ts";

let directory: string;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "perigee-cli-"));
  await bundleCommand(directory);
  const files: Record<string, string> = {
    "args.lua": "print(...) print(arg[0], arg[1], #arg, arg[-1])",
    "boom.lua": "local function f() error('boom') end\nf()",
    "bad.lua": "x = = 1",
    "good.lua": "return 1",
    "m.lua": "print('loaded', ...) return {x = 1}",
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, name), text);
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

interface Result {
  out: string;
  err: string;
  status: number | null;
}

function perigee(args: string[], input = "", env: Record<string, string> = {}): Result {
  const result = spawnSync(process.execPath, [join(directory, "cli.mjs"), ...args], {
    cwd: directory,
    input,
    encoding: "utf8",
    env: { PATH: process.env.PATH ?? "", ...env },
  });
  return { out: result.stdout, err: result.stderr, status: result.status };
}

describe("running", () => {
  it("runs strings, modules and a script with arguments", () => {
    const { out, status } = perigee(["-e", "print(1)", "-l", "g=m", "-e", "print(g.x)", "args.lua", "a", "b"]);
    expect(out).toBe("1\nloaded\tm\t./m.lua\n1\na\tb\nargs.lua\ta\t2\tprint(g.x)\n");
    expect(status).toBe(0);
  });

  it("takes a script from standard input", () => {
    expect(perigee(["-", "x"], "#!first line\nprint(..., debug.getinfo(1).short_src)").out).toBe("x\tstdin\n");
    expect(perigee([], "print(io.read == nil)").out).toBe("false\n");
  });

  it("shares standard input between a script and its reads", () => {
    expect(perigee(["-e", "print(io.read('l', 'n', 'a'))"], "one\n 2 rest").out).toBe("one\t2\t rest\n");
  });

  it.each([
    ["os.exit(7)", 7],
    ["os.exit(false)", 1],
    ["pcall(os.exit, 5)", 5],
    ["coroutine.wrap(os.exit)(true, true)", 0],
    ["os.exit(-1)", 255],
    ["setmetatable({}, {__gc = function() os.exit(3) end})", 3],
  ])("%s ends with status %i", (code, status) => {
    expect(perigee(["-e", `io.write('x') ${code}`])).toEqual({ out: "x", err: "", status });
  });

  it("runs LUA_INIT unless told to ignore it", () => {
    const env = { LUA_INIT: "print('any')", LUA_INIT_5_4: "@m.lua", LUA_PATH: "?.x;;" };
    const code = "print(package.path:sub(1, 4))";
    expect(perigee(["-e", code], "", env).out).toBe("loaded\n?.x;\n");
    expect(perigee(["--lua", "5.3", "-e", code], "", env).out).toBe("any\n?.x;\n");
    expect(perigee(["-E", "-e", code], "", env).out).toBe("/usr\n");
  });

  it("writes what is left in buffers at the end", () => {
    expect(perigee(["-e", "f = io.open('left', 'w') f:write('kept')"]).status).toBe(0);
    expect(perigee(["-e", "f = io.open('left', 'a') f:write('!') os.exit(3)"]).status).toBe(3);
    expect(readFileSync(join(directory, "left"), "utf8")).toBe("kept!");
  });

  it("stops at limits, which scripts cannot catch", () => {
    const { err, status } = perigee(["--limit", "instructions=1e5", "-e", "pcall(function() while true do end end)"]);
    expect(err).toBe("perigee: instructions limit exceeded (100000 of 100000)\n");
    expect(status).toBe(1);
  });

  it("reports statistics", () => {
    expect(perigee(["--stats", "-e", "print(1)"]).err).toMatch(/^instructions +\d+\ntime .*\npeak memory .*\n/);
  });
});

describe("failing", () => {
  it("shows the message and a traceback", () => {
    expect(perigee(["boom.lua"])).toEqual({
      out: "",
      err: `perigee: boom.lua:1: boom
stack traceback:
	[C]: in function 'error'
	boom.lua:1: in local 'f'
	boom.lua:2: in main chunk
	[C]: in ?
`,
      status: 1,
    });
  });

  it.each([
    [["bad.lua"], "bad.lua:1: unexpected symbol near '='"],
    [["none.lua"], "cannot open none.lua: No such file or directory"],
    [["/"], "cannot read /: Is a directory"],
    [["-e", "error(setmetatable({}, {__tostring = function() return 'custom' end}))"], "custom"],
    [
      ["--limit", "memori=1", "x"],
      "no limit named 'memori' (there are instructions, callDepth, stringLength, sourceLength, stackSlots)",
    ],
    [["--limit", "callDepth=x", "x"], "limit 'callDepth=x' must have the form callDepth=number"],
    [["--lua", "5.2"], "'--lua' must be 5.3 or 5.4, not '5.2'"],
  ])("%j: one line", (args, message) => {
    expect(perigee(args)).toEqual({ out: "", err: `perigee: ${message}\n`, status: 1 });
  });

  it.each([
    [["-x"], "unrecognized option '-x'"],
    [["--foo=1"], "unrecognized option '--foo=1'"],
    [["-e"], "'-e' needs argument"],
    [["-l", "-i"], "'-l' needs argument"],
    [["--lua", "5.3", "-W"], "unrecognized option '-W'"],
  ])("%j: usage", (args, message) => {
    const { out, err, status } = perigee(args);
    expect(err.startsWith(`perigee: ${message}\nusage: perigee [options] [script [args]]\n`)).toBe(true);
    expect([out, status]).toEqual(["", 1]);
  });

  it("ends quietly when nobody reads its output", () => {
    const command = `"${process.execPath}" "${join(directory, "cli.mjs")}" -e 'while true do print(1) end' | head -1`;
    expect(spawnSync("/bin/sh", ["-c", command], { encoding: "utf8" })).toMatchObject({ stdout: "1\n", stderr: "" });
  });
});

describe("console", () => {
  it("echoes, joins lines, shows expressions and goes on after errors", () => {
    const input =
      "1 + 1, 1.0\n=2^53\nfor i = 1, 2 do\nio.write(i)\nend\nx x\nerror('e')\nio.read()\ntyped\n_PROMPT = '$ '\n7";
    const { out, err, status } = perigee(["-i"], input);
    expect(out).toBe(`Perigee ${VERSION}  (Lua 5.4)
> 1 + 1, 1.0
2	1.0
> =2^53
9.007199254741e+15
> for i = 1, 2 do
>> io.write(i)
>> end
12> x x
> error('e')
> io.read()
typed
> _PROMPT = '$ '
$ 7
7
$ ${""}
`);
    expect(err).toBe(`stdin:1: syntax error near 'x'
stdin:1: e
stack traceback:
	[C]: in function 'error'
	stdin:1: in main chunk
	[C]: in ?
`);
    expect(status).toBe(0);
  });
});

describe("commands", () => {
  it("checks syntax", () => {
    expect(perigee(["check", "good.lua", "boom.lua"])).toEqual({ out: "", err: "", status: 0 });
    const { out, err, status } = perigee(["check", "bad.lua", "good.lua", "none.lua"]);
    expect(err).toBe(
      "perigee: bad.lua:1: unexpected symbol near '='\nperigee: cannot open none.lua: No such file or directory\n",
    );
    expect([out, status]).toEqual(["", 1]);
  });

  it("lists bytecode", () => {
    const { out, status } = perigee(["dis", "boom.lua"]);
    expect(out).toMatch(/^main: [\s\S]*function <1,1>: [\s\S]*"boom"/);
    expect(status).toBe(0);
  });

  it("tells its version, which is that of the package", () => {
    const { version } = JSON.parse(readFileSync(join(import.meta.dirname, "../../package.json"), "utf8"));
    expect(perigee(["--version"]).out).toBe(`Perigee ${version}  (Lua 5.4)\n`);
    expect(perigee(["--help"]).out).toMatch(/^usage: perigee/);
  });
});
