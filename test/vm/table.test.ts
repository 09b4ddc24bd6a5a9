import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { LuaFloat } from "../../src/base/luaFloat.ts";
import { MAX_SHAPE_KEYS, newRootShape } from "../../src/vm/shape.ts";
import {
  EMPTY_ARRAY,
  ITERATION_END,
  ITERATION_START,
  keyAt,
  LuaTable,
  nextPosition,
  positionOf,
  valueAt,
} from "../../src/vm/table.ts";
import { fillTree } from "../support/fullTree.ts";

function newTable(): LuaTable {
  return new LuaTable(newRootShape());
}

/** Traverses as `pairs` does, calling `next` with keys only. */
function keysOf(table: LuaTable, visit: (key: unknown) => void = () => {}): unknown[] {
  const keys: unknown[] = [];
  let key: unknown;
  for (;;) {
    const at = positionOf(table, key);
    expect(at, `invalid key ${String(key)}`).not.toBe(ITERATION_END);
    const next = nextPosition(table, at);
    if (next === ITERATION_END) return keys;
    key = keyAt(table, next);
    expect(valueAt(table, next)).toBe(table.get(key));
    keys.push(key);
    visit(key);
  }
}

describe("keys", () => {
  test("floats with integer values are the integers", () => {
    const t = newTable();
    t.set(new LuaFloat(1), "one");
    t.set(new LuaFloat(-0), "zero");
    t.set(2 ** 53, "big");
    t.set(2 ** 70, "huge");
    t.set(0.5, "half");
    expect([t.get(1), t.get(0), t.get(9007199254740992n), t.get(2 ** 70), t.get(0.5)]).toEqual([
      "one",
      "zero",
      "big",
      "huge",
      "half",
    ]);
    expect(keysOf(t)).toEqual([1, 0, 9007199254740992n, 2 ** 70, 0.5]);
    expect([t.get(NaN), t.get(new LuaFloat(NaN)), t.get(undefined)]).toEqual([undefined, undefined, undefined]);
  });

  test("a fraction inside the array's range is no array key", () => {
    const t = newTable();
    t.set(1, "a");
    t.set(2, "b");
    expect(t.get(1.5)).toBeUndefined();
    t.set(1.5, "x");
    expect([t.get(1), t.get(1.5), t.get(2), t.length()]).toEqual(["a", "x", "b", 2]);
  });

  test("assigning a name with __ forgets which metamethods are absent, in every mode", () => {
    const t = newTable();
    for (const key of ["__index", "__index", "__len"]) {
      t.flags = 7;
      t.setStr("_x", 1);
      expect(t.flags).toBe(7);
      t.setStr(key, 1);
      expect(t.flags).toBe(0);
    }
    for (let i = 0; i < 100; i++) t.set(`k${i}`, i);
    t.flags = 7;
    t.set("__call", 1);
    expect(t.flags).toBe(0);
  });
});

describe("array part", () => {
  test("filled backwards, from 2, or with gaps up to one half, it ends in the array", () => {
    const backwards = newTable();
    for (let i = 1000; i >= 1; i--) backwards.setInt(i, i);
    expect(backwards.arr.length).toBe(1000);
    expect(backwards.dict).toBe(null);
    const fromTwo = newTable();
    for (let i = 2; i <= 1000; i++) fromTwo.setInt(i, i);
    expect(fromTwo.arr.length).toBe(1000);
    const gaps = newTable();
    for (let i = 1; i <= 1024; i++) gaps.setInt(2 * i, i);
    expect(gaps.arr.length).toBe(2048);
  });

  test("a huge key allocates no array, and trailing nils are trimmed", () => {
    const t = newTable();
    t.setInt(2 ** 40, 1);
    t.setInt(2 ** 25, 1);
    expect(t.arr).toBe(EMPTY_ARRAY);
    for (let i = 1; i <= 10; i++) t.setInt(i, i);
    for (let i = 5; i <= 9; i++) t.setInt(i, undefined);
    expect(t.length()).toBe(10);
    t.setInt(10, undefined);
    expect(t.arr.length).toBe(4);
  });

  test("a moving window needs bounded memory", () => {
    const t = newTable();
    for (let i = 1; i <= 200_000; i++) {
      t.setInt(i, i);
      if (i > 10) t.setInt(i - 10, undefined);
    }
    expect(t.entryCount()).toBeLessThan(200);
    expect(keysOf(t).length).toBe(10);
  });

  test("a list constructor stores what is there", () => {
    const t = newTable();
    t.setList(1, ["f", 1, 2, undefined, 4, undefined], 1, 5);
    expect(t.arr).toEqual([1, 2, undefined, 4]);
    t.setList(6, [6, 7], 0, 2);
    t.setList(5, [5], 0, 1);
    expect(t.arr).toEqual([1, 2, undefined, 4, 5, 6, 7]);
    const one = newTable();
    one.setList(1, [8], 0, 1);
    expect(one.arr).toEqual([8]);
  });
});

describe("string part", () => {
  test("tables with the same history share a shape, and siblings do not see each other's keys", () => {
    const root = newRootShape();
    const make = (keys: string): LuaTable => {
      const t = new LuaTable(root);
      for (const key of keys) t.setStr(key, key);
      return t;
    };
    const [a, b, c, d] = [make("xyz"), make("xyz"), make("xya"), make("xy")];
    expect(a.shape).toBe(b.shape);
    expect(d.shape).toBe(a.shape.parent);
    expect([keysOf(a), keysOf(c), keysOf(d)].map((k) => k.join(""))).toEqual(["xyz", "xya", "xy"]);
    expect(d.getStr("z")).toBeUndefined();
  });

  test("many keys and much churn go to a dictionary that stays small", () => {
    const t = newTable();
    for (let i = 0; i < 50_000; i++) {
      t.set(`k${i}`, i);
      t.set(`k${i - 5}`, undefined);
    }
    expect(t.shape).toBe(t.shape.dictionary);
    expect(t.entryCount()).toBeLessThan(150);
    expect(keysOf(t)).toEqual(["k49995", "k49996", "k49997", "k49998", "k49999"]);
  });

  test("constant and computed keys give the same order, whichever mode the table is in", () => {
    const full = newRootShape();
    fillTree(full);
    const key = fc.integer({ min: 0, max: 300 }).map((n) => `k${n}`);
    const steps = fc.array(fc.tuple(key, fc.integer({ min: 0, max: 2 })), {
      minLength: 50,
      maxLength: 1200,
      size: "max",
    });
    let shaped = 0;
    fc.assert(
      fc.property(steps, (list) => {
        const constant = newTable();
        const computed = newTable();
        const shapeless = new LuaTable(full);
        for (const [k, present] of list) {
          const value = present > 0 ? k : undefined;
          constant.setStr(k, value);
          computed.set(k, value);
          shapeless.setStr(k, value);
        }
        if (constant.strings === null && constant.shape.count > 64) shaped++;
        expect(shapeless.shape.count).toBe(0);
        for (const other of [computed, shapeless]) {
          expect(keysOf(other)).toEqual(keysOf(constant));
          expect(other.accountedBytes()).toBe(constant.accountedBytes());
        }
      }),
    );
    expect(shaped).toBeGreaterThan(0);
  });

  test("half of 64 or 128 keys dead: the next new key removes them, in either mode", () => {
    const full = newRootShape();
    fillTree(full);
    for (const count of [64, 128, 256]) {
      for (const root of [newRootShape(), full]) {
        const t = new LuaTable(root);
        for (let i = 0; i < count; i++) t.setStr(`k${i}`, i);
        for (let i = 0; i < count / 2; i++) t.setStr(`k${i}`, undefined);
        expect(t.entryCount()).toBe(count);
        t.setStr("k0", 0);
        t.setStr("k0", undefined);
        expect(t.entryCount()).toBe(count);
        t.setStr("new", 0);
        expect(t.entryCount()).toBe(count / 2 + 1);
        expect(keysOf(t)[0]).toBe(`k${count / 2}`);
      }
    }
  });

  test("a few computed keys do not drive a large table out of its shape", () => {
    const t = newTable();
    for (let i = 0; i < 60; i++) t.setStr(`k${i}`, i);
    for (let i = 0; i < 16; i++) t.set(`computed${i}`, i);
    expect(t.shape.count).toBe(76);
    t.set("one more", 1);
    expect(t.shape).toBe(t.shape.dictionary);
    expect(keysOf(t)).toHaveLength(77);
  });

  test("shapes are bounded per tree by the number of their keys as well", () => {
    const root = newRootShape();
    let shaped = 0;
    for (let i = 0; i < 100; i++) {
      const t = new LuaTable(root);
      for (let j = 0; j < 200; j++) t.setStr(`k${i}_${j}`, j);
      if (t.strings === null) shaped++;
      expect(t.getStr(`k${i}_199`)).toBe(199);
    }
    expect(shaped).toBeGreaterThan(30);
    expect(shaped).toBeLessThan(60);
  });

  test("shapes are bounded per tree", () => {
    const root = newRootShape();
    for (let i = 0; i < 2000; i++) {
      const t = new LuaTable(root);
      for (let j = 0; j < 40; j++) t.setStr(`k${i}_${j}`, j);
      expect(t.getStr(`k${i}_39`)).toBe(39);
    }
    const t = new LuaTable(root);
    for (let j = 0; j <= MAX_SHAPE_KEYS; j++) t.setStr(`k0_${j}`, j);
    expect(t.shape).toBe(root.dictionary);
    expect([0, MAX_SHAPE_KEYS, MAX_SHAPE_KEYS + 1].map((j) => t.getStr(`k0_${j}`))).toEqual([
      0,
      MAX_SHAPE_KEYS,
      undefined,
    ]);
  });
});

describe("traversal", () => {
  test("removing every entry on the way visits all of them", () => {
    const t = newTable();
    const object = {};
    for (let i = 1; i <= 20; i++) t.setInt(i, i);
    for (const key of ["a", "b", 100, 0.5, true, object]) t.set(key, 1);
    expect(keysOf(t, (key) => t.set(key, undefined)).length).toBe(26);
    expect(keysOf(t)).toEqual([]);
    expect(t.isEmpty()).toBe(true);
  });

  test("an unknown key has no position", () => {
    const t = newTable();
    t.setInt(1, 1);
    for (const key of [2, "x", 0.5, {}, 1n << 60n]) expect(positionOf(t, key)).toBe(ITERATION_END);
    expect(nextPosition(t, ITERATION_START)).toBe(positionOf(t, 1));
  });
});

test("behaves as a map under random assignments", () => {
  const objects = [{}, {}, {}];
  const key = fc.oneof(
    fc.integer({ min: -3, max: 40 }),
    fc.integer({ min: 1, max: 2000 }),
    fc.constantFrom(0.5, 1.5, true, false, 1n << 60n, ...objects),
    fc.integer({ min: 0, max: 80 }).map((n) => `s${n}`),
  );
  const value = fc.option(fc.integer({ min: 0, max: 9 }), { nil: undefined, freq: 3 });
  const run = fc.record({ from: fc.integer({ min: 1, max: 30 }), count: fc.integer({ min: 1, max: 80 }), value });
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.tuple(key, value), run), { maxLength: 120 }), (steps) => {
      const t = newTable();
      const model = new Map<unknown, unknown>();
      const set = (k: unknown, v: unknown): void => {
        t.set(k, v);
        if (v === undefined) model.delete(k);
        else model.set(k, v);
      };
      for (const step of steps) {
        if (Array.isArray(step)) set(step[0], step[1]);
        else for (let i = 0; i < step.count; i++) set(step.from + i, step.value);
        const n = t.length();
        expect(n === 0 || t.get(n) !== undefined).toBe(true);
        expect(t.get(n + 1)).toBeUndefined();
      }
      for (const [k, v] of model) expect(t.get(k)).toBe(v);
      expect(new Set(keysOf(t))).toEqual(new Set(model.keys()));
      const visited: unknown[] = [];
      t.forEachEntry((k) => visited.push(k));
      expect(visited).toEqual(keysOf(t));
    }),
    { numRuns: 300 },
  );
  expect(EMPTY_ARRAY.length).toBe(0);
});

describe("shapes of records", () => {
  test("are those of tables that get the same keys one after the other", () => {
    const root = newRootShape();
    const keys = ["a", "b", "c"];
    const table = new LuaTable(root);
    for (const key of keys) table.setStr(key, 1);
    expect(root.record(keys)).toBe(table.shape);
    expect(root.record(keys)).toBe(table.shape);
    expect(root.descendant(["a", "b"])).toBe(table.shape.parent);
    expect(newRootShape().record(keys)).not.toBe(table.shape);
  });

  test("there are none in a tree without room, and there may be some again in another", () => {
    const full = newRootShape();
    fillTree(full);
    expect(full.record(["one", "more"])).toBeNull();
    expect(newRootShape().record(["one", "more"])!.count).toBe(2);
  });
});
