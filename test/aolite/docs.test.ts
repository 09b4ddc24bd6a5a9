import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "../..");
const text = readFileSync(join(root, "docs/AO.md"), "utf8").replace(/<!--[\s\S]*?-->/g, "");
const blocks = (language: string): string[] =>
  [...text.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, "gm"))].map((match) => match[1]!);

let directory = "";
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "perigee-ao-docs-"));
  await build({
    entryPoints: { cli: join(root, "src/cli/main.ts"), aolite: join(root, "src/aolite/index.ts") },
    outdir: directory,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    splitting: true,
    platform: "node",
    format: "esm",
    logLevel: "error",
  });
  const command = `#!/bin/sh\nexec "${process.execPath}" "${join(directory, "cli.mjs")}" "$@"\n`;
  writeFileSync(join(directory, "perigee"), command, { mode: 0o755 });
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** Runs a program and compares its output with the comments in it. */
function check(command: string, args: readonly string[], file: string, source: string, mark: RegExp): void {
  const expected = [...source.matchAll(mark)].map((match) => match[1]!);
  writeFileSync(join(directory, file), source);
  const { stdout, stderr } = spawnSync(command, [...args, join(directory, file)], { encoding: "utf8", cwd: directory });
  expect(stderr).toBe("");
  expect(stdout.trimEnd().split("\n")).toEqual(expected);
}

describe("docs/AO.md", () => {
  it.each(blocks("js"))("example %#", (source) => {
    check(process.execPath, [], "example.mjs", source.replace('"perigee/aolite"', '"./aolite.mjs"'), /\/\/ → (.*)$/gm);
  });

  it.each(blocks("lua").filter((source) => source.includes("-->")))("scenario %#", (source) => {
    check(join(directory, "perigee"), ["ao", "run", "-q"], "scenario.lua", source, /--> (.*)$/gm);
    // and as an ordinary script, whose clock is that of the machine
    check(join(directory, "perigee"), [], "scenario.lua", source, /--> (.*)$/gm);
  });

  it("the test that is shown passes", () => {
    const source = blocks("lua").find((block) => block.includes("describe("))!;
    writeFileSync(join(directory, "greeter_test.lua"), source);
    const greeter = 'Handlers.add("Greet", "Greet", function(msg) msg.reply({ Action = "Hello", Data = "hello" }) end)';
    writeFileSync(join(directory, "greeter.lua"), greeter);
    const { stdout, status } = spawnSync(join(directory, "perigee"), ["ao", "test", "greeter_test.lua"], {
      cwd: directory,
      encoding: "utf8",
    });
    expect([status, stdout]).toEqual([0, expect.stringContaining("1 passed")]);
  });

  it.each(
    blocks("console").flatMap((block) =>
      [...block.matchAll(/^\$ (.*)\n((?:(?!\$ ).*\n)*)/gm)].map((match) => [match[1]!, match[2]!] as const),
    ),
  )("%s", (command, output) => {
    const env = { ...process.env, PATH: `${directory}:${process.env.PATH}` };
    expect(spawnSync("sh", ["-c", command], { encoding: "utf8", cwd: root, env }).stdout).toBe(output);
  });
});
