import { type ChildProcess, execFile, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const CHROMIUM = ["chromium", "chromium-browser", "google-chrome"].find(
  (name) => spawnSync(name, ["--version"], { stdio: "ignore" }).status === 0,
);
const root = join(import.meta.dirname, "../..");
const TOUR = "lua/examples/tour.lua";

describe.skipIf(CHROMIUM === undefined)("in headless Chromium (skipped when it is not installed)", () => {
  const directory = mkdtempSync(join(tmpdir(), "perigee-browser-"));
  let server: ChildProcess;
  let address: string;

  beforeAll(async () => {
    // files of its own: dist/ may be under construction
    await promisify(execFile)(process.execPath, [join(root, "scripts/build.mjs"), join(directory, "dist")], {
      cwd: root,
    });
    server = spawn(process.execPath, [join(root, "examples/browser/serve.mjs")], {
      env: { ...process.env, PORT: "0", PERIGEE_DIST: join(directory, "dist") },
      stdio: ["ignore", "pipe", "inherit"],
    });
    for await (const line of createInterface({ input: server.stdout! })) {
      address = line;
      break;
    }
  });
  afterAll(() => {
    server?.kill();
    rmSync(directory, { recursive: true, force: true });
  });

  /** The text of the page's output once nothing is going on in it any more. */
  async function outputOf(query: string, page = ""): Promise<{ state: string; text: string }> {
    const { stdout } = await promisify(execFile)(
      CHROMIUM!,
      [
        ...["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run"],
        ...[`--user-data-dir=${join(directory, "profile")}`, "--virtual-time-budget=60000", "--dump-dom"],
        `${address}${page}?${query}`,
      ],
      { timeout: 100_000, maxBuffer: 1 << 24 },
    );
    const [, attributes, html] = /<pre id="output"([^>]*)>([\s\S]*?)<\/pre>/.exec(stdout) ?? [];
    const state = /data-state="(\w+)"/.exec(attributes ?? "")?.[1] ?? "not ended";
    const entities: Record<string, string> = { lt: "<", gt: ">", amp: "&", nbsp: "\u00a0" };
    return { state, text: (html ?? "").replace(/&(\w+);/g, (_, name: string) => entities[name]!) };
  }

  it.each(["5.4", "5.3"])(
    "the page runs the guided tour in Lua %s, with the output of the command",
    async (version) => {
      const cli = join(directory, "dist/cli.js");
      const command = spawnSync(process.execPath, [cli, "--lua", version, join(root, TOUR)], { encoding: "utf8" });
      expect(command.stdout.length).toBeGreaterThan(200);
      expect(await outputOf(`program=/${TOUR}&version=${version}`)).toEqual({ state: "done", text: command.stdout });
    },
    120_000,
  );

  it("the page waits for a host function, and shows an error with its traceback", async () => {
    const source = "sleep(0.01) print('slept') local function f() error('oops') end f()";
    const { state, text } = await outputOf(`source=${encodeURIComponent(source)}`);
    expect(state).toBe("failed");
    expect(text).toMatch(/^slept\n[\s\S]*page:1: oops[\s\S]*stack traceback:[\s\S]*in (?:upvalue|local|function) 'f'/);
  }, 120_000);

  it.each(["5.4", "5.3"])(
    "the file without the compiler runs the guided tour in Lua %s as a compiled chunk, with the libraries from the other file",
    async (version) => {
      const { createLua } = (await import(join(directory, "dist/index.js"))) as typeof import("../../src/api/index.ts");
      const text = readFileSync(join(root, TOUR));
      let expected = "";
      const write = (bytes: Uint8Array): void => {
        expected += Buffer.from(bytes).toString();
      };
      const lua = createLua({
        version: version as "5.4" | "5.3",
        env: { stdout: { write } },
      });
      const chunk = lua.compile(text, { chunkName: "@tour.lua" });
      lua.runSync(chunk);
      expect(expected.length).toBeGreaterThan(200);
      const query = `chunk=${Buffer.from(chunk.toBytes()).toString("hex")}`;
      expect(await outputOf(query, "examples/browser/chunk.html")).toEqual({ state: "done", text: expected });
    },
    120_000,
  );

  it("the file without the compiler is enough for base and coroutine, and shows errors with their traceback", async () => {
    const { createLua } = (await import(join(directory, "dist/index.js"))) as typeof import("../../src/api/index.ts");
    const source = `sleep(0.01) print('slept', string, coroutine.wrap(function(a) return a end)(7))
local function f() error('oops') end f()`;
    const bytes = createLua().compile(source, { chunkName: "=page" }).toBytes();
    const query = `libraries=no&chunk=${Buffer.from(bytes).toString("hex")}`;
    const { state, text } = await outputOf(query, "examples/browser/chunk.html");
    expect(state).toBe("failed");
    expect(text).toMatch(
      /^slept\tnil\t7\n[\s\S]*page:2: oops[\s\S]*stack traceback:[\s\S]*in (?:upvalue|local|function) 'f'/,
    );
  }, 120_000);
});
