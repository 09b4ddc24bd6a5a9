import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { Proto } from "../../src/compiler/bytecode/proto.ts";
import { compile } from "../../src/compiler/compile.ts";

/** Lines that have code and names of locals, function by function, as the reference compilers list them. */
interface Recorded {
  readonly lines: readonly number[];
  readonly locals: readonly string[];
}

function read(name: string): string {
  return readFileSync(new URL(`./recorded/${name}`, import.meta.url), "latin1");
}

const recorded = JSON.parse(read("lines.json")) as Record<"5.3" | "5.4", readonly Recorded[]>;

function inOrder(proto: Proto): Proto[] {
  return [proto, ...proto.protos.flatMap(inOrder)];
}

for (const version of ["5.3", "5.4"] as const) {
  test(`lines with code and locals are those of PUC ${version}`, () => {
    const functions = inOrder(compile(read("lines.lua"), "@lines.lua", version)).map(({ lines, locals }) => ({
      lines: [...new Set(lines)].sort((a, b) => a - b),
      locals: locals.map(({ name }) => name),
    }));
    expect(functions).toEqual(recorded[version]);
  });
}

test("scopes of locals begin after their initialiser and end with their block", () => {
  const source = "local a = 1 do local b = a end local c for i = 1, 2 do end";
  const { locals, code } = compile(source, "=scopes", "5.4");
  const scopes = locals.map(({ name, startPc, endPc, register }) => [name, register, startPc, endPc]);
  expect(scopes).toEqual([
    ["a", 0, 2, code.length],
    ["b", 1, 4, 4],
    ["c", 1, 6, code.length],
    ["(for state)", 2, 12, 16],
    ["(for state)", 3, 12, 16],
    ["(for state)", 4, 12, 16],
    ["i", 5, 14, 14],
  ]);
});
