import { describe, expect, it } from "vitest";
import { createWorld } from "../../../src/aolite/index.ts";
import { hostProgram, TRY } from "./hostProgram.ts";

const DATA = `{ ["On-Boot"] = "Data" }`;
const run = (code: string) => hostProgram().run(`${TRY} local p = aolite.spawnProcess("p")\n${code}`);

describe("AO 7.5 eval", () => {
  it.each([
    ["1 + 1", 2],
    ["1, 2", 1],
    ["local a = 5 return a + 1, 9", 6],
    ["x = 5", undefined],
    ["nil", undefined],
    ["false", false],
    ["", undefined],
    ["print", undefined],
    ["9007199254740993 * 3", 27021597764222979n],
    ["math.mininteger", -(2n ** 63n)],
    ["0.1", 0.1],
    ["'\\0\\127\"\\\\'", '\0\x7f"\\'],
  ])("AO 7.5 (10.5) eval of %s gives %s", (code, value) => {
    expect(run(`return aolite.eval("p", ${JSON.stringify(code)})`)).toEqual([value]);
  });

  it("AO 7.5, 6.5 tables come back with their keys and bints", () => {
    expect(
      run(`local t = aolite.eval("p", "{ 1, { x = true }, [1.5] = 2, [false] = 3, b = require('.bint')(256)(7), f = print }")
        return t[1], t[2].x, t[1.5], t[false], tostring(t.b + 1), t.f`),
    ).toEqual([1, true, 2, 3, "8", undefined]);
  });

  it.each([
    ["error('x')", '"Runtime error: [string \\"EvalRequest\\"]:1: x"'],
    ["error('x', 0)", '"Runtime error: x"'],
    ["x x", `"Compilation error: [string \\"EvalRequest\\"]:1: syntax error near 'x'"`],
    ["0/0", `"Runtime error: unexpected number value 'nan'"`],
    ["{ 1/0 }", `"Runtime error: unexpected number value 'inf'"`],
    ["\\27Lua", `"Compilation error: attempt to load a binary chunk (mode is 't')"`],
  ])("AO 7.5 eval of %s raises %s", (code, error) => {
    expect(run(`return try(aolite.eval, "p", "${code}")`)).toEqual([`Error in evaluation: ${JSON.parse(error)}`]);
  });

  it("AO 7.5 of nobody, and of nothing", () => {
    expect(run(`return try(aolite.eval, "x", "1"), try(aolite.eval, "p", nil)`)).toEqual([
      "aolite: No such process: x",
      "code must be a string",
    ]);
  });

  it("AO 7.5, 10.2 only the answer to this request counts: an eval that waits gives nil, and answers later", () => {
    expect(
      run(`aolite.eval("p", "old = 5")
        local first, waiting, second = aolite.eval("p", "old"), aolite.eval("p", "Receive({ Action = 'Go' }).Data"), aolite.eval("p", "old + 1")
        aolite.send({ From = "p", Target = "p", Action = "Go", Data = "late" })
        local answer = aolite.getLastMsg("p", { From = "p", Action = "EvalResponse" })
        return first, waiting, second, answer.Data, answer.Expression, answer["X-Reference"], answer.Error`),
    ).toEqual([5, undefined, 6, '"late"', "Receive({ Action = 'Go' }).Data", "5", undefined]);
  });

  it("AO 7.5, 11.8 a request that the process could not handle is an error, by messages and step by step", () => {
    const world = createWorld({ limits: { instructions: 10_000 } });
    world.spawn("p");
    const loop = "(function() while true do end end)()";
    for (const autoSchedule of [true, false]) {
      world.autoSchedule = autoSchedule;
      expect(() => world.eval("p", loop)).toThrow("Error in evaluation: limit exceeded: instructions");
      expect(world.eval("p", "1")).toBe(1);
    }
    expect(
      run(`aolite.eval("p", "(function() Handlers.evaluate = function() error('mine', 0) end end)()")
        return try(aolite.eval, "p", "1")`)[0],
    ).toContain("Error in evaluation: ");
  });

  it("AO 7.5 by messages: EvalRequest with the code as Data or Expression, EvalResponse with what it gave", () => {
    expect(
      run(`aolite.spawnProcess("w")
        aolite.send({ From = "w", Target = "p", Action = "EvalRequest", Data = "1", Expression = "2 * 3" })
        aolite.send({ From = "w", Target = "p", Action = "EvalRequest", Data = "error('e', 0)" })
        local all = aolite.getAllMsgs("w", { Action = "EvalResponse" })
        return all[2].Data, all[2].Expression, all[2].Error, all[1].Data, all[1].Expression, all[1].Error`),
    ).toEqual(["6", "2 * 3", undefined, undefined, "error('e', 0)", "Runtime error: e"]);
  });

  it("AO 7.5 without automatic scheduling, the eval is done and what is queued stays", () => {
    expect(
      run(`aolite.setAutoSchedule(false)
        aolite.eval("p", "Handlers.add('n', 'N', function() n = (n or 0) + 1 end)")
        aolite.send({ From = "p", Target = "p", Action = "N" })
        local before = aolite.eval("p", "n")
        aolite.runScheduler()
        return before, aolite.eval("p", "n")`),
    ).toEqual([undefined, 1]);
  });

  it("AO 7.5 aolite.eval_exp: success, and value or text", () => {
    expect(
      hostProgram().run(`local e = require("aolite.eval_exp").eval
        local function show(...) return table.concat({ tostring((...)), tostring((select(2, ...))) }, "|") end
        x = 4
        return show(e("x + 1")), show(e("y = 5")), y, show(e("x x")), show(e("error('a')")), show(e("error('a')", "Name")), show(e("error('a', 0)")), show(e("1, 2")),
          show(e("\\27Lua"))`),
    ).toEqual([
      "true|5",
      "true|nil",
      5,
      `false|Compilation error: [string "Eval"]:1: syntax error near 'x'`,
      'false|Runtime error: [string "Eval"]:1: a',
      'false|Runtime error: [string "Name"]:1: a',
      "false|Runtime error: a",
      "true|1",
      "false|Compilation error: attempt to load a binary chunk (mode is 't')",
    ]);
  });
});

describe("AO 7.6 logs and output", () => {
  const prefix = "[\x1b[34maolite\x1b[0m]";

  it("AO 7.6 the message log: JSON per queueing, scalars as text, tags as a list; the file is opened for each", () => {
    const { run: at, read } = hostProgram({ clock: () => 1763630000 });
    at(`aolite.spawnProcess("p") aolite.setMessageLog("log")
      aolite.queue({ From = "p", Target = "p", Action = "X", Data = "d", Flag = true, Count = 5, List = { 1, { 2 } } })`);
    const value = (text: string): string => `{"name":"${text.split("=")[0]}","value":${text.split("=")[1]}}`;
    expect(read("log")).toBe(
      `{"Target":"p","Data":"d","Anchor":"${"1".padStart(32, "0")}","Tags":[${[
        ...[
          'Data-Protocol="ao"',
          'Variant="ao.TN.1"',
          'Type="Message"',
          'Reference="1"',
          'Action="X"',
          'Flag="true"',
          'Count="5"',
        ],
        ...['List=["1",["2"]]', 'From-Module="DefaultDummyModule"'],
      ]
        .map(value)
        .join(
          ",",
        )}],"From":"p","Owner":"p","Timestamp":"1763630000","Id":"p#1","Block-Height":"0","Module":"DefaultDummyModule"}\n`,
    );
    at(`aolite.runScheduler() aolite.setMessageLog(nil) aolite.send({ From = "p", Target = "p" })`);
    expect(read("log").trim().split("\n")).toHaveLength(2);
  });

  it("AO 7.6 a log that cannot be written is a warning, nothing else", () => {
    const { run: at, printed } = hostProgram({ variables: { AOLITE_MSG_LOG: "no/such/folder/log" } });
    expect(
      at(
        `PrintVerb = 0 aolite.spawnProcess("p") return aolite.getMessageLog(), aolite.queue({ From = "p", Target = "p" }).Id`,
      ),
    ).toEqual(["no/such/folder/log", "p#1"]);
    expect(printed()).toBe("");
    expect(at(`PrintVerb = 1 return aolite.queue({ From = "p", Target = "p" }).Id`)).toEqual(["p#2"]);
    expect(printed()).toMatch(/^\[aolite\] cannot write message log no\/such\/folder\/log: .+\n$/);
  });

  it("AO 7.6 a message that cannot be written as JSON is a warning, and arrives", () => {
    const { run: at, printed } = hostProgram({ variables: { AOLITE_PRINT_VERB: "1", AOLITE_MSG_LOG: "log" } });
    expect(
      at(
        `aolite.spawnProcess("p") aolite.queue({ From = "p", Target = "p", Mixed = { 1, x = 2 } }) return #aolite.listQueueMessages("p")`,
      ),
    ).toEqual([1]);
    expect(printed()).toBe("[aolite] cannot write message log log: invalid table: mixed or invalid key types\n");
  });

  it("AO 7.6 debug lines go through the host's print as it is then; eval traffic is not among them", () => {
    expect(
      hostProgram({ variables: { AOLITE_PRINT_VERB: "2" } }).run(`local lines, own = {}, print
        function print(...) lines[#lines + 1] = table.concat({ ... }, "~") end
        aolite.spawnProcess("p") aolite.spawnProcess("q", nil, { Module = "MOD" })
        aolite.eval("p", "1")
        aolite.queue({ From = "p", Target = "q", Action = "X" }) aolite.queue({ From = "p", Target = "q" })
        print = own
        return table.unpack(lines)`),
    ).toEqual([
      `${prefix} spawning process id: p & module: DefaultDummyModule`,
      `${prefix} spawning process id: q & module: MOD`,
      `${prefix} message p -> q (Action = X, Id = p#3)`,
      `${prefix} message p -> q (Action = nil, Id = p#4)`,
    ]);
  });

  it.each([
    [0, ""],
    [1, ""],
    [2, "[p] one\ntwo|[p] one\ntwo"],
    [3, "[p] one\ntwo|[p] one\ntwo"],
  ])("AO 7.6 output of processes is shown with PrintVerb %i if it is switched on: %j", (verbosity, shown) => {
    expect(
      hostProgram().run(`local lines = {}
        aolite.spawnProcess("p", "Handlers.add('o', 'O', function() print('one') print('two') end) Handlers.add('s', 'S', function() end)", ${DATA})
        PrintVerb = ${verbosity}
        function print(line) if line:find("^%[p%]") then lines[#lines + 1] = line end end
        for _, switch in ipairs { true, false, true } do
          aolite.setPrintProcessOutput(switch)
          aolite.send({ From = "p", Target = "p", Action = "O" }) aolite.send({ From = "p", Target = "p", Action = "S" })
        end
        return table.concat(lines, "|")`),
    ).toEqual([shown]);
  });
});
