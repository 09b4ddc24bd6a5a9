import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { describe, expect, it } from "vitest";
import { countInstructions, type InstructionCounts, runOnOwn } from "./support/ownLua.ts";
import { hasReference, runOnReference } from "./support/referenceLua.ts";
import {
  DIALECTS,
  type Dialect,
  expectedOutcome,
  expectsSyntaxError,
  type Outcome,
  readScripts,
  type Script,
  showOutcome,
} from "./support/scriptFile.ts";

const scripts = readScripts();
const RECORDED = join(import.meta.dirname, "recorded/instructions.json");
const UPDATE = process.env.PERIGEE_UPDATE === "1";

const inDialect = (dialect: Dialect): Script[] => scripts.filter((script) => script.dialects.includes(dialect));

const onReference = (dialect: Dialect): Script[] => inDialect(dialect).filter((script) => script.onReference);

/** The reference interpreters run while the engine does. */
const references: Partial<Record<Dialect, Promise<Outcome[]>>> = {};
for (const dialect of DIALECTS) {
  if (!hasReference(dialect)) continue;
  const chunks = onReference(dialect).flatMap((script) => script.chunks);
  references[dialect] = runOnReference(chunks, dialect);
}

/** What the runs of the first block cost. */
const counted: InstructionCounts = {};

describe.each(DIALECTS)("scripts in %s", (dialect) => {
  it.each(inDialect(dialect).map((script) => [script.name, script] as const))("%s", (_, script) => {
    const costs: number[] = [];
    counted[script.name] = { ...counted[script.name], [dialect]: costs };
    for (const chunk of script.chunks) {
      const outcome = runOnOwn(chunk, dialect);
      costs.push(outcome.instructions);
      expect(showOutcome(outcome)).toBe(showOutcome(expectedOutcome(chunk, dialect)));
      expect(outcome.isSyntaxError, "fails to compile").toBe(expectsSyntaxError(chunk, dialect));
    }
  });
});

describe.each(DIALECTS)("scripts on the real lua%s", (dialect) => {
  const checked = onReference(dialect);
  const installed = references[dialect] !== undefined;

  it.skipIf(!installed)(
    `all expectations hold (skipped when lua${dialect} is not installed)`,
    async () => {
      const outcomes = await references[dialect]!;
      const wrong: string[] = [];
      let i = 0;
      for (const script of checked) {
        for (const chunk of script.chunks) {
          const expected = showOutcome(expectedOutcome(chunk, dialect));
          const actual = showOutcome(outcomes[i++]!);
          if (actual !== expected) wrong.push(`${script.name}\nexpected:\n${expected}\nlua${dialect}:\n${actual}`);
        }
      }
      expect(i).toBeGreaterThan(200);
      expect(wrong).toEqual([]);
    },
    120_000,
  );
});

describe("metering", () => {
  it("costs of all scripts are the recorded ones, twice in one process", () => {
    if (UPDATE) writeFileSync(RECORDED, formatCounts(countInstructions(scripts)));
    const recorded = existsSync(RECORDED) ? (JSON.parse(readFileSync(RECORDED, "utf8")) as InstructionCounts) : {};
    // The first block may have run in part only, when the tests were chosen by name.
    for (const [name, costs] of Object.entries(counted)) expect({ [name]: costs }).toEqual({ [name]: recorded[name] });
    expect(countInstructions(scripts)).toEqual(recorded);
  }, 120_000);

  it("costs of all scripts are the same in another process, with another build", async () => {
    const directory = mkdtempSync(join(tmpdir(), "perigee-counts-"));
    try {
      const outfile = join(directory, "counts.mjs");
      const support = join(import.meta.dirname, "support");
      await build({
        stdin: {
          contents: `import { countInstructions } from "./ownLua.ts";
            import { readScripts } from "./scriptFile.ts";
            process.stdout.write(JSON.stringify(countInstructions(readScripts(process.argv[2]))));`,
          resolveDir: support,
          loader: "ts",
        },
        bundle: true,
        platform: "node",
        format: "esm",
        outfile,
      });
      const child = spawnSync(process.execPath, [outfile, join(import.meta.dirname, "scripts")], {
        encoding: "utf8",
        maxBuffer: 1 << 26,
      });
      expect(child.stderr).toBe("");
      expect(JSON.parse(child.stdout)).toEqual(JSON.parse(readFileSync(RECORDED, "utf8")));
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  }, 120_000);
});

/** One line per script, so that a change reads well in a diff. */
function formatCounts(counts: InstructionCounts): string {
  const lines = Object.entries(counts).map(
    ([name, perDialect]) => `  ${JSON.stringify(name)}: ${JSON.stringify(perDialect)}`,
  );
  return `{\n${lines.join(",\n")}\n}\n`;
}
