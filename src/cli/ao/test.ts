/** `perigee ao test`: finds test files, runs each in an engine and a world of its own, and reports. */
import { readdirSync, statSync, watch } from "node:fs";
import { dirname, join } from "node:path";
import { REPORTERS, type Reporter } from "../../aolite/testing/reporters.ts";
import { mergeSeeds, type TestResult } from "../../aolite/testing/results.ts";
import { TestSuite } from "../../aolite/testing/suite.ts";
import { skipFirstLine } from "../../base/firstLine.ts";
import {
  type Arguments,
  choiceOf,
  countOf,
  optionValue,
  readArguments,
  TEST,
  type WorldArguments,
  worldArguments,
} from "./arguments.ts";
import { showsColours, standardOutput } from "./output.ts";
import { directoryOf, InputError, openScenario, readText, reasonOf } from "./scenario.ts";

const TEST_FILE = /_(?:test|spec)\.lua$/;
/** Milliseconds that files must have been left alone before tests run again. */
const QUIET_TIME = 150;

/** What is to be done. */
interface Plan {
  readonly operands: readonly string[];
  readonly world: WorldArguments;
  /** Seeds of the runs of each file; with one, the schedule is what the command line says. */
  readonly seeds: readonly number[];
  readonly reporter: "tap" | "pretty";
  readonly filter: ((name: string) => boolean) | undefined;
  readonly colours: boolean;
}

/** `perigee ao test`. @returns the exit status */
export async function test(words: readonly string[]): Promise<number> {
  const args = readArguments(TEST, words);
  const plan = planOf(args);
  if (!args.options.has("--watch")) return runAll(plan);
  return watchAll(plan);
}

function planOf(args: Arguments): Plan {
  const world = worldArguments(args, TEST);
  const count = countOf(args, "--seeds", TEST, 1);
  const filter = optionValue(args, "--filter");
  const colour = choiceOf(args, "--colour", TEST, ["auto", "always", "never"]) ?? "auto";
  // the first seed is 1 unless one is given
  const first = optionValue(args, "--seed") === undefined && count !== undefined ? 1 : world.seed;
  return {
    operands: args.operands.length === 0 ? ["."] : args.operands,
    world: count === undefined ? world : { ...world, schedule: "random" },
    seeds: Array.from({ length: count ?? 1 }, (_, i) => first + i),
    reporter: choiceOf(args, "--reporter", TEST, ["pretty", "tap"]) ?? "pretty",
    filter: filter === undefined ? undefined : (name) => name.includes(filter),
    colours: colour === "auto" ? showsColours() : colour === "always",
  };
}

async function runAll(plan: Plan): Promise<number> {
  const files = testFiles(plan.operands);
  const write = standardOutput();
  const reporter = REPORTERS[plan.reporter]({ write, colours: plan.colours });
  const started = process.hrtime.bigint();
  let isFine = true;
  for (const file of files) {
    reporter.file(file);
    const results = await runFile(file, plan, reporter);
    if (results.some(({ status }) => status === "fail" || status === "error")) isFine = false;
  }
  const seconds = Number(process.hrtime.bigint() - started) / 1e9;
  const seeds = plan.seeds.length > 1 ? `, ${plan.seeds.length} seeds` : "";
  reporter.end(`${files.length} ${files.length === 1 ? "file" : "files"}${seeds}, ${seconds.toFixed(1)} s`);
  return isFine ? 0 : 1;
}

async function runFile(file: string, plan: Plan, reporter: Reporter): Promise<readonly TestResult[]> {
  const source = Buffer.from(skipFirstLine(Buffer.from(readText(file)).toString("latin1")), "latin1");
  const { seeds } = plan;
  if (seeds.length === 1) return runSuite(file, source, plan, seeds[0]!, (result) => reporter.result(result));
  const runs: { seed: number; results: readonly TestResult[] }[] = [];
  for (const seed of seeds) runs.push({ seed, results: await runSuite(file, source, plan, seed, () => {}) });
  const merged = mergeSeeds(runs);
  for (const result of merged) reporter.result(result);
  return merged;
}

async function runSuite(
  file: string,
  source: Uint8Array,
  { world, filter }: Plan,
  seed: number,
  onResult: (result: TestResult) => void,
): Promise<readonly TestResult[]> {
  const { session } = openScenario({ ...world, seed }, directoryOf(file));
  const suite = new TestSuite(session.lua, {
    file,
    ...(filter === undefined ? {} : { filter }),
    onResult: (result) => {
      session.flush();
      onResult(result);
    },
  });
  const results = await suite.run(source);
  session.finish();
  return results;
}

/** The test files among and below the operands, in order. @throws InputError when there are none */
export function testFiles(operands: readonly string[]): readonly string[] {
  const files = operands.flatMap((operand) => {
    let isDirectory: boolean;
    try {
      isDirectory = statSync(operand).isDirectory();
    } catch (error) {
      throw new InputError(`cannot open ${operand}: ${reasonOf(error)}`);
    }
    if (!isDirectory) return [operand];
    return (readdirSync(operand, { recursive: true }) as string[])
      .filter((name) => TEST_FILE.test(name) && !/(?:^|[\\/])node_modules[\\/]/.test(name))
      .sort()
      .map((name) => (operand === "." ? name : join(operand, name)));
  });
  if (files.length === 0) throw new InputError(`no tests (*_test.lua, *_spec.lua) in ${operands.join(", ")}`);
  return files;
}

/** Runs the tests, and again whenever a Lua file changes, until the process is ended. */
async function watchAll(plan: Plan): Promise<number> {
  const write = standardOutput();
  let wake: (() => void) | undefined;
  let timer: NodeJS.Timeout | undefined;
  const changed = (_: unknown, name: string | null): void => {
    if (name !== null && !name.endsWith(".lua")) return;
    clearTimeout(timer);
    timer = setTimeout(() => wake?.(), QUIET_TIME);
  };
  for (const operand of new Set(plan.operands.map(watchedDirectory))) watch(operand, { recursive: true }, changed);
  for (;;) {
    try {
      await runAll(plan);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      write(`${error.message}\n`);
    }
    write("waiting for changes\n");
    await new Promise<void>((resolve) => {
      wake = resolve;
    });
    wake = undefined;
  }
}

function watchedDirectory(operand: string): string {
  return statSync(operand, { throwIfNoEntry: false })?.isDirectory() === true ? operand : dirname(operand);
}
