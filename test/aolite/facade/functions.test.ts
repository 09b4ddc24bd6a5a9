import { describe, expect, it } from "vitest";
import { hostProgram, TRY } from "./hostProgram.ts";

const PAIR = `aolite.spawnProcess("a") aolite.spawnProcess("b")\n`;
const run = (code: string) => hostProgram().run(TRY + code);

describe("AO 7.1 send and queue", () => {
  it.each([
    ["aolite.send, { From = 5 }", "From must be defined"],
    ["aolite.send, { Target = 'a' }", "From must be defined"],
    ["aolite.send, { From = 'a' }", "Target must be defined"],
    ["aolite.send, { From = 'x', Target = 'a' }", "aolite: No such process: x"],
    ["aolite.send, { From = 'a', Target = 'x' }", "aolite: Target process not found: x"],
    ["aolite.queue, { Target = 'a' }", "From must be defined"],
    ["aolite.queue, { From = 'a', Target = 'x' }", "aolite: Target process not found: x"],
  ])("AO 7.1 %s is refused", (call, message) => {
    expect(run(`${PAIR} return try(${call})`)).toEqual([message]);
  });

  it("AO 7.1, 1.4 returns the queued message with its fields and functions", () => {
    const { run: at } = hostProgram({ clock: () => 1763630000.9 });
    expect(
      at(`${PAIR} local m = aolite.send({ From = "a", Target = "b", Action = "X", Data = "d", })
        return m.Id, m.From, m.Owner, m.Target, m.Data, m.Timestamp, m.Module, m.Anchor, m.Tags[5].name, m.Tags[6].name, type(m.onReply), type(m.receive)`),
    ).toEqual([
      "a#1",
      "a",
      "a",
      "b",
      "d",
      1763630000,
      "DefaultDummyModule",
      "1".padStart(32, "0"),
      "Action",
      "From-Module",
      "function",
      "function",
    ]);
  });

  it("AO 7.1 goes through the sender's own ao.send: its references, JSON, and what the program put there", () => {
    expect(
      run(`${PAIR} local b = aolite.spawnProcess("c", "local own = ao.send ao.send = function(m) m.Data = m.Data .. '!' return own(m) end", { ["On-Boot"] = "Data" })
        aolite.send({ From = "a", Target = "b", Data = { 1, 2 } })
        aolite.send({ From = "c", Target = "b", Data = "x" })
        return aolite.getFirstMsg("b").Data[2], aolite.getLastMsg("b").Data, aolite.send({ From = "a", Target = "b" }).Id`),
    ).toEqual([2, "x!", "a#2"]);
  });

  it("AO 7.1 send runs the scheduler when that is automatic, queue never does", () => {
    const handled = `local b = aolite.spawnProcess("h", "n = 0 Handlers.add('n', 'N', function() n = n + 1 end)", { ["On-Boot"] = "Data" })
      local function go(f) f({ From = "a", Target = "h", Action = "N" }) return b.env.n end `;
    expect(run(`${PAIR} ${handled} return go(aolite.queue), go(aolite.send)`)).toEqual([0, 2]);
    expect(
      run(
        `${PAIR} ${handled} aolite.setAutoSchedule(false) return go(aolite.queue), go(aolite.send), #aolite.listQueueMessages("h")`,
      ),
    ).toEqual([0, 0, 2]);
  });

  it("AO 7.1 the message is returned whatever the run prints through the host", () => {
    const { run: at } = hostProgram({ variables: { AOLITE_PRINT_VERB: "2" } });
    expect(
      at(`local lines = 0 function print(...) lines = lines + select("#", ...) return 1, 2, 3 end
        ${PAIR} local m = aolite.send({ From = "a", Target = "b", Action = "X" }) return m.Id, m.Action, lines`),
    ).toEqual(["a#1", "X", 4]);
  });

  it("AO 7.1 [0.2] a second argument true clears inbox and history of the sender first", () => {
    expect(
      run(`${PAIR} for i = 1, 3 do aolite.send({ From = "b", Target = "a", Action = "X" }) end
        local before = #aolite.getAllMsgs("a")
        aolite.send({ From = "a", Target = "b" }, "yes")
        local kept = #aolite.getAllMsgs("a")
        aolite.send({ From = "a", Target = "b" }, true)
        return before, kept, #aolite.getAllMsgs("a"), #aolite.getAllMsgs("b"), aolite.eval("a", "#Inbox")`),
    ).toEqual([3, 3, 0, 2, 0]);
  });
});

const THREE = `${PAIR} for i = 1, 3 do aolite.send({ From = "a", Target = "b", Action = "X", Data = tostring(i) }) end\n`;

describe("AO 7.1 queries", () => {
  it("AO 2.1, 7.1 send says on the caller's table that its Data has become JSON", () => {
    expect(
      run(`aolite.spawnProcess("a") aolite.spawnProcess("b")
        local m = { From = "a", Target = "b", Action = "X", Data = { n = 1, list = { 1, 2 } } }
        aolite.send(m)
        local text = { From = "a", Target = "b", Data = "plain" }
        aolite.send(text)
        return m.Data, m["Content-Type"], text.Data, text["Content-Type"], aolite.getFirstMsg("b").Data.n, aolite.getFirstMsg("b")["Content-Type"]`),
    ).toEqual(['{"n":1,"list":[1,2]}', "application/json", "plain", undefined, 1, "application/json"]);
  });

  it("AO 10.3 what send returns is the sender's own, down to the tags", () => {
    expect(
      run(`aolite.setAutoSchedule(false) aolite.spawnProcess("a") aolite.spawnProcess("b")
        local m = aolite.send({ From = "a", Target = "b", Action = "Y", Tags = { K = "v" } })
        m.Tags[6].value, m.Tags[1], m.Data = "changed", nil, "changed"
        local seen = aolite.getLastMsg("b")
        return seen.Tags[6].value, seen.Tags[1].name, seen.Data, aolite.listQueueMessages("b")[1].Tags[6].value`),
    ).toEqual(["v", "Data-Protocol", undefined, "v"]);
  });

  it("AO 7.1 first and last are by delivery, all are newest first, those of all processes oldest first", () => {
    expect(
      run(`${THREE} aolite.send({ From = "b", Target = "a", Action = "X", Data = "4" })
        local function data(list) local out = {} for i, m in ipairs(list) do out[i] = m.Data end return table.concat(out) end
        return aolite.getFirstMsg("b").Data, aolite.getLastMsg("b").Data, data(aolite.getAllMsgs("b")), data(aolite.getMsgs({ Action = "X" })),
          data(aolite.getAllMsgs("b", { Data = "2" })), aolite.getFirstMsg("b", { Data = "2" }).Id, #aolite.getMsgs()`),
    ).toEqual(["1", "3", "321", "1234", "2", "a#2", 0]);
  });

  it("AO 7.1 unknown processes and messages are nil", () => {
    expect(
      run(`${PAIR} return aolite.getFirstMsg("x"), aolite.getLastMsg("x"), aolite.getAllMsgs("x"), aolite.getMsgById("x"), aolite.listQueueMessages("x"),
        aolite.getFirstMsg(), aolite.getMsgById(), #aolite.getAllMsgs("a"), aolite.getFirstMsg("a")`),
    ).toEqual([undefined, undefined, undefined, undefined, undefined, undefined, undefined, 0, undefined]);
  });

  it("AO 7.1 a query runs the scheduler first if that is automatic, but getMsgById and listQueueMessages do not", () => {
    const count = `local h = aolite.spawnProcess("h", "n = 0 Handlers.add('n', 'N', function() n = n + 1 end)", { ["On-Boot"] = "Data" })
      local m = aolite.queue({ From = "a", Target = "h", Action = "N" })`;
    for (const query of ["getFirstMsg('a')", "getLastMsg('a')", "getAllMsgs('a')"]) {
      expect(run(`${PAIR} ${count} aolite.${query} return h.env.n`), query).toEqual([1]);
      expect(run(`${PAIR} ${count} aolite.setAutoSchedule(false) aolite.${query} return h.env.n`), query).toEqual([0]);
    }
    expect(
      run(
        `${PAIR} ${count} return aolite.getMsgById(m.Id).Id, #aolite.listQueueMessages("h"), #aolite.getMsgs({}), h.env.n`,
      ),
    ).toEqual(["a#1", 1, 1, 0]);
  });

  it("AO 7.1 the history has eval traffic, Spawned, and what is still queued", () => {
    expect(
      run(`local p = aolite.spawnProcess("p", "Handlers.add('s', 'S', function() Spawn('M', {}) end)", { ["On-Boot"] = "Data" })
        aolite.eval("p", "1") aolite.send({ From = "p", Target = "p", Action = "S" })
        aolite.setAutoSchedule(false)
        aolite.send({ From = "p", Target = "p", Action = "Queued" })
        local out = {} for i, m in ipairs(aolite.getAllMsgs("p")) do out[i] = m.Action end
        return table.concat(out, " ")`),
    ).toEqual(["Queued Spawned S EvalResponse EvalRequest"]);
  });

  it("AO 7.1, 3.4 specs may be functions that see the message", () => {
    expect(
      run(`${THREE} return aolite.getFirstMsg("b", function(m) return tonumber(m.Data) > 1 end).Data, #aolite.getMsgs(function(m) return m.From == "a" end),
        #aolite.getAllMsgs("b", { Data = function(v) return v ~= "2" end }), #aolite.getAllMsgs("b", function() return 0 end), aolite.getLastMsg("b", "Y")`),
    ).toEqual(["2", 3, 2, 0, undefined]);
  });

  it("AO 7.1 clearAllMessages empties a history and returns true, the store is kept", () => {
    expect(
      run(`${THREE} return aolite.clearAllMessages("b"), #aolite.getAllMsgs("b"), aolite.getMsgById("a#2").Data, #aolite.getMsgs({ Action = "X" }),
        try(aolite.clearAllMessages), aolite.clearAllMessages("unknown")`),
    ).toEqual([true, 0, "2", 3, "processId must be provided", true]);
  });

  it("AO 7.1 clearAllProcesses forgets all but the switches", () => {
    expect(
      run(`${THREE} aolite.setAutoSchedule(false) aolite.setPrintProcessOutput(true) aolite.setMessageLog("log")
        aolite.send({ From = "a", Target = "b" })
        aolite.clearAllProcesses()
        local r = { aolite.getMsgById("a#1") == nil, aolite.getAllMsgs("b") == nil, aolite.listQueueMessages("b") == nil, #aolite.getMsgs({}) == 0,
          try(aolite.eval, "a", "1"), aolite.isAutoSchedule(), aolite.isPrintProcessOutput(), aolite.getMessageLog() }
        aolite.spawnProcess("a")
        r[9] = aolite.send({ From = "a", Target = "a" }).Id
        return table.unpack(r)`),
    ).toEqual([true, true, true, true, "aolite: No such process: a", false, true, "log", "a#1"]);
  });
});

describe("AO 7.1, 1.4, 1.5 messages as the host sees them", () => {
  const SENT = `aolite.setAutoSchedule(false) ${PAIR} local m = aolite.queue({ From = "a", Target = "b", Action = "X", ["x-low_case"] = "v", type = "lower", ["Content-Type"] = "application/json", Data = { k = { 1 } } })
    local queued = aolite.listQueueMessages("b")[1] aolite.runScheduler() local done = aolite.getFirstMsg("b") `;

  it("AO 1.4 while it is queued, Tags is the list and Data is text", () => {
    expect(
      run(
        `${SENT} return #queued.Tags, queued.Tags[1].name, queued.TagArray, queued.Data, queued["X-Low-Case"], queued.Tags.Action, queued.Nothing, queued.Tags.Nothing, m.Id == queued.Id`,
      ),
    ).toEqual([9, "Data-Protocol", undefined, '{"k":[1]}', "v", "X", undefined, undefined, true]);
  });

  it("AO 1.5 when it has been handled, Tags is the map, TagArray the list, JSON is decoded, names fall back to title case", () => {
    expect(
      run(`${SENT} return done.Tags.Action, #done.TagArray, done.Data.k[1], done["x-low_case"], done["X-Low-Case"], done.Tags["X-Low-Case"], done.Type, done.Tags.Type, done.Nothing,
        done.Tags.Nothing, done.From, rawget(done.Tags, "X-Low-Case"), aolite.getFirstMsg("b") == done`),
    ).toEqual(["X", 9, 1, "v", "v", "v", undefined, "Message", undefined, undefined, "a", undefined, true]);
  });

  it("AO 1.5 Data that is no JSON stays text", () => {
    expect(
      run(
        `${PAIR} aolite.send({ From = "a", Target = "b", Data = "{broken", ["Content-Type"] = "application/json" }) return aolite.getFirstMsg("b").Data`,
      ),
    ).toEqual(["{broken"]);
  });
});

describe("AO 7.1 switches and queues", () => {
  it("AO 7.1 switches: what they are at first, and that they take booleans", () => {
    expect(
      run(`local first = { aolite.isAutoSchedule(), aolite.isPrintProcessOutput(), aolite.getMessageLog() == nil }
        aolite.setAutoSchedule(false) aolite.setPrintProcessOutput(true) aolite.setMessageLog("l")
        local second = { aolite.isAutoSchedule(), aolite.isPrintProcessOutput(), aolite.getMessageLog() }
        aolite.setMessageLog(nil)
        return first[1], first[2], first[3], second[1], second[2], second[3], aolite.getMessageLog(),
          try(aolite.setAutoSchedule), try(aolite.setAutoSchedule, 1), try(aolite.setPrintProcessOutput, "true")`),
    ).toEqual([
      ...[true, false, true, false, true, "l", undefined],
      "setAutoSchedule expects a boolean",
      "setAutoSchedule expects a boolean",
      "setPrintProcessOutput expects a boolean",
    ]);
  });

  it.each([
    "setAutoSchedule(false)",
    "setPrintProcessOutput(true)",
    "setMessageLog('l')",
    "runScheduler()",
    "reorderQueue('a', {})",
    "clearAllProcesses()",
  ])("AO 7.1 %s returns nothing", (call) => {
    expect(run(`${PAIR} return select("#", aolite.${call})`)).toEqual([0]);
  });

  it.each([
    ["", false],
    ["0", false],
    ["1", true],
    ["no", true],
  ])("AO 7.6 AOLITE_PRINT_OUTPUT %j: %s", (value, expected) => {
    const { run: at } = hostProgram({ variables: { AOLITE_PRINT_OUTPUT: value } });
    expect(at("return aolite.isPrintProcessOutput()")).toEqual([expected]);
  });

  it.each([
    [{}, undefined],
    [{ AOLITE_MSG_LOG: "" }, undefined],
    [{ AOLITE_MSG_LOG: "messages.log" }, "messages.log"],
  ])("AO 7.6 with %j the message log is %s", (variables, path) => {
    expect(
      hostProgram({ variables: variables as Record<string, string> }).run("return aolite.getMessageLog()"),
    ).toEqual([path]);
  });

  it("AO 7.1 listQueueMessages gives whole messages in order, reorderQueue another order", () => {
    expect(
      run(`aolite.setAutoSchedule(false) ${THREE}
        local function ids() local out = {} for i, m in ipairs(aolite.listQueueMessages("b")) do out[i] = m.Id .. m.Data end return table.concat(out, " ") end
        local before = ids()
        local order = { "a#3", "a#1", "a#2" }
        aolite.reorderQueue("b", order)
        order[1] = "changed"
        return before, ids()`),
    ).toEqual(["a#11 a#22 a#33", "a#33 a#11 a#22"]);
  });

  it.each([
    ["'x', {}", "No queue found for processId: x"],
    ["'x', 'text'", "No queue found for processId: x"],
    ["'b', {}", "newOrderIds must have exactly 3 items"],
    ["'b', { 'a#1', 'a#2', 'a#3', 'a#3' }", "newOrderIds must have exactly 3 items"],
    ["'b', 'text'", "newOrderIds must have exactly 3 items"],
    ["'b', { 'a#1', 'a#1', 'a#2' }", "newOrderIds must be a permutation of the queue: a#1"],
    ["'b', { 'a#1', 'zz', 'a#2' }", "newOrderIds must be a permutation of the queue: zz"],
  ])("AO 7.1, 10.4 reorderQueue(%s) is refused, and changes nothing", (args, message) => {
    expect(
      run(
        `aolite.setAutoSchedule(false) ${THREE} local e = try(aolite.reorderQueue, ${args}) return e, aolite.listQueueMessages("b")[1].Id`,
      ),
    ).toEqual([message, "a#1"]);
  });
});
