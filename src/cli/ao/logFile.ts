/**
 * Logs of worlds as files: with what processes have read, and the data among the globals of the scenario, which processes find
 * among theirs (AO 7.8), so that they can be replayed anywhere.
 */
import { AoError, type ReplayReport, type World, type WorldOptions } from "../../aolite/index.ts";
import { optionsOfLog, replayInto } from "../../aolite/world/world.ts";
import type { Lua, LuaInput, LuaTable, LuaValue } from "../../api/index.ts";
import { LuaFloat } from "../../base/luaFloat.ts";
import { DEFAULT_LIMITS } from "./arguments.ts";
import { fileOptions, InputError, openScenario, type ReadFiles, type Scenario, type TextSource } from "./scenario.ts";

/** A value as JSON: integers beyond JavaScript's as text, floats that look like integers in a box, tables as entries in order. */
type Packed =
  | boolean
  | number
  | string
  | { readonly i: string }
  | { readonly f: number }
  | { readonly t: [Packed, Packed][] };

/** What is in the first line of a log beside what worlds put there. */
interface Extra {
  readonly files?: Partial<ReadFiles>;
  readonly globals?: Packed;
  /** `package.path`. */
  readonly path?: string;
}

const MAX_DEPTH = 20;

/** The log of a scenario's world. @throws InputError when something was done that no log can hold */
export function logOf({ world, session, files }: Pick<Scenario, "world" | "session" | "files">): string {
  let log: string;
  try {
    log = world.log();
  } catch (error) {
    if (error instanceof AoError) throw new InputError(`cannot write the log: ${error.message}`);
    throw error;
  }
  const { globals } = session.lua;
  const end = log.indexOf("\n");
  const path = globals.path("package.path");
  const own = packed(globals, 0, true);
  const extra: Extra = {
    files,
    ...(own === undefined ? {} : { globals: own }),
    ...(typeof path === "string" ? { path } : {}),
  };
  return JSON.stringify({ ...(JSON.parse(log.slice(0, end)) as object), ...extra }) + log.slice(end);
}

/** Data of Lua; undefined for what is none. Of the globals, tables of libraries are left out. */
function packed(v: LuaValue, depth: number, isGlobals = false): Packed | undefined {
  switch (typeof v) {
    case "boolean":
    case "string":
      return v;
    case "number":
      return Number.isFinite(v) ? v : undefined;
    case "bigint":
      return { i: String(v) };
    default:
      break;
  }
  if ((v as unknown) instanceof LuaFloat) return { f: (v as unknown as LuaFloat).n };
  if (v === undefined || v.type !== "table" || depth > MAX_DEPTH) return undefined;
  const entries: [Packed, Packed][] = [];
  for (const [key, value] of v as LuaTable) {
    if (isGlobals && (key === "_VERSION" || isLibrary(v as LuaTable, key))) continue;
    const [k, w] = [packed(key, depth + 1), packed(value, depth + 1)];
    if (k !== undefined && w !== undefined) entries.push([k, w]);
  }
  return { t: entries };
}

function isLibrary(globals: LuaTable, key: LuaValue): boolean {
  const loaded = globals.path("package.loaded") as LuaTable | undefined;
  const value = globals.rawGet(key);
  return typeof value === "object" && value === loaded?.rawGet(key);
}

function unpacked(v: unknown): LuaInput {
  if (typeof v !== "object" || v === null) return v as LuaInput;
  if ("i" in v) return BigInt(String(v.i));
  if ("f" in v) return new LuaFloat(Number(v.f));
  const entries = (v as { readonly t?: unknown }).t;
  if (!Array.isArray(entries)) return undefined;
  return new Map((entries as [unknown, unknown][]).map(([key, value]) => [unpacked(key), unpacked(value)]));
}

/** Runs a log again. Files that are not in it are looked for beside it. @throws AoError when it is corrupt */
export function replayFile(log: string, directory: string, dataFolder: string | undefined): ReplayReport {
  return replayInto(worldOfLog(log, directory, dataFolder), log);
}

/** The world of a log as it was before anything was done. @throws AoError when the log is corrupt */
export function worldOfLog(log: string, directory: string, dataFolder: string | undefined): World {
  const options = optionsOfLog(log);
  const extra = JSON.parse(log.split("\n", 1)[0]!) as Extra;
  return emptyWorld(options, extra, fileOptions(directory, dataFolder));
}

/** A world as it was before the scenario did anything. */
function emptyWorld(options: WorldOptions, extra: Extra, more: ReturnType<typeof fileOptions>): World {
  const { session, world } = openScenario(
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
    { ...options, modules: either(extra.files?.modules, more.modules), data: either(extra.files?.data, more.data) },
  );
  setGlobals(session.lua, extra);
  return world;
}

function setGlobals(lua: Lua, { globals, path }: Extra): void {
  const values = unpacked(globals);
  if (values instanceof Map) for (const [key, value] of values) lua.globals.rawSet(key as LuaInput, value as LuaInput);
  const library = lua.globals.rawGet("package");
  if (path !== undefined && typeof library === "object") (library as LuaTable).rawSet("path", path);
}

function either(found: Readonly<Record<string, unknown>> | undefined, source: TextSource): TextSource {
  return (name) => {
    const text = typeof found === "object" && Object.hasOwn(found, name) ? found[name] : undefined;
    return typeof text === "string" ? text : source(name);
  };
}
