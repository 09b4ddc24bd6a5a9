import { describe, expect, it } from "vitest";
import { FieldSite } from "../../src/vm/fieldSite.ts";
import { MAX_SHAPE_KEYS, newRootShape } from "../../src/vm/shape.ts";
import { LuaTable } from "../../src/vm/table.ts";

describe("a field site", () => {
  const root = newRootShape();
  const site = new FieldSite("name");
  const tableWith = (...names: string[]): LuaTable => {
    const table = new LuaTable(root);
    for (const name of names) table.setStr(name, `${name} of ${names.join()}`);
    return table;
  };

  it("finds the field wherever the table at hand has it", () => {
    const tables = [tableWith("name"), tableWith("a", "name"), tableWith("a"), new LuaTable(root)];
    const expected = ["name of name", "name of a,name", undefined, undefined];
    for (const order of [tables, tables.toReversed()]) {
      for (const table of [...order, ...order]) expect(site.of(table)).toBe(expected[tables.indexOf(table)]);
    }
  });

  it("follows changes of a table", () => {
    const table = tableWith("a");
    expect(site.of(table)).toBeUndefined();
    table.setStr("name", 1);
    expect(site.of(table)).toBe(1);
    table.setStr("name", undefined);
    expect(site.of(table)).toBeUndefined();
    table.setStr("name", 2);
    table.freeze();
    expect(site.of(table)).toBe(2);
  });

  it("finds it in tables without a shape, among others with and without one", () => {
    const large = new LuaTable(root);
    for (let i = 0; i < MAX_SHAPE_KEYS * 2; i++) large.setStr(`k${i}`, i);
    const larger = new LuaTable(root);
    for (let i = 0; i < MAX_SHAPE_KEYS * 2; i++) larger.setStr(`k${i}`, i);
    larger.setStr("name", "found");
    expect(large.strings).not.toBeNull();
    for (let i = 0; i < 2; i++) {
      expect([site.of(large), site.of(larger), site.of(tableWith("name"))]).toEqual([
        undefined,
        "found",
        "name of name",
      ]);
    }
  });
});
