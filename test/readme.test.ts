import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type BuiltPackage, blocks, buildPackage, expectedLines, runProgram } from "./support/builtPackage.ts";

const root = join(import.meta.dirname, "..");
const text = readFileSync(join(root, "README.md"), "utf8");

const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
  scripts: Readonly<Record<string, string>>;
};

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
    expect(text).toContain("npm ci && npm start");
    expect(text).toContain("npm cit");
    expect(text).toContain("`npm run tour`");
    for (const name of ["prepare", "start", "tour", "test"]) expect(scripts[name]).toBeDefined();
  });

  it("has the figures of the last measurement", () => {
    const results = readFileSync(join(root, "bench/RESULTS.md"), "utf8");
    const figure = (pattern: RegExp): string => pattern.exec(results)![1]!;
    const table = text.slice(text.indexOf("## Performance"), text.indexOf("## Documents"));
    const [, wasmoon, fengari, native] =
      /geometric mean\*\*.*?\*\*([\d.]+)\*\*.*?\*\*([\d.]+)\*\*.*?\*\*([\d.]+)\*\*/.exec(results)!;
    const programs = results.match(/^\| [a-z]\w*(?: \| [\d.-]+)+ \|$/gm)!;
    const shown = [
      `${programs.length} programs`,
      `${wasmoon} of wasmoon`,
      `${Number(fengari).toFixed(1)} times fengari`,
      `${native} of native`,
      `${figure(/creates an engine in ([\d.]+) us/)} µs; forking`,
      `prepared one ${figure(/forks a prepared engine in ([\d.]+) us/)} µs`,
      `${Math.round(Number(figure(/uses the fork in ([\d.]+) us/)))} µs when`,
      `${Number(figure(/host functions by Lua: ([\d.]+)M/)).toFixed(1)} million and`,
      `${Number(figure(/Lua functions by the host: ([\d.]+)M/)).toFixed(1)} million a second`,
      `about ${Math.round(Number(figure(/messages so far: .*? 10000: ([\d.]+) us/)))} µs`,
      `${figure(/capped history: \d+ MB, ([\d.]+) s/)} s, ${figure(/capped history: (\d+) MB/)} MB`,
    ];
    expect(shown.filter((words) => !table.includes(words))).toEqual([]);
  });
});

/** Runs a script of the package; its output and errors. */
function runScript(name: string, ...more: string[]): { out: string; err: string } {
  const [node, program, ...args] = scripts[name]!.split(" ");
  expect([node, program]).toEqual(["node", "dist/cli.js"]);
  const child = spawnSync(process.execPath, [built.cli, ...more, ...args], { encoding: "utf8", cwd: root });
  expect(child.status).toBe(0);
  return { out: child.stdout, err: child.stderr };
}

describe("the main job", () => {
  it("is a simulation whose exchange, costs and state are what the README shows", () => {
    const [shown] = blocks(text, "text");
    const { out, err } = runScript("start");
    expect(out).toBe(shown);
    expect(err).toBe("");
    expect(out).toMatch(/^captain -> agent {2}Plan {2}Service=service$/m);
    expect(out).toMatch(/^ {2}agent: Plan 1 sent, waits for .* \(\d+ instructions\)$/m);
    expect(out).toMatch(/^\d+ messages handled, 3 processes, \d+ instructions\nstate [0-9a-f]{64}\n$/m);
  });
});

describe("the tour", () => {
  it("prints the same report on every dialect, and its instruction count", () => {
    const run = (dialect: string): string => {
      const { out, err } = runScript("tour", "--lua", dialect);
      expect(err).toMatch(/^instructions {2}[\d,]+$/m);
      return out;
    };
    const report = run("5.4");
    expect(report).toContain("fibonacci(90) = 2880067194370816120");
    expect(run("5.3")).toBe(report);
  });
});
