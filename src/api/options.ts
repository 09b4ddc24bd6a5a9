/** Options of an engine and their checks. */
import type { HostEnv } from "../base/host.ts";
import type { LuaVersion } from "../base/version.ts";
import {
  type FunctionChoice,
  LIBRARIES,
  LIBRARY_NAMES,
  type Libraries,
  type LibraryName,
  type LibrarySet,
  librarySet,
} from "../stdlib/index.ts";
import type { Library } from "../stdlib/library.ts";
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
  /** What `libs` can choose from beside the libraries that the bundle has: `libraries` of "perigee/vm/libraries". */
  libraries?: Libraries;
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

/** What "safe" has: of base and string all but a few functions. */
const UNSAFE: Readonly<Record<string, readonly string[]>> = Object.freeze({
  base: ["dofile", "loadfile"],
  string: ["dump"],
});
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
function chosenLibraries(selection: LibSelection, libraries: Libraries): Map<LibraryName, FunctionChoice> {
  const chosen = new Map<LibraryName, FunctionChoice>();
  if (selection === "none") return chosen;
  if (selection === "all" || selection === "safe") {
    for (const name of LIBRARY_NAMES) {
      const library = libraries[name];
      if (library === undefined) continue;
      const choice = selection === "all" || safeChoice(name, library);
      if (choice !== undefined) chosen.set(name, choice);
    }
    return chosen;
  }
  if (typeof selection !== "object" || selection === null) {
    throw new TypeError(`libs: "${String(selection)}" is no preset ("none", "safe", "all")`);
  }
  const entries = Array.isArray(selection)
    ? (selection as readonly LibraryName[]).map((name) => [name, true] as const)
    : Object.entries(selection);
  for (const [name, choice] of entries) {
    const library = checkedLibrary(name, libraries);
    if (choice !== false && choice !== undefined) {
      chosen.set(name as LibraryName, checkedChoice(name, library, choice));
    }
  }
  // in one order, whatever that of the selection
  return new Map(LIBRARY_NAMES.flatMap((name) => (chosen.has(name) ? [[name, chosen.get(name)!]] : [])));
}

/** What "safe" has of a library. */
function safeChoice(name: LibraryName, { functions }: Library): FunctionChoice | undefined {
  const unsafe = UNSAFE[name];
  return unsafe === undefined ? SAFE[name] : Object.keys(functions).filter((f) => !unsafe.includes(f));
}

/** The sets of the presets: immutable, so that all engines share them. */
const PRESETS = new WeakMap<Libraries, Map<string, LibrarySet>>();

/**
 * The libraries of a selection, ready to be opened.
 * @param given libraries to choose from beside those that are built in
 * @throws TypeError
 */
export function librariesOf(version: LuaVersion, selection: LibSelection, given: Libraries = LIBRARIES): LibrarySet {
  const presets = PRESETS.get(given) ?? new Map<string, LibrarySet>();
  const key = typeof selection === "string" ? `${version} ${selection}` : undefined;
  const known = key === undefined ? undefined : presets.get(key);
  if (known !== undefined) return known;
  const libraries = given === LIBRARIES ? LIBRARIES : { ...LIBRARIES, ...checkedLibraries(given) };
  const set = librarySet(version, chosenLibraries(selection, libraries), libraries);
  if (key !== undefined && Object.isFrozen(given)) PRESETS.set(given, presets.set(key, set));
  return set;
}

function checkedLibraries(given: Libraries): Libraries {
  if (typeof given !== "object" || given === null) throw new TypeError("libraries: not an object");
  for (const [name, library] of Object.entries(given)) {
    if (!LIBRARY_NAMES.includes(name as LibraryName)) throw new TypeError(`libraries: no library named "${name}"`);
    if (typeof library?.functions !== "object") throw new TypeError(`libraries.${name}: not a library`);
  }
  return given;
}

function checkedLibrary(name: string, libraries: Libraries): Library {
  if (!LIBRARY_NAMES.includes(name as LibraryName)) throw new TypeError(`libs: no library named "${name}"`);
  const library = libraries[name as LibraryName];
  if (library !== undefined) return library;
  throw new TypeError(`libs: "${name}" must be given by the option libraries: perigee-vm-libraries.min.js has it`);
}

function checkedChoice(name: string, { functions }: Library, choice: unknown): FunctionChoice {
  if (choice === true) return true;
  if (!Array.isArray(choice)) throw new TypeError(`libs.${name}: neither a boolean nor a list of functions`);
  for (const f of choice as readonly unknown[]) {
    if (typeof f !== "string" || !Object.hasOwn(functions, f)) {
      throw new TypeError(`libs.${name}: no function named "${String(f)}"`);
    }
  }
  return choice as readonly string[];
}

/** The options that exist. */
export const OPTION_NAMES: ReadonlySet<string> = new Set([
  "name",
  "version",
  "libs",
  "libraries",
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
