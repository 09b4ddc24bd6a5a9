import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type InstructionCounts, inSteps, runOnOwn } from "./support/ownLua.ts";
import { DIALECTS, expectedOutcome, readScripts, showOutcome } from "./support/scriptFile.ts";

const recorded = JSON.parse(
  readFileSync(join(import.meta.dirname, "recorded/instructions.json"), "utf8"),
) as InstructionCounts;

/** Chunks that cost more are run in larger steps only: a step has a price of its own. */
const MOST: readonly (readonly [units: number, instructions: number])[] = [
  [1, 20_000],
  [7, 200_000],
  [1000, Number.POSITIVE_INFINITY],
];

describe.each(MOST)("scripts run in steps of %i", (units, most) => {
  it.each(DIALECTS)(
    "have the same outcome and cost as in one go, in %s",
    (dialect) => {
      let chunks = 0;
      for (const script of readScripts()) {
        if (!script.dialects.includes(dialect)) continue;
        for (const [i, chunk] of script.chunks.entries()) {
          const cost = recorded[script.name]![dialect]![i]!;
          if (cost > most) continue;
          const outcome = runOnOwn(chunk, dialect, inSteps(units));
          expect(showOutcome(outcome), script.name).toBe(showOutcome(expectedOutcome(chunk, dialect)));
          expect(outcome.instructions, script.name).toBe(cost);
          chunks++;
        }
      }
      expect(chunks).toBeGreaterThan(400);
    },
    120_000,
  );
});
