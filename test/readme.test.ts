import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "..");
const text = readFileSync(join(root, "README.md"), "utf8");
const blocks = (language: string): string[] =>
  [...text.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, "gm"))].map((match) => match[1]!);

let directory = "";
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "perigee-readme-"));
  await build({
    entryPoints: [join(root, "src/cli/main.ts")],
    outfile: join(directory, "cli.mjs"),
    bundle: true,
    platform: "node",
    format: "esm",
    logLevel: "error",
  });
  const command = `#!/bin/sh\nexec "${process.execPath}" "${join(directory, "cli.mjs")}" "$@"\n`;
  writeFileSync(join(directory, "perigee"), command, { mode: 0o755 });
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

describe("README", () => {
  it.each(blocks("js"))("example %#", async (source) => {
    const expected = [...source.matchAll(/\/\/ → (.*)$/gm)].map((match) => match[1]!);
    expect(expected.length).toBeGreaterThan(0);
    const { outputFiles } = await build({
      stdin: { contents: source, resolveDir: root, loader: "js" },
      bundle: true,
      write: false,
      platform: "node",
      format: "esm",
      alias: {
        perigee: join(root, "src/api/index.ts"),
        "perigee/vm": join(root, "src/api/vm.ts"),
        "perigee/node": join(root, "src/node/index.ts"),
      },
      logLevel: "error",
    });
    const file = join(directory, "example.mjs");
    writeFileSync(file, outputFiles[0]!.contents);
    const child = spawnSync(process.execPath, [file], { encoding: "utf8" });
    expect(child.stderr).toBe("");
    expect(child.stdout.trimEnd().split("\n")).toEqual(expected);
  });

  it.each(
    blocks("console").flatMap((block) =>
      [...block.matchAll(/^\$ (.*)\n((?:(?!\$ ).*\n)*)/gm)].map((match) => [match[1]!, match[2]!] as const),
    ),
  )("%s", (command, output) => {
    const environment = { ...process.env, PATH: `${directory}:${process.env.PATH}` };
    const child = spawnSync("sh", ["-c", command], { encoding: "utf8", cwd: root, env: environment });
    expect(child.stdout).toBe(output);
  });

  it("names the two commands, and the scripts they need exist", () => {
    const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
      scripts: Record<string, string>;
    };
    expect(text).toContain("npm ci && npm start");
    expect(text).toContain("npm cit");
    for (const name of ["prepare", "start", "test"]) expect(scripts[name]).toBeDefined();
  });
});

describe("the main job", () => {
  it("prints the same report on every dialect, and its instruction count", () => {
    const run = (dialect: string): string => {
      const args = [join(directory, "cli.mjs"), "--lua", dialect, "--stats", "lua/examples/tour.lua"];
      const child = spawnSync(process.execPath, args, { encoding: "utf8", cwd: root });
      expect(child.status).toBe(0);
      expect(child.stdout + child.stderr).toMatch(/instructions/);
      return child.stdout
        .split("\n")
        .filter((line) => !/instructions|time|memory/.test(line))
        .join("\n");
    };
    const report = run("5.4");
    expect(report).toContain("fibonacci(90) = 2880067194370816120");
    expect(run("5.3")).toBe(report);
  });
});
