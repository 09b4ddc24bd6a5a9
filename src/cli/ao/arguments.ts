/** The command lines of `perigee ao ...`: options of each verb, their help, and reading them. */
import type { LuaVersion } from "../../base/version.ts";
import { UsageError } from "../options.ts";
import { isFolder } from "./files.ts";

/** An option of a verb. */
export interface OptionSpec {
  /** "--seed". */
  readonly name: string;
  readonly short?: string;
  /** What the value is called in the help; absent: the option has none. */
  readonly value?: string;
  readonly help: string;
}

/** A verb. */
export interface VerbSpec {
  readonly name: string;
  /** What follows the options. */
  readonly operands: string;
  readonly summary: string;
  readonly options: readonly OptionSpec[];
  /** Lines below the options. */
  readonly notes?: readonly string[];
  /** What follows the first operand belongs to the script. */
  readonly hasScript?: boolean;
}

const FROM_STDIN = "'-' for the scenario is standard input.";

/** A command line that was read. */
export interface Arguments {
  /** Values by names of options, in order; "" for options without value. */
  readonly options: ReadonlyMap<string, readonly string[]>;
  readonly operands: readonly string[];
}

const LUA: OptionSpec = {
  name: "--lua",
  value: "version",
  help: "dialect of scenario and processes: 5.3 (default) or 5.4",
};
const LIMIT: OptionSpec = {
  name: "--limit",
  value: "name=value",
  help: "per message: instructions=1e8, memory=268435456 (bytes); 'none' lifts one",
};
const SEED: OptionSpec = { name: "--seed", value: "n", help: "seed of random schedules and faults" };
const SCHEDULE: OptionSpec = { name: "--schedule", value: "kind", help: "fifo (default), or random: as the seed says" };
const DATA: OptionSpec = {
  name: "--data",
  value: "dir",
  help: "folder with the texts of transactions, by id (default: data/ beside the file)",
};
const ROLLBACK: OptionSpec = { name: "--rollback", help: "a failed message leaves state and outbox as they were" };
const METADATA: OptionSpec = { name: "--metadata", help: "messages have Nonce, Epoch and Hash-Chain, as on chain" };
const CLOCK: OptionSpec = {
  name: "--clock",
  value: "seconds",
  help: "time at the beginning (default 0); it moves when it is told to",
};
const HELP: OptionSpec = { name: "--help", short: "-h", help: "show this help" };
const WORLD: readonly OptionSpec[] = [LUA, LIMIT, SEED, SCHEDULE, CLOCK, DATA, ROLLBACK, METADATA];

export const RUN: VerbSpec = {
  name: "run",
  operands: "scenario.lua [args]",
  summary: "run a scenario and print the exchange of messages",
  hasScript: true,
  options: [
    ...WORLD,
    { name: "--quiet", short: "-q", help: "print only what the scenario prints" },
    { name: "--all", help: "print traffic of eval and spawn too" },
    { name: "--stats", help: "print what handling each message gave and cost, and the hash of the state" },
    { name: "--strict", help: "end with status 1 when a message failed" },
    { name: "--log", value: "file", help: "write the log of the world, for 'replay'" },
    { name: "--trace", value: "file", help: "write a diagram or record as well: .svg, .mmd, .jsonl, .txt" },
    HELP,
  ],
  notes: [FROM_STDIN],
};

export const TEST: VerbSpec = {
  name: "test",
  operands: "[file or dir]...",
  summary: "run *_test.lua and *_spec.lua files",
  options: [
    ...WORLD,
    { name: "--seeds", value: "n", help: "run everything with n random schedules, and report the failing seed" },
    { name: "--reporter", value: "name", help: "pretty (default) or tap" },
    { name: "--strict", help: "a test fails when a process does in it, unless it says allow_errors()" },
    { name: "--filter", value: "text", help: "only tests with this text in their full name" },
    { name: "--watch", help: "run again when a Lua file changes: there, and in folders of the current directory" },
    { name: "--colour", value: "when", help: "always, never, or auto (default)" },
    HELP,
  ],
  notes: ["Without operands: the current directory. Status 0 when all tests passed, otherwise 1."],
};

export const REPLAY: VerbSpec = {
  name: "replay",
  operands: "log.jsonl",
  summary: "run a log again and compare outputs and states",
  options: [{ name: "--quiet", short: "-q", help: "print differences only" }, DATA, HELP],
  notes: ["Status 1 when anything differs."],
};

export const TRACE: VerbSpec = {
  name: "trace",
  operands: "scenario.lua|trace.jsonl [args]",
  summary: "draw the messages of a run as a sequence diagram",
  options: [
    {
      name: "--output",
      short: "-o",
      value: "file",
      help: ".svg, .mmd (Mermaid), .txt (tree), .jsonl; default: Mermaid to stdout",
    },
    { name: "--only", value: "ids", help: "only these processes in diagrams, separated by commas" },
    { name: "--all", help: "traffic of eval and spawn in diagrams, too; texts and records have it" },
    { name: "--max", value: "n", help: "rows of diagrams at most (default 500)" },
    ...WORLD,
    HELP,
  ],
  notes: [FROM_STDIN, "Options may come after the scenario, too; what follows '--' is for the scenario."],
};

export const REPL: VerbSpec = {
  name: "repl",
  operands: "[scenario.lua]",
  summary: "spawn, send, eval and step by hand",
  options: [...WORLD, HELP],
};

export const VERBS: readonly VerbSpec[] = [RUN, TEST, REPLAY, TRACE, REPL];

/** The help of `perigee ao`. */
export function overview(): string {
  const width = Math.max(...VERBS.map((verb) => `${verb.name} ${verb.operands}`.length)) + 2;
  const lines = VERBS.map((verb) => `  ${`${verb.name} ${verb.operands}`.padEnd(width)}${verb.summary}`);
  return `usage: perigee ao command [options] ...\nCommands are:\n${lines.join("\n")}\n'perigee ao command --help' says more.\n`;
}

/** The help of a verb. */
export function helpOf(verb: VerbSpec): string {
  const names = verb.options.map(({ name, short, value }) => {
    const left = short === undefined ? `    ${name}` : `${short}, ${name}`;
    return value === undefined ? left : `${left} ${value}`;
  });
  const width = Math.max(...names.map((name) => name.length)) + 2;
  const lines = verb.options.map(({ help }, i) => `  ${names[i]!.padEnd(width)}${help}`);
  const notes = (verb.notes ?? []).map((note) => `${note}\n`).join("");
  return `usage: perigee ao ${verb.name} [options] ${verb.operands}\n${capital(verb.summary)}.\n${lines.join("\n")}\n${notes}`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** A command line that makes no sense: one line, and where to look. */
export function usageError(message: string, verb?: VerbSpec): UsageError {
  const where = verb === undefined ? "perigee ao --help" : `perigee ao ${verb.name} --help`;
  return new UsageError(`${message} (see '${where}')`, "5.4", false);
}

/** Reads the arguments after the verb; what follows a wish for help does not matter. @throws UsageError */
export function readArguments(verb: VerbSpec, args: readonly string[]): Arguments {
  const options = new Map<string, string[]>();
  const operands: string[] = [];
  for (let at = 0; at < args.length; at++) {
    const arg = args[at]!;
    if (operands.length > 0 && verb.hasScript === true) {
      operands.push(...args.slice(at));
      break;
    }
    if (arg === "--") {
      operands.push(...args.slice(at + 1));
      break;
    }
    if (!arg.startsWith("-") || arg === "-") {
      operands.push(arg);
      continue;
    }
    const equals = arg.startsWith("--") ? arg.indexOf("=") : -1;
    const given = equals < 0 ? arg : arg.slice(0, equals);
    const option = verb.options.find(({ name, short }) => name === given || short === given);
    if (option === undefined) throw usageError(`unrecognized option '${given}'`, verb);
    if (option === HELP) return { options: new Map([[HELP.name, [""]]]), operands };
    let value = equals < 0 ? undefined : arg.slice(equals + 1);
    if (option.value === undefined) {
      if (value !== undefined) throw usageError(`'${given}' takes no value`, verb);
      value = "";
    } else if (value === undefined) {
      value = args[++at];
      if (value === undefined) throw usageError(`'${given}' needs a value`, verb);
    }
    const values = options.get(option.name) ?? [];
    values.push(value);
    options.set(option.name, values);
  }
  return { options, operands };
}

/** The last value of an option. */
export function optionValue(args: Arguments, name: string): string | undefined {
  return args.options.get(name)?.at(-1);
}

/** A whole number in a range, of an option. @throws UsageError */
export function countOf(args: Arguments, name: string, verb: VerbSpec, least = 0): number | undefined {
  const text = optionValue(args, name);
  if (text === undefined) return undefined;
  const value = /^\d[\d_]*$/.test(text) ? Number(text.replaceAll("_", "")) : Number.NaN;
  if (!Number.isSafeInteger(value) || value < least) {
    throw usageError(`'${name}' must be a whole number of at least ${least}, not '${text}'`, verb);
  }
  return value;
}

/** One of several words, of an option. @throws UsageError */
export function choiceOf<const C extends readonly string[]>(
  args: Arguments,
  name: string,
  verb: VerbSpec,
  choices: C,
): C[number] | undefined {
  const text = optionValue(args, name);
  if (text === undefined || choices.includes(text)) return text;
  throw usageError(`'${name}' must be ${choices.join(" or ")}, not '${text}'`, verb);
}

/** What the options common to all verbs say. */
export interface WorldArguments {
  readonly version: LuaVersion;
  readonly limits: { readonly instructions?: number; readonly memory?: number };
  readonly seed: number;
  readonly schedule: "fifo" | "random";
  /** Seconds. */
  readonly clock: number;
  readonly data: string | undefined;
  readonly rollback: boolean;
  readonly metadata: boolean;
}

/** Per message, unless the command line says otherwise. */
export const DEFAULT_LIMITS: { readonly instructions: number; readonly memory: number } = {
  instructions: 100_000_000,
  memory: 256 * 1024 * 1024,
};

/** @throws UsageError */
export function worldArguments(args: Arguments, verb: VerbSpec): WorldArguments {
  return {
    version: choiceOf(args, "--lua", verb, ["5.3", "5.4"]) ?? "5.3",
    limits: limitsOf(args, verb),
    seed: countOf(args, "--seed", verb) ?? 0,
    schedule: choiceOf(args, "--schedule", verb, ["fifo", "random"]) ?? "fifo",
    clock: countOf(args, "--clock", verb) ?? 0,
    data: dataFolder(args, verb),
    rollback: args.options.has("--rollback"),
    metadata: args.options.has("--metadata"),
  };
}

/** The folder of transactions that is named. @throws UsageError when there is no such folder */
export function dataFolder(args: Arguments, verb: VerbSpec): string | undefined {
  const data = optionValue(args, DATA.name);
  if (data === undefined || isFolder(data)) return data;
  throw usageError(`'${DATA.name}' must be a folder, not '${data}'`, verb);
}

function limitsOf(args: Arguments, verb: VerbSpec): WorldArguments["limits"] {
  const limits: { instructions?: number; memory?: number } = { ...DEFAULT_LIMITS };
  for (const text of args.options.get("--limit") ?? []) {
    const [name, value = ""] = text.split("=", 2) as [string, string?];
    if (name !== "instructions" && name !== "memory") {
      throw usageError(`no limit named '${name}' (there are instructions, memory)`, verb);
    }
    if (value === "none") {
      delete limits[name];
      continue;
    }
    const number = value.trim() === "" ? Number.NaN : Number(value.replaceAll("_", ""));
    if (!(number >= 0)) throw usageError(`limit '${text}' must have the form ${name}=number`, verb);
    limits[name] = number;
  }
  return limits;
}
