import { describe, expect, it } from "vitest";
import { hostProgram } from "../facade/hostProgram.ts";

const host = (files: Record<string, string> = {}, variables: Record<string, string> = {}) =>
  hostProgram({ files, variables, version: "5.4" });

const P1 = `aolite.spawnProcess("p1", [[
  Handlers.add("Ping", "Ping", function(msg) msg.reply({ Action = "Pong", Data = "x" .. (msg.Data or "") }) end)
]], { ["On-Boot"] = "Data" })
aolite.spawnProcess("p2")
`;

describe("the aolite module", () => {
  it("AO 7.1 send, queries and eval", () => {
    const { run } = host();
    expect(
      run(`${P1}
      local sent = aolite.send({ From = "p2", Target = "p1", Action = "Ping", Data = "y" })
      local last = aolite.getLastMsg("p2", { Action = "Pong" })
      local first = aolite.getFirstMsg("p1", function(m) return m.Action == "Ping" end)
      return sent.Id, sent.Tags[4].name, last.Data, last.From, last.Tags.Action, last.TagArray[1].name,
        first.Id, aolite.getMsgById("p2#1").Data, #aolite.getAllMsgs("p1"), #aolite.getMsgs(), #aolite.getMsgs({}),
        aolite.getLastMsg("nobody"), aolite.eval("p1", "1 + 1")`),
    ).toEqual(["p2#1", "Reference", "xy", "p1", "Pong", "Data-Protocol", "p2#1", "y", 1, 0, 2, undefined, 2]);
  });

  it("AO 7.1 error texts", () => {
    const { run } = host();
    const texts = run(`${P1}
      local function try(f, ...) return select(2, pcall(f, ...)) end
      return try(aolite.send, {}), try(aolite.send, { From = "p1" }), try(aolite.send, { From = "x", Target = "p1" }),
        try(aolite.send, { From = "p1", Target = "x" }), try(aolite.spawnProcess), try(aolite.spawnProcess, "p1"),
        try(aolite.spawnProcess, "q", nil, 5), try(aolite.spawnProcess, "q", nil, { { name = 1 } }),
        try(aolite.spawnProcess, "q", nil, { 1 }), try(aolite.setAutoSchedule, 1), try(aolite.setPrintProcessOutput),
        try(aolite.clearAllMessages), try(aolite.reorderQueue, "q", {}), try(aolite.reorderQueue, "p1", { "a" }),
        try(aolite.eval, "p1", "error('boom', 0)")`);
    expect(texts).toEqual([
      "From must be defined",
      "Target must be defined",
      "aolite: No such process: x",
      "aolite: Target process not found: x",
      "processId must be defined",
      "aolite: Process with ID p1 already exists",
      "`initEnv` must be a table",
      "Each tag item needs a string `name` field",
      "`initEnv` map keys must be strings",
      "setAutoSchedule expects a boolean",
      "setPrintProcessOutput expects a boolean",
      "processId must be provided",
      "No queue found for processId: q",
      "newOrderIds must have exactly 0 items",
      "Error in evaluation: Runtime error: boom",
    ]);
  });

  it("AO 7.2 descriptors are live views", () => {
    const { run } = host();
    expect(
      run(`local p = aolite.spawnProcess("p", "x = { 1, 2, 3 } function add(a, b) return a + b end", { { name = "On-Boot", value = "Data" }, { name = "Ticker", value = "T" } })
      p.env.y = { z = function(v) return v * 2 end }
      local keys = {}
      for k in pairs(p.env.x) do keys[#keys + 1] = k end
      return p.env.Ticker, #p.env.x, p.env.add(1, 2), aolite.eval("p", "y.z(21)"), #keys, p.env.x == p.env.x, p.ao.id,
        p.env.Process.Id, p.env.Name, p.process._version, p.spawnCounter, p.env.nothing`),
    ).toEqual(["T", 3, 3, 42, 3, true, "p", "p", "p", "2.0.4", 0, undefined]);
  });

  it("AO 7.4 manual scheduling and queues", () => {
    const { run } = host();
    expect(
      run(`${P1}
      aolite.setAutoSchedule(false)
      aolite.eval("p2", "order = {} Handlers.add('n', 'N', function(m) table.insert(order, m.Data) end)")
      local a = aolite.send({ From = "p1", Target = "p2", Action = "N", Data = "a" })
      local b = aolite.queue({ From = "p1", Target = "p2", Action = "N", Data = "b" })
      local queue = aolite.listQueueMessages("p2")
      aolite.reorderQueue("p2", { b.Id, a.Id })
      local before = aolite.eval("p2", "#order")
      aolite.runScheduler()
      return #queue, queue[1].Data, queue[2].Action, before, aolite.eval("p2", "table.concat(order)"), #aolite.listQueueMessages("p2")`),
    ).toEqual([2, "a", "N", 0, "ba", 0]);
  });

  it("AO 7.6 logs", () => {
    const { run, read, printed } = host(
      {},
      { AOLITE_MSG_LOG: "msg.log", AOLITE_PRINT_VERB: "2", AOLITE_PRINT_OUTPUT: "1" },
    );
    run(`${P1}
      aolite.send({ From = "p2", Target = "p1", Action = "Ping" })
      aolite.send({ From = "p1", Target = "p1", Action = "Eval", Data = "print('hello')" })`);
    const lines = read("msg.log")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(lines.map(({ Id }) => Id)).toEqual(["p2#1", "p1#1", "p2#1", "p1#2", "p1#2"]);
    expect(lines[0].Timestamp).toBe("0");
    expect(lines[0].Tags[0]).toEqual({ name: "Data-Protocol", value: "ao" });
    expect(printed()).toContain("[\x1b[34maolite\x1b[0m] spawning process id: p1 & module: DefaultDummyModule\n");
    expect(printed()).toContain("[\x1b[34maolite\x1b[0m] message p2 -> p1 (Action = Ping, Id = p2#1)\n");
    expect(printed()).toContain("[p1] hello");
  });

  it("AO 7.7 a Lua module as the process", () => {
    const { run } = host({
      "./mymodule.lua":
        "return { handle = function(msg, env) seen = #msg.Tags return { Messages = { { Target = msg.From, Data = 'got ' .. msg.Data, Tags = { { name = 'Reference', value = '7' } } } } } end }",
    });
    expect(
      run(`aolite.spawnProcess("m", nil, { Module = "mymodule" })
      aolite.spawnProcess("p")
      aolite.send({ From = "p", Target = "m", Data = "x" })
      local last = aolite.getLastMsg("p")
      return last.Data, last.Id`),
    ).toEqual(["got x", "m#7"]);
  });

  it("AO 7.8 processes are isolated", () => {
    const { run } = host();
    expect(
      run(`shared = { n = 1 }
      local upvalue = 10
      function helper(x) upvalue = upvalue + x return upvalue end
      local p = aolite.spawnProcess("p", "table.insert = nil; string.rep = nil; json = nil; shared.n = 2; got = helper(1)", { ["On-Boot"] = "Data" })
      aolite.spawnProcess("q")
      late = true
      aolite.send({ From = "q", Target = "p", Action = "Eval", Data = "1" })
      return p.env.got, helper(1), shared.n, table.insert ~= nil, aolite.eval("q", "table.insert ~= nil and json ~= nil"), aolite.eval("p", "1 + 1"), aolite.eval("p", "late"),
        aolite.eval("p", "io == nil and os.execute == nil and os.exit == nil and aolite == nil")`),
    ).toEqual([11, 11, 1, true, true, 2, undefined, true]);
  });

  it("AO 7.9 parts and worlds", () => {
    const { run } = host();
    expect(
      run(`local env, process, api, scheduler = require("aolite.env"), require("aolite.process"), require("aolite.api"), require("aolite.scheduler")
      local w, v = env.new(), env.new()
      process.spawnProcess(w, "p", "x = 1", { ["On-Boot"] = "Data" }, "owner")
      api.send(w, { From = "p", Target = "p", Data = "d" })
      local queued = #w.queues.p
      scheduler.run(w)
      return w.autoSchedule, queued, #w.queues.p, next(v.processes), api.getLastMsg(w, "p").Data, w.processes.p.env.Owner, api.eval(w, "p", "x"),
        require("aolite.eval_exp").eval("1 + 1"), require("aolite.lib.json").encode({ 1 })`),
    ).toEqual([true, 1, 0, undefined, "d", "owner", 1, true, "[1]"]);
  });

  it("AO 9 the skeleton of the notes works", () => {
    const { run } = host({
      "./my/agent.lua": `local ao = require("aolite")
        Handlers.add("Ping", "Ping", function(msg) print("got ping") msg.reply{ Action = "Pong" } end)
        ao.send{ Target = ao.id, Action = "Ping" }
        local resp = Handlers.receive{ Action = "Pong" }
        received = resp.Action`,
    });
    expect(
      run(`aolite.spawnProcess("p1", "my.agent", { { name = "On-Boot", value = "Data" } })
      aolite.send({ From = "p1", Target = "p1", Action = "Ping" })
      return aolite.eval("p1", "received"), aolite.getLastMsg("p1", { Action = "Pong" }).From`),
    ).toEqual(["Pong", "p1"]);
  });
});
