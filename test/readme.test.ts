import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type BuiltPackage, blocks, buildPackage, expectedLines, runProgram } from "./support/builtPackage.ts";

const root = join(import.meta.dirname, "..");
const text = readFileSync(join(root, "README.md"), "utf8");

let built: BuiltPackage;
beforeAll(async () => {
  built = await buildPackage();
  const command = `#!/bin/sh\nexec "${process.execPath}" "${built.cli}" "$@"\n`;
  writeFileSync(join(built.directory, "perigee"), command, { mode: 0o755 });
});
afterAll(() => built.remove());

describe("README", () => {
  it.each(blocks(text, "js"))("example %#", (source) => {
    const expected = expectedLines(source);
    expect(expected.length).toBeGreaterThan(0);
    const { lines, errors } = runProgram(built, "example.mjs", source);
    expect(errors).toBe("");
    expect(lines).toEqual(expected);
  });

  it.each(
    blocks(text, "console").flatMap((block) =>
      [...block.matchAll(/^\$ (.*)\n((?:(?!\$ ).*\n)*)/gm)].map((match) => [match[1]!, match[2]!] as const),
    ),
  )("%s", (command, output) => {
    const environment = { ...process.env, PATH: `${built.directory}:${process.env.PATH}` };
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
      const args = [built.cli, "--lua", dialect, "--stats", "lua/examples/tour.lua"];
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
