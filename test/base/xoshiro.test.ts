import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { formatFloat } from "../../src/base/formatNumber.ts";
import { toLuaInteger } from "../../src/base/luaFloat.ts";
import { Xoshiro256 } from "../../src/base/xoshiro.ts";

/** What the reference drew after math.randomseed(seed...). */
const RECORDED = JSON.parse(readFileSync(new URL("recorded/random.json", import.meta.url), "utf8")) as {
  seed: string[];
  draws: string[];
}[];

test("the sequences of the reference", () => {
  expect(RECORDED.length).toBeGreaterThan(3);
  const least = -(1n << 63n);
  for (const { seed, draws } of RECORDED) {
    const [first, second] = seed.map((s) => toLuaInteger(BigInt(s)));
    const g = new Xoshiro256(first!, second ?? 0);
    const ours: string[] = [];
    for (let i = 0; i < 4; i++) {
      ours.push(formatFloat(g.nextFloat(), { conversion: "g", precision: 17, flags: "", width: 0 }));
    }
    for (let i = 0; i < 4; i++) ours.push(BigInt.asIntN(64, g.nextUint64()).toString());
    for (let i = 1; i <= 6; i++) ours.push(`${g.project(1, i * 7)}`);
    for (let i = 1; i <= 4; i++) ours.push(`${g.project(-i * 1000003, i * 99991)}`);
    ours.push(`${g.project(least, -1n - least)}`, `${g.project(least, 0)}`, `${g.project(-(1n << 53n), 1n << 54n)}`);
    expect(ours).toEqual(draws);
  }
});

test("a saved state goes on with the same numbers", () => {
  const g = new Xoshiro256(7, 0);
  g.next();
  const state = g.getState();
  expect(state).toHaveLength(8);
  const copy = new Xoshiro256(0, 0);
  copy.setState(JSON.parse(JSON.stringify(state)) as number[]);
  for (let i = 0; i < 10; i++) expect(copy.nextUint64()).toBe(g.nextUint64());
});
