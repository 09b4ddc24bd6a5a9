/** Logs of worlds as files: with what processes have read, so that they can be replayed anywhere. */
import { AoError, type ReplayReport, type World, type WorldOptions } from "../../aolite/index.ts";
import { optionsOfLog, replayInto } from "../../aolite/world/world.ts";
import { DEFAULT_LIMITS } from "./arguments.ts";
import { fileOptions, type TextSource } from "./files.ts";
import { InputError, openScenario, type ReadFiles, type Scenario } from "./scenario.ts";

/** What is in the first line of a log beside what worlds put there. */
interface Extra {
  readonly files?: Partial<ReadFiles>;
}

/** The log of a scenario's world. @throws InputError when something was done that no log can hold */
export function logOf({ world, files }: Pick<Scenario, "world" | "files">): string {
  let log: string;
  try {
    log = world.log();
  } catch (error) {
    if (error instanceof AoError) throw new InputError(`cannot write the log: ${error.message}`);
    throw error;
  }
  const end = log.indexOf("\n");
  const extra: Extra = { files };
  return JSON.stringify({ ...(JSON.parse(log.slice(0, end)) as object), ...extra }) + log.slice(end);
}

/** Runs a log again. Files that are not in it are looked for beside it. @throws AoError when it is corrupt */
export function replayFile(log: string, directory: string, dataFolder: string | undefined): ReplayReport {
  return replayInto(worldOfLog(log, directory, dataFolder), log);
}

/** The world of a log as it was before anything was done. @throws AoError when the log is corrupt */
export function worldOfLog(log: string, directory: string, dataFolder: string | undefined): World {
  const options = optionsOfLog(log);
  // the first line may stand behind blank ones, or a mark of the order of bytes
  const extra = JSON.parse(log.trimStart().split("\n", 1)[0]!) as Extra;
  try {
    return emptyWorld(options, extra, fileOptions(directory, dataFolder));
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new AoError(`corrupt log: line 1: ${error.message}`);
  }
}

/** A world as it was before the scenario did anything. */
function emptyWorld(options: WorldOptions, extra: Extra, more: ReturnType<typeof fileOptions>): World {
  return openScenario(
    {
      version: options.version ?? "5.3",
      limits: DEFAULT_LIMITS,
      seed: 0,
      schedule: "fifo",
      clock: 0,
      data: undefined,
      rollback: false,
      metadata: false,
    },
    ".",
    undefined,
    // what a log does not say is as `createWorld` has it, not as scripts have it
    {
      version: "5.3",
      clock: {},
      ...options,
      modules: either(extra.files?.modules, more.modules),
      data: either(extra.files?.data, more.data),
    },
  ).world;
}

function either(found: Readonly<Record<string, unknown>> | undefined, source: TextSource): TextSource {
  return (name) => {
    const text = typeof found === "object" && found !== null && Object.hasOwn(found, name) ? found[name] : undefined;
    return typeof text === "string" ? text : source(name);
  };
}
