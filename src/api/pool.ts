/** Pools of engines (EMBEDDING: pooling). */
import { LuaClosedError } from "./errors.ts";
import type { Lua } from "./lua.ts";
import { type AcquireOptions, PoolCore, type PoolLimits, type PoolStats } from "./poolCore.ts";

/** Options of {@link createPool}. */
export interface PoolOptions extends PoolLimits {
  /** Makes an engine as its customers shall find it. */
  create: () => Lua | Promise<Lua>;
  /**
   * How customers get an engine that nobody has touched:
   * - "fork" (default): `create` makes one engine that is never lent; customers get forks of it, which are thrown away
   *   afterwards. What keeps it from being forked comes to them as a LuaSnapshotError;
   * - "fresh": each engine is lent once, then `create` makes another one;
   * - a function: it undoes what the customer did. An engine that does not hold just what it held when it was created
   *   is thrown away (see `Lua.contentHash`); so is one of which that cannot be said. Clearing up completely is hard.
   */
  reset?: "fork" | "fresh" | ((lua: Lua) => void | Promise<void>);
}

/** See {@link createPool}. */
export interface LuaPool {
  /**
   * Runs `work` with an engine of its own and takes that back, whatever happens. Waits while all engines are lent.
   * Rejects as `work` does, with the signal's reason, with what `create` threw, or with a LuaClosedError.
   */
  use<T>(work: (lua: Lua) => T | Promise<T>, options?: AcquireOptions): Promise<T>;
  /** Lends an engine; for frameworks that cannot use {@link LuaPool.use}. */
  acquire(options?: AcquireOptions): Promise<Lua>;
  /**
   * Takes an engine back. One that has met a limit, was closed, or has an execution left is not lent again.
   * @throws TypeError when it is not lent
   */
  release(lua: Lua): void;
  readonly stats: PoolStats;
  /** Lends nothing any more, and resolves when all engines have come back and are closed. */
  close(): Promise<void>;
}

/** A pool of engines. @throws TypeError naming the option that is wrong */
export function createPool(options: PoolOptions): LuaPool {
  const { create, reset = "fork" } = options;
  if (typeof create !== "function") throw new TypeError("create: not a function");
  if (reset !== "fork" && reset !== "fresh" && typeof reset !== "function") {
    throw new TypeError(`reset: neither "fork", "fresh" nor a function`);
  }
  const template = reset === "fork" ? new Template(create) : undefined;
  const hashes = new WeakMap<Lua, string>();
  const core = new PoolCore<Lua>(
    {
      create: async () => {
        const lua = template === undefined ? await create() : await template.copy();
        if (typeof reset === "function") hashes.set(lua, lua.contentHash());
        return lua;
      },
      recycle: async (lua) => {
        if (typeof reset !== "function") return false;
        await reset(lua);
        return lua.reusable && hashes.get(lua) === lua.contentHash();
      },
      isUsable: (lua) => lua.reusable,
      destroy: (lua) => lua.close(),
      closedError: () => new LuaClosedError("pool"),
    },
    options,
  );
  return {
    use: (work, wait) => core.use(work, wait),
    acquire: (wait) => core.acquire(wait),
    release: (lua) => core.release(lua),
    get stats() {
      return core.stats;
    },
    close: async () => {
      await core.close();
      template?.close();
    },
  };
}

/** An engine that is only copied. */
class Template {
  readonly #create: () => Lua | Promise<Lua>;
  #template: Promise<Lua> | undefined;
  #made: Lua | undefined;

  constructor(create: () => Lua | Promise<Lua>) {
    this.#create = create;
  }

  async copy(): Promise<Lua> {
    this.#template ??= this.#make();
    return (await this.#template).fork();
  }

  async #make(): Promise<Lua> {
    try {
      this.#made = await this.#create();
      return this.#made;
    } catch (error) {
      // the next customer makes another attempt
      this.#template = undefined;
      throw error;
    }
  }

  close(): void {
    this.#made?.close();
  }
}
