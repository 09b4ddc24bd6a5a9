import { describe, expect, it } from "vitest";
import { openRuntime, runtimeOf } from "../../../src/aolite/runtime/index.ts";
import { callFromHost } from "../../../src/vm/run.ts";
import type { LuaTable } from "../../../src/vm/table.ts";
import { newState, OWNER, type Plain, ProcessRun, plain } from "./processRun.ts";

const RED = "\x1b[31m";
const GREEN = "\x1b[32m";
const BLUE = "\x1b[34m";
const RESET = "\x1b[0m";
const GRAY = "\x1b[90m";
const prompt = (inbox: number): string =>
  `${GREEN}aos${GRAY}@${BLUE}aos-2.0.4${GRAY}[Inbox:${RED}${inbox}${GRAY}]${RESET}> `;
const data = (response: { [key: string]: Plain }): Plain => (response.Output as { [key: string]: Plain }).data;

describe("AO 5.1 globals", () => {
  it("are there", () => {
    const p = new ProcessRun();
    const types =
      "ao Handlers Utils Colors Inbox Errors json base64 apm HANDLER_PRINT_LOGS=table " +
      "Dump print Send Spawn Receive Assign Version Prompt Tab=function Bell=string Seeded=boolean";
    for (const part of types.split(/(?<==\w+) /)) {
      const [names, type] = part.split("=") as [string, string];
      for (const name of names.split(" ")) expect(p.get(`type(${name})`), name).toBe(type);
    }
    expect(p.get("Colors")).toEqual({ red: RED, green: GREEN, blue: BLUE, reset: RESET, gray: GRAY });
    expect(p.get("Bell")).toBe("\x07");
    p.handle({});
    expect(p.get("{ Process.Id, Name, Owner, Seeded, #HANDLER_PRINT_LOGS }")).toEqual(["PID", "aos", OWNER, true, 0]);
    expect(p.get("Process == ao.env.Process")).toBe(true);
  });

  it("print shows its first argument by type and never writes to the host", () => {
    const p = new ProcessRun();
    p.run('print("text", 2) print(true) print(nil) print(1.5) print({ 1 })');
    expect(p.get("HANDLER_PRINT_LOGS")).toEqual([
      "text",
      `${BLUE}true${RESET}`,
      `${RED}nil${RESET}`,
      `${GREEN}1.5${RESET}`,
      `{ ${BLUE}1${RESET} }`,
    ]);
    expect(p.get("ao.outbox.Output.data")).toBe(
      `text\n${BLUE}true${RESET}\n${RED}nil${RESET}\n${GREEN}1.5${RESET}\n{ ${BLUE}1${RESET} }`,
    );
    expect(p.get("ao.outbox.Output.print")).toBe(true);
    expect(p.get("ao.outbox.Output.prompt")).toBe(prompt(0));
    expect(p.get('type(HANDLER_PRINT_LOGS) .. tostring(print("x"))')).toBe("tablenil");
    p.run("HANDLER_PRINT_LOGS = nil print(print)");
    expect(p.get('print("y")')).toBe("y");
    expect(p.get('ao.outbox.Output.data:find("function: ", 1, true) ~= nil')).toBe(true);
  });

  it("print asks a Prompt of the program's", () => {
    const p = new ProcessRun();
    p.run('function Prompt() return "mine> " end print("x")');
    expect(p.get("ao.outbox.Output")).toEqual({ data: "x", prompt: "mine> ", print: true });
    expect((p.handle({}).Output as { prompt: string }).prompt).toBe("mine> ");
    p.run("function Prompt() error('no') end");
    const response = p.handle({ tags: { Action: "Eval" }, Data: "1" });
    expect((response.Output as { prompt: string }).prompt).toBe(prompt(1));
  });

  it("Send returns what was sent and warns without Target", () => {
    const p = new ProcessRun();
    p.run('r = Send({ Target = "t", Action = "A" })');
    expect(p.get("r")).toEqual({ output: "Message added to outbox", receive: "function", onReply: "function" });
    p.run("Send({ Data = '1' })");
    expect(p.get("HANDLER_PRINT_LOGS")).toEqual([
      "WARN: No target specified for message. Data will be stored, but no process will receive it.",
    ]);
    expect(p.get("#ao.outbox.Messages")).toBe(2);
  });

  it("Spawn with one argument is of the own module", () => {
    const p = new ProcessRun();
    p.run('r = Spawn({ Name = "n" }) Spawn("other", { }) Spawn("third", nil)');
    expect(p.get("r")).toEqual({
      output: "Spawn process request added to outbox",
      receive: "function",
      onReply: "function",
    });
    expect(
      p.get(
        "{ ao.outbox.Spawns[1].Tags[6].value, ao.outbox.Spawns[2].Tags[6].value, ao.outbox.Spawns[3].Tags[6].value }",
      ),
    ).toEqual(["MODULE", "other", "third"]);
  });

  it("Assign, Version, Tab", () => {
    const p = new ProcessRun();
    expect(p.get('Assign({ Processes = { "p" }, Message = "m" })')).toBe("Assignment added to outbox.");
    expect(p.get("select('#', Version())")).toBe(0);
    expect(p.get("HANDLER_PRINT_LOGS")).toEqual(["Assignment added to outbox.", "version: 2.0.4"]);
    expect(
      p.get('Tab({ Tags = { { name = "a", value = 1 }, { name = "b", value = 2 }, { name = "a", value = 3 } } })'),
    ).toEqual({ a: 1, b: 2 });
  });

  it("internal callers look up ao.send when they need it", () => {
    const p = new ProcessRun();
    p.run(`local old = ao.send
      function ao.send(m) sends = (sends or 0) + 1 m.Extra = "x" return old(m) end
      Handlers.add("r", "R", function(msg) Send({ Target = "t" }) msg.reply({ Data = "d" }) msg.forward("f") end)`);
    const { Messages } = p.handle({ From: "A", tags: { Action: "R" } }) as { Messages: { Tags: { name: string }[] }[] };
    expect(p.get("sends")).toBe(3);
    for (const message of Messages) expect(message.Tags.map(({ name }) => name)).toContain("Extra");
  });
});

describe("AO 5.2 process.handle", () => {
  it("seeds math.random from the first message", () => {
    const p = new ProcessRun();
    p.run('Handlers.prepend("r", "R", function() n = math.random(10) end)');
    p.handle({
      Owner: "FOOBAR",
      From: "FOOBAR",
      Id: "AOS",
      root: { "Block-Height": "999", Module: "WOOPAWOOPA" },
      tags: { Action: "R" },
    });
    expect(p.get("n")).toBe(2);
    expect(p.get("math.type(math.random()) .. math.type(math.random(2, 5)) .. math.type(math.random(1, 2, 3))")).toBe(
      "floatintegerfloat",
    );
    expect(p.errorOf("math.random(0)")).toBe("max must bigger than min");
    // the module is the same generator
    p.run('require(".chance").seed(5489)');
    expect(p.get("math.random(0, 4294967295)")).toBe(3499211612);
  });

  it("os.time is the Timestamp of the message, whatever the program did to it", () => {
    const p = new ProcessRun();
    p.run('os.time = nil Handlers.prepend("t", function() return true end, function() t = os.time() end)');
    p.handle({ Timestamp: 1234 });
    expect(p.get("t")).toBe(1234);
    p.handle({ Timestamp: 5678 });
    expect(p.get("t")).toBe(5678);
  });

  it("sets the owner only by the message that is the process itself", () => {
    const p = new ProcessRun({ owner: undefined });
    p.handle({ From: "X" });
    expect(p.get("Owner")).toBeUndefined();
    p.handle({ From: "X", Id: "PID" });
    expect(p.get("Owner")).toBe("X");
    const q = new ProcessRun({ owner: undefined, tags: { "From-Process": "parent", Name: "tom" } });
    q.handle({ From: "X", Id: "PID" });
    expect(q.get("Owner .. Name")).toBe("parenttom");
  });

  it("Tags of the process become a map, and stay one when the host shows the same table again", () => {
    const p = new ProcessRun({ tags: { Ticker: "T" } });
    p.handle({});
    p.handle({});
    expect(p.get("ao.env.Process.Tags.Ticker .. #ao.env.Process.TagArray")).toBe("T1");
  });

  it("takes env.env when env has no Process", () => {
    const p = new ProcessRun();
    const outer = p.cx.newTable();
    outer.setStr("env", p.env);
    const response = callFromHost(p.cx, p.runtime.handle, [p.message({}), outer])[0] as LuaTable;
    expect(plain(response)).toHaveProperty("Output");
    expect(() => callFromHost(p.cx, p.runtime.handle, [p.message({}), p.cx.newTable()])).toThrow();
  });

  it("refuses messages whose Owner is not From, unless an authority sent them; and does not tell the sender", () => {
    const p = new ProcessRun();
    p.run('Handlers.prepend("all", function() return true end, function() ran = (ran or 0) + 1 end)');
    const response = p.handle({ From: "A", Owner: "B" });
    expect(response.Messages).toEqual([]);
    expect(data(response)).toBe("Message is not trusted! From: A - Owner: B");
    expect(p.get("ran")).toBeUndefined();
    p.run('ao.authorities = { "B" }');
    p.handle({ From: "A", Owner: "B" });
    p.run('ao.authorities = { "A" }');
    p.handle({ From: "A", Owner: "B" });
    expect(p.get("ran")).toBe(2);
  });

  it("refuses assignments that match no assignable, and tells the sender unless that is itself", () => {
    const p = new ProcessRun();
    p.run('Handlers.prepend("all", "Go", function(m) got = m.Target end)');
    const response = p.handle({ From: "A", Target: "other", tags: { Action: "Go" } });
    expect(data(response)).toBe("Assignment is not trusted! From: A - Owner: A");
    expect(response.Messages).toMatchObject([{ Target: "A", Data: "Assignment is not trusted by this process!" }]);
    expect(p.handle({ From: "PID", Target: "other" }).Messages).toEqual([]);
    p.run('ao.addAssignable({ Action = "Go" })');
    p.handle({ From: "A", Target: "other", tags: { Action: "Go" } });
    expect(p.get("got")).toBe("other");
  });

  it("registers _eval and _default on every message, in place", () => {
    const p = new ProcessRun();
    p.run("Handlers.list = {}");
    p.handle({});
    p.run('Handlers.add("later", "Later", function() end) Handlers.remove("_eval")');
    p.handle({});
    expect(p.get("Handlers.list[1].name .. Handlers.list[2].name .. Handlers.list[3].name")).toBe("_defaultlater_eval");
    p.handle({});
    expect(p.get("#Handlers.list")).toBe(3);
  });

  it("reply sets Target, X-Reference and X-Origin on the caller's table", () => {
    const p = new ProcessRun();
    p.run(
      'Handlers.add("r", "R", function(msg) fields = { Target = "named", Data = "d" } sent = msg.reply(fields) end)',
    );
    p.handle({ From: "A", tags: { Action: "R", "X-Origin": "O" } });
    expect(p.get('{ fields.Target, fields["X-Reference"], fields["X-Origin"], type(sent.receive) }')).toEqual([
      "named",
      "1",
      "O",
      "function",
    ]);
    p.handle({ From: "A", tags: { Action: "R", "Reply-To": "Q", "X-Reference": "77" } });
    expect(p.get('{ fields.Target, fields["X-Reference"], fields["X-Origin"] == nil }')).toEqual(["Q", "77", true]);
    p.run('Handlers.add("r", "R", function(msg) fields = {} msg.reply(fields) end)');
    p.handle({ From: "A", tags: { Action: "R" } });
    expect(p.get("fields.Target")).toBe("A");
  });

  it("forward sends a sanitized copy: fields become tags, functions are left out", () => {
    const p = new ProcessRun();
    p.run(`Handlers.add("f", "F", function(msg) msg.fn = print
      result = select("#", msg.forward("T", { Extra = "e", Data = "new" })) end)`);
    const { Messages } = p.handle({ From: "A", tags: { Action: "F", Custom: "c" }, Data: "old" }) as {
      Messages: { Target: string; Data: string; Tags: { name: string; value: string }[] }[];
    };
    expect(Messages[0]).toMatchObject({ Target: "T", Data: "new" });
    const tags = Messages[0]!.Tags.slice(4)
      .map(({ name, value }) => `${name}=${value}`)
      .sort();
    expect(tags).toEqual([
      "Action=F",
      "Custom=c",
      "Extra=e",
      "Module=SENDER-MODULE",
      "Reply-To=A",
      "X-Origin=A",
      "X-Reference=1",
    ]);
    expect(p.get("result")).toBe(0);
  });

  it("handlers run in a coroutine, of which those that wait are kept", () => {
    const p = new ProcessRun();
    p.run(
      'Handlers.add("w", "W", function() local co, main = coroutine.running() isMain = main coroutine.yield() end)',
    );
    p.handle({ tags: { Action: "W" } });
    expect(p.get("isMain")).toBe(false);
    expect(p.get("#Handlers.coroutines .. coroutine.status(Handlers.coroutines[1])")).toBe("1suspended");
    p.run("coroutine.resume(Handlers.coroutines[1])");
    p.handle({});
    expect(p.get("#Handlers.coroutines")).toBe(0);
  });

  it("works when programs have broken everything it uses", () => {
    const p = new ProcessRun();
    for (const damage of [
      "table.insert = nil table = nil string = nil",
      "coroutine = nil debug = nil os = 5 math = nil",
      "ao = 5",
      "Handlers = nil",
      "Inbox = 7",
      "Errors = 'x'",
      "HANDLER_PRINT_LOGS = 3",
      "Colors = nil",
      "print = nil",
      "Prompt = 4",
      "Name = {}",
      "json = nil Utils = nil Dump = nil",
      "Process = 1",
      "Seeded = nil",
    ]) {
      p.eval(damage);
      expect(p.eval("return 1 + 1"), damage).not.toHaveProperty("Error");
    }
    expect(p.handle({ From: "A" }).Error).toContain("bad argument #1 to 'insert' (table expected, got number)");
    p.eval("Inbox = nil");
    expect(p.handle({ From: "A" })).toHaveProperty("Output");
  });

  it("functions of ao that programs replaced are used, and fail only their message", () => {
    const p = new ProcessRun();
    p.run("local n = ao.normalize function ao.normalize(m) normalized = true return n(m) end");
    p.run("local r = ao.result function ao.result(x) results = (results or 0) + 1 return r(x) end");
    p.run("local i = ao.init function ao.init(e) inits = (inits or 0) + 1 return i(e) end");
    p.run("function ao.isTrusted() return true end");
    p.run("local a = Handlers.append function Handlers.append(...) appends = (appends or 0) + 1 return a(...) end");
    p.handle({ From: "A", Owner: "B" });
    expect(p.get("{ normalized, results, inits, appends }")).toEqual([true, 1, 1, 1]);
    p.run("function ao.isTrusted() error('mine') end");
    expect(p.handle({ From: "A", Owner: "B" }).Error).toContain("mine");
    p.run("function ao.result() error('no') end");
    expect(p.handle({ From: "A", Owner: "A" })).toHaveProperty("Output");
  });

  it("AO 2.1, 3.5, 8.3 once, receive and sanitize that programs replaced are used", () => {
    const p = new ProcessRun();
    p.run(`counts = { once = 0, receive = 0, sanitize = 0 }
      local function counted(t, name)
        local own = t[name]
        t[name] = function(...) counts[name] = counts[name] + 1 return own(...) end
      end
      counted(Handlers, "once") counted(Handlers, "receive") counted(ao, "sanitize")
      Handlers.add("reply", "Reply", function() ao.send({ Target = "T" }).onReply(function(m) print("got " .. m.Data) end) end)
      Handlers.add("dot", "Dot", function() print("dot " .. ao.send({ Target = "T" }).receive().Data) end)
      Handlers.add("wait", "Wait", function() print("waited " .. Receive("Go").Data) end)
      Handlers.add("fails", "Fails", function() Receive("Go") error("late", 0) end)
      Handlers.add("forward", "Forward", function(m) m.forward("F", { Extra = "1" }) end)`);
    const outputs: Plain[] = [];
    const send = (action: string, tags: { [key: string]: string } = {}, from = "A"): void => {
      const { Output, Error: error } = p.handle({ From: from, Data: action, tags: { Action: action, ...tags } });
      outputs.push(((Output ?? { data: error }) as { data: Plain }).data);
    };
    send("Reply");
    send("Dot");
    expect(p.get("{ counts.once, counts.receive, counts.sanitize }")).toEqual([2, 1, 0]);
    send("Answer", { "X-Reference": "2" }, "T");
    send("Answer", { "X-Reference": "1" }, "T");
    send("Wait");
    send("Go");
    expect(p.get("{ counts.once, counts.receive, counts.sanitize }")).toEqual([3, 2, 0]);
    expect(outputs).toEqual(["", "", "dot Answer", "got Answer", "", "waited Go"]);
    send("Fails");
    send("Go");
    expect(outputs.at(-1)).toContain("late");
    const listed = p.get("#Handlers.list");
    expect(p.handle({ From: "B", Id: "7", tags: { Action: "Forward", Mine: "2" } }).Messages).toMatchObject([
      { Target: "F" },
    ]);
    expect(p.get("{ counts.sanitize, #Handlers.list }")).toEqual([1, listed]);
    p.run("function ao.sanitize() return 5 end");
    expect(p.handle({ From: "B", tags: { Action: "Forward" } }).Error).toContain(
      "attempt to index a number value (local 'newMsg')",
    );
    p.run("function Handlers.once() error('no once') end");
    expect(p.handle({ From: "B", tags: { Action: "Reply" } }).Error).toContain("no once");
    expect(p.handle({ From: "B", tags: { Action: "Wait" } }).Error).toContain("no once");
    expect(p.handle({ From: "OWNER", Id: "PID", tags: { Action: "x", Type: "Process" } }).Error).toContain("no once");
  });

  it.each([
    ["a copy", "ao = ao.clone(ao)"],
    ["a table that inherits", "ao = setmetatable({}, { __index = ao })"],
    [
      "a table with a function of its own",
      "local own = ao ao = { send = function(m) m.Via = 'own' return own.send(m) end }",
    ],
    ["nothing", "local own = ao ao = nil AO = own"],
  ])("AO 2 a program that has put %s in the place of ao sends and answers as before", (_, code) => {
    const p = new ProcessRun();
    p.run(`local send = ao.send ${code}
      Handlers.add("x", "X", function(m)
        Send({ Target = "A" })
        m.reply({ Data = "B" })
        m.forward("C")
        send({ Target = "D" })
        print("printed")
      end)`);
    for (let i = 0; i < 2; i++) {
      const { Messages, Output } = p.handle({ From: "B", tags: { Action: "X" } });
      expect((Messages as { Target: string }[]).map(({ Target }) => Target)).toEqual(["A", "B", "C", "D"]);
      expect(Output).toMatchObject({ data: "printed" });
    }
    expect(p.eval("return nil, 'wrong'").Error).toBe("wrong");
    expect(p.eval("return nil")).not.toHaveProperty("Error");
  });

  it("broken JSON is an error of the message", () => {
    const p = new ProcessRun();
    p.run('ao.send({ Target = "old" })');
    const response = p.handle({ tags: { "Content-Type": "application/json" }, Data: "{" });
    expect(Object.keys(response)).toEqual(["Error"]);
    expect(response.Error).toContain(" at line 1 col ");
    expect(p.get("#ao.outbox.Messages")).toBe(0);
    expect(p.handle({})).toHaveProperty("Output");
  });
});

describe("AO 5.3 results", () => {
  it("of a message that was handled", () => {
    const p = new ProcessRun();
    p.run('Handlers.prepend("a", "A", function() print("one") print("two") end)');
    expect(p.handle({ tags: { Action: "A" } })).toEqual({
      Output: { data: "one\ntwo", prompt: prompt(0), print: true },
      Messages: [],
      Spawns: [],
      Assignments: [],
    });
  });

  it("of Eval: test instead of print", () => {
    const p = new ProcessRun();
    expect(p.eval('print("x") return 7').Output).toEqual({
      data: "x\n7",
      prompt: prompt(0),
      test: '{\n    [1] = "x",\n    [2] = "7"\n}',
    });
  });

  it("of a failed Eval: printed lines and the error, which goes to Errors", () => {
    const p = new ProcessRun();
    expect(p.eval('print("before") error("boom")')).toEqual({
      Error: `before\n\n${RED}error:\n${RESET}[string "aos"]:1: boom`,
    });
    expect(p.get("Errors")).toEqual(['[string "aos"]:1: boom']);
    p.eval("error({})");
    expect(p.get("Errors[2]:match('^table: ')")).toBe("table: ");
  });

  it("of other messages that failed: three printed lines too", () => {
    const p = new ProcessRun();
    p.run('Handlers.prepend("a", "A", function() print("p") error("boom") end)');
    const { Error: text, ...rest } = p.handle({ tags: { Action: "A" } });
    expect(rest).toEqual({});
    const trace = "stack traceback:\n\t[C]: in function 'error'\n\tprogram:1: in function <program:1>";
    expect(text).toBe(
      `p\n${RED}Error${GRAY} handling message with Action = A${RESET}\n${GREEN}program:1: boom${RESET}\n` +
        `\n${GRAY}${trace}${RESET}\n\n${RED}error:\n${RESET}program:1: boom`,
    );
    p.run('Handlers.prepend("b", function(m) return not m.Action end, function() error("boom", 0) end)');
    expect(p.handle({}).Error).toContain(`${RED}Error${GRAY} handling message ${RESET}\n${GREEN}boom${RESET}`);
    expect(p.get("#Errors")).toBe(0);
  });

  it("non-text errors are shown as text; pending variables are closed", () => {
    const p = new ProcessRun({ version: "5.4" });
    p.run(`Handlers.prepend("a", "A", function()
      local x <close> = setmetatable({}, { __close = function() closed = true end })
      error(setmetatable({}, { __tostring = function() return "shown" end })) end)`);
    expect(p.handle({ tags: { Action: "A" } }).Error).toMatch(/shown$/);
    expect(p.get("closed")).toBe(true);
  });

  it("the Nonce of a handled message is remembered", () => {
    const p = new ProcessRun();
    p.handle({ root: { Nonce: 5 } });
    expect(p.get("ao.Nonce")).toBe(5);
    p.run('Handlers.prepend("a", "A", function() error("x") end)');
    p.handle({ root: { Nonce: 6 }, tags: { Action: "A" } });
    expect(p.get("ao.Nonce")).toBe(5);
  });
});

describe("AO 5.4 eval", () => {
  it("is for the owner", () => {
    const p = new ProcessRun();
    p.handle({ From: "A", tags: { Action: "Eval" }, Data: "x = 1" });
    expect(p.get("x")).toBeUndefined();
    p.eval("x = 1");
    expect(p.get("x")).toBe(1);
  });

  it("tries an expression first, shows true results, takes a second one as an error", () => {
    const p = new ProcessRun();
    expect(data(p.eval("1, nil"))).toBe("1");
    expect(data(p.eval("{ 1 }"))).toBe(`{ ${BLUE}1${RESET} }`);
    expect(data(p.eval("false"))).toBe("");
    expect(data(p.eval("nil"))).toBe("");
    expect(data(p.eval('setmetatable({}, { __tostring = function() return "x" end }) and 5 or 6'))).toBe("5");
    expect(p.eval('1, "second"')).toEqual({ Error: "second" });
    expect(p.eval("x = = 1")).toEqual({ Error: "[string \"aos\"]:1: unexpected symbol near '='" });
    expect(data(p.eval("local t = 5 return t"))).toBe("5");
  });

  it("the module makes the handler for an ao", () => {
    const p = new ProcessRun();
    p.run('other = { outbox = {} } require(".eval")(other)({ Data = "1, 2" })');
    expect(p.get("other.outbox.Error")).toBe(2);
  });
});

describe("AO 5.5 boot", () => {
  it("puts the first message into the inbox and evaluates On-Boot = Data", () => {
    const p = new ProcessRun({ owner: undefined });
    p.handle({ From: "X", Id: "PID", tags: { Type: "Process", "On-Boot": "Data" }, Data: "booted = true" });
    expect(p.get("{ #Inbox, booted }")).toEqual([1, true]);
    expect(p.get("Handlers.list[1].name")).not.toBe("_boot");
  });

  it("without On-Boot does nothing; with a transaction reads its data", () => {
    const p = new ProcessRun({ readData: (id) => (id === "tx" ? "from = 'data'" : undefined) });
    p.handle({ Id: "PID", tags: { "On-Boot": "tx" }, root: {} });
    expect(p.get("from")).toBeUndefined();
    const q = new ProcessRun({ owner: undefined, readData: (id) => (id === "tx" ? "from = 'data'" : undefined) });
    q.handle({
      Id: "PID",
      tags: [
        ["Type", "Process"],
        ["On-Boot", "none"],
      ],
    });
    expect(q.get("from")).toBeUndefined();
    // the first value of a name wins in Tags
    q.run('require(".boot")(ao)({ Tags = { ["On-Boot"] = "tx" } })');
    expect(q.get("from")).toBe("data");
    expect(q.errorOf('require(".boot")(ao)({ Tags = { ["On-Boot"] = "none" } })')).toBe(
      "No data found for transaction: none",
    );
  });
});

describe("AO 5.6 default handler", () => {
  it("keeps unhandled messages and announces them", () => {
    const p = new ProcessRun();
    const from = "abcdefgh";
    expect(data(p.handle({ From: from, tags: { Action: "An-Action-With-A-Long-Name" } }))).toBe(
      `${GRAY}New Message From ${GREEN}abc...fgh${GRAY}: ${GRAY}Action = ${BLUE}An-Action-With-A-Lon${RESET}`,
    );
    expect(data(p.handle({ From: from, Data: "some data that is long enough" }))).toBe(
      `${GRAY}New Message From ${GREEN}abc...fgh${GRAY}: ${GRAY}Data = ${BLUE}some data that is lo${RESET}`,
    );
    expect(data(p.handle({ From: from, Data: "[1,2]", tags: { "Content-Type": "application/json" } }))).toContain(
      `Data = ${BLUE}[1,2]`,
    );
    expect(p.get("#Inbox")).toBe(3);
    p.run('Handlers.prepend("ok", "Ok", function() end) Handlers.prepend("bad", "Bad", function() error("x") end)');
    p.handle({ tags: { Action: "Ok" } });
    p.handle({ tags: { Action: "Bad" } });
    expect(p.get("#Inbox")).toBe(3);
  });

  it("the module takes any function; From may be absent", () => {
    const p = new ProcessRun();
    p.run('require(".default")(function(m) kept = m end)({ Data = "d" })');
    expect(p.get("kept.Data")).toBe("d");
    expect(p.get("HANDLER_PRINT_LOGS[1]")).toBe(
      `${GRAY}New Message From ${GREEN}unknown${GRAY}: ${GRAY}Data = ${BLUE}d${RESET}`,
    );
  });

  it("the inbox keeps the newest 10000", () => {
    const p = new ProcessRun();
    p.run("for i = 1, 10000 do Inbox[i] = { n = i } end");
    p.handle({ Data: "new" });
    expect(p.get("{ #Inbox, Inbox[1].n, Inbox[9999].n, Inbox[10000].Data }")).toEqual([10000, 2, 10000, "new"]);
  });
});

describe("AO 5.7 modules", () => {
  it("of the runtime are its tables", () => {
    const p = new ProcessRun();
    expect(
      p.get(
        'require(".ao") == ao and require("ao") == ao and require(".handlers") == Handlers and require("Handlers") == Handlers',
      ),
    ).toBe(true);
    expect(
      p.get(
        'require("json") == json and require(".json") == json and require(".utils") == Utils and require(".dump") == Dump',
      ),
    ).toBe(true);
    expect(p.get('require(".process")._version .. require(".handlers-utils")._version')).toBe("2.0.40.0.2");
    expect(p.get('require(".process")._env == _G and require(".handlers-utils") == Handlers.utils')).toBe(true);
    expect(
      p.get('type(require(".bint")(256)) .. type(require(".crypto").digest.sha1) .. type(require(".chance").seed)'),
    ).toBe("tablefunctionfunction");
  });

  it(".assignment adds what is not there", () => {
    const p = new ProcessRun();
    p.run('a = { id = "x", isAssignment = 5 } require(".assignment").init(a) a.addAssignable({ Action = "A" })');
    expect(
      p.get('{ a.isAssignment, #a.assignables, a.isAssignable({ Action = "A" }), type(a.assign), #ao.assignables }'),
    ).toEqual([5, 1, true, "function", 0]);
  });
});

describe("AO 7.2 process.getMsgs and clearInbox", () => {
  it("read the inbox, newest first", () => {
    const p = new ProcessRun();
    for (const Data of ["1", "2", "3"]) p.handle({ Data, tags: { Kind: Data === "2" ? "b" : "a" } });
    p.run(
      'process = require(".process") function texts(l) local t = {} for i, m in ipairs(l) do t[i] = m.Data end return table.concat(t) end',
    );
    expect(
      p.get(
        'texts(process.getMsgs()) .. " " .. texts(process.getMsgs(nil, true, 2)) .. " " .. texts(process.getMsgs({ Kind = "a" })) .. " " .. texts(process.getMsgs(function(m) return m.Kind == "b" end))',
      ),
    ).toBe("321 12 31 2");
    expect(p.get("process.clearInbox() .. #Inbox")).toBe("30");
  });
});

describe("runtimes in one state", () => {
  it("are independent of each other and of the state's globals", () => {
    const cx = newState();
    const make = (id: string): { env: LuaTable; handle: (action: string) => LuaTable } => {
      const env = cx.newTable();
      const runtime = openRuntime(cx, env, { id, module: "M" });
      const outer = cx.newTable();
      const process = cx.newTable();
      process.setStr("Id", id);
      process.setStr("Tags", cx.newTable());
      outer.setStr("Process", process);
      return {
        env,
        handle: (action) => {
          const msg = cx.newTable();
          for (const name of ["From", "Owner"]) msg.setStr(name, "A");
          msg.setStr("Target", id);
          msg.setStr("Action", action);
          return callFromHost(cx, runtime.handle, [msg, outer])[0] as LuaTable;
        },
      };
    };
    const [a, b] = [make("a"), make("b")];
    a.handle("x");
    a.handle("y");
    b.handle("z");
    expect([a, b].map(({ env }) => (env.getStr("Inbox") as LuaTable).length())).toEqual([2, 1]);
    expect(cx.globals.getStr("ao")).toBeUndefined();
    expect((a.env.getStr("ao") as LuaTable).getStr("id")).toBe("a");
    expect(a.env.getStr("json")).not.toBe(b.env.getStr("json"));
    expect(runtimeOf(cx)).toBeUndefined();
  });
});
