/** Running commands with the shell: `os.execute` and `io.popen`, synchronous for the script. */
import { createRequire } from "node:module";
import { constants } from "node:os";
import type { Worker } from "node:worker_threads";
import { type ExitStatus, HostFault, type LuaFile } from "../base/host.ts";
import { fault, toHostFault } from "./fault.ts";
import { PIPE_WORKER } from "./pipeWorker.ts";

/** Modules that most scripts do not need are loaded when they are. */
const require: NodeJS.Require = createRequire(import.meta.url);

/** Bytes that one answer of the worker can carry. */
const DATA_SIZE = 1 << 16;
const HEADER_SIZE = 16;
const EBADF = 9;
const ESPIPE = 29;
const EPIPE = 32;

/** Runs a command with the standard streams of the process and waits for it (§6.9 os.execute). */
export function runCommand(command: string): ExitStatus {
  const { spawnSync } = require("node:child_process") as typeof import("node:child_process");
  const result = spawnSync("/bin/sh", ["-c", command], { stdio: "inherit" });
  if (result.error !== undefined) throw toHostFault(result.error);
  if (result.signal !== null) return { kind: "signal", code: constants.signals[result.signal] };
  return { kind: "exit", code: result.status ?? 0 };
}

type Request =
  | { readonly request: "open"; readonly id: number; readonly command: string; readonly mode: "r" | "w" }
  | { readonly request: "read"; readonly id: number; readonly max: number }
  | { readonly request: "write"; readonly id: number; readonly length: number }
  | { readonly request: "close"; readonly id: number };

/** What the worker answers: a length, and how it went (0: fine or exit code, 1: killed by signal, 2: error number). */
interface Answer {
  readonly length: number;
  readonly kind: number;
  readonly code: number;
}

/** Opens pipes; one worker thread, started with the first of them, serves all. */
export class Pipes {
  readonly #memory: SharedArrayBuffer = new SharedArrayBuffer(HEADER_SIZE + DATA_SIZE);
  readonly #words: Int32Array = new Int32Array(this.#memory, 0, 4);
  /** Where the bytes of requests and answers are. */
  readonly data: Uint8Array = new Uint8Array(this.#memory, HEADER_SIZE);
  #worker: Worker | undefined;
  #nextId = 1;

  /** Sends a request to the worker and waits for the answer. */
  ask(request: Request): Answer {
    if (this.#worker === undefined) {
      const { Worker } = require("node:worker_threads") as typeof import("node:worker_threads");
      this.#worker = new Worker(PIPE_WORKER, { eval: true, workerData: { memory: this.#memory } });
      this.#worker.unref();
    }
    const words = this.#words;
    Atomics.store(words, 0, 0);
    this.#worker.postMessage(request);
    Atomics.wait(words, 0, 0);
    return { length: words[1]!, kind: words[2]!, code: words[3]! };
  }

  /** Starts a command whose output is read or whose input is written (§6.8 io.popen). */
  open(command: string, mode: "r" | "w"): LuaFile {
    const id = this.#nextId++;
    this.ask({ request: "open", id, command, mode });
    return new PipeFile(this, id, mode);
  }
}

class PipeFile implements LuaFile {
  readonly #pipes: Pipes;
  readonly #id: number;
  readonly #mode: "r" | "w";

  constructor(pipes: Pipes, id: number, mode: "r" | "w") {
    this.#pipes = pipes;
    this.#id = id;
    this.#mode = mode;
  }

  read(max: number): Uint8Array {
    if (this.#mode !== "r") throw fault("EBADF", EBADF);
    const { length } = this.#pipes.ask({ request: "read", id: this.#id, max: Math.min(max, DATA_SIZE) });
    return this.#pipes.data.slice(0, length);
  }

  write(bytes: Uint8Array): number {
    if (this.#mode !== "w") throw fault("EBADF", EBADF);
    const length = Math.min(bytes.length, DATA_SIZE);
    this.#pipes.data.set(bytes.subarray(0, length));
    const answer = this.#pipes.ask({ request: "write", id: this.#id, length });
    if (answer.kind === 2) throw answer.code === EPIPE ? fault("EPIPE", EPIPE) : new HostFault("Input/output error", 5);
    return length;
  }

  seek(): number {
    throw fault("ESPIPE", ESPIPE);
  }

  flush(): void {}

  close(): ExitStatus {
    const { kind, code } = this.#pipes.ask({ request: "close", id: this.#id });
    return { kind: kind === 1 ? "signal" : "exit", code };
  }
}
