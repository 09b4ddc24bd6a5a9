import { describe, expect, it } from "vitest";
import { hostProgram, TRY } from "./hostProgram.ts";

const DATA = `{ ["On-Boot"] = "Data" }`;
const PARTS = `local env, process, api, scheduler = require("aolite.env"), require("aolite.process"), require("aolite.api"), require("aolite.scheduler")
local w = env.new()
process.spawnProcess(w, "p", "x = 1 Handlers.add('n', 'N', function(m) n = (n or 0) + 1 m.reply({ Action = 'R' }) end)", ${DATA})
process.spawnProcess(w, "q")
`;
const run = (code: string) => hostProgram().run(TRY + PARTS + code);

describe("AO 7.9 parts that can be used directly", () => {
  it("AO 7.9 aolite.env.new gives worlds of their own, apart from that of the module", () => {
    expect(
      run(`local v = env.new()
        process.spawnProcess(v, "p", "x = 2", ${DATA})
        aolite.spawnProcess("p", "x = 3", ${DATA})
        return api.eval(w, "p", "x"), api.eval(v, "p", "x"), aolite.eval("p", "x"), v.processes.q, api.getAllMsgs(v, "q"), aolite.getAllMsgs("q")`),
    ).toEqual([1, 2, 3, undefined, undefined, undefined]);
  });

  it("AO 7.3 fields of a world", () => {
    expect(
      run(`local first = { w.autoSchedule, w.messageLogPath == nil, w.printProcessOutput, next(w.messageStore) == nil, type(w.coroutines), w.ready.p, w.nothing == nil }
        api.send(w, { From = "q", Target = "p", Action = "N" })
        local queued = { w.queues.p[1], w.history.p[1], w.messageStore["q#1"].Action, w.processed["q#1"] == nil, #w.queues.q, w.processes.p.env.x }
        scheduler.run(w)
        local done = { #w.queues.p, w.history.p[1], w.processed["q#1"], next(w.ready) == nil, w.history.q[1] }
        return table.concat({ tostring(first[1]), tostring(first[2]), tostring(first[3]), tostring(first[4]), first[5], tostring(first[6]), tostring(first[7]) }, " "),
          table.concat({ queued[1], queued[2], queued[3], tostring(queued[4]), queued[5], queued[6] }, " "), table.concat({ done[1], done[2], tostring(done[3]), tostring(done[4]), done[5] }, " ")`),
    ).toEqual(["true true false true table true true", "q#1 q#1 N true 0 1", "0 q#1 true true p#1"]);
  });

  it("AO 7.3 the switches of a world can be set, the rest cannot", () => {
    const program = hostProgram();
    expect(
      program.run(`${TRY + PARTS} w.autoSchedule = false w.messageLogPath = "log" w.printProcessOutput = true
        api.send(w, { From = "q", Target = "p", Action = "N" })
        local first = api.getFirstMsg(w, "q")
        local set = { w.autoSchedule, w.messageLogPath, w.printProcessOutput, try(function() w.queues = {} end) }
        w.messageLogPath = nil
        return first, set[1], set[2], set[3], set[4], w.messageLogPath, aolite.isAutoSchedule(), aolite.getMessageLog()`),
    ).toEqual([
      undefined,
      false,
      "log",
      true,
      "a world has no field 'queues' that can be set",
      undefined,
      true,
      undefined,
    ]);
    expect(program.read("log")).toContain('"Id":"q#1"');
  });

  it("AO 7.9 aolite.api: send queues only, queries and eval take the world first", () => {
    expect(
      run(`local m = api.send(w, { From = "q", Target = "p", Action = "N" })
        local queued = #w.queues.p
        local first = api.getFirstMsg(w, "q", { Action = "R" })
        return m.Id, queued, first.From, api.getLastMsg(w, "p", { Action = "N" }).Id, #api.getAllMsgs(w, "p"), api.getMsgById(w, "p#1").Action, #api.getMsgs(w, { Action = "N" }),
          api.clearAllMessages(w, "p"), #api.getAllMsgs(w, "p"), api.eval(w, "p", "n")`),
    ).toEqual(["q#1", 1, "p", "q#1", 1, "R", 1, true, 0, 1]);
  });

  it("AO 7.9 aolite.process: spawning with an owner, sending for an id, delivering an outbox at once", () => {
    expect(
      run(`local d = process.spawnProcess(w, "o", nil, nil, "OWNER")
        local m = process.send(w, { Target = "p", Data = "d", Tags = { { name = "Reference", value = "9" } } }, "outside")
        local o = w.processes.o
        o.ao.send({ Target = "q", Data = "1" }) o.ao.send({ Target = "none" }) o.ao.send({ Target = "o", Data = "2" })
        local e = try(process.deliverOutbox, w, "o", "cause")
        return d.env.Owner, d.env.Process.Owner, m.Id, m.From, m.Module, w.queues.p[1], e, #w.queues.q, w.messageStore["o#3"]["Pushed-For"], #d.ao.outbox.Messages,
          try(process.deliverOutbox, w, "o")`),
    ).toEqual([
      ...["OWNER", "OWNER", "outside#9", "outside", undefined, "outside#9", "aolite: Target process not found: none"],
      ...[1, "cause", 0, "none"],
    ]);
  });

  it("AO 7.9 aolite.scheduler.run has a limit of cycles", () => {
    expect(
      run(`process.spawnProcess(w, "l", "Handlers.add('l', 'L', function(m) Send({ Target = 'k', Action = 'L' }) end)", ${DATA})
        process.spawnProcess(w, "k", "Handlers.add('l', 'L', function(m) Send({ Target = 'l', Action = 'L' }) end)", ${DATA})
        w.autoSchedule = false
        scheduler.run(w)
        api.send(w, { From = "p", Target = "l", Action = "L" })
        scheduler.run(w, 3)
        return #api.getMsgs(w, { Action = "L" })`),
    ).toEqual([4]);
  });

  it.each(["api.eval, {}, 'p', '1'", "scheduler.run", "process.spawnProcess, nil, 'x'", "api.getMsgs, 'w'"])(
    "AO 7.9 %s is refused: it is no world",
    (call) => {
      expect(run(`return try(${call})`)).toEqual(["a world of aolite.env expected"]);
    },
  );
});

describe("AO 8, 9 what the notes ask for", () => {
  it("AO 8.9 require('aolite') in a process is its own ao, at host level the simulator", () => {
    expect(
      hostProgram().run(
        `local p = aolite.spawnProcess("p", "same = require('aolite') == ao", ${DATA}) return p.env.same, aolite.spawnProcess ~= nil, aolite.send ~= p.ao.send`,
      ),
    ).toEqual([true, true, true]);
  });

  it("AO 8.3 programs replace fields, and the runtime looks them up late", () => {
    expect(
      hostProgram().run(`aolite.spawnProcess("p", [[
          Handlers.add("x", "X", function(m) Send({ Target = m.From, Data = "sent" }) end)
          local send, evaluate = ao.send, Handlers.evaluate
          ao.send = function(m) if m.Data == "sent" then m.Data = "sent!" end return send(m) end
          Handlers.evaluate = function(m, e) seen = (seen or 0) + 1 return evaluate(m, e) end]], ${DATA})
        aolite.spawnProcess("q")
        aolite.send({ From = "q", Target = "p", Action = "X" })
        return aolite.getFirstMsg("q").Data, aolite.eval("p", "seen")`),
    ).toEqual(["sent!", 2]);
  });

  it("AO 8.1 Receive waits through pcall, coroutines and iterators of the handler", () => {
    expect(
      hostProgram().run(`aolite.spawnProcess("p", [[
          Handlers.add("w", "W", function(m)
            local ok, got = pcall(function() return Receive({ Action = "Go" }).Data end)
            local list = {} for k in (function() return Receive({ Action = "Go" }).Data end) do list[#list + 1] = k if #list == 2 then break end end
            table.sort(list, function(a, b) return a < b end)
            result = tostring(ok) .. got .. table.concat(list) end)]], ${DATA})
        aolite.spawnProcess("q")
        aolite.send({ From = "q", Target = "p", Action = "W" })
        for _, d in ipairs { "a", "c", "b" } do aolite.send({ From = "q", Target = "p", Action = "Go", Data = d }) end
        return aolite.eval("p", "result")`),
    ).toEqual(["trueabc"]);
  });

  it("AO 8.7 one clock: Timestamp, os.time outside messages and the log, from the host", () => {
    let now = 100;
    const { run: at, read } = hostProgram({ clock: () => now });
    at(`aolite.setMessageLog("log") aolite.spawnProcess("p") aolite.send({ From = "p", Target = "p" })`);
    now = 200;
    expect(
      at(`return aolite.send({ From = "p", Target = "p" }).Timestamp, aolite.getMsgById("p#1").Timestamp, os.time()`),
    ).toEqual([200, 100, 200]);
    expect(read("log").match(/"Timestamp":"\d+"/g)).toEqual([
      '"Timestamp":"100"',
      '"Timestamp":"100"',
      '"Timestamp":"200"',
      '"Timestamp":"200"',
    ]);
  });

  it("AO 9 ids, the separator, matchesSpec in both places, reply by a table, and the Inbox of what is unhandled", () => {
    expect(
      hostProgram().run(`aolite.spawnProcess("p", [[
          Handlers.add("t", "T", Handlers.utils.reply({ Action = "Tabled", Data = "x" }))
          both = Handlers.utils.matchesSpec({ A = "1" }, { A = "1" }) and Utils.matchesSpec({ A = "1" }, { A = "1" })]], ${DATA})
        aolite.spawnProcess("q")
        aolite.send({ From = "q", Target = "p", Action = "T" }) aolite.send({ From = "q", Target = "p", Action = "None" })
        local answer = aolite.getFirstMsg("q")
        return answer.Id, answer.Action, answer.Data, aolite.eval("p", "both"), aolite.eval("p", "#Inbox"), aolite.eval("p", "Inbox[1].Action")`),
    ).toEqual(["p#1", "Tabled", "x", true, 1, "None"]);
  });
});

describe("AO 10 faults that must not come back", () => {
  it("AO 10.1 after any failure a process still answers", () => {
    const failures = [
      "Send({ Target = 'none' })",
      "Send({ Data = 'no target' })",
      "Spawn('M', { Data = 'x x', Tags = { ['On-Boot'] = 'Data' } })",
      "error({ code = 1 })",
      "error(nil)",
      "error(setmetatable({}, { __tostring = function() error('again') end }))",
      "Send({ Target = 'p', Action = 'J', Data = '{', Tags = { ['Content-Type'] = 'application/json' } })",
    ];
    for (const failure of failures) {
      expect(
        hostProgram().run(`${TRY} aolite.spawnProcess("p", [[Handlers.add("f", "F", function() n = (n or 0) + 1 ${failure} end)]], ${DATA})
          try(aolite.send, { From = "p", Target = "p", Action = "F" }) try(aolite.send, { From = "p", Target = "p", Action = "F" })
          return aolite.eval("p", "n"), aolite.eval("p", "1 + 1")`),
        failure,
      ).toEqual([2, 2]);
    }
  });

  it("AO 10.5 integers keep their digits in JSON and in eval", () => {
    expect(
      hostProgram().run(`aolite.spawnProcess("p") aolite.spawnProcess("q")
        aolite.send({ From = "p", Target = "q", Data = { n = math.maxinteger, m = 2^53 + 1 } })
        return aolite.eval("p", "{ math.maxinteger }")[1] == math.maxinteger, aolite.getFirstMsg("q").Data.n == math.maxinteger`),
    ).toEqual([true, true]);
  });

  it("AO 10.7 answers are matched by text, whatever characters the ids have", () => {
    expect(
      hostProgram().run(`local id = "a-b.c%(+*)[x]^$?"
        aolite.spawnProcess(id, "Handlers.add('q', 'Q', function(m) m.reply({ Data = 'yes' }) end)", ${DATA})
        aolite.spawnProcess("p-p", "Handlers.add('g', 'G', function() got = ao.send({ Target = '" .. id .. "', Action = 'Q' }).receive().Data end)", ${DATA})
        aolite.send({ From = "p-p", Target = "p-p", Action = "G" })
        return aolite.eval("p-p", "got")`),
    ).toEqual(["yes"]);
  });

  it("AO 10.8 curry keeps its arguments, stringify the list part, bint({}) and negative exponents are refused", () => {
    expect(
      hostProgram().run(`${TRY} aolite.spawnProcess("p")
        local bint = require(".bint")(256)
        return aolite.eval("p", "Utils.curry(function(a, b, c) return a .. b .. c end, 3)('x')('y', 'z')"),
          (require(".stringify").format({ 1, x = 2 }):gsub("\\27%[%d+m", "")), try(bint, {}), try(bint.ipow, 2, -1)`),
    ).toEqual(["xyz", "{\n   1 = 1,\n   x = 2\n}", "value cannot be represented by a bint", "negative exponent"]);
  });

  it("AO 10.9 forwarded messages have no functions among their tags", () => {
    expect(
      hostProgram().run(`aolite.spawnProcess("p", "Handlers.add('f', 'F', function(m) m.forward('q', { Extra = 'e' }) end)", ${DATA}) aolite.spawnProcess("q")
        aolite.send({ From = "q", Target = "p", Action = "F", Data = "d" })
        local m, bad = aolite.getFirstMsg("q"), {}
        for _, tag in ipairs(m.TagArray) do if type(tag.value) ~= "string" then bad[#bad + 1] = tag.name end end
        return m.Data, m.Extra, table.concat(bad, " "), m.Tags.reply, m.Tags.forward`),
    ).toEqual(["d", "e", "", undefined, undefined]);
  });

  it("AO 2.1, 5.2, 8.6, 10.9 functions are no tags, wherever they are given", () => {
    expect(
      hostProgram().run(`aolite.spawnProcess("q")
        aolite.spawnProcess("p", [[Handlers.add('f', 'F', function(m)
          m.forward('q', { Cb = print, Kind = 'forward' })
          local sent = ao.send({ Target = 'q', Kind = 'map', Cb = print, Tags = { F = print, G = 'g' } })
          ao.send({ Target = 'q', Kind = 'list', Tags = { { name = 'F', value = print }, { name = 'G', value = 'g' } } })
          ao.send({ Target = 'q', Kind = 'outbox', G = 'g' }) ao.outbox.Messages[4].Tags[6].value = print
          ao.spawn('M', { Cb = print, Kind = 'spawn' })
          Seen = #sent.Tags .. #ao.outbox.Messages[2].Tags .. #ao.outbox.Spawns[1].Tags
        end)]], ${DATA})
        aolite.send({ From = "q", Target = "p", Action = "F" })
        local names = {}
        for i, m in ipairs(aolite.getMsgs(function(m) return m.Kind ~= nil end)) do
          names[i] = m.Kind .. ":"
          for _, tag in ipairs(m.TagArray) do
            if tag.name == "Cb" or tag.name == "F" or tag.name == "G" then names[i] = names[i] .. tag.name end
          end
        end
        return table.concat(names, " "), aolite.eval("p", "Seen")`),
    ).toEqual(["forward: map:G list:G outbox: spawn:", "668"]);
  });

  it("AO 10.10 a process that keeps sending to itself reaches the limit of cycles", () => {
    expect(
      hostProgram().run(`aolite.setAutoSchedule(false)
        aolite.spawnProcess("p", "Handlers.add('l', 'L', function() n = (n or 0) + 1 Send({ Target = ao.id, Action = 'L' }) end)", ${DATA})
        aolite.send({ From = "p", Target = "p", Action = "L" })
        aolite.runScheduler(1)
        return aolite.eval("p", "n") > 1, aolite.eval("p", "n") < 10000`),
    ).toEqual([true, true]);
  });
});
