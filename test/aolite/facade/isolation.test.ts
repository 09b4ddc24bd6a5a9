import { describe, expect, it } from "vitest";
import { createWorld, restoreWorld } from "../../../src/aolite/index.ts";
import { hostProgram, TRY } from "./hostProgram.ts";

const files = {
  "./lib/inlib.lua": "return 'lib'",
  "./counted.lua": "loads = (loads or 0) + 1 return { n = loads }",
};
const run = (code: string) => hostProgram({ files, variables: { HOME: "/home" } }).run(TRY + code);
const TWO = `local p, q = aolite.spawnProcess("p"), aolite.spawnProcess("q")\n`;
const DATA = `{ ["On-Boot"] = "Data" }`;

describe("AO 7.8 what a process does not have", () => {
  it.each([
    ..."io os.execute os.exit os.remove os.rename os.tmpname os.setlocale package.loadlib aolite channel task".split(
      " ",
    ),
    ..."debug.getupvalue debug.setupvalue debug.upvalueid debug.upvaluejoin debug.getregistry debug.getlocal debug.setlocal".split(
      " ",
    ),
    ..."debug.sethook debug.gethook debug.getmetatable debug.setmetatable debug.getuservalue debug.setuservalue debug.debug".split(
      " ",
    ),
  ])("AO 7.8 %s is absent", (name) => {
    expect(run(`${TWO} return aolite.eval("p", "${name} == nil")`)).toEqual([true]);
  });

  it.each(["io", "debug", "aolite.env", "aolite.process", "channel"])(
    "AO 7.8 require gives no %s that reaches further",
    (name) => {
      expect(
        run(`${TWO} return aolite.eval("p", [[(function()
        local ok, lib = pcall(require, "${name}")
        return not ok or not (lib.open or lib.popen or lib.getupvalue or lib.getregistry or lib.new or lib.spawnProcess or lib.receive)
      end)()]])`),
      ).toEqual([true]);
    },
  );

  it("AO 7.8 no way back through environments, functions, coroutines, errors and metatables", () => {
    expect(
      run(`secret = { key = 1 }
        function hostFunction() return secret end
        ${TWO} secret.key = 2
        return aolite.eval("p", [[(function()
          local found = {}
          local function look(name, v) if v ~= nil then found[#found + 1] = name end end
          secret.key = 3
          look("env of a copy", hostFunction() ~= secret or nil)
          look("func", debug.getinfo(1, "f").func == nil or nil)
          look("string", getmetatable("").__index ~= string or nil)
          for level = 1, 50 do
            local info = debug.getinfo(level, "f")
            if info == nil then break end
            if info.func == hostFunction then look("host function on the stack", true) end
          end
          look("loaded", package.loaded.aolite ~= ao or nil)
          return table.concat(found, ",")
        end)()]]), secret.key`),
    ).toEqual(["", 2]);
  });
});

describe("AO 7.8 globals", () => {
  it("AO 7.8 _G is the process's own, absent globals are nil, later globals of the host are not seen", () => {
    expect(
      run(`early = 1 ${TWO} late = 2
        aolite.eval("p", "mine = 5")
        return aolite.eval("p", "_G == _ENV and _G._G == _G and _G.mine"), mine, aolite.eval("q", "mine"), aolite.eval("p", "early"), aolite.eval("p", "late"),
          aolite.eval("p", "nothing"), p.env._G == p.env`),
    ).toEqual([5, undefined, undefined, 1, undefined, undefined, true]);
  });

  it.each(["string", "math", "os", "table", "coroutine", "utf8", "bit32"])(
    "AO 7.8 changing %s stays inside",
    (library) => {
      expect(
        run(`${TWO} aolite.eval("p", "(function() ${library}.mine = 1 for k in pairs(${library}) do if k ~= 'mine' then ${library}[k] = nil end end end)()")
        return p.env.${library}.mine, ${library}.mine, aolite.eval("q", "${library}.mine"), next(${library}) ~= nil, aolite.eval("q", "next(${library}) ~= nil")`),
      ).toEqual([1, undefined, undefined, true, true]);
    },
  );

  it("AO 7.8 what the host added to a library is copied, one level deep and apart", () => {
    expect(
      run(`function string.shout(s) return s:upper() end string.list = { 1 }
        ${TWO} string.list[1] = 2
        aolite.eval("p", "(function() string.list[1] = 3 string.shout = nil end)()")
        return aolite.eval("q", "string.shout('a') .. string.list[1]"), string.list[1], string.shout("b")`),
    ).toEqual(["A1", 2, "B"]);
  });

  it("AO 7.8 the metatable of strings is the process's own", () => {
    expect(
      run(`${TWO} aolite.eval("p", "(function() getmetatable('').__index.loud = string.upper getmetatable('').__call = string.rep end)()")
        return aolite.eval("p", "('a'):loud() .. ('b')(2)"), aolite.eval("q", "('a').loud"), aolite.eval("q", "getmetatable('').__call"), ("a").loud, getmetatable("").__call`),
    ).toEqual(["Abb", undefined, undefined, undefined, undefined]);
  });

  it("AO 7.8, 10.6 load without an environment uses the process's globals", () => {
    expect(
      run(`${TWO} aolite.eval("p", "load('y = 7')()")
        return aolite.eval("p", "y"), y, aolite.eval("q", "y"), aolite.eval("p", "load('return _ENV == _G')()"), aolite.eval("p", "load('return z', 'c', 't', { z = 9 })()"),
          aolite.eval("p", "load(function() return nil end) ~= nil")`),
    ).toEqual([7, undefined, undefined, true, 9, true]);
  });

  it("AO 7.8 processes look for modules where the host does, and the metatable of strings is theirs wherever it is named", () => {
    expect(
      run(`package.path = "./lib/?.lua" stringMeta = getmetatable("")
        ${TWO} return aolite.eval("p", "require('inlib')"), (pcall(aolite.eval, "p", "require('counted')")), aolite.eval("p", "stringMeta == getmetatable('')"),
          aolite.eval("p", "package.path")`),
    ).toEqual(["lib", false, true, "./lib/?.lua"]);
  });

  it("AO 7.8 globals are as they are when a process is spawned, metatables included", () => {
    expect(
      run(`limit, gone = 1, 1
        Class = { bonus = 5 } Class.__index = Class function Class.new(n) return setmetatable({ n = n }, Class) end function Class:sum() return self.n + self.bonus end
        instance = Class.new(2)
        ${TWO} limit, gone = 2, nil
        local r = aolite.spawnProcess("r")
        return p.env.limit, p.env.gone, r.env.limit, r.env.gone, aolite.eval("p", "instance:sum()"), aolite.eval("p", "Class.new(1):sum()"), aolite.eval("p", "getmetatable(instance) == Class")`),
    ).toEqual([1, 1, 2, undefined, 7, 6, true]);
  });

  it("AO 7.8, 5.7 require has a cache per process, modules of AO too", () => {
    expect(
      run(`${TWO}
        aolite.eval("p", "(function() require('json').mine = 1 require('.crypto.digest').mine = 1 require('counted') package.preload.pre = function() return 4 end package.loaded.fake = 5 end)()")
        return aolite.eval("p", "require('counted').n .. require('pre') .. require('fake') .. require('.json').mine"), aolite.eval("q", "require('json').mine"),
          aolite.eval("q", "require('.crypto.digest').mine"), aolite.eval("q", "(pcall(require, 'pre'))"), aolite.eval("q", "require('counted').n"), require("json").mine,
          (pcall(require, "fake")), package.loaded.counted, loads`),
    ).toEqual(["1451", undefined, undefined, false, 1, undefined, false, undefined, undefined]);
  });

  it("AO 7.8 the runtime does not depend on what a program does to its libraries", () => {
    expect(
      run(`local p = aolite.spawnProcess("p", [[
          Handlers.add("x", "X", function(m) n = (n or 0) + 1 m.reply({ Data = tostring and tostring(n) or "?" }) end)
          for _, lib in pairs { string, table, math, coroutine, os, utf8, bit32 } do for k in next, lib do lib[k] = nil end end
          for _, k in next, { "pairs", "ipairs", "type", "pcall", "error", "select", "setmetatable", "getmetatable", "require", "print", "assert", "json", "Utils", "package" } do _G[k] = nil end
          getmetatable = nil]], ${DATA})
        aolite.spawnProcess("q")
        aolite.send({ From = "q", Target = "p", Action = "X" })
        aolite.send({ From = "q", Target = "p", Action = "X" })
        return aolite.getLastMsg("q").Data, aolite.eval("p", "n")`),
    ).toEqual(["2", 2]);
  });
});

describe("AO 7.2, 7.8 what the host hands over through descriptors", () => {
  it("AO 7.2, 5.7, 7.8 natives that processes have alike are each process's own for the host", () => {
    expect(
      run(`${TWO}
        local ids = q.env.require("ao").id .. p.env.require("ao").id
        local _, _ = q.env.load, q.env.table.insert
        p.env.load("X = 1")()
        p.env.require("json").mine = 1
        p.env.table.insert(p.env.Errors, "e")
        p.Handlers.add("n", "N", function() end)
        return ids, p.env.X, q.env.X, q.env.json.mine, #p.env.Errors, p.env.require == q.env.require, p.env.load == p.env.load`),
    ).toEqual(["qp", 1, undefined, undefined, 1, false, true]);
  });

  it("AO 7.2 modules and functions of the host that look into tables see what is in the process", () => {
    expect(
      run(`local p = aolite.spawnProcess("p", [[
          Balances = { alice = "10", bob = { "1", "2" } } List = { 3, 4 } Empty = {}
          Strict = setmetatable({ a = 1 }, { __index = error, __newindex = error, __len = error })
        ]], ${DATA})
        local e, json, log = p.env, require("json"), require(".log")
        local keys = {}
        for k in next, e.Balances do keys[#keys + 1] = k end
        rawset(e.Strict, "b", 2)
        rawset(e.List, 3, 5)
        local mine = { theirs = e.Balances, n = 1 }
        local Utils = require(".utils")
        return json.encode(e.Balances), json.encode(mine), json.encode({ e.List, e.Empty }), table.concat(keys, " "), next(e.Empty),
          rawget(e.Balances, "alice"), rawget(e.Strict, "c"), rawlen(e.List), aolite.eval("p", "rawget(Strict, 'b')"),
          Dump and 0 or require(".dump")(e.List, 0), require(".pretty").tprint(e.List), require(".stringify").format(e.List),
          require(".serialize").serialize(e.Balances).bob["@number:2"], table.concat(Utils.map(function(v) return v * 2 end, e.List), " "),
          table.concat(Utils.concat(e.List, { 6 }), " "), next({}), rawlen({ 1 }), rawget({ x = 1 }, "x"), try(next, 5), try(rawset, e.List, nil, 1)`),
    ).toEqual([
      '{"alice":"10","bob":["1","2"]}',
      '{"theirs":{"alice":"10","bob":["1","2"]},"n":1}',
      "[[3,4,5],[]]",
      ...["alice bob", undefined, "10", undefined, 3, 2],
      "{ [1] = 3, [2] = 4, [3] = 5 }",
      "1: 3\n2: 4\n3: 5\n",
      expect.stringContaining("5"),
      ...["2", "6 8 10", "3 4 5 6", undefined, 1, 1],
      "bad argument #1 to 'next' (table expected, got number)",
      expect.stringContaining("index is nil"),
    ]);
  });

  it("AO 7, 7.8 require with an environment loads afresh inside a process, too, also when the module waits", () => {
    expect(
      run(`${TWO}
        local function ev(code) return aolite.eval("p", "(function() " .. code .. " end)()") end
        ev("E = {} A = require('counted', E).n B = require('counted', E).n C = require('counted').n")
        return ev("return E.loads .. A .. B .. C .. loads"), loads, ev("return select(2, pcall(require, 'none', {}))"), ev("return pcall(require)")`),
    ).toEqual(["21211", undefined, "module 'none' not found in package.path", false]);
    const modules = { waits: "A = Receive('Go').Data return A" };
    const world = createWorld({ modules });
    world.spawn("p", {
      code: `Handlers.add("w", "Wait", function() E = { Receive = Receive } Got = require("waits", E) end)`,
    });
    world.send({ From: "u", Target: "p", Action: "Wait" });
    const restored = restoreWorld(world.snapshot().toBytes(), { modules });
    for (const one of [world, restored, world.fork()]) {
      one.send({ From: "u", Target: "p", Action: "Go", Data: "here" });
      expect([one.inspect("p", "Got"), one.inspect("p", "E.A"), one.inspect("p", "A")]).toEqual([
        "here",
        "here",
        undefined,
      ]);
    }
  });

  it("AO 7.8 tables of one process are copies in another, its functions stay behind", () => {
    expect(
      run(`${TWO} aolite.eval("p", "(function() t = { 1, { 2 } } function f() return 1 end end)()")
        q.env.t, q.env.f = p.env.t, p.env.f
        aolite.eval("q", "(function() t[1] = 9 t[2][1] = 9 end)()")
        return p.env.t[1], p.env.t[2][1], q.env.t[2][1], q.env.f, p.env.f()`),
    ).toEqual([1, 2, 9, undefined, 1]);
  });

  it("AO 7.8 tables of the host are copies in a process, functions of the host run in the host on views", () => {
    expect(
      run(`${TWO} local own = { 1, { 2 } } own.self = own
        p.env.t = own
        p.env.call = function(t) t[1] = t[1] + 1 return #t, own[1] end
        aolite.eval("p", "(function() t[1] = 5 mine = { 1, 2 } length, seen = call(mine) end)()")
        own[1] = 7
        return own[1], p.env.t[1], p.env.t.self == p.env.t, p.env.mine[1], p.env.length, p.env.seen, getmetatable(p.env.t), rawget(p.env.t, 1), type(p.env.t)`),
    ).toEqual([7, 5, true, 2, 2, 1, false, 5, "table"]);
  });

  it("AO 7.2 views read, write, count and iterate what they stand for, metatables included", () => {
    expect(
      run(`${TWO} aolite.eval("p", [[(function()
          list = { "a", "b", x = "c" }
          object = setmetatable({}, { __index = function(_, k) return k .. "!" end, __newindex = function(t, k, v) rawset(t, k, v * 2) end, __call = function(_, a) return a + 1 end })
          derived = setmetatable({}, { __index = { base = "yes" } })
        end)()]])
        local e, out = p.env, {}
        for k, v in pairs(e.list) do out[#out + 1] = k .. "=" .. v end
        e.list[3], e.list.x, e.object.n = "d", nil, 4
        return table.concat(out, " "), #e.list, e.list.x, aolite.eval("p", "#list"), e.object.hello, e.object.n, e.object(1), e.derived.base, e.derived.none,
          try(function() e.list[nil] = 1 end), try(function() e.list[0/0] = 1 end), e.list == e.list, #e.Handlers.list > 1`),
    ).toEqual([
      ...["1=a 2=b x=c", 3, undefined, 3, "hello!", 8, 2, "yes", undefined],
      ...[expect.stringContaining("index is nil"), expect.stringContaining("index is NaN"), true, true],
    ]);
  });

  it("AO 7.2 errors cross as they are: texts as texts, tables as views or copies", () => {
    expect(
      run(`${TWO} aolite.eval("p", "(function() function text() error('t', 0) end function object() error({ code = 5 }) end function caught() return select(2, pcall(call)) end end)()")
        p.env.call = function() error({ code = 6 }) end
        return try(p.env.text), try(p.env.object).code, p.env.caught().code`),
    ).toEqual(["t", 5, 6]);
  });

  it("AO 7.8 files that a process runs have its globals", () => {
    expect(
      run(`${TWO} aolite.eval("p", "(function() dofile('./counted.lua') loadfile('./counted.lua')() end)()")
        return p.env.loads, loads, q.env.loads`),
    ).toEqual([2, undefined, undefined]);
  });
});

describe("AO 7.8, 8.6 messages are copies", () => {
  it("AO 8.6 functions are dropped, metatables stay behind, cycles stay cycles", () => {
    expect(
      run(`aolite.spawnProcess("p", [[function go()
          local t = { 1, { 2 } } t.self = t
          Send({ Target = "q", Action = "T", Fn = print, Co = coroutine.create(print), Cycle = t, Meta = setmetatable({ k = 5 }, { __index = function() return "leak" end, __metatable = "m" }),
            Nested = { fn = print, [print] = 1, ok = 1 } })
          kept = t end]], ${DATA})
        aolite.spawnProcess("q", [[Handlers.add("t", "T", function(m)
          got = { m.Fn == nil, m.Co == nil, m.Cycle.self == m.Cycle, m.Cycle[2][1], getmetatable(m.Meta) == nil, m.Meta.leak == nil, m.Meta.k, m.Nested.fn == nil, m.Nested.ok }
          m.Cycle[2][1] = 99 end)]], ${DATA})
        aolite.eval("p", "go()")
        local m = aolite.getFirstMsg("q", { Action = "T" })
        local got = aolite.eval("q", "got")
        got[10], got[11], got[12] = aolite.eval("p", "kept[2][1]"), m.Cycle[2][1], m.Cycle.self == m.Cycle
        return table.unpack(got)`),
    ).toEqual([true, true, true, 2, true, true, 5, true, 1, 2, 2, true]);
  });

  it("AO 8.6 what the host does to a message it was given reaches nobody", () => {
    expect(
      run(`aolite.setAutoSchedule(false)
        aolite.spawnProcess("p") aolite.spawnProcess("q", "Handlers.add('t', 'T', function(m) got = m.Data .. m.List[1] .. m.Tags.Extra end)", ${DATA})
        local list = { 1 }
        local sent = aolite.send({ From = "p", Target = "q", Action = "T", Data = "d", List = list, Extra = "e" })
        list[1] = 2 sent.Data = "x" sent.List[1] = 3 for _, tag in ipairs(sent.Tags) do tag.value = "x" end
        local queued = aolite.listQueueMessages("q")[1]
        queued.Data = "y" queued.List[1] = 4
        aolite.runScheduler()
        return aolite.eval("q", "got")`),
    ).toEqual(["d1e"]);
  });

  it("AO 8.4, 8.6 Data of any bytes and of megabytes arrives as it was; cyclic Data is refused, and harms nobody", () => {
    expect(
      run(`${TWO} local all = {} for i = 0, 255 do all[i + 1] = string.char(i) end all = table.concat(all)
        aolite.send({ From = "p", Target = "q", Action = "B", Data = all, [all] = all })
        aolite.send({ From = "p", Target = "q", Action = "L", Data = ("xy"):rep(1500000) })
        local cycle = {} cycle.c = cycle
        return aolite.eval("q", "Inbox[1].Data") == all, aolite.getFirstMsg("q", { Action = "B" }).Tags[all] == all, aolite.eval("q", "#Inbox[2].Data"),
          try(aolite.send, { From = "p", Target = "q", Data = cycle }), aolite.eval("p", "1"), aolite.send({ From = "p", Target = "q", Action = "X" }).Id`),
    ).toEqual([true, true, 3000000, "circular reference", 1, "p#5"]);
  });

  it("AO 7.8 functions of a host table among the globals run in the process, on copies of what they refer to", () => {
    expect(
      run(`local count = 0 counter = { add = function() count = count + 1 return count end }
        ${TWO} counter.add()
        return aolite.eval("p", "counter.add() + counter.add()"), aolite.eval("q", "counter.add()"), counter.add(), count`),
    ).toEqual([3, 1, 2, 2]);
  });
});
