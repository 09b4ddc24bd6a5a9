/** A pool of engines in worker threads: the same as `createPool`, for scripts that are to run at the same time. */
import { type AcquireOptions, LuaClosedError, PoolCore, type PoolLimits, type PoolStats } from "../api/index.ts";
import { RemoteEngine, RemoteLua } from "./remoteEngine.ts";

/** Options of {@link createWorkerPool}. */
export interface WorkerPoolOptions extends PoolLimits {
  /**
   * URL of a module that exports a function which makes an engine. Each thread imports it; what the function gives to the
   * engine (host functions, files...) lives there.
   */
  readonly create: URL | string;
  /** Name of that function; default "default". */
  readonly exportName?: string;
  /** Given to that function; must be something that can be cloned. */
  readonly data?: unknown;
  /**
   * Where a customer's engine comes from, in a thread that had others: a copy of one that is never lent ("fork", default;
   * where engines cannot be copied, like "fresh"), or made anew. `maxUses` says how many customers a thread has.
   */
  readonly reset?: "fork" | "fresh";
  /** Milliseconds that a thread has to obey an abort before it is terminated; default 1000. */
  readonly abortGrace?: number;
  /** Limits of each thread's JavaScript heap, as for `new Worker`. */
  readonly resourceLimits?: { readonly maxOldGenerationSizeMb?: number; readonly maxYoungGenerationSizeMb?: number };
  /** The program of the threads, for bundlers that move it; default: the file beside this one. */
  readonly program?: URL;
}

/** See {@link createWorkerPool}. */
export interface LuaWorkerPool {
  /** Runs `work` with an engine of its own in another thread and takes that back, whatever happens. */
  use<T>(work: (lua: RemoteLua) => T | Promise<T>, options?: AcquireOptions): Promise<T>;
  acquire(options?: AcquireOptions): Promise<RemoteLua>;
  /** @throws TypeError when it is not lent */
  release(lua: RemoteLua): void;
  readonly stats: PoolStats;
  /** Lends nothing any more, and resolves when all engines have come back and their threads have ended. */
  close(): Promise<void>;
}

const ABORT_GRACE = 1000;

/**
 * Makes a pool of engines that live in threads of their own. A thread that dies rejects what its customer was waiting for
 * with a LuaWorkerError, and is replaced. @throws TypeError naming the option that is wrong
 */
export function createWorkerPool(options: WorkerPoolOptions): LuaWorkerPool {
  const { create, exportName = "default", data, reset = "fork", abortGrace = ABORT_GRACE, resourceLimits } = options;
  if (reset !== "fork" && reset !== "fresh") throw new TypeError(`reset: neither "fork" nor "fresh"`);
  const thread = {
    module: new URL(create).href,
    ...{ exportName, data, forks: reset === "fork", abortGrace, resourceLimits },
    program: options.program ?? new URL("./engineWorker.js", import.meta.url),
  };
  const core = new PoolCore<RemoteEngine>(
    {
      create: async () => {
        const engine = new RemoteEngine(thread, (dead) => core.discard(dead));
        try {
          await engine.ready;
        } catch (error) {
          await engine.terminate();
          throw error;
        }
        return engine;
      },
      // what the customer has left running must not meet the next one
      recycle: async (engine) => {
        if (engine.pending > 0) return false;
        await engine.request({ op: "reset" });
        return true;
      },
      isUsable: (engine) => engine.isAlive,
      destroy: (engine) => engine.terminate(),
      closedError: () => new LuaClosedError("pool"),
    },
    options,
  );
  const lent = new Map<RemoteLua, RemoteEngine>();
  const acquire = async (wait?: AcquireOptions): Promise<RemoteLua> => {
    const engine = await core.acquire(wait);
    const lua = new RemoteLua(engine);
    lent.set(lua, engine);
    return lua;
  };
  const release = (lua: RemoteLua): void => {
    const engine = lent.get(lua);
    if (engine === undefined) throw new TypeError("release: not lent by this pool");
    lent.delete(lua);
    lua.end();
    core.release(engine);
  };
  return {
    acquire,
    release,
    use: async (work, wait) => {
      const lua = await acquire(wait);
      try {
        return await work(lua);
      } finally {
        release(lua);
      }
    },
    get stats() {
      return core.stats;
    },
    close: () => core.close(),
  };
}
