/** The command line: the options of the standalone `lua` (§7), and ours, which have long names. */
import type { Limits, LuaVersion } from "../api/index.ts";
import { VERSION } from "./version.ts";

/** What the options before the script ask for, in their order. */
export type Step =
  | { readonly kind: "execute"; readonly code: string }
  | { readonly kind: "require"; readonly module: string }
  | { readonly kind: "warnings" };

/** A command line that makes sense. */
export interface Options {
  readonly version: LuaVersion;
  readonly limits: Limits;
  /** Report consumption on stderr at the end. */
  readonly showsStats: boolean;
  readonly showsVersion: boolean;
  readonly isInteractive: boolean;
  readonly ignoresEnvironment: boolean;
  readonly steps: readonly Step[];
  /** There was a `-e`: without a script nothing else is to be run. */
  readonly executes: boolean;
  /** Index of the script's name in the arguments; their number when there is none. */
  readonly script: number;
  /** The script is named "-" and no "--" went before it: standard input. */
  readonly readsStdin: boolean;
}

/** A command line that does not; `message` is the first line to be shown, and `usage` says whether the usage follows. */
export class UsageError extends Error {
  readonly version: LuaVersion;
  readonly showsUsage: boolean;
  constructor(message: string, version: LuaVersion, showsUsage: boolean) {
    super(message);
    this.version = version;
    this.showsUsage = showsUsage;
  }
}

const LIMITS: readonly string[] = ["instructions", "callDepth", "stringLength", "sourceLength", "stackSlots"];

/** Options while they are read. */
class Reader {
  version: LuaVersion = "5.4";
  readonly limits: Record<string, number> = {};
  showsStats = false;
  showsVersion = false;
  isInteractive = false;
  ignoresEnvironment = false;
  executes = false;
  readonly steps: Step[] = [];
  /** A -W, which only one dialect has. */
  warningOption: string | undefined;
  at = 0;
  readonly args: readonly string[];

  constructor(args: readonly string[]) {
    this.args = args;
  }

  fail(option: string): never {
    const needs = option[1] === "e" || option[1] === "l";
    throw new UsageError(needs ? `'${option}' needs argument` : `unrecognized option '${option}'`, this.version, true);
  }

  /** Reads one option; false when it is where the script starts. */
  option(option: string): boolean {
    if (!option.startsWith("-") || option === "-") return false;
    if (option.startsWith("--")) {
      this.at++;
      if (option === "--") return false;
      this.longOption(option);
      return true;
    }
    const letter = option[1]!;
    if (letter === "e" || letter === "l") {
      this.valueOption(option, letter);
      return true;
    }
    if (option.length > 2) this.fail(option);
    switch (letter) {
      case "E":
        this.ignoresEnvironment = true;
        break;
      case "i":
        this.isInteractive = true;
        this.showsVersion = true;
        break;
      case "v":
        this.showsVersion = true;
        break;
      case "W":
        this.warningOption = option;
        this.steps.push({ kind: "warnings" });
        break;
      default:
        this.fail(option);
    }
    this.at++;
    return true;
  }

  private valueOption(option: string, letter: "e" | "l"): void {
    let value = option.slice(2);
    if (value === "") {
      this.at++;
      const next = this.args[this.at];
      if (next === undefined || next.startsWith("-")) this.fail(option);
      value = next;
    }
    this.at++;
    if (letter === "l") this.steps.push({ kind: "require", module: value });
    else {
      this.executes = true;
      this.steps.push({ kind: "execute", code: value });
    }
  }

  /** `--name value` or `--name=value`; `at` is past the option itself. */
  private longOption(option: string): void {
    const equals = option.indexOf("=");
    const name = equals < 0 ? option : option.slice(0, equals);
    if (name === "--stats" && equals < 0) {
      this.showsStats = true;
      return;
    }
    if (name !== "--lua" && name !== "--limit") this.fail(option);
    const value = equals < 0 ? this.args[this.at++] : option.slice(equals + 1);
    if (value === undefined) throw new UsageError(`'${name}' needs argument`, this.version, true);
    if (name === "--limit") this.limit(value);
    else if (value === "5.3" || value === "5.4") this.version = value;
    else throw new UsageError(`'--lua' must be 5.3 or 5.4, not '${value}'`, this.version, false);
  }

  private limit(text: string): void {
    const equals = text.indexOf("=");
    const name = equals < 0 ? text : text.slice(0, equals);
    if (!LIMITS.includes(name)) {
      throw new UsageError(`no limit named '${name}' (there are ${LIMITS.join(", ")})`, this.version, false);
    }
    const digits = equals < 0 ? "" : text.slice(equals + 1);
    const value = digits.trim() === "" ? Number.NaN : Number(digits.replaceAll("_", ""));
    if (!(value >= 0)) {
      throw new UsageError(`limit '${text}' must have the form ${name}=number`, this.version, false);
    }
    this.limits[name] = value;
  }
}

/**
 * Reads the arguments (without the program's name).
 * @throws UsageError
 */
export function readOptions(args: readonly string[]): Options {
  const reader = new Reader(args);
  while (reader.at < args.length && reader.option(args[reader.at]!)) {
    // `option` has moved on
  }
  if (reader.warningOption !== undefined && reader.version === "5.3") reader.fail(reader.warningOption);
  const script = reader.at;
  return {
    version: reader.version,
    limits: reader.limits,
    showsStats: reader.showsStats,
    showsVersion: reader.showsVersion,
    isInteractive: reader.isInteractive,
    ignoresEnvironment: reader.ignoresEnvironment,
    steps: reader.steps,
    executes: reader.executes,
    script,
    readsStdin: args[script] === "-" && args[script - 1] !== "--",
  };
}

const USAGE_START = `usage: perigee [options] [script [args]]
Available options are:
  -e stat   execute string 'stat'
  -i        enter interactive mode after executing 'script'
`;
const USAGE_MIDDLE: Readonly<Record<LuaVersion, string>> = {
  "5.3": `  -l name   require library 'name' into global 'name'
  -v        show version information
  -E        ignore environment variables
`,
  "5.4": `  -l mod    require library 'mod' into global 'mod'
  -l g=mod  require library 'mod' into global 'g'
  -v        show version information
  -E        ignore environment variables
  -W        turn warnings on
`,
};
const USAGE_END = `  --        stop handling options
  -         stop handling options and execute stdin
  --lua version       speak Lua 5.3 or 5.4 (default)
  --limit name=value  stop when a limit is reached: instructions=1e8, callDepth=1000...
  --stats             report instructions, time and memory on stderr
  --help              show this help
  --version           show version information
Commands:
  perigee check [--lua version] file...  check syntax without running
  perigee dis [--lua version] file       list the bytecode
  perigee ao command ...                 simulate AO processes: run, test, replay, trace, repl
`;

/** The text of the usage message. */
export function usage(version: LuaVersion): string {
  return USAGE_START + USAGE_MIDDLE[version] + USAGE_END;
}

/** What `-v` shows. */
export function banner(version: LuaVersion): string {
  return `Perigee ${VERSION}  (Lua ${version})`;
}
