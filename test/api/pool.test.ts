import { describe, expect, it } from "vitest";
import {
  createLua,
  createPool,
  type Execution,
  type Lua,
  LuaClosedError,
  type PoolOptions,
} from "../../src/api/index.ts";

/** Options whose engines are numbered. */
function numbered(): { create: () => Lua; made: Lua[] } {
  const made: Lua[] = [];
  const create = (): Lua => {
    const lua = createLua({ libs: "all", globals: { number: made.length + 1 }, limits: { instructions: 1e6 } });
    made.push(lua);
    return lua;
  };
  return { create, made };
}

const tick = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1));

async function until(holds: () => boolean): Promise<void> {
  for (let i = 0; i < 2000 && !holds(); i++) await tick();
  expect(holds()).toBe(true);
}

describe("pool", () => {
  it.each(["fork", "fresh"] as const)("%s: no customer sees what another one did", async (reset) => {
    const { create } = numbered();
    const pool = createPool({ create, reset, max: 2 });
    const dirty = (lua: Lua): unknown =>
      lua.runSync("local was = leak leak = 1 string.leak = 1 return was, string.leak")[0];
    for (let i = 0; i < 5; i++) expect(await pool.use(dirty)).toBeUndefined();
    await until(() => pool.stats.size === 0);
    expect(pool.stats).toMatchObject({ created: 5, recycled: 0, idle: 0, waiting: 0 });
    await pool.close();
  });

  it("fork: customers get copies where engines can be copied, and never the template", async () => {
    let forks = 0;
    let templates = 0;
    const create = (): Lua => {
      templates++;
      const fork = (): Lua => createLua({ globals: { fork: ++forks } });
      return Object.defineProperty(createLua({ globals: { fork: 0 } }), "fork", { value: fork });
    };
    const pool = createPool({ create, max: 2 });
    const seen: unknown[] = [];
    for (let i = 0; i < 3; i++) seen.push(await pool.use((lua) => lua.runSync("return fork")[0]));
    expect(seen).toEqual([1, 2, 3]);
    expect(templates).toBe(1);
    await pool.close();
  });

  it("customers beyond max wait, and are served in order; results and errors come through", async () => {
    const { create } = numbered();
    const pool = createPool({ create, reset: "fresh", max: 2 });
    const order: number[] = [];
    let running = 0;
    let most = 0;
    const jobs = [1, 2, 3, 4, 5].map((n) =>
      pool.use(async (lua) => {
        order.push(n);
        most = Math.max(most, ++running);
        await tick();
        running--;
        return lua.runSync("return ...", { args: [n] })[0];
      }),
    );
    expect(pool.stats.waiting).toBe(5);
    expect(await Promise.all(jobs)).toEqual([1, 2, 3, 4, 5]);
    expect(order).toEqual([1, 2, 3, 4, 5]);
    expect(most).toBe(2);
    await expect(pool.use((lua) => lua.runSync("error('x', 0)"))).rejects.toThrow("x");
    await pool.close();
  });

  it("waiting can be aborted, and leaves no trace", async () => {
    const pool = createPool({ ...numbered(), max: 1 });
    const lua = await pool.acquire();
    const controller = new AbortController();
    const waiting = pool.acquire({ signal: controller.signal });
    expect(pool.stats.waiting).toBe(1);
    const reason = new Error("no patience");
    controller.abort(reason);
    await expect(waiting).rejects.toBe(reason);
    await expect(pool.acquire({ signal: controller.signal })).rejects.toBe(reason);
    expect(pool.stats.waiting).toBe(0);
    pool.release(lua);
    await pool.use(() => {});
    await pool.close();
  });

  describe("with a reset of one's own", () => {
    const custom = (more: Partial<PoolOptions> = {}): { pool: ReturnType<typeof createPool>; made: Lua[] } => {
      const { create, made } = numbered();
      const reset = (lua: Lua): void => void lua.runSync("leak = nil");
      return { pool: createPool({ create, reset, max: 1, ...more }), made };
    };
    const who = (pool: ReturnType<typeof createPool>): Promise<unknown> =>
      pool.use((lua) => lua.runSync("local n = number leak = n return n")[0]);

    it("engines are used again, at most maxUses times", async () => {
      const { pool } = custom({ maxUses: 2 });
      const seen: unknown[] = [];
      for (let i = 0; i < 5; i++) seen.push(await who(pool));
      expect(seen).toEqual([1, 1, 2, 2, 3]);
      expect(pool.stats).toMatchObject({ created: 3, recycled: 2 });
      await pool.close();
    });

    it("an engine in which something is left is thrown away, however well it is hidden", async () => {
      for (const left of [
        "string.upper = nil",
        "debug.getregistry().x = 1",
        "math.random()",
        "getmetatable('').__len = 1",
      ]) {
        const { pool } = custom();
        await pool.use((lua) => lua.runSync(left));
        await pool.use(() => {});
        await until(() => pool.stats.created === 2);
        await pool.close();
      }
    });

    it.each<[string, (lua: Lua) => unknown]>([
      ["met a limit", (lua) => lua.runSync("while true do end", { limits: { instructions: 100 } })],
      ["was closed", (lua) => lua.close()],
      ["leaked an execution", (lua) => lua.start("while true do end").step(10)],
      ["leaked an execution that has not begun", (lua) => lua.start("return 1")],
      [
        "leaked a waiting run",
        async (lua) => {
          lua.globals.set("wait", () => new Promise(() => {}));
          void lua.run("wait()").catch(() => {});
          await tick();
        },
      ], // prettier-ignore
    ])("one that %s is never used again", async (_, spoil) => {
      const { pool, made } = custom();
      await pool.use(async (lua) => spoil(lua)).catch(() => {});
      expect(await who(pool)).toBe(2);
      expect(made[0]!.closed).toBe(true);
      await pool.close();
    });

    it("one whose reset fails is not used again", async () => {
      const { pool } = custom({
        reset: () => {
          throw new Error("reset");
        },
      }); // prettier-ignore
      expect([await who(pool), await who(pool)]).toEqual([1, 2]);
      await pool.close();
    });

    it("an execution that has ended does not count as leaked", async () => {
      const { create } = numbered();
      let reusable: boolean | undefined;
      const pool = createPool({
        create,
        reset: (lua) => {
          reusable = lua.reusable;
        },
      }); // prettier-ignore
      await pool.use(async (lua) => {
        const executions: Execution[] = ["return 1", "error()", "while true do end"].map((text) => lua.start(text));
        executions[0]!.step();
        executions[1]!.step();
        executions[2]!.step(5);
        executions[2]!.cancel();
        await lua.run("return 1");
      });
      await until(() => reusable !== undefined);
      expect(reusable).toBe(true);
      await pool.close();
    });

    it("idle ones are given up after idleTime, down to min", async () => {
      const { create, made } = numbered();
      const pool = createPool({ create, reset: () => {}, max: 3, min: 1, idleTime: 5 });
      await until(() => pool.stats.idle === 1);
      const lent = await Promise.all([pool.acquire(), pool.acquire(), pool.acquire()]);
      for (const lua of lent) pool.release(lua);
      await until(() => pool.stats.size === 1);
      expect(made.filter((lua) => !lua.closed)).toHaveLength(1);
      await pool.close();
    });
  });

  it("a failing create is the customer's error, and the next one tries again", async () => {
    let attempts = 0;
    const pool = createPool({
      create: async () => {
        if (++attempts === 1) throw new Error("not today");
        return createLua();
      },
    });
    await expect(pool.use(() => {})).rejects.toThrow("not today");
    expect(await pool.use((lua) => lua.runSync("return 5"))).toEqual([5]);
    await pool.close();
  });

  it("close waits for what is lent and refuses the rest", async () => {
    const { create, made } = numbered();
    const pool = createPool({ create, max: 1 });
    const lua = await pool.acquire();
    const waiting = pool.acquire();
    let isClosed = false;
    const closing = pool.close().then(() => {
      isClosed = true;
    });
    await expect(waiting).rejects.toThrow(LuaClosedError);
    await tick();
    expect(isClosed).toBe(false);
    pool.release(lua);
    await closing;
    expect(made.every(({ closed }) => closed)).toBe(true);
    await expect(pool.use(() => {})).rejects.toThrow(LuaClosedError);
    expect(() => pool.release(lua)).toThrow(TypeError);
  });

  it("options are checked", () => {
    const { create } = numbered();
    expect(() => createPool({ create, max: 0 })).toThrow(/^max/);
    expect(() => createPool({ create, reset: "clean" as never })).toThrow(/^reset/);
    expect(() => createPool({} as never)).toThrow(/^create/);
  });
});
