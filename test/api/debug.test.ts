import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  createLua,
  type Execution,
  type HookMask,
  type Lua,
  LuaRuntimeError,
  LuaSyntaxError,
} from "../../src/api/index.ts";
import { type InstructionCounts, runOnOwn } from "../support/ownLua.ts";
import { DIALECTS, expectedOutcome, readScripts, showOutcome } from "../support/scriptFile.ts";

const RECORDED = JSON.parse(
  readFileSync(join(import.meta.dirname, "../recorded/instructions.json"), "utf8"),
) as InstructionCounts;

describe("runs that are watched", () => {
  const masks: [string, HookMask][] = [
    ["line by line", { line: true }],
    ["by calls, returns and counts", { call: true, return: true, count: 3 }],
  ];
  it.each(masks)(
    "%s do and cost the same: all scripts",
    (_, mask) => {
      let events = 0;
      let scripts = 0;
      for (const script of readScripts()) {
        for (const dialect of DIALECTS) {
          if (!script.dialects.includes(dialect)) continue;
          // watching is slow: the long ones do nothing new
          if (RECORDED[script.name]![dialect]!.some((cost) => cost > 20_000)) continue;
          scripts++;
          script.chunks.forEach((chunk, i) => {
            const outcome = runOnOwn(chunk, dialect, (lua) => {
              lua.debug.hook(mask, () => {
                events++;
              });
            });
            expect(showOutcome(outcome), script.name).toBe(showOutcome(expectedOutcome(chunk, dialect)));
            expect(outcome.instructions, `${script.name} ${dialect}`).toBe(RECORDED[script.name]![dialect]![i]);
          });
        }
      }
      expect(scripts).toBeGreaterThan(300);
      expect(events).toBeGreaterThan(10_000);
    },
    300_000,
  );
});
