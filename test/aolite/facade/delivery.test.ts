import { describe, expect, it } from "vitest";
import { hostProgram, TRY } from "./hostProgram.ts";

const files = { "./child.lua": "kid = true" };
const run = (code: string) => hostProgram({ files }).run(TRY + code);
const DATA = `{ ["On-Boot"] = "Data" }`;

describe("AO 7.3 messages", () => {
  it("AO 7.3, 1.4 fields are completed: Id, From, Owner, Timestamp, Block-Height, Module, From-Module", () => {
    expect(
      run(`local process = require("aolite.process") local w = require("aolite.env").new()
        process.spawnProcess(w, "p", nil, { Module = "MOD" }) process.spawnProcess(w, "q")
        local function tags(n, more) return { { name = "Reference", value = n }, { name = "Reference", value = "99" }, more } end
        local a = process.send(w, { Target = "p", Tags = tags("5") }, "p")
        local b = process.send(w, { Target = "p", Tags = tags("6", { name = "From-Module", value = "SET" }), Owner = "O" }, "p")
        local c = process.send(w, { Target = "p", Module = "GIVEN", Tags = tags("7", { name = "Block-Height", value = "12" }) }, "p")
        local function last(m) return m.Tags[#m.Tags].name .. "=" .. m.Tags[#m.Tags].value end
        return a.Id, a.From, a.Owner, a["Block-Height"], a.Module, last(a), b.Owner, last(b), #b.Tags, c.Module, last(c), c["Block-Height"]`),
    ).toEqual([
      ...["p#5", "p", "p", 0, "MOD", "From-Module=MOD", "O", "From-Module=SET", 3],
      ...["GIVEN", "Block-Height=12", 12],
    ]);
  });

  it("AO 7.1, 7.3 what the host has been told could not be sent is not tried again; the rest of the outbox goes out", () => {
    expect(
      run(`aolite.spawnProcess("a") aolite.spawnProcess("b")
        aolite.setAutoSchedule(false)
        aolite.eval("a", "ao.send({ Target = 'b', Action = 'First' }) and nil")
        local error = try(aolite.send, { From = "a", Target = "nowhere", Action = "X" })
        aolite.setAutoSchedule(true)
        local last = aolite.getLastMsg("b")
        return error, last.Action, try(aolite.runScheduler), aolite.eval("a", "#ao.outbox.Messages")`),
    ).toEqual(["aolite: Target process not found: nowhere", "First", "none", 0]);
  });

  it.each([
    ["{ Target = 'p' }", "aolite: Reference tag is missing"],
    ["{ Data = 'x' }", "aolite: Reference tag is missing"],
    ["{ Data = 'x', Tags = { Reference = '1' } }", "aolite: Target process is nil"],
    ["{ Target = 'zz', Tags = { { name = 'Reference', value = '1' } } }", "aolite: Target process not found: zz"],
  ])("AO 7.3 queueing %s is refused: %s", (message, error) => {
    expect(
      run(`local process = require("aolite.process") local w = require("aolite.env").new()
        process.spawnProcess(w, "p")
        return try(process.send, w, ${message}, "p"), next(w.messageStore), #w.queues.p`),
    ).toEqual([error, undefined, 0]);
  });

  it("AO 7.3 what is in the store already is not queued again, but offered and logged again", () => {
    const { run: at, read } = hostProgram();
    expect(
      at(`aolite.setMessageLog("log") aolite.spawnProcess("p", "Handlers.add('x', 'X', function() n = (n or 0) + 1 Send({ Target = ao.id, Action = 'Y' }) end)", ${DATA})
        aolite.send({ From = "p", Target = "p", Action = "X" })
        return aolite.eval("p", "n"), #aolite.getAllMsgs("p", { Action = "X" })`),
    ).toEqual([1, 1]);
    const ids = read("log")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line).Id);
    expect(ids.slice(0, 3)).toEqual(["p#1", "p#1", "p#2"]);
  });

  it("AO 7.3 to itself, Pushed-For is the message being handled, unless set", () => {
    expect(
      run(`aolite.spawnProcess("p", [[
          Handlers.add("g", "G", function() Send({ Target = ao.id, Action = "S" }) Send({ Target = "w", Action = "S" }) end)
          Handlers.add("h", "H", function() Send({ Target = ao.id, Action = "S" }) ao.outbox.Messages[1]["Pushed-For"] = "own" end)
          Handlers.add("s", "S", function(m) pushed = m["Pushed-For"] end)]], ${DATA})
        aolite.spawnProcess("w")
        aolite.send({ From = "w", Target = "p", Action = "G" })
        local first = aolite.eval("p", "pushed")
        aolite.send({ From = "w", Target = "p", Action = "H" })
        return first, aolite.eval("p", "pushed"), aolite.getFirstMsg("w")["Pushed-For"]`),
    ).toEqual(["w#1", "own", undefined]);
  });

  it("AO 7.3 a message without Target is stored and logged, and the rest is delivered", () => {
    const { run: at, read } = hostProgram();
    expect(
      at(`aolite.setMessageLog("log")
        aolite.spawnProcess("p", "Handlers.add('g', 'G', function() ao.send({ Action = 'Lost' }) Send({ Target = 'w', Action = 'After' }) end)", ${DATA})
        aolite.spawnProcess("w")
        aolite.send({ From = "w", Target = "p", Action = "G" })
        return #aolite.getMsgs({ Action = "Lost" }), #aolite.getAllMsgs("p", { Action = "Lost" }), #aolite.getAllMsgs("w", { Action = "After" })`),
    ).toEqual([1, 0, 1]);
    expect(read("log")).toContain('"Lost"');
  });
});

describe("AO 7.3 spawns", () => {
  it("AO 7.3 children are parent:n; Spawned comes from the parent, with the spawn's reference, and is not logged", () => {
    const { run: at, read, printed } = hostProgram({ files, variables: { AOLITE_PRINT_VERB: "2" } });
    expect(
      at(`aolite.setMessageLog("log")
        aolite.spawnProcess("p", "Handlers.add('g', 'G', function() Send({ Target = 'w' }) Spawn('MOD', { Data = 'n = 5', Tags = { ['On-Boot'] = 'Data', Ticker = 'T' } }) Spawn('MOD', {}) end)", ${DATA})
        aolite.spawnProcess("w")
        aolite.send({ From = "w", Target = "p", Action = "G" })
        local s = aolite.getFirstMsg("p", { Action = "Spawned" })
        return s.Id, s.From, s.Target, s.Process, s.Reference, s.Data, s.Module, aolite.getLastMsg("p", { Action = "Spawned" }).Process,
          aolite.eval("p:1", "n"), aolite.eval("p:1", "Owner .. Process.Owner .. Ticker .. ao._module"), aolite.eval("p:2", "n")`),
    ).toEqual(["p#2", "p", "p", "p:1", "2", "n = 5", "MOD", "p:2", 5, "ppTMOD", undefined]);
    expect(read("log")).not.toContain("Spawned");
    expect(printed()).not.toContain("Spawned");
    expect(printed()).toContain("spawning process id: p:1 & module: MOD\n");
  });

  it("AO 7.3 Data of a spawn without On-Boot is a module path, unless NODATA or absent", () => {
    expect(
      run(`aolite.spawnProcess("p", "Handlers.add('g', 'G', function() Spawn('M', { Data = 'child' }) Spawn('M', { Data = 'NODATA' }) Spawn('M', {}) end)", ${DATA})
        aolite.send({ From = "p", Target = "p", Action = "G" })
        return aolite.eval("p:1", "kid"), aolite.eval("p:2", "kid"), aolite.eval("p:3", "kid or 'no'")`),
    ).toEqual([true, undefined, "no"]);
  });
});

describe("AO 7.3 assignments", () => {
  const ASSIGNING = `aolite.spawnProcess("p", [[Handlers.add("g", "G", function(m)
      ao.assign({ Processes = { "q", "r" }, Message = m.Id }) ao.assign({ Processes = { "q" }, Message = "unknown" })
      m.Data = "changed" m.Tags.Extra = "changed" m.TagArray[1].value = "changed" end)]], ${DATA})
    for _, id in ipairs { "q", "r" } do aolite.spawnProcess(id, [[ao.addAssignable("all", function() return true end)
      Handlers.add("g", function(m) return m.Action == "G" end, function(m)
        got = table.concat({ m.Id, m.Target, m.Data, m.Tags.Extra, m.TagArray[1].value, #m.TagArray }, " ") m.Tags.Extra = "q" m.Data = "q" end)]], ${DATA}) end
    aolite.spawnProcess("w") `;

  it("AO 7.3, 10.3 each receiver has its own copy, Tags included; the store and the sender see no change", () => {
    expect(
      run(`${ASSIGNING} local nested = { 1, { 2 } }
        local sent = aolite.send({ From = "w", Target = "p", Action = "G", Data = "d", Extra = "e", Nested = nested })
        nested[2][1] = 5
        local m = aolite.getMsgById("w#1")
        return aolite.eval("q", "got"), aolite.eval("r", "got"), aolite.getFirstMsg("q").Id, m.Data, m.Tags.Extra, m.TagArray[1].value, m.Nested[2][1], sent.Data`),
    ).toEqual(["w#1 p d e ao 8", "w#1 p d e ao 8", "w#1", "d", "e", "ao", 2, "d"]);
  });

  it("AO 7.3 an unknown process is an error, an unknown message is ignored", () => {
    expect(
      run(`aolite.spawnProcess("p", [[Handlers.add("g", "G", function(m) ao.assign({ Processes = { "nobody", "q" }, Message = m.Id })
          ao.assign({ Processes = { "nobody" }, Message = "unknown" }) end)]], ${DATA})
        aolite.spawnProcess("q")
        return try(aolite.send, { From = "q", Target = "p", Action = "G" }), #aolite.getAllMsgs("q"), aolite.eval("p", "1")`),
    ).toEqual(["Error in process p: aolite: Target process not found: nobody", 1, 1]);
  });
});

describe("AO 7.4 scheduler", () => {
  it("AO 7.4 processes have their turns in the order in which they became ready; a turn drains the queue", () => {
    expect(
      run(`aolite.setAutoSchedule(false)
        for _, id in ipairs { "c", "a", "b", "w" } do aolite.spawnProcess(id, "Handlers.add('x', 'X', function(m) Send({ Target = 'w', Action = 'R' }) if m.Data then Send({ Target = ao.id, Action = 'X' }) end end)", ${DATA}) end
        aolite.runScheduler()
        for _, id in ipairs { "b", "c", "a" } do aolite.send({ From = "w", Target = id, Action = "X", Data = "again" }) end
        aolite.runScheduler()
        local out = {} for i, m in ipairs(aolite.getAllMsgs("w")) do out[i] = m.From end
        return table.concat(out)`),
    ).toEqual(["aaccbb"]);
  });

  const PING = `for _, id in ipairs { "a", "b" } do aolite.spawnProcess(id, "Handlers.add('p', 'P', function(m) Send({ Target = m.From, Action = 'P' }) end)", ${DATA}) end
    aolite.setAutoSchedule(false) aolite.runScheduler()
    aolite.send({ From = "a", Target = "b", Action = "P" })
    local function count() return #aolite.getMsgs({ Action = "P" }) end `;

  it("AO 7.4 two processes that exchange messages need one cycle each way; the limit ends the run silently", () => {
    expect(
      run(`${PING} local r = { count() } for i, n in ipairs { 0, 1, 1, 5 } do aolite.runScheduler(n) r[i + 1] = count() end
        aolite.runScheduler() r[6] = count()
        return table.unpack(r)`),
    ).toEqual([1, 1, 2, 3, 8, 1008]);
  });

  it("AO 7.4 handler errors do not escape, what was sent before is delivered; delivery errors name the process", () => {
    expect(
      run(`aolite.spawnProcess("p", [[Handlers.add("f", "F", function() Send({ Target = "q", Action = "Before" }) error("bad") end)
          Handlers.add("u", "U", function() Send({ Target = "none" }) Send({ Target = "q", Action = "After" }) end)]], ${DATA})
        aolite.spawnProcess("q")
        return try(aolite.send, { From = "q", Target = "p", Action = "F" }), #aolite.getAllMsgs("q", { Action = "Before" }),
          try(aolite.send, { From = "q", Target = "p", Action = "U" }), #aolite.getAllMsgs("q", { Action = "After" }), aolite.eval("p", "1 + 1")`),
    ).toEqual(["none", 1, "Error in process p: aolite: Target process not found: none", 1, 2]);
  });
});
