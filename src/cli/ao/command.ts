/** `perigee ao ...`: loaded when it is needed. */
import { writeSync } from "node:fs";
import { helpOf, overview, REPL, REPLAY, RUN, readArguments, TEST, TRACE, usageError, VERBS } from "./arguments.ts";
import { standardOutput } from "./output.ts";
import { replay } from "./replay.ts";
import { run, trace } from "./run.ts";
import { InputError } from "./scenario.ts";
import { test } from "./test.ts";

const ACTIONS: Readonly<Record<string, (args: readonly string[]) => number | Promise<number>>> = {
  [RUN.name]: run,
  [TEST.name]: test,
  [REPLAY.name]: replay,
  [TRACE.name]: trace,
  [REPL.name]: async (args) => (await import("./repl.ts")).repl(args),
};

/** `perigee ao verb ...`. @returns the exit status @throws UsageError */
export async function ao(args: readonly string[]): Promise<number> {
  const [name, ...rest] = args;
  if (name === undefined || ["--help", "-h", "help"].includes(name)) {
    standardOutput()(overview());
    return 0;
  }
  const verb = VERBS.find((candidate) => candidate.name === name);
  if (verb === undefined) throw usageError(`no command named '${name}'`);
  if (readArguments(verb, rest).options.has("--help")) {
    standardOutput()(helpOf(verb));
    return 0;
  }
  try {
    return await ACTIONS[name]!(rest);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    writeSync(2, `perigee: ${error.message}\n`);
    return 1;
  }
}
