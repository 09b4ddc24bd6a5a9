/** Options of an engine and their checks. */
import type { HostEnv } from "../base/host.ts";
import type { LuaVersion } from "../base/version.ts";
import { type FunctionChoice, LIBRARIES, type LibraryName, type LibrarySet, librarySet } from "../stdlib/index.ts";
import { DEFAULT_LIMITS, type MachineLimits } from "../vm/state.ts";
import type { ChunkCache } from "./chunkCache.ts";
import type { ModuleDefinitionOf, ModuleResolverOf } from "./modules.ts";
import type { ClassSpec, ConvertOptions, HostFunction, LuaInput } from "./values.ts";

/**
 * Limits; absent ones take the defaults. Those of an engine are totals for its life, those of a run can only be stricter.
 */
export interface Limits extends Partial<MachineLimits> {
  /** Milliseconds of the host's clock that a run may take, waiting included. What happens then is not deterministic. */
  readonly wallTime?: number;
  /** What the end of the instructions does: end the execution, or suspend it so that it can be refilled. */
  readonly onExhausted?: "terminate" | "suspend";
  /** Units that the `__close` metamethods of an execution ended by a limit or by the host may use together. */
  readonly closeGrace?: number;
}

/** Limits that the machine does not keep itself. */
export interface HostLimits {
  readonly wallTime: number;
  readonly suspends: boolean;
  readonly closeGrace: number;
}

/**
 * Which libraries to open: a preset, library names, or per library true or the names of functions. "safe" has no files,
 * no environment, no loading of modules or bytecode.
 */
export type LibSelection =
  | "none"
  | "safe"
  | "all"
  | readonly LibraryName[]
  | Readonly<Partial<Record<LibraryName, boolean | readonly string[]>>>;

/** Options of {@link createLua}; `L` is the engine. */
export interface LuaOptions<L = unknown> {
  /** For messages and logs. */
  name?: string;
  /** Dialect; default "5.4". */
  version?: LuaVersion;
  /** Default "safe". */
  libs?: LibSelection;
  limits?: Limits;
  /** What the host hands in; nothing is ambient. */
  env?: HostEnv;
  /**
   * Where `require` looks after `package.preload`, in this order. With them, or with `preload`, `require` exists also when the
   * package library is not open.
   */
  modules?: ModuleResolverOf<L> | readonly ModuleResolverOf<L>[];
  /** Modules by name; see `Lua.preload`. */
  preload?: Readonly<Record<string, ModuleDefinitionOf<L>>>;
  /** Classes to be defined at once, as by `Lua.defineClass`: a snapshot that is restored may have instances of them. */
  // biome-ignore lint/suspicious/noExplicitAny: each class has instances and parameters of its own
  classes?: readonly ClassSpec<any, any[]>[];
  /** Set after the libraries are open. */
  globals?: Readonly<Record<string, LuaInput>>;
  /** Host functions by the `snapshotId` under which a snapshot that is to be restored knows them. */
  hostFunctions?: Readonly<Record<string, HostFunction>>;
  /** How values cross between JavaScript and Lua. */
  convert?: ConvertOptions;
  /** Keeps what the host compiles, for this engine and all others that are given the same cache. */
  cache?: ChunkCache;
  /** Whether `load` accepts precompiled chunks; default false. */
  allowBytecode?: boolean;
  /**
   * For programs that act as the standalone interpreter: tracebacks end in "[C]: in ?", and floats come out of Lua as
   * `LuaFloat` where a number would look like an integer when it goes in again.
   */
  standalone?: boolean;
}

const SAFE: Readonly<Record<string, FunctionChoice>> = Object.freeze({
  coroutine: true,
  table: true,
  math: true,
  utf8: true,
  bit32: true,
  os: ["time", "clock", "date", "difftime"],
  debug: ["traceback"],
});

/** The libraries and functions of a selection, in the order in which they are opened. @throws TypeError */
function chosenLibraries(selection: LibSelection): Map<LibraryName, FunctionChoice> {
  const all = Object.keys(LIBRARIES) as LibraryName[];
  const chosen = new Map<LibraryName, FunctionChoice>();
  if (selection === "none") return chosen;
  if (selection === "all") {
    for (const name of all) chosen.set(name, true);
    return chosen;
  }
  if (selection === "safe") {
    for (const name of all) {
      const library = LIBRARIES[name]!;
      if (name === "base")
        chosen.set(
          name,
          Object.keys(library.functions).filter((f) => f !== "dofile" && f !== "loadfile"),
        );
      else if (name === "string")
        chosen.set(
          name,
          Object.keys(library.functions).filter((f) => f !== "dump"),
        );
      else if (SAFE[name] !== undefined) chosen.set(name, SAFE[name]);
    }
    return chosen;
  }
  if (Array.isArray(selection)) {
    for (const name of selection as readonly LibraryName[]) chosen.set(checkedName(name), true);
    return inOrder(chosen);
  }
  if (typeof selection !== "object" || selection === null) {
    throw new TypeError(`libs: "${String(selection)}" is no preset ("none", "safe", "all")`);
  }
  for (const [name, choice] of Object.entries(selection)) {
    const library = checkedName(name);
    if (choice !== false && choice !== undefined) chosen.set(library, checkedChoice(library, choice));
  }
  return inOrder(chosen);
}

/** The sets of the presets: immutable, so that all engines share them. */
const PRESETS = new Map<string, LibrarySet>();

/** The libraries of a selection, ready to be opened. @throws TypeError */
export function librariesOf(version: LuaVersion, selection: LibSelection): LibrarySet {
  if (typeof selection !== "string") return librarySet(version, chosenLibraries(selection));
  const key = `${version} ${selection}`;
  let set = PRESETS.get(key);
  if (set === undefined) {
    set = librarySet(version, chosenLibraries(selection));
    PRESETS.set(key, set);
  }
  return set;
}

/** Libraries are opened in one order, whatever that of the selection. */
function inOrder(chosen: Map<LibraryName, FunctionChoice>): Map<LibraryName, FunctionChoice> {
  const names = (Object.keys(LIBRARIES) as LibraryName[]).filter((name) => chosen.has(name));
  return new Map(names.map((name) => [name, chosen.get(name)!]));
}

function checkedName(name: string): LibraryName {
  if (!Object.hasOwn(LIBRARIES, name)) throw new TypeError(`libs: no library named "${name}"`);
  return name as LibraryName;
}

function checkedChoice(library: LibraryName, choice: unknown): FunctionChoice {
  if (choice === true) return true;
  if (!Array.isArray(choice)) throw new TypeError(`libs.${library}: neither a boolean nor a list of functions`);
  for (const name of choice as readonly unknown[]) {
    if (typeof name !== "string" || !Object.hasOwn(LIBRARIES[library]!.functions, name)) {
      throw new TypeError(`libs.${library}: no function named "${String(name)}"`);
    }
  }
  return choice as readonly string[];
}

/** The options that exist. */
export const OPTION_NAMES: ReadonlySet<string> = new Set([
  "name",
  "version",
  "libs",
  "limits",
  "env",
  "modules",
  "preload",
  "classes",
  "globals",
  "hostFunctions",
  "convert",
  "cache",
  "allowBytecode",
  "standalone",
] satisfies (keyof LuaOptions)[]);

/** Limits of the machine from the options, checked. @throws TypeError */
export function checkedLimits(limits: Limits): MachineLimits {
  const merged: Record<string, number> = { ...DEFAULT_LIMITS };
  for (const [name, value] of Object.entries(limits)) {
    if (value === undefined || HOST_LIMIT_NAMES.has(name)) continue;
    if (!Object.hasOwn(DEFAULT_LIMITS, name)) throw new TypeError(`limits.${name}: no such limit`);
    merged[name] = Math.min(Math.floor(checkedLimit(name, value)), Number.MAX_SAFE_INTEGER);
  }
  merged.stringLength = Math.min(merged.stringLength!, DEFAULT_LIMITS.stringLength);
  merged.hostDepth = Math.min(merged.hostDepth!, DEFAULT_LIMITS.hostDepth);
  return merged as unknown as MachineLimits;
}

const HOST_LIMIT_NAMES: ReadonlySet<string> = new Set(["wallTime", "onExhausted", "closeGrace"]);
const HOST_LIMITS: HostLimits = Object.freeze({ wallTime: Number.POSITIVE_INFINITY, suspends: false, closeGrace: 0 });

function checkedLimit(name: string, value: unknown): number {
  if (typeof value !== "number" || !(value >= 0)) throw new TypeError(`limits.${name}: not a number of at least 0`);
  return value;
}

/** The other limits from the options, checked; those of a run on top of the engine's. @throws TypeError */
export function checkedHostLimits(limits: Limits, outer: HostLimits = HOST_LIMITS): HostLimits {
  const { wallTime, onExhausted, closeGrace } = limits;
  if (onExhausted !== undefined && onExhausted !== "terminate" && onExhausted !== "suspend") {
    throw new TypeError(`limits.onExhausted: neither "terminate" nor "suspend"`);
  }
  return {
    wallTime: Math.min(outer.wallTime, wallTime === undefined ? outer.wallTime : checkedLimit("wallTime", wallTime)),
    suspends: onExhausted === undefined ? outer.suspends : onExhausted === "suspend",
    closeGrace: closeGrace === undefined ? outer.closeGrace : Math.floor(checkedLimit("closeGrace", closeGrace)),
  };
}

/**
 * The machine's limits for a run: each at most that of the engine, `spent` being what the engine has used of those that are
 * totals. Undefined when they are the engine's.
 */
export function runLimits(
  limits: Limits,
  engine: MachineLimits,
  spent: Pick<MachineLimits, "allocation" | "outputBytes">,
): MachineLimits | undefined {
  const { instructions: _, ...rest } = limits;
  if (Object.keys(rest).every((name) => HOST_LIMIT_NAMES.has(name))) return undefined;
  const own = checkedLimits(rest);
  const merged: Record<string, number> = { ...engine };
  for (const name of Object.keys(DEFAULT_LIMITS) as (keyof MachineLimits)[]) {
    const base = name === "allocation" || name === "outputBytes" ? spent[name] : 0;
    if (rest[name as keyof typeof rest] !== undefined) merged[name] = Math.min(engine[name], own[name] + base);
  }
  return merged as unknown as MachineLimits;
}
