import { execFileSync } from "node:child_process";
import {
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createLua } from "../../src/api/index.ts";
import type { LuaFs } from "../../src/base/host.ts";
import { nodeFs } from "../../src/node/index.ts";
import { isSpecialOnWindows } from "../../src/node/windowsNames.ts";

let base: string;
let root: string;
/** A directory whose name starts with that of the root. */
let sibling: string;

beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), "perigee-escape-"));
  root = join(base, "data");
  sibling = join(base, "database");
  mkdirSync(join(root, "dir/deep"), { recursive: true });
  mkdirSync(join(root, "out"));
  mkdirSync(join(root, "outer"));
  mkdirSync(sibling);
  writeFileSync(join(base, "secret"), "secret");
  writeFileSync(join(sibling, "secret"), "secret");
  writeFileSync(join(root, "file"), "inside");
  writeFileSync(join(root, "dir/file"), "inside");
  const link = (target: string, name: string): void => symlinkSync(target, join(root, name));
  link(join(base, "secret"), "abs");
  link("../secret", "rel");
  link("..", "up");
  link(base, "dir-out");
  link("../database", "sib");
  link("/", "slash");
  link("/proc/self/root", "proc-root");
  link("/proc/self/cwd", "proc-cwd");
  link(join(base, "not-yet"), "dangling");
  link("../not-yet-either", "dangling-rel");
  link("abs", "chain1");
  link("chain1", "chain2");
  link("loop-b", "loop-a");
  link("loop-a", "loop-b");
  link("self", "self");
  link("dir/../../secret", "dotted");
  link("/file", "abs-inside-looking");
  link("..", "dir/parent");
  link("../..", "dir/grandparent");
  link("../file", "dir/back-in");
  link("dir", "dir-link");
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

/** What lies outside the root, with contents: nothing of it may change. */
function outside(): Record<string, string> {
  const seen: Record<string, string> = {};
  for (const name of readdirSync(base)) {
    if (name === "data") continue;
    const path = join(base, name);
    if (lstatSync(path).isDirectory())
      for (const inner of readdirSync(path)) seen[`${name}/${inner}`] = readFileSync(join(path, inner), "utf8");
    else seen[name] = readFileSync(path, "utf8");
  }
  return seen;
}

const UNTOUCHED = { secret: "secret", "database/secret": "secret" };
const REFUSED =
  /Permission denied|No such file|Not a directory|Too many levels|Invalid argument|too long|Is a directory|File exists|busy|Read-only/;

/** Paths that lead out, or try to. */
const OUT: readonly string[] = [
  "../secret",
  "../../secret",
  "/../secret",
  "dir/../../secret",
  "dir/deep/../../../secret",
  "./../secret",
  "././.././../secret",
  "//../secret",
  "dir//..//..//secret",
  "none/../../secret",
  "../data/../secret",
  "../database/secret",
  "abs",
  "rel",
  "chain1",
  "chain2",
  "dotted",
  "up/secret",
  "up/up/secret",
  "dir-out/secret",
  "dir-out/data/../secret",
  "dir-out/database/secret",
  "sib/secret",
  "slash/etc/passwd",
  "proc-root/etc/passwd",
  "proc-cwd/package.json",
  "dir/grandparent/secret",
  "dir/parent/../../secret",
  "dir/parent/rel",
  "dangling",
  "dangling-rel",
  "loop-a",
  "self",
  "self/self",
  "abs-inside-looking",
  "file/../../secret",
  "secret\0",
  "\0",
  "file\0/../../secret",
  "...",
  "~/secret",
  "$HOME",
  "%2e%2e/secret",
  "..%2fsecret",
  "\u2025/secret",
  "\uff0e\uff0e/secret",
  "..\\secret",
  "C:\\secret",
  "\udcc0\udcae\udcc0\udcae/secret",
  "FILE/../../Secret",
  `${"x".repeat(300)}/../../secret`,
  "a/".repeat(5000),
  `${"../".repeat(2000)}secret`,
];

describe("a root is not left", () => {
  it.each(OUT)("reading %j", (path) => {
    const fs = nodeFs({ root, write: true });
    expect(() => {
      const file = fs.open(path, "r") as { read(max: number): Uint8Array; close(): void };
      const bytes = Buffer.from(file.read(100)).toString();
      file.close();
      // what opens is in the root, where nothing is called so
      expect(bytes).toBe("inside");
      throw new Error("No such file: it was another");
    }).toThrow(REFUSED);
  });

  it.each(OUT)("writing, making, removing and moving %j", (path) => {
    const fs = nodeFs({ root, write: true });
    const attempts: (() => unknown)[] = [
      () => (fs.open(path, "w") as { close(): void }).close(),
      () => (fs.open(path, "a+") as { close(): void }).close(),
      () => (fs.open(path, "r+") as { close(): void }).close(),
      () => fs.mkdir(path),
      () => fs.rename("file", path),
      () => fs.rename(path, "moved"),
      () => fs.unlink(path),
      () => fs.rmdir(path),
    ];
    for (const attempt of attempts) {
      try {
        attempt();
      } catch (fault) {
        expect((fault as Error).message).toMatch(REFUSED);
      }
    }
    expect(outside()).toEqual(UNTOUCHED);
  });

  it.each(["..", "../..", "up", "dir-out", "sib", "slash", "proc-root", "dir/grandparent", "dir/parent/.."])(
    "listing %j",
    (path) => {
      const fs = nodeFs({ root });
      let names: readonly string[] = [];
      try {
        names = fs.list(path) as readonly string[];
      } catch (fault) {
        expect((fault as Error).message).toMatch(REFUSED);
      }
      // the root itself is what ".." at the root means
      expect(names.length === 0 || names.includes("file")).toBe(true);
      expect(names).not.toContain("database");
    },
  );

  it.each(["abs", "dir-out/secret", "sib/secret", "slash/etc/passwd"])("looking at %j", (path) => {
    expect(() => nodeFs({ root }).stat(path)).toThrow("Permission denied");
    expect(existsSync(join(base, "secret"))).toBe(true);
  });

  it("links that stay inside work, and a link is removed, not what it stands for", () => {
    const fs = nodeFs({ root, write: true });
    const lua = createLua({ libs: "all", env: { fs } });
    expect(lua.runSync(`return io.open("dir/back-in"):read("a"), io.open("dir-link/file"):read("a")`)).toEqual([
      "inside",
      "inside",
    ]);
    fs.unlink("abs");
    fs.rename("rel", "moved-link");
    expect(outside()).toEqual(UNTOUCHED);
    expect(fs.stat("moved-link", false)).toMatchObject({ type: "link" });
  });

  it("a link moved elsewhere is resolved from where it is then", () => {
    const fs = nodeFs({ root, write: true });
    symlinkSync("../file", join(root, "dir/deep/one-up"));
    fs.rename("dir/deep/one-up", "one-up");
    expect(() => fs.open("one-up", "r")).toThrow("No such file or directory");
    writeFileSync(join(base, "file"), "outside");
    expect(() => fs.open("one-up", "r")).toThrow("Permission denied");
    rmSync(join(base, "file"));
  });

  it("names are taken as they are", () => {
    const fs = nodeFs({ root, write: true });
    for (const name of ["..data", "...", "..\\secret", "a:b", "con", "%2e%2e", " ", "-rf", "new\nline"]) {
      (fs.open(name, "w") as { close(): void }).close();
      expect(fs.list("/")).toContain(name);
    }
    expect(outside()).toEqual(UNTOUCHED);
    expect(fs.stat("FILE")).toBeUndefined();
    expect(() => fs.open("x".repeat(256), "w")).toThrow("File name too long");
    expect(() => fs.open("file/", "r")).toThrow("Not a directory");
    expect(() => fs.open("new/", "w")).toThrow("Is a directory");
    expect(() => fs.unlink("file/")).toThrow("Not a directory");
    expect(() => fs.rename("file", "other/")).toThrow("Not a directory");
    expect(fs.stat("file/")).toBeUndefined();
    expect(() => fs.rmdir("/")).toThrow("Device or resource busy");
    expect(() => fs.rename("/", "dir/x")).toThrow("Device or resource busy");
    expect(() => fs.mkdir("/")).toThrow("File exists");
    expect(() => fs.mkdir("..")).toThrow("File exists");
  });

  it("a pipe does not stop the process, and devices are out of reach", () => {
    execFileSync("/bin/sh", ["-c", `mkfifo "$0"`, join(root, "pipe")]);
    const fs = nodeFs({ root, write: true });
    expect(() => fs.open("pipe", "r")).toThrow("Permission denied");
    expect(() => fs.open("pipe", "w")).toThrow(/No such device|Permission denied/);
  });

  it("files open at a time are limited", () => {
    const lua = createLua({ libs: "all", env: { fs: nodeFs({ root }) } });
    const [count, message] = lua.runSync(`
      local open = {}
      while true do
        local f, e = io.open("file")
        if not f then return #open, e end
        open[#open + 1] = f
      end`);
    expect([count, message]).toEqual([256, "file: Too many open files"]);
    lua.close();
  });

  it("while somebody exchanges a directory for a link, nothing outside is read or written", async () => {
    const fs = nodeFs({ root, write: true });
    const hidden = join(base, "database/dir");
    mkdirSync(hidden);
    writeFileSync(join(hidden, "file"), "secret");
    mkdirSync(join(root, "real"));
    writeFileSync(join(root, "real/file"), "inside");
    const worker = new Worker(
      `const { renameSync, symlinkSync, unlinkSync } = require("node:fs");
       const { workerData: { root, hidden, stop } } = require("node:worker_threads");
       const flag = new Int32Array(stop);
       while (Atomics.load(flag, 0) === 0) {
         try {
           renameSync(root + "/real", root + "/aside");
           symlinkSync(hidden, root + "/real");
           for (let i = 0; i < 20000; i++) Atomics.load(flag, 0);
           unlinkSync(root + "/real");
           renameSync(root + "/aside", root + "/real");
           for (let i = 0; i < 20000; i++) Atomics.load(flag, 0);
         } catch {}
       }`,
      { eval: true, workerData: { root, hidden, stop: new SharedArrayBuffer(4) } },
    );
    const until = Date.now() + 1500;
    let tries = 0;
    const leaks = new Set<string>();
    try {
      await new Promise((resolve) => worker.once("online", resolve));
      while (Date.now() < until) {
        tries++;
        if (readThrough(fs, "real/file") === "secret") leaks.add("read");
        if (fails(() => fs.mkdir("real/sub")) === undefined) fails(() => fs.rmdir("real/sub"));
        fails(() => (fs.open("real/new", "w") as { close(): void }).close());
      }
    } finally {
      await worker.terminate();
    }
    expect([...leaks, ...readdirSync(hidden)]).toEqual(["file"]);
    expect(tries).toBeGreaterThan(20);
    expect(readFileSync(join(hidden, "file"), "utf8")).toBe("secret");
  });
});

/** What `work` throws. */
function fails(work: () => unknown): unknown {
  try {
    work();
    return undefined;
  } catch (fault) {
    return fault;
  }
}

function readThrough(fs: LuaFs, path: string): string | undefined {
  try {
    const file = fs.open(path, "r") as { read(max: number): Uint8Array; close(): void };
    const text = Buffer.from(file.read(100)).toString();
    file.close();
    return text;
  } catch {
    return undefined;
  }
}

describe("what may be written", () => {
  const write = ["out", "/log.txt"];

  it.each([
    ["out/new", "w"],
    ["out/../out/new", "w"],
    ["log.txt", "w"],
    ["log.txt", "a"],
  ] as const)("%s is", (path, mode) => {
    (nodeFs({ root, write }).open(path, mode) as { close(): void }).close();
    expect(existsSync(join(root, path))).toBe(true);
  });

  it.each([
    ["file", "w"],
    ["file", "r+"],
    ["file", "a"],
    ["outer/new", "w"],
    ["out.txt", "w"],
    ["out/../file", "w"],
    ["log.txt.bak", "w"],
    ["dir/deep/new", "w"],
    ["OUT/new", "w"],
  ] as const)("%s is not", (path, mode) => {
    expect(() => nodeFs({ root, write }).open(path, mode)).toThrow(/Permission denied|No such file/);
    expect(readFileSync(join(root, "file"), "utf8")).toBe("inside");
  });

  it("a link in a writable directory does not make its target writable, nor a link to one what it is called", () => {
    symlinkSync("../file", join(root, "out/link"));
    symlinkSync("out", join(root, "to-out"));
    const fs = nodeFs({ root, write });
    expect(() => fs.open("out/link", "w")).toThrow("Permission denied");
    (fs.open("to-out/new", "w") as { close(): void }).close();
    expect(existsSync(join(root, "out/new"))).toBe(true);
    expect(readFileSync(join(root, "file"), "utf8")).toBe("inside");
  });

  it("nothing is moved in or out, and the directory itself stays", () => {
    const fs = nodeFs({ root, write });
    (fs.open("out/a", "w") as { close(): void }).close();
    fs.rename("out/a", "out/b");
    expect(() => fs.rename("out/b", "b")).toThrow("Permission denied");
    expect(() => fs.rename("file", "out/file")).toThrow("Permission denied");
    expect(() => fs.rename("out", "out2")).toThrow("Permission denied");
    fs.unlink("out/b");
    expect(() => fs.rmdir("out")).toThrow("Permission denied");
    expect(() => fs.unlink("log.txt")).toThrow(/Permission denied|No such file/);
    expect(() => fs.mkdir("new")).toThrow("Permission denied");
    expect(fs.temporary).toBeUndefined();
  });

  it("a list must lie in the root, and there must be one", () => {
    expect(() => nodeFs({ root, write: ["dir-out"] })).toThrow(TypeError);
    expect(() => nodeFs({ write: ["/tmp"] })).toThrow(TypeError);
    expect(() => nodeFs({ root: join(root, "file") })).toThrow(TypeError);
    // exchanged afterwards: it is not the directory that was allowed
    const fs = nodeFs({ root, write: ["out"] });
    renameSync(join(root, "out"), join(root, "old"));
    symlinkSync("../database", join(root, "out"));
    expect(() => fs.open("out/new", "w")).toThrow("Permission denied");
    expect(outside()).toEqual(UNTOUCHED);
  });

  it("hard links are the business of whoever owns the root", () => {
    linkSync(join(base, "secret"), join(root, "hard"));
    expect(readThrough(nodeFs({ root }), "hard")).toBe("secret");
  });
});

it.each([
  ["con", true],
  ["CON.txt", true],
  ["com1", true],
  ["lpt\u00b9", true],
  ["nul ", true],
  ["file:stream", true],
  ["a\\b", true],
  ["name.", true],
  ["console", false],
  ["com10", false],
  ["plain.txt", false],
])("%j means something else on Windows: %s", (name, expected) => {
  expect(isSpecialOnWindows(name)).toBe(expected);
});
