/** An engine in a worker thread, seen from the outside. */
import { Worker } from "node:worker_threads";
import {
  LuaAbortError,
  LuaAsyncError,
  LuaClosedError,
  LuaConversionError,
  LuaError,
  LuaExitError,
  LuaLimitError,
  LuaRuntimeError,
  LuaSyntaxError,
  type LuaValue,
} from "../api/index.ts";
import type {
  FromThread,
  RemoteInput,
  RemoteValue,
  Request,
  SentError,
  SentOptions,
  ThreadData,
} from "./remoteValue.ts"; // prettier-ignore

/** The thread of an engine has ended while it was needed. */
export class LuaWorkerError extends LuaError {
  override readonly name = "LuaWorkerError";
  readonly code = "LUA_WORKER";
  constructor(message: string, cause?: unknown) {
    super(message, "", undefined, cause);
  }
}

/** Options of runs in another thread. */
export interface RemoteRunOptions extends SentOptions {
  /** Ends the run, however busy its thread is. */
  readonly signal?: AbortSignal;
}

/** How a thread is started. */
export interface ThreadOptions extends Omit<ThreadData, "memory"> {
  readonly program: URL;
  /** Milliseconds that the thread has to obey an abort; then it is terminated. */
  readonly abortGrace: number;
  readonly resourceLimits: object | undefined;
}

/** Words of shared memory; see `ThreadData.memory`. */
const WORDS = 64;

interface Pending {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
  readonly settled: () => void;
}

/** Request without its number. */
type Question<R = Request> = R extends Request ? Omit<R, "id"> : never;

/** See the file comment. */
export class RemoteEngine {
  readonly #worker: Worker;
  readonly #memory: SharedArrayBuffer = new SharedArrayBuffer(WORDS * Int32Array.BYTES_PER_ELEMENT);
  readonly #words: Int32Array = new Int32Array(this.#memory);
  readonly #pending: Map<number, Pending> = new Map();
  readonly #abortGrace: number;
  readonly #onDeath: (engine: RemoteEngine) => void;
  #requests = 0;
  #death: LuaError | undefined;
  #ready!: { resolve: () => void; reject: (error: unknown) => void };
  /** Settled when the thread has made its engine. */
  readonly ready: Promise<void> = new Promise((resolve, reject) => {
    this.#ready = { resolve, reject };
  });

  constructor(options: ThreadOptions, onDeath: (engine: RemoteEngine) => void) {
    const { program, abortGrace, resourceLimits, ...data } = options;
    this.#abortGrace = abortGrace;
    this.#onDeath = onDeath;
    this.#worker = new Worker(program, {
      workerData: { ...data, memory: this.#memory } satisfies ThreadData,
      ...(resourceLimits === undefined ? {} : { resourceLimits }),
    });
    this.#worker.on("message", (message: FromThread) => this.#receive(message));
    this.#worker.on("error", (error) => this.#die(new LuaWorkerError("the engine's thread failed", error)));
    this.#worker.on("exit", (code) => this.#die(new LuaWorkerError(`the engine's thread ended with status ${code}`)));
  }

  get isAlive(): boolean {
    return this.#death === undefined;
  }

  /** Requests that have no answer yet. */
  get pending(): number {
    return this.#pending.size;
  }

  #receive(message: FromThread): void {
    if ("ready" in message) this.#ready.resolve();
    else if ("failed" in message) this.#ready.reject(received(message.failed, undefined));
    else {
      const pending = this.#pending.get(message.id);
      if (pending === undefined) return;
      this.#settle(message.id, pending);
      if ("error" in message) pending.reject(message.error);
      else pending.resolve(message.value);
    }
  }

  #settle(id: number, pending: Pending): void {
    this.#pending.delete(id);
    pending.settled();
  }

  #die(error: LuaError): void {
    if (this.#death !== undefined) return;
    this.#death = error;
    this.#ready.reject(error);
    for (const [id, pending] of [...this.#pending]) {
      this.#settle(id, pending);
      pending.reject(error);
    }
    this.#onDeath(this);
  }

  /** Asks the thread for something. Rejects with the error that it sends, or when it ends. */
  async request(question: Question, signal?: AbortSignal): Promise<unknown> {
    if (this.#death !== undefined) throw this.#death;
    if (signal?.aborted === true) throw new LuaAbortError(signal.reason, undefined);
    const id = ++this.#requests;
    let timer: NodeJS.Timeout | undefined;
    const abort = (): void => {
      Atomics.store(this.#words, id % WORDS, id);
      this.#worker.postMessage({ abort: id });
      timer = setTimeout(() => void this.terminate(new LuaAbortError(signal!.reason, undefined)), this.#abortGrace);
    };
    try {
      return await new Promise((resolve, reject) => {
        const settled = (): void => {
          clearTimeout(timer);
          signal?.removeEventListener("abort", abort);
        };
        this.#pending.set(id, { resolve, reject, settled });
        signal?.addEventListener("abort", abort, { once: true });
        try {
          this.#worker.postMessage({ ...question, id });
        } catch (error) {
          this.#settle(id, this.#pending.get(id)!);
          reject(error);
        }
      });
    } catch (error) {
      throw error instanceof Error ? error : received(error as SentError, signal);
    }
  }

  /** Ends the thread at once. */
  async terminate(reason: LuaError = new LuaClosedError(undefined)): Promise<void> {
    this.#die(reason);
    await this.#worker.terminate();
  }
}

/** The error that a thread has sent, of the class that it had there. */
function received(error: SentError, signal: AbortSignal | undefined): Error {
  const { code, message, luaStack, engine } = error;
  const fields = error.fields as Record<string, never>;
  if (code.startsWith("LUA_LIMIT_")) return new LuaLimitError(fields.limit!, fields.used!, fields.allowed!, engine);
  switch (code) {
    case "LUA_RUNTIME":
      return new LuaRuntimeError(message, fields.value as LuaValue, luaStack, engine);
    case "LUA_SYNTAX":
      return new LuaSyntaxError(message, error.fields as never, engine);
    case "LUA_ABORT":
      return new LuaAbortError(signal?.reason, engine);
    case "LUA_EXIT":
      return new LuaExitError(fields.status!, fields.closesState!, engine);
    case "LUA_ASYNC":
      return new LuaAsyncError(fields.operation!, engine);
    case "LUA_CONVERSION":
      return new LuaConversionError(fields.path!, fields.from!, fields.to!, engine);
    case "LUA_CLOSED":
      return new LuaClosedError(engine);
    default:
      return new Error(message);
  }
}

/** An engine in a worker thread, as its customer sees it; see `createWorkerPool`. */
export class RemoteLua {
  readonly #engine: RemoteEngine;
  #isOver = false;

  constructor(engine: RemoteEngine) {
    this.#engine = engine;
  }

  /** For the pool: the customer is done with it. */
  end(): void {
    this.#isOver = true;
  }

  async #request(question: Question, signal?: AbortSignal): Promise<unknown> {
    if (this.#isOver) throw new LuaClosedError(undefined);
    return this.#engine.request(question, signal);
  }

  /** Runs a chunk as `Lua.run` does. Rejects with the same errors; LuaWorkerError when the thread ends. */
  async run(source: string | Uint8Array, options: RemoteRunOptions = {}): Promise<RemoteValue[]> {
    const { signal, ...rest } = options;
    return (await this.#request({ op: "run", source, options: rest }, signal)) as RemoteValue[];
  }

  /** Runs a chunk at once in its thread, as `Lua.runSync` does. A signal ends it all the same. */
  async runSync(source: string | Uint8Array, options: RemoteRunOptions = {}): Promise<RemoteValue[]> {
    const { signal, ...rest } = options;
    return (await this.#request({ op: "runSync", source, options: rest }, signal)) as RemoteValue[];
  }

  /** Calls a global function, "name" or "table.name", and waits for what it waits for. */
  async call(path: string, ...args: RemoteInput[]): Promise<RemoteValue[]> {
    return this.callWith({}, path, ...args);
  }

  /** Like {@link RemoteLua.call}, with a signal. */
  async callWith(options: { signal?: AbortSignal }, path: string, ...args: RemoteInput[]): Promise<RemoteValue[]> {
    return (await this.#request({ op: "call", path, args }, options.signal)) as RemoteValue[];
  }

  /** The global variables, also "table.name". */
  readonly globals: {
    get(path: string): Promise<RemoteValue>;
    set(path: string, value: RemoteInput): Promise<void>;
  } = {
    get: async (path) => (await this.#request({ op: "get", path })) as RemoteValue,
    set: async (path, value) => {
      await this.#request({ op: "set", path, value });
    },
  };
}
