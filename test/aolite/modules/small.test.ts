import { describe, expect, it } from "vitest";
import { BASE64 } from "../../../src/aolite/modules/base64.ts";
import { CHANCE } from "../../../src/aolite/modules/chance.ts";
import { bytesToString } from "../../../src/base/byteString.ts";
import type { LuaTable } from "../../../src/vm/table.ts";
import { errorOf, moduleEngine, run, runWithSnapshots, value } from "./moduleEngine.ts";

const MODULES = { base64: BASE64, chance: CHANCE };
const cx = moduleEngine(MODULES);

describe("AO 6.3 base64", () => {
  it("AO 6.3 agrees with node's both ways", () => {
    for (let length = 0; length < 70; length++) {
      const bytes = Uint8Array.from({ length }, (_, i) => (i * 37 + length * 11) & 0xff);
      const text = Buffer.from(bytes).toString("base64");
      expect(value(cx, "base64.encode(...)", bytesToString(bytes))).toBe(text);
      expect(value(cx, "base64.decode(...)", text)).toBe(bytesToString(bytes));
    }
  });

  it("AO 6.3 other alphabets", () => {
    const source = `local e, d = base64.makeencoder("-", "_", "."), base64.makedecoder("-", "_", ".")
      local text = base64.encode("\\255\\254\\253\\252", e)
      return text, base64.decode(text, d), base64.encode("\\255\\254\\253\\252", e, true)`;
    expect(run(cx, source)).toEqual(["__79_A..", "\xff\xfe\xfd\xfc", "__79_A.."]);
  });

  it("AO 6.3 decoding skips what is not in the alphabet", () => {
    expect(value(cx, "base64.decode('Y W\\nJ*j')")).toBe("abc");
    expect(value(cx, "base64.decode('YWI')")).toBe("ab");
    expect(value(cx, "base64.decode('YWI=YQ==')")).toBe("aba");
  });
});

describe("AO 6.5 chance", () => {
  it("AO 6.5 is MT19937, seeded with 5489 at first", () => {
    const own = moduleEngine(MODULES);
    expect(run(own, "return chance.random() * 2^32 == 3499211612, chance.random() * 2^32 == 581869302")).toEqual([
      true,
      true,
    ]);
    // the ten thousandth number is known from the standard library of C++
    expect(
      run(own, "chance.seed(5489) for i = 1, 9999 do chance.random() end return chance.random() * 2^32 == 4123659995"),
    ).toEqual([true]);
  });

  it("AO 6.5 takes the low 32 bits of a seed", () => {
    const first = (seed: string): unknown =>
      value(cx, `(function() chance.seed(${seed}) return chance.random() end)()`);
    expect(first("5489 + (7 << 32)")).toBe(first("5489"));
    expect(first("1")).not.toBe(first("2"));
    expect(first("3.0")).toBe(first("3"));
  });

  it("AO 6.5 a seed takes no room until a number is asked for", () => {
    const own = moduleEngine(MODULES);
    const source = `local function room(work)
        local before = collectgarbage("count")
        work()
        return (collectgarbage("count") - before) * 1024
      end
      return room(function() chance.seed(1) end) < 100, room(chance.random) > 4000`;
    expect(run(own, source)).toEqual([true, true]);
  });

  it("AO 6.5 integer", () => {
    expect(value(cx, "(function() chance.seed(5489) return chance.integer(1, 10) end)()")).toBe(
      Math.floor((3499211612 / 2 ** 32) * 10 + 1),
    );
    const items = value(
      cx,
      "(function() local t = {} for i = 1, 200 do t[i] = chance.integer(-1, 1) end return t end)()",
    );
    expect(new Set((items as LuaTable).items)).toEqual(new Set([-1, 0, 1]));
    expect(value(cx, "chance.integer(4, 4)")).toBe(4);
    expect(errorOf(cx, "chance.integer(2, 1)")).toBe("max must bigger than min");
  });

  it("AO 6.5 the state belongs to the process and survives snapshots", () => {
    const source = "local t = {} for i = 1, 30 do t[i] = chance.integer(0, 99) end return table.concat(t, ' ')";
    const [one, two] = [moduleEngine(MODULES), moduleEngine(MODULES)];
    expect(run(one, source)).toEqual(run(two, source));
    const { results, stops } = runWithSnapshots(MODULES, source, 25);
    expect(stops).toBeGreaterThan(3);
    expect(results).toEqual(run(moduleEngine(MODULES), source));
  });
});
