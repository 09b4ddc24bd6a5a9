/** `perigee ao test`: finds test files, runs each in an engine and a world of its own, and reports. */
import { ProcessErrors } from "../../aolite/testing/processErrors.ts";
import { REPORTERS, type Reporter } from "../../aolite/testing/reporters.ts";
import { isBad, mergeSeeds, type TestResult, withSeed } from "../../aolite/testing/results.ts";
import { TestSuite } from "../../aolite/testing/suite.ts";
import { skipFirstLine } from "../../base/firstLine.ts";
import { NodeWriter } from "../../node/streams.ts";
import {
  type Arguments,
  choiceOf,
  countOf,
  optionValue,
  readArguments,
  TEST,
  usageError,
  type WorldArguments,
  worldArguments,
} from "./arguments.ts";
import { Progress, showsColours, showsProgress, standardOutput } from "./output.ts";
import { directoryOf, InputError, openScenario, readText } from "./scenario.ts";
import { type TestFile, testFiles } from "./testFiles.ts";
import { watchAll } from "./watch.ts";

/** What is to be done. */
interface Plan {
  readonly operands: readonly string[];
  readonly world: WorldArguments;
  /** Seeds of the runs of each file; absent: one run, with the schedule and seed of `world`. */
  readonly seeds: readonly number[] | undefined;
  readonly reporter: "tap" | "pretty";
  /** What names of tests must have in them. */
  readonly filter: string | undefined;
  readonly colours: boolean;
  /** Tests in which processes fail do, too. */
  readonly isStrict: boolean;
}

/** `perigee ao test`. @returns the exit status */
export async function test(words: readonly string[]): Promise<number> {
  const args = readArguments(TEST, words);
  const plan = planOf(args);
  if (!args.options.has("--watch")) return runAll(plan);
  return watchAll(plan.operands, () => runAll(plan));
}

/** Schedules of one run. */
const MOST_SEEDS = 1_000_000;

function planOf(args: Arguments): Plan {
  const world = worldArguments(args, TEST);
  const count = countOf(args, "--seeds", TEST, 1);
  if (count !== undefined && count > MOST_SEEDS) throw usageError(`'--seeds' is at most ${MOST_SEEDS}`, TEST);
  const colour = choiceOf(args, "--colour", TEST, ["auto", "always", "never"]) ?? "auto";
  if (count !== undefined && optionValue(args, "--schedule") === "fifo") {
    throw usageError("'--seeds' is for random schedules", TEST);
  }
  // the first seed is 1 unless one is given
  const first = optionValue(args, "--seed") === undefined ? 1 : world.seed;
  return {
    operands: args.operands.length === 0 ? ["."] : args.operands,
    world: count === undefined ? world : { ...world, schedule: "random" },
    seeds: count === undefined ? undefined : Array.from({ length: count }, (_, i) => first + i),
    reporter: choiceOf(args, "--reporter", TEST, ["pretty", "tap"]) ?? "pretty",
    filter: optionValue(args, "--filter"),
    colours: colour === "auto" ? showsColours() : colour === "always",
    isStrict: args.options.has("--strict"),
  };
}

async function runAll(plan: Plan): Promise<number> {
  const files = testFiles(plan.operands);
  const reporter = REPORTERS[plan.reporter]({ write: standardOutput(), colours: plan.colours });
  const started = process.hrtime.bigint();
  let [isFine, hasTests] = [true, false];
  for (const file of files) {
    reporter.file(file.path);
    const results = await runFile(file, plan, reporter);
    if (results.length > 0) hasTests = true;
    if (results.some(isBad)) isFine = false;
  }
  const seconds = Number(process.hrtime.bigint() - started) / 1e9;
  const seeds = plan.seeds === undefined ? "" : `, ${plan.seeds.length} ${plan.seeds.length === 1 ? "seed" : "seeds"}`;
  reporter.end(`${files.length} ${files.length === 1 ? "file" : "files"}${seeds}, ${seconds.toFixed(1)} s`);
  if (hasTests) return isFine ? 0 : 1;
  const { filter, operands } = plan;
  throw new InputError(
    filter === undefined ? `no tests in ${operands.join(", ")}` : `no test has '${filter}' in its name`,
  );
}

async function runFile(found: TestFile, plan: Plan, reporter: Reporter): Promise<readonly TestResult[]> {
  const { path: file } = found;
  let source: Uint8Array;
  try {
    source = sourceOf(found);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const { message } = error;
    const result: TestResult = { file, blocks: [], name: "(the file)", status: "error", message, chunk: file, line: 0 };
    reporter.result(result);
    return [result];
  }
  const { seeds } = plan;
  if (seeds === undefined) return runSuite(file, source, plan, plan.world.seed, reporter);
  const progress = new Progress(plan.reporter === "pretty" && showsProgress());
  const runs: { seed: number; results: readonly TestResult[] }[] = [];
  for (const [i, seed] of seeds.entries()) {
    progress.show(`${file}: seed ${seed}, ${i + 1} of ${seeds.length}`);
    runs.push({ seed, results: await runSuite(file, source, plan, seed) });
  }
  progress.show("");
  const merged = mergeSeeds(runs);
  for (const result of merged) reporter.result(result);
  return merged;
}

/** The bytes of a file, without a first line for the shell. @throws InputError */
function sourceOf({ path, problem }: TestFile): Uint8Array {
  if (problem !== undefined) throw new InputError(`cannot open ${path}: ${problem}`);
  return Buffer.from(skipFirstLine(Buffer.from(readText(path)).toString("latin1")), "latin1");
}

async function runSuite(
  file: string,
  source: Uint8Array,
  { world, filter, reporter: format, isStrict }: Plan,
  seed: number,
  reporter?: Reporter,
): Promise<readonly TestResult[]> {
  // with TAP, standard output is for the protocol
  const stdout = format === "tap" ? new NodeWriter(2) : undefined;
  const { session, world: simulated } = openScenario({ ...world, seed }, directoryOf(file), stdout);
  const errors = isStrict ? new ProcessErrors(simulated) : undefined;
  const suite = new TestSuite(session.lua, {
    file,
    ...(filter === undefined ? {} : { filter: (name) => name.includes(filter) }),
    ...(errors === undefined ? {} : { processErrors: () => errors.take() }),
    beforeTest: () => reporter?.start(),
    onResult: (result) => {
      session.flush();
      reporter?.result(world.schedule === "random" ? withSeed(result, seed) : result);
    },
  });
  const results = await suite.run(source);
  session.finish();
  return results;
}
