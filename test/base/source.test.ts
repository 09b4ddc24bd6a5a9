import { expect, test } from "vitest";
import { chunkId } from "../../src/base/source.ts";

test("chunk ids are those of the reference interpreters", () => {
  expect(chunkId("=stdin")).toBe("stdin");
  expect(chunkId(`=${"a".repeat(59)}`)).toBe("a".repeat(59));
  expect(chunkId(`=${"a".repeat(60)}`)).toBe("a".repeat(59));
  expect(chunkId(`@${"b".repeat(59)}`)).toBe("b".repeat(59));
  expect(chunkId(`@c${"b".repeat(59)}`)).toBe(`...${"b".repeat(56)}`);
  expect(chunkId("c".repeat(44))).toBe(`[string "${"c".repeat(44)}"]`);
  expect(chunkId("c".repeat(45))).toBe(`[string "${"c".repeat(45)}..."]`);
  expect(chunkId("c".repeat(99))).toBe(`[string "${"c".repeat(45)}..."]`);
  expect(chunkId("x\n = = ")).toBe('[string "x..."]');
  expect(chunkId("\n")).toBe('[string "..."]');
  expect(chunkId("")).toBe('[string ""]');
  expect(chunkId("x\0y")).toBe('[string "x"]');
});
