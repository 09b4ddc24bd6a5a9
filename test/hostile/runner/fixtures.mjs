/** What hosts hand to scripts, for the scripts to abuse: sets of functions that become the global `host`. */

/** Where an escape would show: nothing of this may ever reach a script. */
const SECRET = "top secret";

class Account {
  balance = 10;
  secret = SECRET;
  #hidden = SECRET;
  deposit(n) {
    this.balance += n;
    return this.balance;
  }
  steal() {
    return this.#hidden;
  }
  static admin() {
    return SECRET;
  }
}

/** An error of the kind a careless host throws: full of things that are not the script's business. */
function carelessError() {
  const error = new TypeError("plain message");
  // biome-ignore lint/suspicious/noThenProperty: what the engine makes of objects that look like promises is tested
  return Object.assign(error, { secret: SECRET, then: () => SECRET, toString: () => SECRET, toJSON: () => SECRET });
}

/** Functions that throw what functions throw. */
function throwing() {
  return {
    error: () => {
      throw carelessError();
    },
    wrapped: () => {
      throw new Error("outer message", { cause: new Error(SECRET) });
    },
    text: () => {
      throw SECRET;
    },
    null: () => {
      throw null;
    },
    undefined: () => {
      throw undefined;
    },
    number: () => {
      throw 42;
    },
    symbol: () => {
      throw Symbol(SECRET);
    },
    object: () => {
      throw { message: SECRET, toString: () => SECRET, value: SECRET };
    },
    proxy: () => {
      throw new Proxy(new Error(SECRET), {
        get() {
          throw new Error(SECRET);
        },
      });
    },
    getter: () => {
      const error = new Error("x");
      Object.defineProperty(error, "message", {
        get() {
          throw new Error(SECRET);
        },
      });
      throw error;
    },
    wrongMessage: () => {
      const error = new Error("x");
      Object.defineProperty(error, "message", { value: { toString: () => SECRET } });
      throw error;
    },
    native: () => null.property,
    json: () => JSON.parse("{"),
    longArray: () => new Array(-1),
    async: async () => {
      throw new Error("rejected");
    },
  };
}

/** Functions that return what cannot be converted, or should not be. */
function returning() {
  const cyclic = { name: "cyclic" };
  cyclic.self = cyclic;
  let deep = {};
  for (let i = 0; i < 100_000; i++) deep = { deep };
  return {
    symbol: () => Symbol("x"),
    instance: () => new Account(),
    regexp: () => /x/,
    date: () => new Date(0),
    error: () => carelessError(),
    proxy: () =>
      new Proxy(
        {},
        {
          ownKeys() {
            throw new Error("trap");
          },
        },
      ),
    getter: () => ({
      get x() {
        throw new Error("getter");
      },
    }),
    proto: () => JSON.parse('{ "__proto__": { "polluted": 1 }, "constructor": 2 }'),
    nullProto: () => Object.assign(Object.create(null), { a: 1 }),
    cyclic: () => cyclic,
    deep: () => deep,
    // biome-ignore lint/suspicious/noSparseArray: a hole is not undefined
    sparse: () => [1, , 3],
    huge: () => 2n ** 64n,
    nan: () => Number.NaN,
    minusZero: () => -0,
    surrogate: () => "\ud800",
    // biome-ignore lint/suspicious/noThenProperty: what the engine makes of objects that look like promises is tested
    thenable: () => ({ then: (resolve) => resolve(SECRET) }),
    promise: () => Promise.resolve(1),
    function: () => Function,
    global: () => globalThis,
    process: () => process,
  };
}

/** Functions that call back. @param {() => import("../../../dist/types/api/index.js").Lua} engine */
function reentering(engine) {
  return {
    call: (f, ...args) => f.call(...args)[0],
    swallow: (f, ...args) => {
      try {
        return f.call(...args)[0];
      } catch {
        return "swallowed";
      }
    },
    retry: (f) => {
      for (let i = 0; i < 10; i++) {
        try {
          return f.call()[0];
        } catch {}
      }
      return "gave up";
    },
    replace: (f) => {
      try {
        return f.call()[0];
      } catch {
        throw new Error("replaced");
      }
    },
    run: (source) => engine().runSync(source)[0],
    echo: (value) => value,
    get: (t, k) => t.get(k),
    set: (t, k, v) => void t.set(k, v),
    text: (v) => String(v),
    length: (t) => t.length,
    entries: (t) => {
      let n = 0;
      for (const _ of t) if (++n >= 1000) break;
      return n;
    },
    close: () => engine().close(),
    template: (v) => `${v}`.length > 0,
    json: (v) => JSON.stringify(v) !== "",
    // biome-ignore lint/style/useTemplate: asks valueOf first
    plus: (v) => typeof (v + ""),
  };
}

/** Userdata over an instance, if this engine has any. @param {import("../../../dist/types/api/index.js").Lua} lua */
function classes(lua) {
  const account = lua.defineClass({
    name: "Account",
    type: Account,
    construct: () => new Account(),
    methods: ["deposit"],
    fields: { balance: { get: (self) => self.balance } },
  });
  return { Account: account.table, account: account.wrap(new Account()), opaque: lua.userdata({ secret: SECRET }) };
}

/** @param {string} name @param {import("../../../dist/types/api/index.js").Lua} lua */
export function fixture(name, lua) {
  switch (name) {
    case "throwing":
      return throwing();
    case "returning":
      return returning();
    case "reentering":
      return reentering(() => lua);
    case "classes":
      return classes(lua);
    default:
      throw new Error(`no fixture named "${name}"`);
  }
}

/** Whether a text shows what a script must not see: the secret, a path of the host or a JavaScript stack. @param {string} text */
export function leaks(text) {
  return text.includes(SECRET) || /file:\/\/|node:|\.m?js:\d|\n\s+at .*\(/.test(text) || text.includes(process.cwd());
}
