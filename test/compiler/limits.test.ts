import { expect, test } from "vitest";
import { Op } from "../../src/compiler/bytecode/opcodes.ts";
import type { Proto } from "../../src/compiler/bytecode/proto.ts";
import { verify } from "../../src/compiler/bytecode/verifier.ts";
import { compile } from "../../src/compiler/compile.ts";

function numbered(count: number, text: (i: number) => string, separator: string): string {
  return Array.from({ length: count }, (_, i) => text(i)).join(separator);
}

function compileVerified(source: string): Proto {
  const proto = compile(source, "=limits", "5.4");
  verify(proto);
  return proto;
}

test("a table constructor may have 100,000 different constants", () => {
  const proto = compileVerified(`return {${numbered(100_000, (i) => `${i}.5`, ",")}}`);
  expect(proto.constants.length).toBe(100_000);
  expect(proto.maxStackSize).toBe(51);
});

test("chains to the left have no limit", () => {
  compileVerified(`return x${" + x".repeat(20_000)}`);
  compileVerified(`return x${" or x == 1".repeat(20_000)}`);
  compileVerified(`return x${" and x".repeat(20_000)}`);
  compileVerified(`return x${".x()".repeat(20_000)}`);
  compileVerified(`if x then${" elseif y then f()".repeat(20_000)} end`);
});

test("comparisons with constants beyond the first 256 use registers", () => {
  const proto = compileVerified(`local t = {${numbered(300, (i) => `${i}.5`, ",")}}; return t == 1, t < 2, "x" ~= t`);
  const ops = proto.code.filter((_, i) => i % 2 === 0).map((word) => word & 0xff);
  expect([...ops].filter((op) => op === Op.EQ || op === Op.LT).length).toBe(3);
});

test("constants that differ only in type or sign are different constants", () => {
  const { constants } = compile('return 1, 1.0, "1", true, 0, 0.0, "", 1, 1.0, "1"', "=constants", "5.4");
  expect(constants.length).toBe(6);
});

test("too many registers are a syntax error", () => {
  const call = `local a; return f(${numbered(254, () => "a", ",")})`;
  expect(() => compile(`\n${call}`, "=limits", "5.4")).toThrow(
    "limits:2: function or expression needs too many registers",
  );
  compileVerified(`local a; return f(${numbered(240, () => "a", ",")})`);
});
