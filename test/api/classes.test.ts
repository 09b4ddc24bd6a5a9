import { describe, expect, it } from "vitest";
import {
  createLua,
  type Lua,
  type LuaClass,
  type LuaFunction,
  type LuaRuntimeError,
  type LuaTable,
  type LuaUserdata,
  luaNull,
  multi,
} from "../../src/api/index.ts";

class Person {
  name: string;
  age = 30;
  readonly secret = "hidden";
  constructor(name: string) {
    this.name = name;
  }
  greet(other: string): string {
    return `${this.name} greets ${other}`;
  }
  hidden(): string {
    return this.secret;
  }
}
class Employee extends Person {
  company = "ACME";
  work(): string {
    return `${this.name} works`;
  }
}

/** An engine with the class Person. */
function engine(): { lua: Lua; person: LuaClass<Person> } {
  const lua = createLua({ libs: "all" });
  const person = lua.defineClass<Person, [string]>({
    name: "Person",
    type: Person,
    construct: (name) => new Person(name),
    methods: ["greet"],
    fields: {
      name: "name",
      age: {
        get: (self) => self.age,
        set: (self, value: number) => {
          if (!(value > 0)) throw new RangeError("age must be positive");
          self.age = value;
        },
      },
      writeOnly: {
        set: (self, value: string) => {
          self.name = value;
        },
      },
    },
    statics: { SPECIES: "human", limits: { max: 150 } },
    meta: { __tostring: (self) => `Person(${self.name})`, __len: (self) => self.name.length },
  });
  lua.globals.set("Person", person.table);
  return { lua, person };
}

describe("instances", () => {
  it("have the methods, fields and metamethods that are listed", () => {
    const { lua } = engine();
    expect(
      lua.runSync(`
        local p = Person("Ada")
        p.age = 36
        return p:greet("Bob"), p.name, p.age, #p, tostring(p), type(p), Person.new("Eve").name, p.writeOnly`),
    ).toEqual(["Ada greets Bob", "Ada", 36, 3, "Person(Ada)", "userdata", "Eve", undefined]);
    expect(
      lua.runSync("local p = Person('x') p.writeOnly = 'y' return p.name, Person.SPECIES, Person.limits.max"),
    ).toEqual(["y", "human", 150]);
  });

  it("have nothing else", () => {
    const { lua, person } = engine();
    lua.globals.set("p", person.wrap(new Person("Ada")));
    const names = [
      "__proto__",
      "constructor",
      "prototype",
      "secret",
      "hidden",
      "toString",
      "valueOf",
      "hasOwnProperty",
      "__defineGetter__",
      "__lookupGetter__",
      "then",
      "value",
      "class",
      "__index",
      "__name",
      "",
    ];
    for (const name of names) {
      expect(lua.runSync("local k = ... return p[k], Person[k]", { args: [name] }), name).toEqual([
        undefined,
        undefined,
      ]);
      expect(lua.runSync("local k = ... return (pcall(function() p[k] = 1 end))", { args: [name] }), name).toEqual([
        false,
      ]);
    }
    expect(lua.runSync("return p[1], p[true], p[p], p[1.5], p[print]")).toEqual(new Array(5).fill(undefined));
    expect(lua.runSync("return getmetatable(p), getmetatable(Person)")).toEqual([false, false]);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  it("say what cannot be written", () => {
    const { lua } = engine();
    const message = (code: string): unknown =>
      lua.runSync(`local p = Person("Ada") return select(2, pcall(function() ${code} end))`, { chunkName: "=c" })[0];
    expect(message("p.name = 'x'")).toBe("c:1: field 'name' of Person is read-only");
    expect(message("p.greet = nil")).toBe("c:1: field 'greet' of Person is read-only");
    expect(message("p.other = 1")).toBe("c:1: Person has no field 'other'");
    expect(message("p[1] = 1")).toBe("c:1: Person has no number keys");
    expect(String((message("p.age = -1") as LuaUserdata).value)).toBe("RangeError: age must be positive");
  });

  it("methods check their receiver in the words of PUC", () => {
    const { lua } = engine();
    const message = (code: string): unknown =>
      lua.runSync(`local p = Person("Ada") return select(2, pcall(function() ${code} end))`, { chunkName: "=c" })[0];
    expect(message("p.greet({}, 'x')")).toBe("c:1: bad argument #1 to 'greet' (Person expected, got table)");
    expect(message("Person.greet()")).toBe("c:1: bad argument #1 to 'greet' (Person expected, got no value)");
    expect(message("local t = { greet = p.greet } t:greet()")).toBe(
      "c:1: calling 'greet' on bad self (Person expected, got table)",
    );
    expect(message("p.greet(io.stdout)")).toBe("c:1: bad argument #1 to 'greet' (Person expected, got FILE*)");
    expect(message("debug.getmetatable(p).__index(io.stdout, 'name')")).toMatch(/Person expected, got FILE\*/);
  });

  it("keep their identity", () => {
    const { lua, person } = engine();
    const ada = new Person("Ada");
    const handle = person.wrap(ada);
    expect([handle.value, handle.class, handle.type]).toEqual([ada, person, "userdata"]);
    expect(person.wrap(ada)).toBe(handle);
    expect(lua.userdata(ada)).toBe(handle);
    lua.globals.set("a", ada).set("b", handle);
    expect(lua.runSync("return a == b, rawequal(a, b), a")).toEqual([true, true, handle]);
    lua.globals.set("get", () => ada);
    expect(lua.runSync("return get() == a")).toEqual([true]);
    const seen: unknown[] = [];
    lua.globals.set("take", (p: LuaUserdata<Person>) => {
      seen.push(p.value);
    });
    lua.runSync("take(a) take(({ a })[1])");
    expect(seen).toEqual([ada, ada]);
    expect((lua.runSync("return { a }")[0] as LuaTable).toJS()).toEqual([ada]);
  });

  it("is tells them from other values", () => {
    const { lua, person } = engine();
    const other = createLua().defineClass({ name: "Person", type: Person });
    expect(person.is(lua.runSync("return Person('x')")[0])).toBe(true);
    expect([person.is(lua.table()), person.is(1), person.is(undefined), person.is(lua.userdata({}))]).toEqual([
      false,
      false,
      false,
      false,
    ]);
    expect(other.is(lua.runSync("return Person('x')")[0])).toBe(false);
  });

  it("scripts cannot change the class of others", () => {
    const { lua } = engine();
    expect(
      lua.runSync("local p = Person('Ada') Person.greet = function() return 'evil' end return p:greet('Bob')"),
    ).toEqual(["Ada greets Bob"]);
    expect(lua.runSync("return pcall(function() debug.getmetatable(Person('x')).__index = {} end)")[1]).toMatch(
      /attempt to modify a frozen table$/,
    );
  });
});

describe("methods", () => {
  it("as functions get the instance, may give several results, and errors keep what was thrown", () => {
    const lua = createLua();
    const cause = new Error("from method");
    lua.defineClass({
      name: "P",
      type: Person,
      methods: {
        split: (self, at: number) => multi(self.name.slice(0, at), self.name.slice(at)),
        self: (self) => self,
        fail: () => {
          throw cause;
        },
      },
    });
    lua.globals.set("p", new Person("Ada"));
    expect(lua.runSync("local a, b = p:split(1) return a, b, p:self() == p")).toEqual(["A", "da", true]);
    try {
      lua.runSync("p:fail()");
      expect.unreachable();
    } catch (e) {
      expect((e as LuaRuntimeError).cause).toBe(cause);
    }
  });
});

describe("metamethods", () => {
  class Vec {
    readonly x: number;
    constructor(x: number) {
      this.x = x;
    }
  }
  it("get the instance first, and know when operands are swapped", () => {
    const lua = createLua();
    const log: unknown[] = [];
    lua.defineClass({
      name: "Vec",
      type: Vec,
      meta: {
        __add: (self: Vec, other: number | LuaUserdata<Vec>) =>
          new Vec(self.x + (typeof other === "number" ? other : other.value.x)),
        __sub: (self: Vec, other: number, swapped?: boolean) => new Vec(swapped ? other - self.x : self.x - other),
        __unm: (self: Vec) => new Vec(-self.x),
        __eq: (self: Vec, other: LuaUserdata<Vec>) => self.x === other.value.x,
        __lt: (self: Vec, other: LuaUserdata<Vec>) => self.x < other.value.x,
        __le: (self: Vec, other: LuaUserdata<Vec>) => self.x <= other.value.x,
        __concat: (self: Vec, other: string, swapped?: boolean) =>
          swapped ? `${other}v${self.x}` : `v${self.x}${other}`,
        __call: (self: Vec, a: number, b: number) => self.x + a + b,
        __index: (self: Vec, key: string) => (key === "x" ? self.x : `no ${key}`),
        __newindex: (_: Vec, key: string, value: unknown) => {
          log.push([key, value]);
        },
        __close: () => {
          log.push("closed");
        },
      },
    });
    lua.globals.set("v", new Vec(5)).set("w", new Vec(7));
    expect(
      lua.runSync(`
        return (v + 1).x, (1 + v).x, (v + w).x, (v - 1).x, (1 - v).x, (-v).x, v == w, v ~= w, v < w, w <= v,
          v .. "!", "!" .. v, v(1, 2), v.other`),
    ).toEqual([6, 6, 12, 4, -4, -5, false, true, true, false, "v5!", "!v5", 8, "no other"]);
    lua.runSync("v.k = 1 do local c <close> = v end");
    expect(log).toEqual([["k", 1], "closed"]);
    expect(lua.runSync("return pcall(function() return v * 2 end)")[1]).toMatch(
      /attempt to perform arithmetic on a Vec value \(global 'v'\)$/,
    );
  });

  it("__gc runs when the instance is gone, __pairs is what pairs uses", () => {
    const lua = createLua();
    const log: string[] = [];
    const cls = lua.defineClass({
      name: "R",
      type: Vec,
      construct: (x: number) => new Vec(x),
      meta: {
        __gc: (self) => {
          log.push(`gc ${self.x}`);
        },
        __pairs: (self) => multi(lua.globals.get("next"), { x: self.x }, null),
      },
    });
    lua.globals.set("R", cls.table);
    expect(lua.runSync("for k, v in pairs(R(3)) do return k, v end")).toEqual(["x", 3]);
    lua.runSync("R(4) collectgarbage()");
    expect(log).toContain("gc 4");
  });
});

describe("inheritance", () => {
  it("adds to what the parent has", () => {
    const { lua, person } = engine();
    const employee = lua.defineClass({
      name: "Employee",
      type: Employee,
      construct: (name: string) => new Employee(name),
      methods: ["work"],
      fields: { company: "company" },
      extends: person,
    });
    lua.globals.set("Employee", employee.table);
    expect(
      lua.runSync(`
        local e = Employee("Eve")
        return e:greet("Bob"), e:work(), e.name, e.company, tostring(e), Person.greet(e, "x"), #e`),
    ).toEqual(["Eve greets Bob", "Eve works", "Eve", "ACME", "Person(Eve)", "Eve greets x", 3]);
    expect(lua.runSync("return pcall(Employee.work, Person('Ada'))")[1]).toMatch(/Employee expected, got Person/);
    const [e, p] = lua.runSync("return Employee('e'), Person('p')");
    expect([employee.is(e), person.is(e), employee.is(p)]).toEqual([true, true, false]);
    // the most derived class that is known counts
    expect((lua.userdata(new Employee("x")) as LuaUserdata).class).toBe(employee);
  });

  it("instances of subclasses that are not defined are instances of the base", () => {
    const { lua, person } = engine();
    lua.globals.set("e", new Employee("Eve"));
    expect(lua.runSync("return e:greet('x'), e.work, e.company")).toEqual(["Eve greets x", undefined, undefined]);
    expect(person.is(lua.globals.get("e"))).toBe(true);
  });
});

describe("definitions", () => {
  it("of a known name give the same class, for another type an error", () => {
    const { lua, person } = engine();
    expect(lua.defineClass({ name: "Person", type: Person })).toBe(person);
    expect(() => lua.defineClass({ name: "Person", type: Employee })).toThrow("defined already, for another type");
    expect(() => lua.defineClass({ name: "Human", type: Person })).toThrow("the type is that of class Person");
  });

  it.each<[string, object, string]>([
    ["constructor as a method", { methods: ["constructor"] }, '"constructor" must not be reached from scripts'],
    ["__proto__ as a field", { fields: { up: "__proto__" } }, '"__proto__" must not be reached from scripts'],
    ["prototype as a field", { fields: { up: "prototype" } }, "must not be reached"],
    ["no function", { methods: { f: 1 } }, "f is not a function"],
    ["no metamethod", { meta: { __metatable: () => 1 } }, "__metatable is not a metamethod"],
    ["no type", { type: 1 }, "type is not a class"],
    ["no name", { name: "" }, "no name"],
    [
      "a foreign parent",
      { extends: createLua().defineClass({ name: "A", type: Person }) },
      "not a class of this engine",
    ],
  ])("refuse %s", (_, part, message) => {
    expect(() => createLua().defineClass({ name: "X", type: Person, ...part } as never)).toThrow(message);
  });

  it("constructors may fail or give nothing useful", () => {
    const lua = createLua();
    const cls = lua.defineClass({ name: "X", type: Person, construct: (() => 1) as never });
    lua.globals.set("X", cls.table);
    expect(lua.runSync("return tostring(select(2, pcall(X)))")).toEqual(["no instance of X"]);
    expect(lua.runSync("return pcall(X.new)")[0]).toBe(false);
  });

  it("objects are checked by raw functions", () => {
    const { lua, person } = engine();
    lua.globals.set(
      "nameOf",
      lua.raw((cx) => cx.object(1, person).name),
    );
    expect(lua.runSync("return nameOf(Person('Ada'))")).toEqual(["Ada"]);
    expect(lua.runSync("return pcall(nameOf, {})")[1]).toMatch(
      /bad argument #1 to '.*' \(Person expected, got table\)/,
    );
  });
});

describe("userdata without a class", () => {
  it("can be stored and handed back, nothing else", () => {
    const lua = createLua({ libs: "all" });
    const object = { inner: { deep: 1 } };
    const handle = lua.userdata(object);
    expect(lua.userdata(object)).toBe(handle);
    expect([handle.value, handle.class]).toEqual([object, undefined]);
    lua.globals.set("u", handle);
    for (const name of ["inner", "__proto__", "constructor", "value", "toString"]) {
      expect(lua.runSync("local k = ... return (pcall(function() return u[k] end))", { args: [name] })).toEqual([
        false,
      ]);
      expect(lua.runSync("local k = ... return (pcall(function() u[k] = 1 end))", { args: [name] })).toEqual([false]);
    }
    expect(lua.runSync("return getmetatable(u), pcall(setmetatable, u, {})").slice(0, 2)).toEqual([undefined, false]);
    expect((lua.globals.get("u") as LuaUserdata).value).toBe(object);
    expect(() => lua.userdata(1 as never)).toThrow("cannot convert number to userdata");
  });

  it("of libraries have no value for the host", () => {
    const lua = createLua({ libs: "all" });
    const file = lua.globals.path("io.stdout") as LuaUserdata;
    expect([file.type, file.value, file.class]).toEqual(["userdata", undefined, undefined]);
  });

  it("cannot become one of a class later", () => {
    const { lua, person } = engine();
    class Other {}
    const other = new Other();
    lua.userdata(other);
    expect(() => lua.userdata(other as never, person)).toThrow("not of class Person");
  });
});

it("E.3.8: no path leads from what scripts hold to JavaScript: every member name on every exposed value", () => {
  const { lua, person } = engine();
  class Thing {}
  lua.globals
    .set("instance", new Person("Ada"))
    .set("opaque", lua.userdata(new Thing()))
    .set("hostfn", () => 1)
    .set(
      "rawfn",
      lua.raw(() => 1),
    )
    .set("copied", { a: 1, list: [1] })
    .set("class", person.table)
    .set("absent", luaNull)
    .set("fails", () => {
      throw new Error("x");
    });
  const names = new Set<string>();
  for (const value of [
    Object,
    Object.prototype,
    Function.prototype,
    Array.prototype,
    Error.prototype,
    Promise,
    globalThis,
  ]) {
    for (const name of Object.getOwnPropertyNames(value)) names.add(name);
  }
  for (const name of Object.getOwnPropertyNames(Person.prototype)) names.add(name);
  const allowed = new Set(["name", "age", "greet"]);
  const probe = lua.runSync(`
    local _, err = pcall(fails)
    local values = { instance = instance, opaque = opaque, err = err, hostfn = hostfn, rawfn = rawfn, copied = copied,
      class = class, thread = coroutine.create(fails), file = io.stdout, absent = absent, channel = channel.make() }
    return function(name)
      local found = {}
      for what, value in pairs(values) do
        local ok, member = pcall(function() return value[name] end)
        if ok and member ~= nil then found[#found + 1] = what .. "." .. name end
        if pcall(function() value[name] = member end) and what ~= "class" and what ~= "copied" then
          found[#found + 1] = what .. "." .. name .. "="
        end
      end
      return table.concat(found, " ")
    end`)[0] as LuaFunction;
  const found: unknown[] = [];
  for (const name of names) if (!allowed.has(name)) found.push(...probe.call(name).filter((text) => text !== ""));
  // methods of files are what the library says
  expect(found.filter((text) => !/^file\.\w+$/.test(String(text)))).toEqual([]);
  expect(names.size).toBeGreaterThan(150);
});
