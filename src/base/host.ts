/**
 * What a host may hand to an engine: clock, randomness, files, streams, environment variables, commands. Nothing of it is
 * ambient: what is absent does not exist for the script. Bytes cross as `Uint8Array`; every method may answer with a
 * promise, on which the calling script is suspended.
 */

/** A value or a promise of it. */
export type Awaitable<T> = T | Promise<T>;

/** The engine's idea of time. */
export interface LuaClock {
  /** Seconds since 1970-01-01 00:00:00 UTC. */
  now(): number;
  /** Processor seconds used, for `os.clock`. */
  cpu(): number;
  /**
   * Resolves after that many seconds of this clock. @throws the reason of the signal when it is aborted first (rejects)
   */
  sleep?(seconds: number, signal: AbortSignal): Promise<void>;
  /** Seconds by which each unit of gas moves both times on, as the script of an engine sees them; default 0. */
  readonly perInstruction?: number;
}

/** Where `print`, `io.write` and `io.stderr` go. */
export interface LuaWriter {
  write(bytes: Uint8Array): Awaitable<void>;
  /** Instead of `write`, for hosts that take byte strings (one char per byte) without a copy. */
  writeString?(bytes: string): Awaitable<void>;
  flush?(): Awaitable<void>;
  /** `file:setvbuf` on a standard stream; absent: it has no effect. */
  setBuffering?(mode: "no" | "full" | "line"): void;
}

/** Where `io.read` reads from; `undefined` means end of file. */
export interface LuaReader {
  read(max: number): Awaitable<Uint8Array | undefined>;
}

/** An open file. Errors of all file operations are {@link HostFault}s. */
export interface LuaFile {
  /** At most `max` bytes; an empty array means end of file. */
  read(max: number): Awaitable<Uint8Array>;
  /** Number of bytes written, at least 1. */
  write(bytes: Uint8Array): Awaitable<number>;
  /** Instead of `read` and `write`, for hosts that have byte strings (one char per byte) cheaper. */
  readString?(max: number): Awaitable<string>;
  writeString?(bytes: string): Awaitable<number>;
  /** New offset from the start. */
  seek(whence: "set" | "cur" | "end", offset: number): Awaitable<number>;
  flush(): Awaitable<void>;
  /** For pipes: the exit status, as `os.execute` reports it. */
  // biome-ignore lint/suspicious/noConfusingVoidType: most hosts have nothing to return
  close(): Awaitable<void | ExitStatus>;
}

/** How a command ended. */
export interface ExitStatus {
  readonly kind: "exit" | "signal";
  readonly code: number;
}

/** How a command ended whose output the host has collected; it goes to the script's standard streams. */
export interface CommandResult {
  readonly code: number;
  readonly stdout: Uint8Array;
  readonly stderr: Uint8Array;
}

/** What `stat` tells. */
export interface LuaStat {
  readonly type: "file" | "directory" | "link" | "other";
  readonly size: number;
  readonly modified: number;
  readonly mode: number;
}

/** A file system. Paths are byte strings decoded as UTF-8, POSIX style. `mode` is a C fopen mode. */
export interface LuaFs {
  open(path: string, mode: string): Awaitable<LuaFile>;
  stat(path: string, follow?: boolean): Awaitable<LuaStat | undefined>;
  list(path: string): Awaitable<readonly string[]>;
  mkdir(path: string): Awaitable<void>;
  rmdir(path: string): Awaitable<void>;
  unlink(path: string): Awaitable<void>;
  rename(from: string, to: string): Awaitable<void>;
  /** A nameless file for `io.tmpfile`, open for update; absent: not supported. */
  temporary?(): Awaitable<LuaFile>;
}

/** A failed host operation: `message` in C's words ("No such file or directory"), `errno` its number. */
export class HostFault extends Error {
  readonly errno: number;
  constructor(message: string, errno: number) {
    super(message);
    this.errno = errno;
  }
}

/** Everything a host may pass in. */
export interface HostEnv {
  /** Seed of `math.random`; default 0. */
  random?: { seed: bigint | number | string } | "entropy";
  /** Default: a virtual clock that starts at 0 and advances with the instruction count. "host": the real time. */
  clock?: LuaClock | "host";
  /** Name of a time zone ("Europe/Berlin") or an offset ("+02:00"); default "UTC". The two functions below come first. */
  timezone?: string;
  /** There is only this one. */
  locale?: "C";
  /** Seconds east of UTC for `os.date` at a time; default always 0. */
  timezoneOffset?(time: number): number;
  /** Abbreviated name of the time zone at a time, for `%Z`; default "UTC". */
  timezoneName?(time: number): string;
  fs?: LuaFs;
  stdin?: LuaReader;
  stdout?: LuaWriter;
  stderr?: LuaWriter;
  variables?: Readonly<Record<string, string>>;
  /** What `package.path` and `package.cpath` are without LUA_PATH and LUA_CPATH; default "./?.lua;./?/init.lua" and "". */
  packagePath?: string;
  packageCpath?: string;
  /** `os.execute`; absent: no shell. Synchronous or not. */
  exec?(command: string): Awaitable<ExitStatus | CommandResult>;
  /** `io.popen`; absent: not supported. */
  popen?(command: string, mode: "r" | "w"): Awaitable<LuaFile>;
  /** Told of `os.exit`, which ends the execution in any case. */
  exit?(code: number): void;
  /** `os.tmpname`; absent: unable to generate a unique filename. */
  tmpname?(): string;
  /** A console for `debug.debug`: one line of input, undefined at its end. */
  debugInput?(): Awaitable<string | undefined>;
}

/** The environment as the machine sees it: nothing in it is a name for something else. */
export interface EngineEnv extends HostEnv {
  clock?: LuaClock;
}
