import { describe, expect, it } from "vitest";
import {
  type ClassSpec,
  createLua,
  type Lua,
  LuaMulti,
  type LuaOptions,
  LuaSnapshotError,
  type LuaTable,
  type LuaUserdata,
  type LuaValue,
  luaNull,
  MemoryFs,
  restoreLua,
  VirtualClock,
} from "../../src/api/index.ts";

class Point {
  x: number;
  y: number;
  next: Point | undefined;
  constructor(x: number, y: number, next?: Point) {
    this.x = x;
    this.y = y;
    this.next = next;
  }
  norm(): number {
    return Math.hypot(this.x, this.y);
  }
}

const POINT: ClassSpec<Point, [number, number]> = {
  name: "Point",
  type: Point,
  construct: (x, y) => new Point(x, y),
  methods: ["norm"],
  fields: { x: { get: (p) => p.x, set: (p, x: number) => void Object.assign(p, { x }) }, y: "y" },
  meta: { __add: (a, b: Point) => new Point(a.x + b.x, a.y + b.y) },
  statics: { origin: () => "0,0" },
  snapshot: {
    save: ({ x, y, next }) => ({ x, y, next }),
    load: (data) => {
      const read = (name: string): LuaValue => (data as LuaTable).get(name);
      const next = read("next") as LuaUserdata<Point> | undefined;
      return new Point(read("x") as number, read("y") as number, next?.value);
    },
  },
};

function withPoints(classes: readonly ClassSpec<Point>[] = [POINT]): Lua {
  const lua = createLua({ libs: "all", classes: classes as LuaOptions["classes"] & object });
  const cls = lua.defineClass(POINT);
  const last = new Point(3, 4);
  lua.globals.set("Point", cls.table);
  lua.globals.set("first", new Point(1, 2, last));
  lua.globals.set("last", last);
  lua.runSync("made = Point(5, 12) Point.extra = 'added' pair = { first, first } keyed = { [last] = 'v' }");
  return lua;
}

const PROBE = `
  local sum = first + last
  return last:norm(), made:norm(), pair[1] == pair[2], keyed[last], Point.extra, Point.origin(), sum.x,
    getmetatable(first), tostring(made):match("^Point: ") ~= nil, pcall(function() return first.z end)
`;

describe("instances of classes", () => {
  it("survive a snapshot by the hooks of their class, with identity, members and what scripts added to the class", () => {
    const lua = withPoints();
    const snapshot = lua.snapshot();
    expect(lua.snapshot().hash).toBe(snapshot.hash);
    const restored = restoreLua(snapshot.toBytes(), { libs: "all", classes: [POINT] });
    expect(restored.stateHash()).toBe(snapshot.hash);
    expect(restored.runSync(PROBE)).toEqual(lua.runSync(PROBE));
    const value = (name: string): Point => (restored.globals.get(name) as LuaUserdata<Point>).value;
    // one object for the host, too
    expect(value("first").next).toBe(value("last"));
    expect(restored.userdata(value("last")).equals(restored.globals.get("last"))).toBe(true);
    expect(restored.stateHash()).toBe(lua.stateHash());
  });

  it("survive a fork; what one does to an object is not seen by the other", () => {
    const lua = withPoints();
    const hash = lua.stateHash();
    const fork = lua.fork();
    const other = fork.fork();
    expect(fork.stateHash()).toBe(hash);
    expect(fork.runSync("last.x = 30 Point.extra = 1 return last:norm() > 30, Point(1, 1) + last ~= nil")).toEqual([
      true,
      true,
    ]);
    expect(lua.stateHash()).toBe(hash);
    expect(other.runSync(PROBE)).toEqual(lua.runSync(PROBE));
    expect(lua.globals.get("last")).not.toBe(fork.globals.get("last"));
  });

  it("without hooks they are refused, with the path; so are objects without a class", () => {
    class Plain {}
    const lua = createLua();
    lua.defineClass({ name: "Plain", type: Plain });
    lua.runSync("held = { list = {} }");
    const list = (lua.globals.get("held") as LuaTable).get("list") as LuaTable;
    list.set(1, new Plain() as unknown as LuaValue);
    for (const work of [() => lua.snapshot(), () => lua.fork()]) {
      expect(work).toThrow(LuaSnapshotError);
      expect(work).toThrow("globals.held.list[1]: class 'Plain' has no snapshot hooks");
    }
    list.set(1, lua.userdata({}));
    expect(() => lua.snapshot()).toThrow("globals.held.list[1]: an object of the host that has no class");
  });

  it("hooks that fail, classes that are missing and objects that need themselves are errors of the snapshot", () => {
    const lua = withPoints();
    const snapshot = lua.snapshot();
    expect(() => restoreLua(snapshot, { libs: "all" })).toThrow("class 'Point' is not defined in this engine");
    const broken = {
      ...POINT,
      snapshot: {
        ...POINT.snapshot!,
        load: () => {
          throw new Error("no luck");
        },
      },
    };
    expect(() => restoreLua(snapshot, { libs: "all", classes: [broken] })).toThrow("class 'Point': no luck");
    const wrong = { ...POINT, snapshot: { load: POINT.snapshot!.load, save: () => Promise.resolve() as never } };
    expect(() => withPoints([wrong]).snapshot()).toThrow(/^globals\.first: class 'Point': /);
    const last = (lua.globals.get("last") as LuaUserdata<Point>).value;
    last.next = last;
    expect(() => restoreLua(lua.snapshot(), { libs: "all", classes: [POINT] })).toThrow("without itself");
  });

  it("null is null again", () => {
    const options: LuaOptions = { convert: { null: "sentinel" } };
    const lua = createLua(options);
    lua.globals.set("nothing", luaNull);
    const restored = restoreLua(lua.snapshot(), options);
    expect(restored.globals.get("nothing")).toBeNull();
    expect(restored.runSync("return ... == nothing, tostring(nothing)", { args: [luaNull] })).toEqual([true, "null"]);
    expect(restored.snapshot().size).toBe(restored.fork().snapshot().size);
    expect(lua.fork().runSync("return tostring(nothing)")).toEqual(["null"]);
  });
});

describe("modules of the host", () => {
  it("their functions go by the name of the module", () => {
    let made = 0;
    const preload: LuaOptions["preload"] = {
      tools: { add: (a: number, b: number) => a + b, deep: { list: [() => "item"] } },
      made: (_lua, name) => {
        made++;
        return { who: () => name };
      },
      several: () => new LuaMulti([() => "alone"]),
    };
    const modules: LuaOptions["modules"] = {
      resolve: ({ name }) =>
        name === "found" ? { kind: "host", load: { f: () => "found" }, origin: "there" } : { tried: [] },
    };
    const options: LuaOptions = { libs: "all", preload, modules };
    const lua = createLua(options);
    const probe = "return tools.add(1, 2), tools.deep.list[1](), made.who(), several(), found.f()";
    lua.runSync("for _, name in ipairs { 'tools', 'made', 'several', 'found' } do _G[name] = require(name) end");
    const snapshot = lua.snapshot();
    const restored = restoreLua(snapshot, options);
    expect(restored.stateHash()).toBe(snapshot.hash);
    expect(restored.runSync(probe)).toEqual([3, "item", "made", "alone", "found"]);
    expect(made).toBe(2);
    expect(lua.fork().runSync(probe)).toEqual([3, "item", "made", "alone", "found"]);
    expect(() => restoreLua(snapshot, { libs: "all", preload: { tools: {} } })).toThrow(LuaSnapshotError);
  });
});

describe("open files", () => {
  const FILES = { a: "one\ntwo\nthree\n", "dir/b": "" };
  const OPEN = `
    f = io.open("a") f:read()
    w = io.open("dir/b", "w") w:write("kept") w:flush() w:write(" pending")
    lines = io.lines("a") lines() lines()
    a = io.open("a", "a+") io.output("dir/b.out") io.write("x")
  `;
  const PROBE = `
    a:write("more") a:flush()
    local rest = f:read("a")
    w:close()
    local b = io.open("dir/b"):read("a")
    io.write("y") io.close()
    return rest, b, lines(), io.open("dir/b.out"):read("a"), io.type(w)
  `;

  it("are opened again at their place, in a file system that the restorer gives", () => {
    const fs = new MemoryFs(FILES);
    const lua = createLua({ libs: "all", env: { fs } });
    lua.runSync(OPEN);
    const snapshot = lua.snapshot();
    expect(() => restoreLua(snapshot, { libs: "all" })).toThrow("cannot open file 'a' again (no file system)");
    expect(() => restoreLua(snapshot, { libs: "all", env: { fs: new MemoryFs({ a: "" }) } })).toThrow(
      "cannot open file 'dir/b' again (No such file or directory)",
    );
    const copy = new MemoryFs(fs.toJSON());
    const restored = restoreLua(snapshot, { libs: "all", env: { fs: copy } });
    expect(restored.stateHash()).toBe(snapshot.hash);
    expect(restored.runSync(PROBE)).toEqual(lua.runSync(PROBE));
    expect(copy.toJSON()).toEqual(fs.toJSON());
    expect(copy.toJSON()["/dir/b"]).toBe("kept pending");
  });

  it("with includeFs the files themselves come along, nameless ones too", () => {
    const fs = new MemoryFs({ ...FILES, gone: "removed" });
    const lua = createLua({ libs: "all", env: { fs } });
    fs.mkdir("empty");
    lua.runSync(OPEN);
    lua.runSync(
      "g = io.open('gone') h = io.open('gone') t = io.tmpfile() t:write('temp') t:seek('set') os.remove('gone')",
    );
    expect(() => lua.snapshot()).toThrow("globals.t: an open file without a name");
    const snapshot = lua.snapshot({ includeFs: true });
    const other = new MemoryFs({ old: "disappears" });
    const restored = restoreLua(snapshot, { libs: "all", env: { fs: other } });
    expect(restored.snapshot({ includeFs: true }).hash).toBe(snapshot.hash);
    const more = "return t:read('a'), g:read('a'), h:read('a')";
    for (const engine of [lua, restored]) expect(engine.runSync(more)).toEqual(["temp", "removed", "removed"]);
    expect(restored.runSync(PROBE)).toEqual(lua.runSync(PROBE));
    expect(other.toJSON()).toEqual(fs.toJSON());
    expect(other.list("empty")).toEqual([]);
    expect(() => createLua().snapshot({ includeFs: true })).toThrow("fs: the file system is no MemoryFs");
    const tiny = new MemoryFs({ kept: "k" }, { maxBytes: 10 });
    expect(() => restoreLua(snapshot, { libs: "all", env: { fs: tiny } })).toThrow("No space left on device");
    expect(tiny.toJSON()).toEqual({ "/kept": "k" });
  });
});

describe("time and chance", () => {
  it("a VirtualClock goes to the time of the snapshot", async () => {
    const clock = new VirtualClock({ start: 1000 });
    const lua = createLua({ libs: "all", env: { clock } });
    await clock.advance(50);
    const snapshot = lua.snapshot();
    const other = new VirtualClock();
    const restored = restoreLua(snapshot, { libs: "all", env: { clock: other } });
    expect([other.now(), other.cpu()]).toEqual([1050, 50]);
    expect(restored.stateHash()).toBe(snapshot.hash);
    await clock.advance(1);
    expect(lua.stateHash()).not.toBe(snapshot.hash);
    lua.restore(snapshot);
    expect(clock.now()).toBe(1050);
  });

  it("random numbers go on, also those that have not begun", () => {
    const lua = createLua({ libs: "all", env: { random: { seed: 42 } } });
    const snapshot = lua.snapshot();
    const restored = restoreLua(snapshot, { libs: "all", env: { random: { seed: 1 } } });
    expect(restored.stateHash()).toBe(snapshot.hash);
    expect(restored.runSync("return math.random(1 << 40)")).toEqual(lua.runSync("return math.random(1 << 40)"));
    expect(restored.stateHash()).toBe(lua.stateHash());
  });
});
