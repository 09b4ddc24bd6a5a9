import { describe, expect, it } from "vitest";
import { hostProgram } from "./hostProgram.ts";

describe("AO 7 loading the simulator", () => {
  it("AO 7 one table per host, with one world", () => {
    const { run, raw } = hostProgram();
    run("aolite.spawnProcess('p')");
    expect(raw("local a = require('aolite') return a == require('aolite'), a.eval('p', '1')")).toEqual([true, 1]);
    const other = hostProgram();
    expect(other.run("return pcall(aolite.eval, 'p', '1')")).toEqual([false, "aolite: No such process: p"]);
  });

  it("AO 7.1 has every function", () => {
    const names = `spawnProcess send queue getFirstMsg getLastMsg getAllMsgs getMsgById getMsgs clearAllMessages eval
      clearAllProcesses runScheduler setAutoSchedule isAutoSchedule setPrintProcessOutput isPrintProcessOutput setMessageLog
      getMessageLog listQueueMessages reorderQueue`.split(/\s+/);
    for (const name of names) expect(hostProgram().run(`return type(aolite.${name})`), name).toEqual(["function"]);
  });

  const ALIASES = `json .json .bint .base64 .utils .handlers Handlers .handlers-utils .ao ao .process .assignment .boot .default .eval
    .stringify .pretty .dump .chance .apm .crypto .crypto.digest .crypto.digest.sha1 .crypto.util.hex .log .serialize bit env`;

  it.each(ALIASES.split(/\s+/))(
    "AO 7, 5.7 the host's require knows %s once the simulator is loaded, not before",
    (name) => {
      const { raw } = hostProgram();
      expect(raw(`return (pcall(require, "${name}"))`)).toEqual([false]);
      expect(raw(`require("aolite") return (pcall(require, "${name}"))`)).toEqual([true]);
    },
  );

  it.each([
    "aolite.lib.json",
    "aolite.lib.log",
    "aolite.lib.serialize",
    "aolite.lib.utils",
    "aolite.lib.bint",
    "aolite.lib.crypto",
    "aolite.lib.crypto.digest.sha3",
    "aolite.env",
    "aolite.process",
    "aolite.api",
    "aolite.scheduler",
    "aolite.eval_exp",
    "aolite.main",
  ])("AO 7 [0.2] %s is there even before the simulator", (name) => {
    expect(hostProgram().raw(`return require("${name}") ~= nil, package.loaded.aolite`)).toEqual([true, undefined]);
  });

  it("AO 7 names of aolite.lib are the modules of AO", () => {
    expect(
      hostProgram().raw(`return require("aolite.lib.json").encode({ 1 }), tostring(require("aolite.lib.bint")(128)(5)),
        require("aolite.lib.utils").map(function(x) return x * 2 end, { 1, 2 })[2], require("aolite.lib.crypto.digest.sha1").sha1 ~= nil,
        (pcall(require, "aolite.lib.none")), (pcall(require, "aolite.none"))`),
    ).toEqual(["[1]", "5", 4, true, false, false]);
  });

  it.each([
    [undefined, 0],
    ["0", 0],
    ["1", 1],
    ["3", 3],
    ["many", 0],
  ])("AO 7, 7.6 AOLITE_PRINT_VERB %s gives PrintVerb %s", (variable, verbosity) => {
    const { run } = hostProgram({ variables: variable === undefined ? {} : { AOLITE_PRINT_VERB: variable } });
    expect(run("return PrintVerb")).toEqual([verbosity]);
  });

  it("AO 7 a PrintVerb that the host has set stays when the environment says nothing", () => {
    expect(hostProgram().raw("PrintVerb = 2 require('aolite') return PrintVerb")).toEqual([2]);
    const loud = hostProgram({ variables: { AOLITE_PRINT_VERB: "1" } });
    expect(loud.raw("PrintVerb = 2 require('aolite') return PrintVerb")).toEqual([1]);
  });
});

describe("AO 7 factories at host level", () => {
  it("AO 7 .process makes a process to be driven by hand", () => {
    expect(
      hostProgram().run(`local p = require(".process")("ID", "MOD")
        p._env.Owner = "F"
        local function message(action, data)
          return { Id = "1", From = "F", Owner = "F", Target = "ID", ["Block-Height"] = "1", Module = "M", Data = data,
            Tags = { { name = "Action", value = action } } }
        end
        local env = { Process = { Id = "ID", Owner = "F", Tags = {} } }
        p.handle(message("Eval", "x = 5 Handlers.add('t', 'T', function(m) Send({ Target = m.From, Data = 'answer' }) end)"), env)
        local r = p.handle(message("T"), env)
        return p._version, p._env.x, x, r.Messages[1].Data, p._env.ao.id, p._env.ao._module, type(p.getMsgs),
          require(".process")("ID", "MOD")._env.x`),
    ).toEqual(["2.0.4", 5, undefined, "answer", "ID", "MOD", "function", undefined]);
  });

  it("AO 7, 7.8 what .process makes has libraries of its own, one level deep", () => {
    expect(
      hostProgram().run(`list = { 1 }
        local p, q = require(".process")("ID", "MOD"), require(".process")("ID", "MOD")
        p._env.string.mine, p._env.list[2] = 1, 2
        return string.mine, q._env.string.mine, p._env.string.rep == string.rep, list[2], p._env._G == p._env,
          p._env.package == package, p._env.package.path == package.path`),
    ).toEqual([undefined, undefined, true, 2, true, false, true]);
  });

  /** `ev(code, process)`: what Eval of the code in a process that is driven by hand answers. */
  const DRIVEN = `
    local function driven(id) local p = require(".process")(id, "MOD") p._env.Owner = "O" return p end
    local p, q = driven("P"), driven("Q")
    local function ev(code, id)
      local r = (id == "Q" and q or p).handle({ From = "O", Owner = "O", Target = id or "P", Id = "x", Timestamp = 1, Data = code,
        Tags = { { name = "Action", value = "Eval" } } }, { Process = { Id = id or "P", Owner = "O", Tags = {} } })
      return r.Error or r.Output.data
    end
  `;

  it("AO 7.8, 10.6 code that it loads has its globals: load, loadfile, dofile", () => {
    const files = { "./file.lua": "F = (F or 0) + 1 return F", "./bad.lua": "return = 1" };
    expect(
      hostProgram({ files }).run(`${DRIVEN} ev("load('X = 1')() load(function() local s = S S = nil return s end)")
        ev("loadfile('./file.lua')() R = dofile('./file.lua') E = select(2, pcall(dofile, './bad.lua'))")
        ev("load('Y = 1', 'c', 't', { })() Z = load('return ...')(7)")
        local e = p._env
        return e.X, X, e.R, e.F, F, e.Y, Y, e.Z, tostring(e.E):match("unexpected symbol"), q._env.X`),
    ).toEqual([1, undefined, 2, 2, undefined, undefined, undefined, 7, "unexpected symbol", undefined]);
  });

  it("AO 5.7, 7.8 its require has a cache of its own, and gives what belongs to it", () => {
    const files = {
      "./counted.lua": "loads = (loads or 0) + 1 return { n = loads, name = ... }",
      "./none.lua": "ran = true",
    };
    expect(
      hostProgram({ files }).run(`${DRIVEN}
        local names = { "ao", ".ao", "Handlers", ".handlers", ".process", "json", ".utils", ".crypto", "bit", "string", "_G", "aolite" }
        local code = "local r = {} for _, name in ipairs({'" .. table.concat(names, "','") .. "'}) do r[#r + 1] = type(require(name)) end return table.concat(r, ',')"
        local types = ev(code)
        ev("json.mine = 1 require('.crypto').mine = 2 require('counted').mine = 3 require('counted') require('none')")
        ev("package.preload.made = function(name) return name .. '!' end M = require('made')")
        return types,
          ev("return tostring(require('ao') == ao and require('Handlers') == Handlers and require('.utils') == Utils and require('aolite') == ao)"),
          ev("return tostring(require('json') == json and require('string') == string and package.loaded._G == _G)"),
          require("json").mine, require(".crypto").mine, ev("return tostring(json.mine)", "Q"),
          p._env.loads, loads, ev("return require('counted').n", "Q"), ev("return require('counted').name", "Q"), ev("return tostring(require('none'))"),
          p._env.M, select(2, pcall(require, "made")):match("not found"), ev("return require('missing')")`),
    ).toEqual([
      "table,table,table,table,table,table,table,table,table,table,table,table",
      ...["true", "true", undefined, undefined, "nil", 1, undefined, "1", "counted", "true", "made!", "not found"],
      expect.stringContaining("module 'missing' not found"),
    ]);
  });

  it("AO 5.5 its _boot finds transactions where the processes of the world do", () => {
    expect(
      hostProgram({ world: { data: { TX: "Booted = (Booted or 0) + 1" } } }).run(`${DRIVEN}
        local function boot(tx)
          p._env.Inbox = {}
          return p.handle({ From = "O", Owner = "O", Target = "P", Id = "P", Timestamp = 1, Tags = {
            { name = "Type", value = "Process" }, { name = "On-Boot", value = tx } } },
            { Process = { Id = "P", Owner = "O", Tags = {} } }).Error
        end
        return boot("TX"), p._env.Booted, Booted, boot("TY"):match("No data found for transaction: TY")`),
    ).toEqual([undefined, 1, undefined, "No data found for transaction: TY"]);
  });

  it("AO 7 the other factories take an ao", () => {
    expect(
      hostProgram().run(`local process = require(".process")("ID", "MOD")
        local ao = process._env.ao
        local bare = {}
        require(".assignment").init(bare)
        return type(require(".eval")(ao)), type(require(".boot")(ao)), type(require(".default")(function() end)), type(bare.isAssignable), type(bare.addAssignable)`),
    ).toEqual(["function", "function", "function", "function", "function"]);
  });

  it("AO 7 .handlers and .ao are made for an id", () => {
    expect(
      hostProgram().run(`local h = require(".handlers")("ID")
        h.add("a", "A", function() end)
        local ao = require(".ao")("X", "M", h)
        local other = require("Handlers")("ID")
        return type(h.list), h._version, ao.id, ao._module, ao.send({ Target = "T" }).Anchor, #other.list == #h.list - 1, require("ao") == require(".ao")`),
    ).toEqual(["table", "0.0.5", "X", "M", "1".padStart(32, "0"), true, true]);
  });
});

describe("AO 7 require with an environment", () => {
  const files = {
    "./plain.lua": "count = (count or 0) + 1 return count",
    "./deep/inner.lua": "#!/usr/bin/env lua\nreturn ...",
    "./broken.lua": "return return",
    "./fails.lua": "raise('no', 0)",
  };

  it("AO 7 loads the file afresh, with the environment as its globals, and does not cache it", () => {
    const { run } = hostProgram({ files });
    expect(
      run(`local e = { count = 5 }
        local a, b = require("plain", e), require("plain", e)
        return a, b, e.count, count, package.loaded.plain, require("plain"), require("plain"), require("plain", {})`),
    ).toEqual([6, 7, 7, undefined, undefined, 1, 1, 1]);
  });

  it("AO 7 gives the file its name, and passes errors on", () => {
    const { run } = hostProgram({ files });
    expect(
      run(`return require("deep.inner", {}), select(2, pcall(require, "broken", {})), select(2, pcall(require, "fails", { raise = error })),
        select(2, pcall(require, "no.such", {}))`),
    ).toEqual([
      "deep.inner",
      expect.stringContaining("./broken.lua:1:"),
      "no",
      "module 'no.such' not found in package.path",
    ]);
  });
});
