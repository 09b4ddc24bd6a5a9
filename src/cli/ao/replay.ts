/** `perigee ao replay`: runs the log of a world again and compares. */
import { AoError, type ReplayReport } from "../../aolite/index.ts";
import { dataFolder, REPLAY, readArguments, usageError } from "./arguments.ts";
import { replayFile } from "./logFile.ts";
import { standardOutput } from "./output.ts";
import { counted } from "./report.ts";
import { directoryOf, InputError, readText } from "./scenario.ts";

/** `perigee ao replay`. @returns the exit status */
export function replay(words: readonly string[]): number {
  const args = readArguments(REPLAY, words);
  const [file, ...others] = args.operands;
  if (file === undefined || others.length > 0) throw usageError("exactly one log is needed", REPLAY);
  const data = dataFolder(args, REPLAY);
  const write = standardOutput();
  const text = readText(file);
  if (/^\ufeff?\{"trace":/.test(text)) {
    throw new InputError(`${file}: line 1: a trace for diagrams, not the log of a world`);
  }
  let report: ReplayReport;
  try {
    report = replayFile(text, directoryOf(file), data);
  } catch (error) {
    if (error instanceof AoError) throw new InputError(`${file}: ${error.message}`);
    throw error;
  }
  const { differences, steps, world } = report;
  for (const { line, expected, actual } of differences) {
    write(`${file}:${line}: differs\n  expected ${expected}\n  got      ${actual}\n`);
  }
  if (!args.options.has("--quiet")) {
    const outcome = differences.length === 0 ? "no difference" : counted(differences.length, "difference");
    write(`${counted(steps, "message")}, ${outcome}, state ${world.stateHash().slice(0, 16)}\n`);
  }
  return differences.length === 0 ? 0 : 1;
}
