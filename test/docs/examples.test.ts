import { spawnSync } from "node:child_process";
import { cpSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type BuiltPackage, blocks, buildPackage } from "../support/builtPackage.ts";

const examples = join(import.meta.dirname, "../../examples");
const listed = blocks(readFileSync(join(examples, "README.md"), "utf8"), "console").map((block) => {
  const [, command, output] = /^\$ node (\S+)\n([\s\S]*)$/.exec(block)!;
  return [command!, output!] as const;
});

let built: BuiltPackage;
beforeAll(async () => {
  built = await buildPackage();
  cpSync(examples, join(built.directory, "examples"), { recursive: true });
});
afterAll(() => built.remove());

it("lists every example", () => {
  const files = readdirSync(examples).filter((name) => name.endsWith(".mjs"));
  expect(listed.map(([command]) => command).sort()).toEqual(files.map((name) => `examples/${name}`).sort());
});

it.each(listed)("%s prints what the list says", (command, output) => {
  const child = spawnSync(process.execPath, [command], { encoding: "utf8", cwd: built.directory });
  expect(child.stderr).toBe("");
  expect(child.stdout).toBe(output);
});
