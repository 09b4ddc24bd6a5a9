/** Generates cases, compares them batch by batch, and keeps the differences that are worth a look. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PRELUDE } from "./prelude.mjs";
import { shrink, signature } from "./shrink.mjs";
import { drawChoices, Source } from "./source.mjs";

/** @typedef {import("./engines.mjs").Dialect} Dialect */
/** @typedef {import("./compare.mjs").Comparison} Comparison */
/** @typedef {import("./compare.mjs").Difference} Difference */

/** The reference names the wrong line when the divisor is a constant 0: it has not noted where it is. */
const ZERO_DIVISOR = / (\/\/|%) 0(?![\w.])/g;

/**
 * A generator of cases. `length`: how many decisions a case may take. `scripts`: how many cases of a batch are also run as
 * scripts of their own, for the command's error output and exit status.
 * @typedef {{ name: string, length: number, batch?: number, scripts?: number, dialects?: readonly Dialect[],
 *   generate: (source: Source, dialect: Dialect) => string }} Generator
 */

/**
 * The cases of a seed, as byte strings.
 * @param {Generator} generator @param {Dialect} dialect @param {number} seed @param {number} count @returns {string[]}
 */
export function generateCases(generator, dialect, seed, count) {
  return drawChoices(seed, count, generator.length).map((choices) => {
    const body = generator.generate(new Source(choices), dialect).replace(ZERO_DIVISOR, " $1 (#'')");
    const text = `${PRELUDE}\n${body}\n`;
    return Buffer.from(text, "utf8").toString("latin1");
  });
}

/** Collects differences; of each kind only the first few are shrunk and written down. */
export class Findings {
  /** @type {Map<string, number>} */ kinds = new Map();
  cases = 0;
  differing = 0;
  /** @type {string[]} */ files = [];
  #directory;
  #perKind;
  #shrinkMilliseconds;

  /** @param {{ directory: string, perKind?: number, shrinkMilliseconds?: number }} options */
  constructor({ directory, perKind = 1, shrinkMilliseconds = 20_000 }) {
    this.#directory = directory;
    this.#perKind = perKind;
    this.#shrinkMilliseconds = shrinkMilliseconds;
  }

  /** @param {Comparison} comparison @param {Generator} generator @param {number} seed @param {Difference} difference */
  async add(comparison, generator, seed, difference) {
    this.differing++;
    const kind = `${generator.name} ${signature(difference)}`;
    const seen = this.kinds.get(kind) ?? 0;
    this.kinds.set(kind, seen + 1);
    if (seen >= this.#perKind || this.kinds.size > 60) return;
    const small = await shrink(comparison, difference, this.#shrinkMilliseconds);
    mkdirSync(this.#directory, { recursive: true });
    const file = join(this.#directory, `${generator.name}-${comparison.dialect}-${seed}-${this.files.length + 1}.lua`);
    this.files.push(file);
    const comment = (/** @type {string} */ text) =>
      text
        .split("\n")
        .map((line) => `--   ${line}`.trimEnd())
        .join("\n");
    const report = `-- Lua ${comparison.dialect}, generator ${generator.name}, seed ${seed}${small.standalone ? ", as a script" : ""}
-- expected:
${comment(small.expected)}
-- actual:
${comment(small.actual)}`;
    writeFileSync(file, `${small.source.trimEnd()}\n\n${report}\n`, "latin1");
    const body = small.source.split("\n").slice(1).join("\n").trim();
    console.log(`\nDIFFERENCE ${kind}\n${body}\n${report}\nwritten to ${file}\n`);
  }
}

/**
 * One batch of a generator.
 * @param {Comparison} comparison @param {Generator} generator @param {number} seed @param {number} count
 * @param {Findings} findings
 */
export async function runBatch(comparison, generator, seed, count, findings) {
  const sources = generateCases(generator, comparison.dialect, seed, count);
  findings.cases += sources.length;
  for (const difference of await comparison.compareBatch(sources)) {
    await findings.add(comparison, generator, seed, difference);
  }
  const scripts = Math.min(generator.scripts ?? 0, sources.length);
  for (const source of sources.slice(0, scripts)) {
    const difference = await comparison.compareScript(source);
    if (difference) await findings.add(comparison, generator, seed, difference);
  }
}

/**
 * Runs jobs, `width` at a time.
 * @param {Iterable<() => Promise<void>>} jobs @param {number} width
 */
export async function inParallel(jobs, width) {
  const iterator = jobs[Symbol.iterator]();
  const worker = async () => {
    for (let next = iterator.next(); !next.done; next = iterator.next()) await next.value();
  };
  await Promise.all(Array.from({ length: width }, worker));
}
