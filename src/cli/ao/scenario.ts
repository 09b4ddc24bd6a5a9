/** An engine for scenarios and tests: the standalone interpreter's, with the simulator in it. */
import { readFileSync } from "node:fs";
import { dirname } from "node:path";
import { Facade } from "../../aolite/facade/modules.ts";
import { aoliteWorld, installAolite } from "../../aolite/index.ts";
import type { World, WorldOptions } from "../../aolite/world/types.ts";
import type { Lua, LuaTable } from "../../api/index.ts";
import { internals } from "../../api/lua.ts";
import type { NodeWriter } from "../../node/streams.ts";
import type { Options } from "../options.ts";
import { Session } from "../session.ts";
import type { WorldArguments } from "./arguments.ts";
import { fileOptions, type TextSource } from "./files.ts";

/** See the file comment. */
export interface Scenario {
  readonly session: Session;
  /** The world behind the `aolite` of the scenario. */
  readonly world: World;
  /** What its processes have read so far. */
  readonly files: ReadFiles;
  /** Whether the scenario prints what processes print, as it or the environment has asked for (AO 7.6). */
  readonly printsOutput: () => boolean;
}

/** Texts that processes have read, by name. */
export interface ReadFiles {
  readonly modules: Record<string, string>;
  readonly data: Record<string, string>;
}

/** Bad input that is not the command line's: one message. */
export class InputError extends Error {
  override readonly name = "InputError";
}

/** Options of the standalone interpreter for scenarios. */
const PLAIN: Omit<Options, "version"> = {
  limits: {},
  showsStats: false,
  showsVersion: false,
  isInteractive: false,
  ignoresEnvironment: false,
  steps: [],
  executes: false,
  script: 0,
  readsStdin: false,
};

/**
 * @param directory where the script is: modules are looked for there first
 * @param stdout instead of the standard output
 * @param exactly options of the world instead of those that follow from the arguments
 */
export function openScenario(
  args: WorldArguments,
  directory: string,
  stdout?: NodeWriter,
  exactly?: WorldOptions,
): Scenario {
  const session = new Session({ ...PLAIN, version: args.version }, stdout);
  const library = session.lua.globals.rawGet("package") as LuaTable;
  const path = String(library.rawGet("path"));
  if (directory !== ".") library.rawSet("path", `${directory}/?.lua;${directory}/?/init.lua;${path}`);
  const files: ReadFiles = { modules: Object.create(null), data: Object.create(null) };
  const { modules, data, ...options } = worldOptions(args, directory);
  const own = { ...options, modules: noting(modules, files.modules), data: noting(data, files.data) };
  installAolite(session.lua, exactly ?? own);
  return { session, world: aoliteWorld(session.lua), files, printsOutput: () => printsOutput(session.lua) };
}

/** From this verbosity on the simulator prints what processes print, when that is turned on (AO 7.6). */
const PRINTING_VERBOSITY = 2;

function printsOutput(lua: Lua): boolean {
  const { cx } = internals(lua);
  const verbosity = lua.globals.rawGet("PrintVerb");
  const isVerbose = (typeof verbosity === "number" || typeof verbosity === "bigint") && verbosity >= PRINTING_VERBOSITY;
  return isVerbose && Facade.of(cx).main(cx).printOutput;
}

/** What the command line says about worlds. */
export function worldOptions(args: WorldArguments, directory: string): WorldOptions & ReturnType<typeof fileOptions> {
  const { version, limits, seed, schedule, clock, rollback, metadata, data } = args;
  return {
    version,
    limits,
    seed,
    schedule,
    clock: { start: clock },
    onFailure: rollback ? "rollback" : "keep",
    metadata,
    ...fileOptions(directory, data),
  };
}

/** The same source, which keeps what it has given. */
function noting(source: TextSource, found: Record<string, string>): TextSource {
  return (name) => {
    const text = source(name);
    if (text !== undefined) found[name] = text;
    return text;
  };
}

/** The directory of a script, for {@link openScenario}. */
export function directoryOf(script: string): string {
  return dirname(script);
}

/** Reads a text file. @throws InputError in the words of the standalone interpreter */
export function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new InputError(`cannot open ${path}: ${reasonOf(error)}`);
  }
}

/** Why an operation on a file failed, in C's words. */
export function reasonOf(error: unknown): string {
  const { code, message } = error as { readonly code?: string; readonly message: string };
  switch (code) {
    case "ENOENT":
      return "No such file or directory";
    case "EISDIR":
      return "Is a directory";
    case "EACCES":
      return "Permission denied";
    default:
      return message;
  }
}
