/** Running commands with the shell: `os.execute` and `io.popen`, synchronous for the script. */
import { closeSync, constants as fileConstants, mkdtempSync, openSync, rmdirSync, unlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { constants, tmpdir } from "node:os";
import { join } from "node:path";
import type { Worker } from "node:worker_threads";
import type { ExitStatus, LuaFile } from "../base/host.ts";
import { toHostFault, withFaults } from "./fault.ts";
import { NodeFile } from "./nodeFile.ts";
import { PIPE_WORKER } from "./pipeWorker.ts";

/** Modules that most scripts do not need are loaded when they are. */
const require: NodeJS.Require = createRequire(import.meta.url);

/** Runs a command with the standard streams of the process and waits for it (§6.9 os.execute). */
export function runCommand(command: string): ExitStatus {
  const { spawnSync } = require("node:child_process") as typeof import("node:child_process");
  const result = spawnSync("/bin/sh", ["-c", command], { stdio: "inherit" });
  if (result.error !== undefined) throw toHostFault(result.error);
  if (result.signal !== null) return { kind: "signal", code: constants.signals[result.signal] };
  return { kind: "exit", code: result.status ?? 0 };
}

/**
 * A pipe: descriptors of its reading and its writing end. Node makes none (its "pipes" are sockets, which do not raise
 * SIGPIPE), so this is a named one whose name is gone at once.
 */
function makePipe(): { reader: number; writer: number } {
  const { execFileSync } = require("node:child_process") as typeof import("node:child_process");
  const directory = mkdtempSync(join(tmpdir(), "lua_"));
  const name = join(directory, "pipe");
  try {
    execFileSync("mkfifo", [name], { stdio: "ignore" });
    // An end opens at once when the other is open; the first opens without waiting, and is replaced by one that blocks.
    const first = openSync(name, fileConstants.O_RDONLY | fileConstants.O_NONBLOCK);
    const writer = openSync(name, fileConstants.O_WRONLY);
    const reader = openSync(name, fileConstants.O_RDONLY);
    closeSync(first);
    unlinkSync(name);
    return { reader, writer };
  } finally {
    rmdirSync(directory);
  }
}

type Request =
  | { readonly request: "start"; readonly id: number; readonly command: string; readonly stdio: readonly number[] }
  | { readonly request: "wait"; readonly id: number };

/** Opens pipes to commands; one worker thread, started with the first of them, serves all. */
export class Pipes {
  readonly #memory: SharedArrayBuffer = new SharedArrayBuffer(12);
  readonly #words: Int32Array = new Int32Array(this.#memory);
  #worker: Worker | undefined;
  #nextId = 1;

  /** Sends a request to the worker and waits for the answer: 0 and an exit code, 1 and a signal, 2 and an error number. */
  #ask(request: Request): { kind: number; code: number } {
    if (this.#worker === undefined) {
      const { Worker } = require("node:worker_threads") as typeof import("node:worker_threads");
      this.#worker = new Worker(PIPE_WORKER, { eval: true, workerData: { memory: this.#memory } });
      this.#worker.unref();
    }
    const words = this.#words;
    Atomics.store(words, 0, 0);
    this.#worker.postMessage(request);
    Atomics.wait(words, 0, 0);
    return { kind: words[1]!, code: words[2]! };
  }

  /** Starts a command whose output is read or whose input is written (§6.8 io.popen). */
  open(command: string, mode: "r" | "w"): LuaFile {
    const id = this.#nextId++;
    const { reader, writer } = withFaults(makePipe);
    const stdio = mode === "r" ? [0, writer, 2] : [reader, 1, 2];
    this.#ask({ request: "start", id, command, stdio });
    closeSync(mode === "r" ? writer : reader);
    return new PipeFile(mode === "r" ? reader : writer, () => {
      const { kind, code } = this.#ask({ request: "wait", id });
      return { kind: kind === 1 ? "signal" : "exit", code };
    });
  }
}

/** Our end of a pipe. */
class PipeFile extends NodeFile {
  readonly #wait: () => ExitStatus;

  constructor(fd: number, wait: () => ExitStatus) {
    super(fd, false);
    this.#wait = wait;
  }

  /** Closes our end and waits for the command. */
  override close(): ExitStatus {
    super.close();
    return this.#wait();
  }
}
