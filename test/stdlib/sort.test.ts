import { expect, test } from "vitest";
import { sortTable } from "../../src/stdlib/sort.ts";
import type { CallContext } from "../../src/vm/callContext.ts";
import { newRootShape } from "../../src/vm/shape.ts";
import { LuaTable } from "../../src/vm/table.ts";
import { type Continuation, type LuaValue, NativeFunction } from "../../src/vm/value.ts";

/** Just enough of a machine: "calls" the comparator each time the sort suspends. */
function sortWith(items: number[], before: (a: number, b: number) => boolean): [pairs: string, result: unknown[]] {
  const table = new LuaTable(newRootShape());
  for (const [i, item] of items.entries()) table.setInt(i + 1, item);
  const pairs: string[] = [];
  let go: { k: Continuation; state: unknown; answer: boolean } | undefined;
  const cx = {
    charge: (): void => {},
    ret0: (): number => 0,
    error: (message: string): never => {
      throw new Error(message);
    },
    call2: (_f: LuaValue, a: number, b: number, k: Continuation, state: unknown): number => {
      pairs.push(`${a}${b}`);
      go = { k, state, answer: before(a, b) };
      return -1;
    },
    arg: (): boolean => go!.answer,
  } as unknown as CallContext;
  let signal = sortTable(cx, table, items.length, new NativeFunction("before", () => 0));
  while (signal === -1) signal = go!.k.run(cx as never, go!.state as never);
  return [pairs.join(" "), table.arr];
}

test("compares the pairs that PUC compares, in its order", () => {
  // recorded from lua5.4: table.sort({5,2,8,1,9,3,7}, function (a, b) io.write(a, b, " ") return a < b end)
  const [pairs, result] = sortWith([5, 2, 8, 1, 9, 3, 7], (a, b) => a < b);
  expect(pairs).toBe("75 15 25 85 59 53 85 53 79 87 98 31 21 32");
  expect(result).toEqual([1, 2, 3, 5, 7, 8, 9]);
});

test("raises for an invalid order function under PUC's conditions", () => {
  expect(() => sortWith([1, 2, 3, 4, 5], () => true)).toThrow("invalid order function for sorting");
  // PUC does not notice this one with three elements
  expect(sortWith([1, 2, 3], () => true)[0]).toBe("31 23");
});
