import { describe, expect, it } from "vitest";
import { createLua, type Lua, LuaSnapshotError } from "../src/api/index.ts";
import { internals } from "../src/api/lua.ts";
import type { LuaTable } from "../src/vm/table.ts";
import { withoutShapes } from "./support/fullTree.ts";
import { type Driver, runOnOwn } from "./support/ownLua.ts";
import { DIALECTS, readScripts, type ScriptChunk, showOutcome } from "./support/scriptFile.ts";

/** What is left when a chunk has run: all that a host or a later run of this engine could find out. */
interface Rest {
  memory: number;
  allocated: number;
  /** Kilobytes. */
  live: number;
  snapshot: string;
}

function restOf(lua: Lua): Rest {
  const { meter } = lua;
  const { memory, allocated } = meter;
  lua.gc.collect();
  return { memory, allocated, live: lua.gc.count, snapshot: bytesOf(lua) };
}

function bytesOf(lua: Lua): string {
  try {
    return lua.snapshot().hash;
  } catch (error) {
    if (error instanceof LuaSnapshotError) return error.message;
    throw error;
  }
}

function run(chunk: ScriptChunk, dialect: "5.3" | "5.4", prepare?: (lua: Lua) => void): unknown {
  let rest: Rest | undefined;
  const drive: Driver = (lua, source, options) => {
    try {
      lua.runSync(source, options);
    } finally {
      rest = restOf(lua);
    }
  };
  const { instructions, ...outcome } = runOnOwn(chunk, dialect, drive, prepare);
  return { outcome: showOutcome(outcome), instructions, rest };
}

describe("how string keys are kept", () => {
  it.each(DIALECTS)(
    "cannot be told from what a script does, costs or leaves, in %s",
    (dialect) => {
      let chunks = 0;
      for (const script of readScripts()) {
        if (!script.dialects.includes(dialect)) continue;
        for (const chunk of script.chunks) {
          let shapes = 0;
          const usual = run(chunk, dialect);
          const other = run(chunk, dialect, (lua) => {
            withoutShapes(lua);
            shapes = internals(lua).cx.rootShape.transition("one more") === null ? 0 : 1;
          });
          expect(shapes).toBe(0);
          expect(other, script.name).toEqual(usual);
          chunks++;
        }
      }
      expect(chunks).toBeGreaterThan(400);
    },
    240_000,
  );

  it("does not decide when removed keys lose their places, whatever an access site has met before", () => {
    const fields = Array.from({ length: 64 }, (_, i) => `k${i}`);
    const source = `local function make(dead)
        local t = {} ${fields.map((name) => `t.${name} = 1`).join(" ")}
        if dead then ${fields
          .slice(0, 32)
          .map((name) => `t.${name} = nil`)
          .join(" ")} end
        return t
      end
      local function add(t) t.extra = 1 t.k0 = 1 return t end
      for i = 1, 4 do add(make(false)) end
      local keys = {}
      for k in pairs(add(make(true))) do keys[#keys + 1] = k end
      return table.concat(keys, " ")`;
    const expected = [...fields.slice(32), "extra", "k0"].join(" ");
    const [usual, other] = [createLua(), createLua()];
    withoutShapes(other);
    expect([usual, other].map((lua) => lua.runSync(source))).toEqual([[expected], [expected]]);
  });

  it("is by shape for metatables with many events, and for globals beyond 64 with some computed ones", () => {
    const lua = createLua();
    const events = [
      "add",
      "sub",
      "mul",
      "div",
      "mod",
      "pow",
      "unm",
      "idiv",
      "band",
      "bor",
      "bxor",
      "bnot",
      "shl",
      "shr",
    ];
    const more = ["concat", "len", "eq", "lt", "le", "index", "newindex", "call", "tostring", "name", "pairs", "close"];
    const all = [...events, ...more].map((event) => `__${event}`);
    lua.runSync(`mt = {} ${all.map((event) => `mt.${event} = print`).join(" ")} setmetatable({}, mt)
      ${Array.from({ length: 60 }, (_, i) => `global${i} = ${i}`).join(" ")}
      for i = 1, 10 do _G["computed" .. i] = i end`);
    const { globals } = internals(lua).cx;
    const meta = globals.getStr("mt") as LuaTable;
    expect([meta.strings, globals.strings]).toEqual([null, null]);
    expect(meta.fieldNames.slice(0, meta.fieldCount)).toEqual(all);
    expect(globals.fieldCount).toBeGreaterThan(90);
  });
});
