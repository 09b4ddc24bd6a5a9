/** One engine with the powers of the process, and how the command talks to the user. */
import {
  createLua,
  type Execution,
  type LibSelection,
  type Lua,
  LuaError,
  LuaExitError,
  type LuaFunction,
  type LuaInput,
  LuaModuleError,
  LuaRuntimeError,
  type LuaTable,
  type LuaValue,
  type StepResult,
} from "../api/index.ts";
import { internals } from "../api/lua.ts";
import { encodeUtf8 } from "../base/byteString.ts";
import { HostFault } from "../base/host.ts";
import { type NodeEnv, nodeEnv } from "../node/environment.ts";
import type { NodeWriter } from "../node/streams.ts";
import { HIDDEN_MODULES, type HiddenModules } from "../stdlib/require.ts";
import type { Options } from "./options.ts";

/** Exit status of a process whose reader went away, as the shell reports SIGPIPE. */
const BROKEN_PIPE_STATUS = 141;
/** Units of a step; between steps signals get through. The first is enough for most scripts. */
const FIRST_STEP = 20_000_000;
const STEP = 5_000_000;

/** Those of the reference interpreters. */
const LIBRARIES = [
  ...["base", "coroutine", "table", "string", "math", "utf8", "bit32", "os", "io", "package", "debug"],
] as LibSelection;

/** The directories of the reference interpreters as distributions install them. */
function defaultPath(version: string): string {
  const roots = [`/usr/local/share/lua/${version}`, `/usr/local/lib/lua/${version}`, `/usr/share/lua/${version}`, "."];
  return roots.map((root) => `${root}/?.lua;${root}/?/init.lua`).join(";");
}

function defaultCpath(version: string): string {
  const local = `/usr/local/lib/lua/${version}`;
  return [
    `${local}/?.so`,
    `/usr/lib/x86_64-linux-gnu/lua/${version}/?.so`,
    `/usr/lib/lua/${version}/?.so`,
    `${local}/loadall.so`,
    "./?.so",
  ].join(";");
}

/** How running something ended: its results, or what was reported already. */
export type Outcome = { readonly ok: true; readonly values: readonly LuaValue[] } | { readonly ok: false };

/** See the file comment. */
export class Session {
  readonly options: Options;
  readonly lua: Lua;
  readonly env: NodeEnv;
  /** What goes in front of messages; empty in interactive mode. */
  prefix = "perigee: ";
  /** Where the script is: worlds of the simulator look there for the folder of transactions. */
  directory = ".";
  /** The script asked for the end of the process. */
  exitStatus: number | undefined;
  readonly #loadfile: LuaFunction;
  readonly #started = process.hrtime.bigint();

  /** @param stdout instead of the standard output of the process */
  constructor(options: Options, stdout?: NodeWriter) {
    const { version, limits, ignoresEnvironment } = options;
    this.options = options;
    const packagePath = defaultPath(version);
    const packageCpath = defaultCpath(version);
    this.env = { ...nodeEnv(() => process.exit(BROKEN_PIPE_STATUS)), packagePath, packageCpath };
    if (stdout !== undefined) this.env = { ...this.env, stdout };
    this.lua = createLua({ version, limits, libs: LIBRARIES, standalone: true, allowBytecode: true, env: this.env });
    this.#loadfile = this.lua.globals.rawGet("loadfile") as LuaFunction;
    offerSimulator(this);
    if (ignoresEnvironment) {
      const library = this.lua.globals.rawGet("package") as LuaTable;
      library.rawSet("path", packagePath).rawSet("cpath", packageCpath);
    }
  }

  /** Writes text to standard output. */
  print(text: string): void {
    this.#output(() => this.env.stdout.writeString(encodeUtf8(text)));
  }

  /** Writes a message to standard error, after what standard output still holds. */
  complain(text: string): void {
    this.flush();
    this.env.stderr.writeString(encodeUtf8(`${this.prefix}${text}\n`));
  }

  /** Writes what is buffered. */
  flush(): void {
    this.#output(() => this.env.stdout.flush());
  }

  /** Writes; when that fails, the process ends with a message. */
  #output(write: () => void): void {
    try {
      write();
    } catch (error) {
      if (!(error instanceof HostFault)) throw error;
      this.env.stderr.writeString(`perigee: cannot write to standard output: ${error.message}\n`);
      process.exit(1);
    }
  }

  /** Reports an error as the standalone interpreter does (§7): message, and traceback when the error has one. */
  report(error: unknown): { readonly ok: false } {
    if (error instanceof LuaExitError) {
      this.exitStatus = error.status;
      if (error.closesState) this.#close();
      return { ok: false };
    }
    if (!(error instanceof LuaError)) throw error;
    this.complain(
      error.luaStack === "" || speaksForItself(error) ? error.message : `${error.message}\n${error.luaStack}`,
    );
    return { ok: false };
  }

  /** Runs a function to its end, so that Ctrl-C reaches it, and reports its error. */
  async run(fn: LuaFunction, args: readonly LuaInput[] = []): Promise<Outcome> {
    const execution = this.lua.start(fn, { args });
    let result = execution.step(FIRST_STEP);
    if (result.state === "ready" || result.state === "waiting") result = await this.#finish(execution, result);
    return result.state === "done" ? { ok: true, values: result.values } : this.report(failureOf(result));
  }

  async #finish(execution: Execution, first: StepResult): Promise<StepResult> {
    let interrupts = 0;
    let result = first;
    const interrupt = (): void => {
      interrupts++;
      if (interrupts === 1) this.lua.interrupt();
    };
    process.on("SIGINT", interrupt);
    try {
      for (;;) {
        if (result.state === "waiting") await result.on;
        else await new Promise((resolve) => setImmediate(resolve));
        if (interrupts > 1) {
          // it catches the error, or is in a coroutine that the error does not reach
          execution.cancel();
          this.complain("interrupted!");
          return { state: "done", values: [] };
        }
        result = execution.step(STEP);
        if (result.state !== "ready" && result.state !== "waiting") return result;
      }
    } finally {
      process.off("SIGINT", interrupt);
      this.lua.interrupt(false);
    }
  }

  /** Compiles and runs a string, and reports its error. */
  async runString(code: string, chunkName: string): Promise<Outcome> {
    let fn: LuaFunction;
    try {
      fn = this.lua.load(code, { chunkName });
    } catch (error) {
      return this.report(error);
    }
    return this.run(fn);
  }

  /** The function of a file (absent: standard input), or undefined when its error has been reported. */
  loadFile(path: string | undefined): LuaFunction | undefined {
    try {
      const [fn, message] = path === undefined ? this.#loadfile.call() : this.#loadfile.call(path);
      if (fn !== undefined) return fn as LuaFunction;
      this.complain(`${message as string}`);
    } catch (error) {
      this.report(error);
    }
    return undefined;
  }

  /** Runs a file without arguments, and reports its error. */
  async runFile(path: string | undefined): Promise<Outcome> {
    const fn = this.loadFile(path);
    return fn === undefined ? { ok: false } : this.run(fn);
  }

  /** Ends the engine and gives the statistics, when they are wanted. */
  finish(): void {
    try {
      if (this.exitStatus === undefined) this.#close();
      this.lua.flush();
    } finally {
      this.flush();
    }
    if (this.options.showsStats) this.#showStats();
  }

  /** A finaliser may still ask for another exit status. */
  #close(): void {
    try {
      this.lua.close();
    } catch (error) {
      if (!(error instanceof LuaExitError)) throw error;
      this.exitStatus = error.status;
    }
  }

  #showStats(): void {
    const { meter } = this.lua;
    const seconds = Number(process.hrtime.bigint() - this.#started) / 1e9;
    const perSecond = meter.instructions / seconds / 1e6;
    const lines = [
      `instructions  ${meter.instructions.toLocaleString("en-US")}`,
      `time          ${seconds.toFixed(3)} s (${perSecond.toFixed(1)} M instructions/s)`,
      `peak memory   ${(meter.peakMemory / 1024).toFixed(0)} KiB accounted`,
      `allocated     ${(meter.allocated / 1024).toFixed(0)} KiB accounted`,
    ];
    this.env.stderr.writeString(`${lines.join("\n")}\n`);
  }
}

/** The simulator is loaded when a script first requires it: start-up does not pay for it. */
function offerSimulator(session: Session): void {
  const { lua } = session;
  const { libraryData } = internals(lua).cx;
  const find: HiddenModules = (cx, name) => {
    if (name !== "aolite" && !name.startsWith("aolite.")) return undefined;
    const parts = [import("../aolite/facade/install.ts"), import("./ao/files.ts")] as const;
    return Promise.all(parts).then(([{ installAolite, hiddenModules }, { dataBeside }]) => {
      // whoever asks second while it is being loaded finds it installed
      if (libraryData.get(HIDDEN_MODULES) === find) installAolite(lua, { data: dataBeside(session.directory) });
      return hiddenModules(cx, name);
    });
  };
  libraryData.set(HIDDEN_MODULES, find);
}

function failureOf(result: ReturnType<Execution["step"]>): unknown {
  return result.state === "failed" ? result.error : new Error("unexpected state of the run");
}

/** True for an error object that `__tostring` made a message of: it gets no traceback. */
function speaksForItself(error: LuaError): boolean {
  if (error instanceof LuaModuleError) return false;
  if (!(error instanceof LuaRuntimeError)) return true;
  const isObject = typeof error.value === "object" && "type" in error.value;
  return isObject && !error.message.startsWith("(error object is a ");
}
