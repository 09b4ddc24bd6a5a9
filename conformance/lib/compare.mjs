/** Runs cases under both interpreters, many in one process, and says which came out differently. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { reference, run, subjectCommand } from "./engines.mjs";
import { normalize } from "./normalize.mjs";

/** @typedef {import("./engines.mjs").Dialect} Dialect */
/** @typedef {{ source: string, expected: string, actual: string, standalone: boolean }} Difference */

const DRIVER = readFileSync(new URL("driver.lua", import.meta.url), "latin1");

/** A Lua string literal of the bytes of `text`. @param {string} text */
export function luaString(text) {
  const escaped = text.replace(/[^ !#-[\]-~]/g, (c) => `\\${String(c.charCodeAt(0)).padStart(3, "0")}`);
  return `"${escaped}"`;
}

/** Compares two interpreters in one dialect. Files go to `workDirectory`. */
export class Comparison {
  /** @type {Dialect} */ dialect;
  /** @type {string[]} */ #reference;
  /** @type {string[]} */ #subject;
  #workDirectory;
  #serial = 0;
  /** Cases the reference itself did not finish or did not repeat. */
  unusable = 0;

  /** @param {{ dialect: Dialect, subject: string, workDirectory: string }} options */
  constructor({ dialect, subject, workDirectory }) {
    this.dialect = dialect;
    this.#reference = reference(dialect);
    this.#subject = subjectCommand(subject, dialect);
    this.#workDirectory = workDirectory;
    mkdirSync(workDirectory, { recursive: true });
  }

  /**
   * Runs a script that always has the same name, which error texts show.
   * @param {"reference" | "subject"} which @param {string} name @param {string} source @param {number} timeout
   */
  async #runScript(which, name, source, timeout) {
    const cwd = join(this.#workDirectory, `${process.pid}-${this.dialect}-${++this.#serial}`);
    mkdirSync(cwd, { recursive: true });
    writeFileSync(join(cwd, name), source, "latin1");
    const outcome = await run([...(which === "reference" ? this.#reference : this.#subject), name], { cwd, timeout });
    rmSync(cwd, { recursive: true, force: true });
    return outcome;
  }

  /** Throws unless both interpreters run and are of this dialect. */
  async check() {
    for (const which of /** @type {const} */ (["reference", "subject"])) {
      const outcome = await this.#runScript(which, "check.lua", "print(_VERSION)", 60_000);
      if (outcome.stdout.trim() !== `Lua ${this.dialect}`) {
        const command = (which === "reference" ? this.#reference : this.#subject).join(" ");
        throw new Error(
          `\`${command} check.lua\` does not answer "Lua ${this.dialect}" but: ${outcome.stdout}${outcome.stderr}`,
        );
      }
    }
  }

  /**
   * The outputs of cases under one interpreter; a case that crashed or hung the process has its end noted in its output,
   * the cases after it are run in another process.
   * @param {"reference" | "subject"} which @param {readonly string[]} sources @returns {Promise<string[]>}
   */
  async outputs(which, sources) {
    /** @type {string[]} */ const results = [];
    while (results.length < sources.length) {
      const first = results.length;
      const list = sources.slice(first).map(luaString).join(", ");
      const script = `local FIRST = ${first}\nlocal SOURCES = {${list}}\n${DRIVER}`;
      const outcome = await this.#runScript(which, "batch.lua", script, 10_000 + 30 * (sources.length - first));
      const parts = outcome.stdout.split("\x01case\x02");
      const complete = parts.at(-1) === "end\n";
      if (complete) parts.pop();
      for (const part of parts.slice(1)) {
        const newline = part.indexOf("\n");
        results[Number(part.slice(0, newline))] = part.slice(newline + 1);
      }
      if (parts.length === 1 && !complete && !outcome.timedOut && sources.length - first > 1) {
        // Not even the first case started: something in one of the sources stops the whole file.
        const middle = first + Math.ceil((sources.length - first) / 2);
        for (const half of [sources.slice(first, middle), sources.slice(middle)]) {
          results.push(...(await this.outputs(which, half)));
        }
        break;
      }
      if (!complete) {
        const ending = outcome.timedOut ? "HUNG" : `ENDED ${outcome.code} ${outcome.stderr.slice(0, 2000)}`;
        const last = Math.max(first, results.length - 1);
        results[last] = `${results[last] ?? ""}\n<<${ending}>>`;
      }
    }
    return results.map(normalize);
  }

  /**
   * The cases whose outputs differ, each confirmed alone.
   * @param {readonly string[]} sources @returns {Promise<Difference[]>}
   */
  async compareBatch(sources) {
    const [expected, actual] = await Promise.all([
      this.outputs("reference", sources),
      this.outputs("subject", sources),
    ]);
    /** @type {Difference[]} */ const differences = [];
    for (const [index, source] of sources.entries()) {
      if (expected[index] === actual[index]) continue;
      const difference = await this.compareOne(source);
      if (difference) differences.push(difference);
      else if (await this.#repeats(sources, index, expected[index])) {
        const note = "-- differs only after the cases that ran before it in the same process\n";
        differences.push({
          source: note + source,
          expected: expected[index] ?? "",
          actual: actual[index] ?? "",
          standalone: false,
        });
      } else this.unusable++;
    }
    return differences;
  }

  /** @param {readonly string[]} sources @param {number} index @param {string | undefined} expected */
  async #repeats(sources, index, expected) {
    const again = await this.outputs("reference", sources);
    if (again[index] !== expected) return false;
    const actual = await this.outputs("subject", sources);
    return actual[index] !== expected;
  }

  /** One case in a process of its own. @param {string} source @returns {Promise<Difference | undefined>} */
  async compareOne(source) {
    const results = await this.compareMany([source]);
    return results[0];
  }

  /**
   * Every case compared, in one process per interpreter; `undefined` where both agree or the reference is of no use.
   * @param {readonly string[]} sources @returns {Promise<(Difference | undefined)[]>}
   */
  async compareMany(sources) {
    const [expected, actual] = await Promise.all([
      this.outputs("reference", sources),
      this.outputs("subject", sources),
    ]);
    const differs = sources.map((_, i) => expected[i] !== actual[i]);
    const again = differs.includes(true) ? await this.outputs("reference", sources) : expected;
    return sources.map((source, i) => {
      const stable = expected[i] === again[i] && !expected[i]?.includes("<<HUNG>>");
      if (!differs[i] || !stable) return undefined;
      return { source, expected: expected[i] ?? "", actual: actual[i] ?? "", standalone: false };
    });
  }

  /**
   * A case as a script given to the command: output, error output and exit status together.
   * @param {string} source @returns {Promise<Difference | undefined>}
   */
  async compareScript(source) {
    const both = async () => {
      const results = await Promise.all([
        this.#runScript("reference", "case.lua", source, 20_000),
        this.#runScript("subject", "case.lua", source, 20_000),
      ]);
      return results.map((r) =>
        normalize(`${r.stdout}\n--- error output\n${r.stderr}\n--- ${r.timedOut ? "HUNG" : `exit status ${r.code}`}`),
      );
    };
    const [expected = "", actual = ""] = await both();
    if (expected === actual || expected.endsWith("HUNG")) return undefined;
    const [again] = await both();
    if (again !== expected) {
      this.unusable++;
      return undefined;
    }
    return { source, expected, actual, standalone: true };
  }
}
