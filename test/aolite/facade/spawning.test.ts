import { describe, expect, it } from "vitest";
import { hostProgram, TRY } from "./hostProgram.ts";

const files = {
  "./agents/one.lua": "booted = (booted or 0) + 1 return ...",
  "./raw.lua":
    "return { handle = function(msg, env) handled = { tags = #msg.Tags, first = msg.Tags[1].name, action = msg.Action, id = msg.Id, env = env == _G and env.ao.id .. env.Process.Id } end }",
  "./adopted.lua": `return { handle = function(msg) return { Messages = { { Target = msg.From, Data = "adopted", Tags = { { name = "Reference", value = "7" } } } } } end }`,
  "./unnumbered.lua":
    "return { handle = function(msg) return { Messages = { { Target = msg.From, Data = 'lost' } } } end }",
  "./own.lua": `return { handle = function(msg, env) env.ao.send({ Target = msg.From, Data = "own" })
    return { Messages = { { Target = msg.From, Data = "adopted", Tags = { { name = "Reference", value = "7" } } } } } end }`,
  "./other.lua": "return { handle = function(msg) return { unrelated = true } end }",
  "./fails.lua": "return { handle = function() error('broken', 0) end }",
  "./number.lua": "return 5",
};
const run = (code: string) => hostProgram({ files }).run(TRY + code);

describe("AO 7.2 checks", () => {
  it.each([
    ["nil", "processId must be defined"],
    ["nil, nil, 5", "processId must be defined"],
    ["'x', nil, 5", "`initEnv` must be a table"],
    ["'x', nil, false", "`initEnv` must be a table"],
    ["'x', nil, { { name = 'a', value = '1' }, { value = '2' } }", "Each tag item needs a string `name` field"],
    ["'x', nil, { { name = 'a', value = '1' }, 5 }", "Each tag item needs a string `name` field"],
    ["'x', nil, { { name = 5 } }", "Each tag item needs a string `name` field"],
    ["'x', nil, { 'a' }", "`initEnv` map keys must be strings"],
    ["'x', nil, { [true] = 'a' }", "`initEnv` map keys must be strings"],
    ["'taken'", "aolite: Process with ID taken already exists"],
    ["'x', nil, {}", "none"],
  ])("AO 7.2 spawnProcess(%s): %s", (args, message) => {
    expect(run(`aolite.spawnProcess("taken") return try(aolite.spawnProcess, ${args})`)).toEqual([message]);
  });
});

describe("AO 7.2 who a process is", () => {
  it("AO 7.2 Process, ao and the globals, without tags", () => {
    expect(
      run(`local e = aolite.spawnProcess("p").env
        return e.Process.Id, e.Process.Owner, #e.Process.Tags, e.Owner, e.Name, e.ao.id, e.ao._module, e.ao.authorities[1], #e.ao.authorities, #e.Inbox, e._G.Name`),
    ).toEqual(["p", "p", 0, "p", "p", "p", "DefaultDummyModule", "DummyAuthority", 1, 0, "p"]);
  });

  it.each([
    [
      "a list",
      "{ { name = 'Ticker', value = 'T' }, { name = 'Owner', value = 'O' }, { name = 'Name', value = 'N' }, { name = 'Inbox', value = 'x' } }",
    ],
    ["a map", "{ Ticker = 'T', Owner = 'O', Name = 'N', Inbox = 'x' }"],
  ])("AO 7.2 every tag of %s becomes a global, then Inbox is set", (_, tags) => {
    expect(
      run(`local e = aolite.spawnProcess("p", nil, ${tags}).env
        return e.Ticker, e.Owner, e.Name, type(e.Inbox), e.Process.Owner, #e.Process.Tags, e.Process.Tags[1].name, e.Process.Tags[1].value`),
    ).toEqual(["T", "O", "N", "table", "p", 4, "Ticker", "T"]);
  });

  it("AO 7.2 the module is that of the tag, also when there is no such Lua module", () => {
    expect(
      run(`local e = aolite.spawnProcess("p", nil, { Module = "no.such" }).env
        local n = aolite.spawnProcess("n", nil, { Module = "number" })
        return e.ao._module, e.Module, aolite.eval("p", "1 + 1"), aolite.eval("n", "2")`),
    ).toEqual(["no.such", "no.such", 2, 2]);
  });

  it("AO 7.2, 3.6 has the eval handlers first and last, and the descriptor's parts", () => {
    expect(
      run(`local p = aolite.spawnProcess("p")
        local list = p.Handlers.list
        local keys = {} for k in pairs(p) do keys[#keys + 1] = k end table.sort(keys)
        return list[1].name, list[#list].name, table.concat(keys, " "), p.process._version, type(p.process.handle), type(p.process.Receive), p.spawnCounter,
          p.ao.id, p.env.ao == p.ao`),
    ).toEqual([
      "EvalResponseHandler",
      "EvalRequestHandler",
      "Handlers ao env process",
      "2.0.4",
      "function",
      "function",
      0,
      "p",
      true,
    ]);
  });

  it("AO 7.2 process.getMsgs is newest first unless told otherwise, with spec and count; clearInbox says how many there were", () => {
    expect(
      run(`local p = aolite.spawnProcess("p") aolite.spawnProcess("w")
        for i = 1, 3 do aolite.send({ From = "w", Target = "p", Action = i == 2 and "B" or "A", Data = tostring(i) }) end
        local function data(list) local out = {} for i, m in ipairs(list) do out[i] = m.Data end return table.concat(out) end
        local get = p.process.getMsgs
        local inbox = #p.env.Inbox
        return data(get()), data(get(nil, true)), data(get({ Action = "A" })), data(get(nil, true, 2)), data(get(nil, false, 1)), inbox,
          p.process.clearInbox(), #p.env.Inbox, #get(), p.process.clearInbox(), aolite.getMsgById("w#1").Data`),
    ).toEqual(["321", "123", "31", "12", "3", 3, 3, 0, 0, 0, "1"]);
  });

  it("AO 7.2 spawnCounter counts children", () => {
    expect(
      run(`local p = aolite.spawnProcess("p", "Handlers.add('s', 'S', function() Spawn('M', {}) Spawn('M', {}) end)", { ["On-Boot"] = "Data" })
        aolite.send({ From = "p", Target = "p", Action = "S" })
        return p.spawnCounter`),
    ).toEqual([2]);
  });
});

describe("AO 7.2 booting", () => {
  it("AO 7.2 modules by dots or slashes, from the second argument or On-Boot", () => {
    expect(
      run(`return aolite.spawnProcess("a", "agents.one").env.booted, aolite.spawnProcess("b", "agents/one").env.booted,
        aolite.spawnProcess("c", "booted = 9", { ["On-Boot"] = "agents.one" }).env.booted, aolite.spawnProcess("d", "NODATA").env.booted,
        aolite.spawnProcess("e", "booted = 9", { ["On-Boot"] = "NODATA" }).env.booted, aolite.spawnProcess("f", nil, { ["On-Boot"] = "Data" }).env.booted,
        aolite.spawnProcess("g", "agents.one", { ["On-Boot"] = "Data" }).env.booted`),
    ).toEqual([1, 1, 1, undefined, undefined, undefined, 1]);
  });

  it("AO 7.2 errors reach the caller, and the id stays free", () => {
    expect(
      run(`local data = { ["On-Boot"] = "Data" }
        local errors = { try(aolite.spawnProcess, "p", "x x", data), try(aolite.spawnProcess, "p", "error('no')", data), try(aolite.spawnProcess, "p", "no.such") }
        local gone = aolite.getAllMsgs("p")
        return errors[1], errors[2], errors[3]:sub(1, 26), gone, try(aolite.spawnProcess, "p")`),
    ).toEqual([
      `[string "onboot"]:1: syntax error near 'x'`,
      '[string "onboot"]:1: no',
      "module 'no.such' not found",
      undefined,
      "none",
    ]);
  });

  it("AO 7.2 no message is delivered for the spawn itself, what the boot code sent goes out with the next scheduling (10.11)", () => {
    expect(
      run(`local p = aolite.spawnProcess("p", "Handlers.add('all', function() return true end, function(m) got = (got or 0) + 1 end) Send({ Target = 'q', Action = 'Hello' })", { ["On-Boot"] = "Data" })
        local q = aolite.spawnProcess("q")
        local before = #q.process.getMsgs()
        aolite.runScheduler()
        return before, aolite.getFirstMsg("q").Action, p.env.got`),
    ).toEqual([0, "Hello", undefined]);
  });

  it("AO 7.2, 7.6 what was printed while booting is shown, under the id", () => {
    const { run: at, printed } = hostProgram({ variables: { AOLITE_PRINT_VERB: "2" } });
    at(`aolite.setPrintProcessOutput(true)
      aolite.spawnProcess("p", "print('one') print('two')", { ["On-Boot"] = "Data" }) aolite.spawnProcess("q", "x = 1", { ["On-Boot"] = "Data" })`);
    const line = (id: string): string =>
      `[\x1b[34maolite\x1b[0m] spawning process id: ${id} & module: DefaultDummyModule\n`;
    expect(printed()).toBe(`${line("p")}[p] one\ntwo\n${line("q")}`);
  });
});

describe("AO 7.7 a Lua module as the process", () => {
  const spawn = (module: string) =>
    `aolite.spawnProcess("w") local p = aolite.spawnProcess("p", nil, { Module = "${module}" })
    local e = try(aolite.send, { From = "w", Target = "p", Action = "A", Data = "d" })
    local out = {} for i, m in ipairs(aolite.getAllMsgs("w")) do out[i] = m.Data .. m.Id .. m.From .. tostring(m.Tags["From-Module"]) end
    local sent = table.concat(out, " ") `;

  it("AO 7.7 handle gets the raw message and the globals", () => {
    expect(
      run(`${spawn("raw")} local h = p.env.handled
        return e, h.tags, h.first, h.action, h.id, h.env, sent, aolite.eval("p", "1"), #p.env.Inbox`),
    ).toEqual(["none", 6, "Data-Protocol", undefined, "w#1", "pp", "", undefined, 0]);
  });

  it("AO 7.7, 7.6 a message without Anchor is logged with its tags", () => {
    const { run: at, read } = hostProgram({ files });
    at(`${TRY} aolite.setMessageLog("log") ${spawn("adopted")}`);
    expect(JSON.parse(read("log").trim().split("\n").at(-1)!)).toMatchObject({
      Id: "p#7",
      Tags: [
        { name: "Reference", value: "7" },
        { name: "From-Module", value: "adopted" },
      ],
    });
  });

  it.each([
    ["adopted", "none", "adoptedp#7padopted"],
    ["own", "none", "ownp#1pown"],
    ["other", "none", ""],
    ["unnumbered", "Error in process p: aolite: Reference tag is missing", ""],
    ["fails", "Error in process p: broken", ""],
  ])("AO 7.7 what %s returns: %s, %s", (module, error, sent) => {
    expect(run(`${spawn(module)} return e, sent`)).toEqual([error, sent]);
  });
});
