import { describe, expect, it } from "vitest";
import { ProcessRun } from "./processRun.ts";

const RED = "\x1b[31m";
const GREEN = "\x1b[32m";
const BLUE = "\x1b[34m";
const RESET = "\x1b[0m";
const GRAY = "\x1b[90m";

describe("AO 5.1 Prompt", () => {
  it("shows the name, the version and how many messages wait, in the program's colors", () => {
    const p = new ProcessRun();
    p.run("Name = 'tom' Inbox = { 1, 2, 3 }");
    expect(p.get("Prompt()")).toBe(`${GREEN}tom${GRAY}@${BLUE}aos-2.0.4${GRAY}[Inbox:${RED}3${GRAY}]${RESET}> `);
    p.run("Colors.red = '<r>' Colors.green = 5 Inbox = nil Name = nil");
    expect(p.get("Prompt()")).toBe(`${GREEN}aos${GRAY}@${BLUE}aos-2.0.4${GRAY}[Inbox:<r>0${GRAY}]${RESET}> `);
    p.run("Colors = nil");
    expect(p.get("Prompt()")).toContain(`[Inbox:${RED}0`);
  });
});

describe("AO 5.1 print", () => {
  it("joins what is there and what comes by a newline, whoever has put it there", () => {
    const p = new ProcessRun();
    p.run('print("one") print("") print("three")');
    expect(p.get("ao.outbox.Output.data")).toBe("one\n\nthree");
    p.run('ao.outbox.Output = { data = "mine" } print("more")');
    expect(p.get("ao.outbox.Output")).toEqual({ data: "mine\nmore", prompt: p.get("Prompt()"), print: true });
    p.run('ao.outbox.Output = "text" print("alone")');
    expect(p.get("ao.outbox.Output.data")).toBe("alone");
  });

  it("takes one argument, shows false and whole numbers in color and others by tostring", () => {
    const p = new ProcessRun();
    p.run("HANDLER_PRINT_LOGS = nil co = coroutine.create(print)");
    expect(
      p.get("{ print(false), print(3), print(3.0), print(), print(co) == tostring(co), print('a', 'b') }"),
    ).toEqual([`${BLUE}false${RESET}`, `${GREEN}3${RESET}`, `${GREEN}3.0${RESET}`, `${RED}nil${RESET}`, true, "a"]);
    expect(p.get('select("#", print("x"))')).toBe(1);
    p.run("HANDLER_PRINT_LOGS = {}");
    expect(p.get('select("#", print("y")) .. #HANDLER_PRINT_LOGS')).toBe("11");
  });
});

describe("AO 5.1 Send, Spawn, Assign, Version", () => {
  it("Send warns about a false Target too, and wants a table", () => {
    const p = new ProcessRun();
    p.run("Send({ Target = false })");
    expect(p.get("#HANDLER_PRINT_LOGS")).toBe(1);
    expect(p.errorOf('Send("x")')).toBe("msg should be a table");
    p.run("Send({ Target = 't' })");
    expect(p.get("#HANDLER_PRINT_LOGS .. #ao.outbox.Messages")).toBe("12");
  });

  it("the answers of what they return are those of what was sent", () => {
    const p = new ProcessRun();
    p.run(
      'Send({ Target = "t" }).onReply(function(m) got = m.Data end) Spawn({}).onReply(function(m) child = m.Process end)',
    );
    p.handle({ From: "t", Data: "answer", tags: { "X-Reference": "1" } });
    p.handle({
      From: "PID",
      tags: [
        ["Reference", "2"],
        ["Action", "Spawned"],
        ["Process", "PID:1"],
      ],
    });
    expect(p.get("got .. child")).toBe("answerPID:1");
    p.run(`Handlers.add("go", "Go", function()
      local r = Spawn("mod", {}).receive() made = r.Process
      sum = Send({ Target = "t" }).receive().Data end)`);
    p.handle({ tags: { Action: "Go" } });
    p.handle({
      From: "PID",
      tags: [
        ["Reference", "3"],
        ["Action", "Spawned"],
        ["Process", "PID:2"],
      ],
    });
    p.handle({ From: "t", Data: "last", tags: { "X-Reference": "4" } });
    expect(p.get("made .. sum")).toBe("PID:2last");
  });

  it("Spawn passes the errors of ao.spawn on, and calls what the program has put there", () => {
    const p = new ProcessRun();
    expect(p.errorOf('Spawn("module")')).toBe("Message must be a table");
    expect(p.errorOf("Spawn(5, {})")).toBe("Module source id is required!");
    p.run(
      'function ao.spawn(m, t) spawned = m .. t.Name return { receive = 1, onReply = 2 } end r = Spawn({ Name = "n" })',
    );
    expect(p.get("{ spawned, r.output, r.receive, r.onReply, r.after == nil }")).toEqual([
      "MODULEn",
      "Spawn process request added to outbox",
      1,
      2,
      true,
    ]);
    p.run("ao.spawn, ao.send, ao.assign = nil, 5, nil");
    expect(p.errorOf("Spawn({})")).toBe("attempt to call a nil value (field 'spawn')");
    expect(p.errorOf("Send({})")).toBe("attempt to call a number value (field 'send')");
    expect(p.errorOf("Assign({})")).toBe("attempt to call a nil value (field 'assign')");
  });

  it("Send and Assign call what the program has put into ao, and into print", () => {
    const p = new ProcessRun();
    p.run(`lines = {} function print(line) lines[#lines + 1] = line end
      function ao.send(m) sent = m.Data return { receive = "r", onReply = "o" } end
      function ao.assign(a) assigned = a end
      r = Send({ Data = "d" }) a = Assign("any") Version()`);
    expect(p.get("{ sent, r, assigned, a, lines }")).toEqual([
      "d",
      { output: "Message added to outbox", receive: "r", onReply: "o" },
      "any",
      "Assignment added to outbox.",
      [
        "WARN: No target specified for message. Data will be stored, but no process will receive it.",
        "Assignment added to outbox.",
        "version: 2.0.4",
      ],
    ]);
    expect(p.errorOf('require(".ao").assign = nil Assign({})')).toBe("attempt to call a nil value (field 'assign')");
  });
});

describe("AO 5.1 math.random and os.time", () => {
  it("numbers are in the range that was asked for, and reach its ends", () => {
    const p = new ProcessRun();
    p.handle({ Id: "first" });
    p.run(`local function ends(...)
        local low, high = math.huge, -math.huge
        for _ = 1, 400 do local x = math.random(...) low, high = math.min(low, x), math.max(high, x) end
        return low, high
      end
      local low, high = ends()
      result = { low >= 0 and low < 0.1, high < 1 and high > 0.9, ends(6) }
      result[5], result[6] = ends(-2, 2)
      local l, h = ends(1, 2, 3)
      result[7] = l >= 0 and h < 1`);
    expect(p.get("result")).toEqual([true, true, 1, 6, -2, 2, true]);
    expect(p.get("math.random(5, 5) .. math.type(math.random(3))")).toBe("5integer");
  });

  it("is seeded once, from Block-Height, Owner, Module and Id, so that equal first messages give equal numbers", () => {
    const first = (id: string, owner: string, module: string, height: number): unknown => {
      const p = new ProcessRun();
      p.handle({ Id: id, From: owner, Owner: owner, root: { Module: module, "Block-Height": height } });
      return p.get("math.random(1 << 30)");
    };
    const numbers = [
      first("A", "B", "C", 1),
      first("B", "B", "C", 1),
      first("A", "D", "C", 1),
      first("A", "B", "F", 1),
      first("A", "B", "C", 2),
    ];
    expect(new Set(numbers).size).toBe(5);
    // the bytes are summed up, so their order does not count
    expect(first("B", "A", "C", 1)).toBe(numbers[0]);
    const p = new ProcessRun();
    p.handle({ Id: "A", From: "B", root: { Module: "C", "Block-Height": 1 } });
    p.handle({ Id: "Z" });
    expect(p.get("math.random(1 << 30)")).toBe(numbers[0]);
    // by hand it can be seeded again: the digits are those of the height and then of the sum
    p.run(`require(".chance").seed(tonumber("1" .. ("A"):byte() + ("B"):byte() + ("C"):byte()))`);
    expect(p.get("math.random(1 << 30)")).toBe(numbers[0]);
    p.run("Seeded = false math.random = nil");
    p.handle({ Id: "A", From: "B", root: { Module: "C", "Block-Height": 1 } });
    expect(p.get("{ Seeded, math.random(1 << 30) }")).toEqual([true, numbers[0]]);
  });

  it("the seed may have more digits than integers have", () => {
    for (const height of ["", "9007199254740", "922337203685477"]) {
      const p = new ProcessRun();
      p.handle({ Id: "A", From: "B", root: { Module: "C", "Block-Height": height } });
      const drawn = p.get("math.random(1 << 30)");
      p.run(`require(".chance").seed(tonumber("${height}" .. 198))`);
      expect(p.get("math.random(1 << 30)"), height).toBe(drawn);
    }
    for (const height of ["99999999999999999999", "no number"]) {
      const p = new ProcessRun();
      expect(p.handle({ Id: "A", From: "B", root: { "Block-Height": height } }), height).toHaveProperty("Output");
      expect(p.get("math.type(math.random(5))"), height).toBe("integer");
    }
  });

  it("os.time is a number when the Timestamp is text that is one, and takes no notice of arguments", () => {
    const p = new ProcessRun();
    p.handle({ Timestamp: "1700000000" });
    expect(p.get("{ os.time(), math.type(os.time()), os.time({ year = 2000, month = 1, day = 1 }) }")).toEqual([
      1700000000,
      "integer",
      1700000000,
    ]);
    p.handle({ Timestamp: "no number" });
    expect(p.get("os.time()")).toBe("no number");
  });
});

describe("AO 5.7 modules of a process", () => {
  const names =
    "json .json .bint .base64 .utils .handlers Handlers .handlers-utils .ao ao .process .assignment .boot .default .eval " +
    ".stringify .pretty .dump .chance .apm .crypto .log .serialize";

  it("all names can be required, the same value each time", () => {
    const p = new ProcessRun();
    for (const name of names.split(" ")) {
      const factory = [".bint", ".boot", ".default", ".dump", ".eval"].includes(name);
      expect(p.get(`type(require("${name}"))`), name).toBe(factory ? "function" : "table");
      expect(p.get(`require("${name}") == require("${name}")`), name).toBe(true);
    }
    expect(p.get("require('.base64') == base64 and require('.apm') == apm")).toBe(true);
  });

  it(".process has the Receive of earlier releases (AO 9)", () => {
    expect(new ProcessRun().get('require(".process").Receive == Handlers.receive')).toBe(true);
  });

  it("there is no .chat", () => {
    expect(new ProcessRun().errorOf('require(".chat")')).toMatch(/module '\.chat' not found/);
  });

  it(".boot, .default and .eval make a function of what they get, and want something", () => {
    const p = new ProcessRun();
    for (const name of [".boot", ".default", ".eval"]) {
      expect(p.get(`type(require("${name}")(ao))`), name).toBe("function");
      expect(p.errorOf(`require("${name}")()`), name).toMatch(/bad argument #1 to .*value expected/);
    }
    expect(p.errorOf('require(".eval")(ao)(5)')).toBe("msg is not valid");
    expect(p.errorOf('require(".boot")(ao)()')).toBe("msg is not valid");
  });

  it(".assignment gives any table the six members, each for that table", () => {
    const p = new ProcessRun();
    p.run('a = { id = "a" } result = select("#", require(".assignment").init(a))');
    expect(
      p.get(
        "(function() local t = {} for k in pairs(a) do t[#t + 1] = k end table.sort(t) return table.concat(t, ' ') .. result end)()",
      ),
    ).toBe("addAssignable assign assignables id isAssignable isAssignment removeAssignable0");
    p.run('b = { assign = 5, assignables = { { pattern = "Y" } } } require(".assignment").init(b)');
    expect(p.get('{ b.assign, b.isAssignable({ Action = "Y" }) }')).toEqual([5, true]);
    p.run('a.addAssignable("n", "X") a.removeAssignable("other")');
    expect(
      p.get(
        '{ a.isAssignment({ Target = "PID" }), a.isAssignable({ Action = "X" }), #a.assignables, #ao.assignables }',
      ),
    ).toEqual([true, true, 1, 0]);
  });

  it("programs that replace msg.reply for the handlers after them, as patch-legacy-reply does", () => {
    const p = new ProcessRun();
    p.run(`Handlers.prepend("_patch", function() return "continue" end, function(msg)
        local reply = msg.reply
        msg.reply = function(fields) fields.Patched = "yes" return reply(fields) end
      end)
      Handlers.add("ask", "Ask", Handlers.utils.reply("answer"))`);
    const { Messages } = p.handle({ From: "A", tags: { Action: "Ask" } }) as { Messages: { Tags: unknown[] }[] };
    expect(Messages).toHaveLength(1);
    expect(Messages[0]!.Tags).toContainEqual({ name: "Patched", value: "yes" });
  });
});
