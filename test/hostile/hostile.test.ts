/** The corpus is complete and well-formed, and its runner notices what it is there to notice. The run is `npm run hostile`. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const ROOT = import.meta.dirname;
const scripts = (readdirSync(ROOT, { recursive: true }) as string[]).filter((path) => path.endsWith(".lua"));
const corpus = scripts.map((path) => readFileSync(join(ROOT, path), "latin1")).join("\n");

describe("the corpus", () => {
  it("is large, in every class", () => {
    expect(scripts.length).toBeGreaterThan(400);
    const classes = new Set(scripts.map((path) => path.split(/[\\/]/)[0]!));
    const described = readFileSync(join(ROOT, "README.md"), "utf8");
    expect([...classes].filter((name) => !described.includes(`\`${name}\``))).toEqual([]);
  });

  it("reaches each library function of the gas schedule", () => {
    const schedule = readFileSync(join(ROOT, "../../docs/GAS.md"), "utf8");
    const functions = [...schedule.matchAll(/^\| `([\w.]+) ?\(/gm)].map((match) => match[1]!);
    expect(functions.length).toBeGreaterThan(130);
    // these classes go over whole tables of functions
    const swept = new Set(["math", "bit32"].filter((name) => corpus.includes(`pairs(${name})`)));
    const named = (fn: string): boolean => {
      const [library, name = library] = fn.split(".");
      return swept.has(library!) || corpus.includes(fn) || new RegExp(`[:.]${name}\\b`).test(corpus);
    };
    expect(functions.filter((fn) => !named(fn))).toEqual([]);
  });
});

describe("the runner", () => {
  let root: string;
  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), "perigee-hostile-"));
  });
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  it.each([
    ["good", "-- fine\n-- expect: ok 1 2 | 3\nprint(1, 2) print(3)", /2 passed, 0 failed/],
    ["wrong", "-- another outcome\n-- expect: error x\nprint(1)", /expected "error x", got "ok 1"/],
    [
      "spent",
      "-- another limit\n-- expect: limit memory\nwhile true do end",
      /expected "limit memory", got "limit instr/,
    ],
    ["hangs", "-- too long\n-- limits: instructions=1e15\n-- expect: ok\nwhile true do end", /hangs: still running/],
    [
      "heavy",
      "-- too large\n-- limits: instructions=1e15\n-- expect: ok\nlocal t = {} while true do local u = {} for i = 1, 1e5 do u[i] = i + 0.5 end t[#t + 1] = u end",
      /memory: \d+ MB|the process ended/,
    ],
    ["leaks", '-- shows a path\n-- expect: ok\nprint("at x (file:///home/x.js:1:2)")', /leak: /],
    ["unknown", "-- a limit that is none\n-- limits: nonsense=1\n-- expect: ok\nprint(1)", /2 skipped/],
  ])("%s", (name, source, verdict) => {
    writeFileSync(join(root, `${name}.lua`), source);
    const child = spawnSync(
      process.execPath,
      [join(ROOT, "run.mjs"), "--root", root, "--only", name, "--wall", name === "hangs" ? "1500" : "20000"],
      {
        encoding: "utf8",
      },
    );
    expect(child.stdout).toMatch(verdict);
    expect(child.status).toBe(name === "good" || name === "unknown" ? 0 : 1);
  });
});
