/** Programs that never end by themselves end with the limit's error, at the limit, and harm nothing. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createLua, LuaLimitError } from "../../src/api/index.ts";

const sections = readFileSync(join(import.meta.dirname, "endless.lua"), "utf8")
  .split(/^---- /m)
  .slice(1)
  .map((section) => [section.slice(0, section.indexOf("\n")), section.slice(section.indexOf("\n") + 1)] as const);

const LIMIT = 100_000;

/** What `work` throws. */
function thrownBy(work: () => unknown): unknown {
  try {
    return work();
  } catch (e) {
    return e;
  }
}

describe.each(["5.3", "5.4"] as const)("endless programs in %s", (version) => {
  it("are many", () => {
    expect(sections.length).toBeGreaterThan(200);
  });

  it.each(sections)("%s", (_, source) => {
    const lua = createLua({ version, libs: "all", limits: { instructions: LIMIT } });
    const bystander = createLua({ version });
    bystander.runSync("x = 1");
    const error = thrownBy(() => lua.runSync(source, { chunkName: "=endless" })) as LuaLimitError;
    expect(error).toBeInstanceOf(LuaLimitError);
    expect([error.limit, error.used, error.allowed]).toEqual(["instructions", LIMIT, LIMIT]);
    expect([lua.meter.instructions, lua.meter.remaining]).toEqual([LIMIT, 0]);
    // the engine is whole, it just has nothing left
    const again = thrownBy(() => lua.runSync("x = 1")) as LuaLimitError;
    expect(again).toBeInstanceOf(LuaLimitError);
    expect(again.limit).toBe("instructions");
    expect(bystander.runSync("x = x + 1 return x")).toEqual([2]);
  });
});
