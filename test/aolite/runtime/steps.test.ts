import { describe, expect, it } from "vitest";
import { callFromHost } from "../../../src/vm/run.ts";
import { OWNER, type Plain, ProcessRun } from "./processRun.ts";

const RED = "\x1b[31m";
const GREEN = "\x1b[32m";
const BLUE = "\x1b[34m";
const RESET = "\x1b[0m";
const GRAY = "\x1b[90m";
const data = (response: { [key: string]: Plain }): Plain => (response.Output as { [key: string]: Plain }).data;

const NAMES =
  "(function() local t = {} for i, h in ipairs(Handlers.list) do t[i] = h.name end return table.concat(t, ' ') end)()";

describe("AO 5.2 steps 1 to 9: state", () => {
  it("id, time, printed lines and outbox are those of this message", () => {
    const p = new ProcessRun();
    p.run(`ao.send({ Target = "old" }) print("old") ao.id = "x"
      Handlers.prepend("see", function() return true end, function()
        seen = { ao.id, os.time(), #HANDLER_PRINT_LOGS, #ao.outbox.Messages, ao.outbox.Output.data == nil } end)`);
    p.handle({ Timestamp: 77 });
    expect(p.get("seen")).toEqual(["PID", 77, 0, 0, true]);
  });

  it("Owner and Name are set once; Owner only by a message whose Id is that of the process", () => {
    const p = new ProcessRun({ owner: undefined, tags: { Name: "tag" } });
    p.handle({ From: "A" });
    expect(p.get("{ Owner == nil, Name }")).toEqual([true, "tag"]);
    p.run("Name = 'mine'");
    p.handle({ From: "B", Id: "PID" });
    p.handle({ From: "C", Id: "PID" });
    expect(p.get("Owner .. Name")).toBe("Bmine");
    p.run("Owner = false Name = false");
    p.handle({ From: "D", Id: "PID" });
    expect(p.get("Owner .. Name")).toBe("Dtag");
  });

  it("Errors and Inbox are made when they are absent, and left alone otherwise", () => {
    const p = new ProcessRun();
    p.run(
      "Errors, Inbox = nil, nil Handlers.prepend('see', 'See', function() seen = { type(Errors), type(Inbox) } end)",
    );
    p.handle({ tags: { Action: "See" } });
    expect(p.get("seen")).toEqual(["table", "table"]);
    p.run("Errors, Inbox = false, { 1 }");
    p.handle({ tags: { Action: "See" } });
    expect(p.get("{ Errors, #Inbox }")).toEqual([false, 1]);
  });

  it("the tags of the process are a map and a list, and authorities among them count", () => {
    const p = new ProcessRun({ tags: { Authority: "X,Y", Kind: "k" } });
    p.run("Handlers.prepend('go', 'Go', function() n = (n or 0) + 1 end)");
    p.handle({ From: "A", Owner: "Y", tags: { Action: "Go" } });
    p.handle({ From: "X", Owner: "B", tags: { Action: "Go" } });
    p.handle({ From: "A", Owner: "B", tags: { Action: "Go" } });
    expect(
      p.get('{ n, table.concat(ao.authorities, " "), Process.Tags.Kind, Process.TagArray[2].name, #Process.TagArray }'),
    ).toEqual([2, "X Y", "k", "Kind", 2]);
  });

  it("authorities that the program has destroyed are a list again", () => {
    const p = new ProcessRun({ tags: { Authority: "X" } });
    p.run("ao.authorities = 5 Handlers.prepend('go', 'Go', function() n = (n or 0) + 1 end)");
    p.handle({ From: "A", Owner: "X", tags: { Action: "Go" } });
    expect(p.get("{ n, ao.authorities }")).toEqual([1, ["X"]]);
  });

  it("a process without tags keeps its empty list", () => {
    const p = new ProcessRun();
    p.handle({});
    p.run("list, map = Process.TagArray, Process.Tags");
    p.handle({});
    expect(p.get("{ Process.TagArray == list, Process.Tags == map, getmetatable(list) == nil }")).toEqual([
      true,
      true,
      true,
    ]);
  });

  it("a message whose tags are a map already, or none, is taken as it is", () => {
    const p = new ProcessRun();
    p.run(
      "Handlers.prepend('see', function() return true end, function(m) seen = { m.Tags.Kind, m.Kind, #m.TagArray } end)",
    );
    const msg = p.message({ tags: { Kind: "k" } });
    p.respond(msg);
    p.respond(msg);
    expect(p.get("seen")).toEqual(["k", "k", 3]);
    const bare = p.message({});
    bare.setStr("Tags", undefined);
    p.run(
      "Handlers.prepend('see', function() return true end, function(m) seen = { type(m.Tags), next(m.Tags) == nil, m.TagArray == nil } end)",
    );
    expect(p.respond(bare).getStr("Error")).toBeUndefined();
    expect(p.get("seen")).toEqual(["table", true, true]);
  });
});

describe("AO 5.2 steps 10 and 11: refusals", () => {
  it("a refused message changes no more than what is before it, and has the four parts of a result", () => {
    const p = new ProcessRun();
    p.run("Handlers.list = {}");
    const response = p.handle({ From: "A", Owner: "B", root: { Nonce: 5 } });
    expect(Object.keys(response)).toEqual(["Output", "Messages", "Spawns", "Assignments"]);
    expect(response.Output).toEqual({
      data: "Message is not trusted! From: A - Owner: B",
      prompt: p.get("Prompt()"),
      print: true,
    });
    expect(p.get("{ #Handlers.list, #Inbox, ao.Nonce == nil }")).toEqual([0, 0, true]);
  });

  it("absent parties are shown as nil; the program's print and Send are used", () => {
    const p = new ProcessRun();
    p.run("lines = {} function print(l) lines[#lines + 1] = l end function Send(m) sent = m end");
    const msg = p.message({ From: "A", Target: "other" });
    msg.setStr("Owner", undefined);
    p.respond(msg);
    expect(p.get("{ lines[1], sent == nil }")).toEqual(["Message is not trusted! From: A - Owner: nil", true]);
    p.handle({ From: "A", Target: "other" });
    expect(p.get("{ lines[2], sent }")).toEqual([
      "Assignment is not trusted! From: A - Owner: A",
      { Target: "A", Data: "Assignment is not trusted by this process!" },
    ]);
    p.run("Send, print = nil, nil");
    expect(p.handle({ From: "A", Target: "other" })).toMatchObject({ Messages: [], Output: [] });
  });

  it("what the program has put into ao decides", () => {
    const p = new ProcessRun();
    p.run(`Handlers.prepend("go", "Go", function() n = (n or 0) + 1 end)
      function ao.isAssignment(m) return m.Kind == "assigned" end
      function ao.isAssignable(m) return m.Good end`);
    p.handle({ From: "A", Target: "other", tags: { Action: "Go" } });
    p.handle({ From: "A", tags: { Action: "Go", Kind: "assigned", Good: "yes" } });
    expect(p.get("n")).toBe(2);
    expect(data(p.handle({ From: "A", tags: { Action: "Go", Kind: "assigned" } }))).toBe(
      "Assignment is not trusted! From: A - Owner: A",
    );
    p.run("function ao.isTrusted() return false end");
    expect(data(p.handle({ From: "A", Owner: "B" }))).toContain("Message is not trusted!");
    expect(p.get("n")).toBe(2);
    for (const name of ["isAssignment", "isAssignable", "normalize", "clearOutbox", "init"]) {
      const q = new ProcessRun();
      q.run(`function ao.${name}() error("mine", 0) end`);
      expect(q.handle({ From: "A", Target: "other" }).Error, name).toMatch(/mine$/);
    }
  });

  it("a normalize of the program's may give another message", () => {
    const p = new ProcessRun();
    p.run(`local old = ao.normalize
      function ao.normalize(m) m = old(m) m.Tags[#m.Tags + 1] = { name = "Extra", value = "e" } return { From = m.From, Owner = m.Owner, Target = m.Target, Tags = m.Tags, Action = "New" } end
      Handlers.prepend("n", "New", function(m) seen = m.Tags.Extra .. tostring(m.Id) end)`);
    p.handle({ tags: { Action: "Old" } });
    expect(p.get("seen")).toBe("enil");
  });
});

describe("AO 5.2 the message", () => {
  it("keeps a metatable that it has", () => {
    const p = new ProcessRun();
    p.run(`meta = { __index = { Extra = "e" } }
      local old = ao.normalize function ao.normalize(m) return setmetatable(old(m), meta) end
      Handlers.prepend("see", function() return true end, function(m) seen = { getmetatable(m) == meta, m.Extra } end)`);
    p.handle({});
    expect(p.get("seen")).toEqual([true, "e"]);
  });

  it("forward goes by what the program has made of nonForwardableTags", () => {
    const p = new ProcessRun();
    p.run(
      "ao.nonForwardableTags = { 0/0, {}, 'Custom', 'Tags' } Handlers.prepend('f', 'F', function(m) m.forward('T') end)",
    );
    const { Messages } = p.handle({ From: "A", tags: { Action: "F", Custom: "c" } }) as {
      Messages: { Tags: { name: string }[] }[];
    };
    const names = Messages[0]!.Tags.map(({ name }) => name);
    expect(names).toContain("Timestamp");
    expect(names).not.toContain("Custom");
    p.run("ao.nonForwardableTags = nil");
    expect(p.handle({ From: "A", tags: { Action: "F" } })).toHaveProperty("Output");
  });
});

describe("AO 5.2 steps 12 to 14: the runtime's handlers", () => {
  it("_boot is registered first when the Id is that of the process, and runs for its Process message from the owner", () => {
    const p = new ProcessRun();
    p.run("Handlers.list = {}");
    p.handle({ Id: "PID", tags: { Type: "Message" } });
    expect(p.get(NAMES)).toBe("_boot _eval _default");
    expect(p.get("Handlers.list[1].maxRuns")).toBe(1);
    p.handle({ Id: "PID", From: "stranger", tags: { Type: "Process", "On-Boot": "Data" }, Data: "booted = 1" });
    expect(p.get("booted")).toBeUndefined();
    p.handle({ Id: "other", tags: { Type: "Process", "On-Boot": "Data" }, Data: "booted = 2" });
    expect(p.get("booted")).toBe(2);
    expect(p.get(NAMES)).toBe("_eval _default");
    p.handle({ Id: "other" });
    expect(p.get(NAMES)).toBe("_eval _default");
  });

  it("_eval and _default are entries like others: a program may look at them and call them", () => {
    const p = new ProcessRun();
    p.run("Handlers.list = {}");
    p.handle({});
    expect(p.get("{ Handlers.list[1].name, Handlers.list[2].name, Handlers.list[1].maxRuns == nil }")).toEqual([
      "_eval",
      "_default",
      true,
    ]);
    p.run(`eval, default = Handlers.list[1], Handlers.list[2]
      result = { eval.pattern({ Action = "Eval", From = "${OWNER}" }), eval.pattern({ Action = "Eval", From = "x" }), eval.pattern({ Action = "eval", From = "${OWNER}" }), default.pattern({}) }
      eval.handle({ Data = "x = 5" }) default.handle({ From = "me", Data = "d" })`);
    expect(p.get("{ result, x, Inbox[#Inbox].From }")).toEqual([[true, false, false, true], 5, "me"]);
    expect(p.errorOf("eval.pattern(5)")).toMatch(/bad argument #1 to .*table expected/);
    p.handle({ Id: "PID" });
    p.run("boot = Handlers.list[1]");
    expect(
      p.get(
        `{ boot.pattern({ Tags = { Type = "Process" }, From = "${OWNER}" }), boot.pattern({ Tags = { Type = "Message" }, From = "${OWNER}" }), boot.pattern({ Tags = { Type = "Process" }, From = "x" }), boot.pattern({}) }`,
      ),
    ).toEqual([true, false, false, false]);
  });

  it("a program's entries of these names are replaced where they stand", () => {
    const p = new ProcessRun();
    p.run(
      `Handlers.list = {} Handlers.add("_default", "x", function() bad = 1 end) Handlers.add("_eval", "Eval", function() bad = 2 end)`,
    );
    p.eval("good = 1");
    p.handle({});
    expect(p.get("{ good, bad == nil, #Inbox }")).toEqual([1, true, 1]);
    expect(p.get(NAMES)).toBe("_default _eval");
  });

  it("a program's own add or append that fails makes the message fail", () => {
    for (const name of ["add", "append"]) {
      const p = new ProcessRun();
      p.run(`function Handlers.${name}() error("mine", 0) end`);
      expect(p.handle({}).Error, name).toMatch(/mine$/);
      p.run(`Handlers.${name} = nil`);
      expect(p.handle({}), name).toHaveProperty("Output");
    }
  });

  it("without a list every message fails, also the one that boots, and none escapes", () => {
    const p = new ProcessRun();
    p.run("Handlers.list = 5 function Handlers.add() end function Handlers.append() end");
    for (const Id of ["PID", "other"]) {
      expect(p.handle({ Id }).Error, Id).toMatch(/attempt to get length of a number value \(field 'list'\)$/);
    }
  });
});

describe("AO 5.2 step 15: reply and forward", () => {
  const answer = (
    call: string,
    fields: Parameters<ProcessRun["handle"]>[0],
  ): { Target: string; tags: { [name: string]: string } } => {
    const p = new ProcessRun();
    p.run(`Handlers.prepend("a", function() return true end, function(msg) ${call} end)`);
    const response = p.handle(fields);
    expect(response.Error).toBeUndefined();
    const [message] = response.Messages as { Target: string; Tags: { name: string; value: string }[] }[];
    return { Target: message!.Target, tags: Object.fromEntries(message!.Tags.map(({ name, value }) => [name, value])) };
  };

  it("a reply goes to Reply-To, else to the Target it names, else to From; its references are those of the message", () => {
    expect(answer("msg.reply({})", { From: "A", tags: { Reference: "9" } })).toMatchObject({
      Target: "A",
      tags: { "X-Reference": "9" },
    });
    expect(answer("msg.reply({ Target = 'B' })", { From: "A" }).Target).toBe("B");
    expect(answer("msg.reply({ Target = 'B' })", { From: "A", tags: { "Reply-To": "C" } }).Target).toBe("C");
    const tags = { "X-Reference": "77", "X-Origin": "O", "Reply-To": "C" };
    const replied = answer("msg.reply({ ['X-Reference'] = 'mine', ['X-Origin'] = 'mine' })", { From: "A", tags });
    expect(replied.tags).toMatchObject({ "X-Reference": "77", "X-Origin": "O" });
    expect(answer("msg.reply({ ['X-Origin'] = 'mine' })", { From: "A" }).tags).not.toHaveProperty("X-Origin");
    // names as the sender wrote them, too
    expect(answer("msg.reply({})", { From: "A", tags: { "reply-to": "C", "x-reference": "5" } })).toMatchObject({
      Target: "C",
      tags: { "X-Reference": "5" },
    });
  });

  it("a reply of what is no table is an error", () => {
    const p = new ProcessRun();
    p.run(
      'Handlers.prepend("a", "A", function(msg) msg.reply() end) Handlers.prepend("b", "B", function(msg) msg.reply("x") end)',
    );
    expect(p.handle({ tags: { Action: "A" } }).Error).toMatch(/attempt to index a nil value \(local 'fields'\)$/);
    expect(p.handle({ tags: { Action: "B" } }).Error).toMatch(/attempt to index a string value \(local 'fields'\)$/);
  });

  it("what is forwarded keeps the first sender and reference; fields go over it, but not over those", () => {
    const first = answer(
      "msg.forward('T', { Target = 'no', ['Reply-To'] = 'no', ['X-Origin'] = 'no', ['X-Reference'] = 'no', Kind = 'new' })",
      {
        From: "A",
        tags: { Reference: "9", Kind: "old" },
      },
    );
    expect(first).toMatchObject({
      Target: "T",
      tags: { "Reply-To": "A", "X-Origin": "A", "X-Reference": "9", Kind: "new" },
    });
    const again = answer("msg.forward('T')", {
      From: "B",
      tags: { "Reply-To": "A", "X-Origin": "O", "X-Reference": "9", Reference: "1" },
    });
    expect(again).toMatchObject({ Target: "T", tags: { "Reply-To": "A", "X-Origin": "O", "X-Reference": "9" } });
    for (const name of ["Timestamp", "Owner", "Id", "Block-Height", "reply", "forward", "TagArray"]) {
      expect(first.tags).not.toHaveProperty(name);
    }
  });

  it("forward leaves out what a program has put in the place of reply and forward", () => {
    const { tags } = answer("msg.reply, msg.forward = 5, msg.forward msg.forward('T', { forward = 6 })", { From: "A" });
    expect(tags).not.toHaveProperty("reply");
    expect(tags).not.toHaveProperty("forward");
  });

  it("forward leaves the message alone, sends decoded data as JSON again, and calls what the program has put into ao.send", () => {
    const p = new ProcessRun();
    p.run(
      `Handlers.prepend("f", "F", function(msg) msg.forward("T") after = { msg.Data.a, msg.From, type(msg.reply), msg["Reply-To"] == nil } end)`,
    );
    const tags = { Action: "F", "Content-Type": "application/json" };
    const { Messages } = p.handle({ From: "A", Data: '{"a":1}', tags }) as {
      Messages: { Data: string; Tags: { name: string }[] }[];
    };
    expect(Messages[0]!.Data).toBe('{"a":1}');
    expect(Messages[0]!.Tags.filter(({ name }) => name === "Content-Type")).toHaveLength(1);
    expect(p.get("after")).toEqual([1, "A", "function", true]);
    p.run(
      "function ao.send(m) sent = m return 1, 2 end Handlers.prepend('f', 'F', function(msg) result = select('#', msg.forward('T', { X = 1 })) end)",
    );
    p.handle({ From: "A", Data: "{}", tags });
    expect(p.get("{ sent.Target, sent.X, sent.reply == nil, getmetatable(sent) == nil, result }")).toEqual([
      "T",
      1,
      true,
      true,
      0,
    ]);
    p.run("ao.send = 5");
    expect(p.handle({ From: "A", Data: "{}", tags }).Error).toMatch(/attempt to call a number value \(field 'send'\)$/);
  });
});

describe("AO 5.2 step 16: the handlers run", () => {
  it("evaluate gets the message and the environment, and may be the program's", () => {
    const p = new ProcessRun();
    p.run("function Handlers.evaluate(...) count, m, e = select('#', ...), ... end");
    const msg = p.message({ Data: "d" });
    p.respond(msg);
    expect(p.get("{ count, m.Data, e.Process == Process }")).toEqual([2, "d", true]);
    const outer = p.cx.newTable();
    outer.setStr("env", p.env);
    callFromHost(p.cx, p.runtime.handle, [p.message({}), outer]);
    expect(p.get("e == ao.env")).toBe(true);
  });

  it("one that yields has handled its message; its coroutine is kept until it is dead", () => {
    const p = new ProcessRun();
    p.run("Handlers.prepend('w', 'W', function() print('before') coroutine.yield(1) print('after') end)");
    const response = p.handle({ root: { Nonce: 7 }, tags: { Action: "W" } });
    expect(data(response)).toBe("before");
    expect(p.get("{ ao.Nonce, #Handlers.coroutines }")).toEqual([7, 1]);
    p.handle({ tags: { Action: "W" } });
    expect(p.get("#Handlers.coroutines")).toBe(2);
    p.run("coroutine.resume(Handlers.coroutines[1])");
    p.handle({ tags: { Action: "Done" } });
    expect(p.get("{ #Handlers.coroutines, coroutine.status(Handlers.coroutines[1]) }")).toEqual([1, "suspended"]);
    p.run("Handlers.prepend('e', 'E', function() error('x') end)");
    p.handle({ tags: { Action: "E" } });
    expect(p.get("#Handlers.coroutines")).toBe(1);
  });
});

describe("AO 5.3 failures", () => {
  it("what was sent before stays in the outbox, the response has Error only", () => {
    const p = new ProcessRun();
    p.run("Handlers.prepend('a', 'A', function() Send({ Target = 't' }) print('p') error('boom', 0) end)");
    expect(Object.keys(p.handle({ tags: { Action: "A" } }))).toEqual(["Error"]);
    expect(p.get("{ #ao.outbox.Messages, #Errors }")).toEqual([1, 0]);
  });

  it("errors that are no text are shown as tostring shows them", () => {
    const p = new ProcessRun();
    p.run("Handlers.prepend('a', 'A', function(m) error(value) end)");
    for (const [value, shown] of [
      ["5", "5"],
      ["2.5", "2.5"],
      ["true", "true"],
      ["nil", "nil"],
      ["setmetatable({}, { __tostring = function() return 'text' end })", "text"],
      ["setmetatable({}, { __name = 'Kind' })", "Kind: "],
    ] as const) {
      p.run(`value = ${value}`);
      const { Error: text } = p.handle({ tags: { Action: "A" } });
      expect(text, value).toContain(`${RED}error:\n${RESET}${shown}`);
      expect(text, value).toContain(`\n${GREEN}${shown}`);
    }
  });

  it("an Eval that fails is one for Errors, whoever sent it; one that does not compile is not", () => {
    const p = new ProcessRun();
    p.run("Handlers.prepend('mine', function(m) return m.From == 'A' end, function() error('boom', 0) end)");
    expect(p.handle({ From: "A", tags: { Action: "Eval" } }).Error).toBe(`\n\n${RED}error:\n${RESET}boom`);
    expect(p.get("Errors")).toEqual(["boom"]);
    p.eval("x = = 1");
    p.run("Errors = 5");
    expect(p.eval("error('again', 0)").Error).toMatch(/again$/);
  });

  it("the report goes through the program's print, which may fail; the traceback is that of the handler", () => {
    const p = new ProcessRun();
    p.run(`lines = {} function print(l) lines[#lines + 1] = l error("no") end
      function inner() error("deep", 0) end
      Handlers.prepend("a", "A", function() inner() return 1 end)`);
    expect(p.handle({ tags: { Action: "A" } }).Error).toBe(`\n\n${RED}error:\n${RESET}deep`);
    expect(p.get("lines")).toEqual([
      `${RED}Error${GRAY} handling message with Action = A${RESET}`,
      `${GREEN}deep${RESET}`,
      `\n${GRAY}stack traceback:\n\t[C]: in function 'error'\n\tprogram:2: in function 'inner'\n\tprogram:3: in function <program:3>${RESET}`,
    ]);
  });

  it("the Action in the report is what lookups find; an __index function is not called for it", () => {
    const p = new ProcessRun();
    p.run(
      "Handlers.prepend('a', 'A', function(m) m.Action = nil setmetatable(m, { __index = index }) error('x', 0) end)",
    );
    p.run("index = { Action = 'Mine' }");
    expect(p.handle({ tags: { Action: "A" } }).Error).toContain(" handling message with Action = Mine");
    p.run("index = function() called = true return 'Mine' end");
    expect(p.handle({ tags: { Action: "A" } }).Error).toContain(` handling message ${RESET}`);
    expect(p.get("called")).toBeUndefined();
  });

  it("when the program's ao.result fails, the result is what the runtime's own would be", () => {
    const p = new ProcessRun();
    p.run("function ao.result() error('no') end Handlers.prepend('a', 'A', function() error('boom', 0) end)");
    expect(p.handle({ tags: { Action: "A" } }).Error).toMatch(/boom$/);
    expect(data(p.eval("1 + 1"))).toBe("2");
    p.run("function ao.result(r) given = r return { Mine = true } end");
    expect(p.handle({ tags: { Action: "A" } })).toEqual({ Mine: true });
    expect(p.get("{ type(given.Error), given.Output == nil }")).toEqual(["string", true]);
    expect(p.eval("1")).toEqual({ Mine: true });
    expect(p.get("{ given.Error == nil, given.Output.data }")).toEqual([true, "1"]);
  });

  it("outbox.Error is the result of a message that succeeded", () => {
    const p = new ProcessRun();
    p.run("Handlers.prepend('a', 'A', function() ao.outbox.Error = 'set' end)");
    expect(p.handle({ tags: { Action: "A" } })).toEqual({ Error: "set" });
    expect(p.handle({ tags: { Action: "B" } })).toHaveProperty("Output");
  });

  it("printed lines are kept apart by message, in Output and in what Eval shows", () => {
    const p = new ProcessRun();
    p.run("Handlers.prepend('a', 'A', function() print('one') end)");
    p.handle({ tags: { Action: "A" } });
    expect(p.get("#HANDLER_PRINT_LOGS")).toBe(0);
    expect(p.eval("1").Output).toMatchObject({ data: "1", test: '{\n    [1] = "1"\n}' });
    expect(p.eval("x = 1").Output).toMatchObject({ data: "", test: "{}" });
    p.run("Handlers.prepend('b', 'B', function() HANDLER_PRINT_LOGS[1] = 5 HANDLER_PRINT_LOGS[2] = true end)");
    expect(data(p.handle({ tags: { Action: "B" } }))).toBe("5\ntrue");
  });

  it("the Nonce of a message without one is forgotten with the next", () => {
    const p = new ProcessRun();
    p.handle({ root: { Nonce: 1 } });
    p.handle({});
    expect(p.get("ao.Nonce")).toBeUndefined();
    p.handle({ tags: { Nonce: "text" } });
    expect(p.get("ao.Nonce")).toBe("text");
  });
});

describe("AO 5.4 what Eval shows", () => {
  it("runs in the globals of the process, text only", () => {
    const p = new ProcessRun();
    expect(data(p.eval("_G == require('.process')._env"))).toBe("true");
    expect(p.eval(p.run("return string.dump(function() end)")[0] as string).Error).toMatch(
      /attempt to load a binary chunk/,
    );
    const { Error: text } = p.handle({ tags: { Action: "Eval" } });
    expect(text).toMatch(/attempt to concatenate a nil value \(field 'Data'\)$/);
    expect(data(p.handle({ tags: { Action: "Eval" }, Data: 12 }))).toBe("12");
  });

  it("nothing when the program has put something else in the place of its lines", () => {
    const p = new ProcessRun();
    expect(p.eval("HANDLER_PRINT_LOGS = 3 return 5").Output).toMatchObject({ data: "", test: '"3"' });
    expect(data(p.eval("5"))).toBe("5");
  });

  it("values by tostring, without colors", () => {
    const p = new ProcessRun();
    expect(data(p.eval("2.0"))).toBe("2.0");
    expect(data(p.eval("'text'"))).toBe("text");
    expect(data(p.eval("print"))).toMatch(/^function: /);
    expect(data(p.eval("1, false"))).toBe("1");
    expect(p.eval("nil, 'bad'")).toEqual({ Error: "bad" });
    expect(data(p.eval("print('a') return 'b'"))).toBe("a\nb");
  });
});

describe("AO 5.5 the first message", () => {
  it("is put into an empty inbox only", () => {
    const p = new ProcessRun();
    p.run(
      'boot = require(".boot")(ao) boot({ Data = "first", Tags = {} }) boot({ Data = "second", Tags = {} }) boot({})',
    );
    expect(p.get("#Inbox .. Inbox[1].Data")).toBe("1first");
    p.run("Inbox = nil boot({ Data = 'new' })");
    expect(p.get("Inbox[1].Data")).toBe("new");
    p.run("Inbox = 5");
    expect(p.errorOf("boot({})")).toBe("bad argument #1 to 'insert' (table expected, got number)");
  });

  it("a boot that fails is an error of its message; one that does not compile is too", () => {
    const boot = (Data: string): { [key: string]: Plain } =>
      new ProcessRun({ owner: undefined }).handle({ Id: "PID", tags: { Type: "Process", "On-Boot": "Data" }, Data });
    expect(boot("error('boom')").Error).toMatch(/\[string "aos"\]:1: boom$/);
    expect(boot("x = = 1")).toEqual({ Error: "[string \"aos\"]:1: unexpected symbol near '='" });
    expect(boot("return 'shown'")).toMatchObject({ Output: { data: "shown" } });
    const p = new ProcessRun();
    expect(p.errorOf('require(".boot")(ao)({ Tags = { ["On-Boot"] = {} } })')).toMatch(
      /^No data found for transaction: /,
    );
    p.run('require(".boot")(ao)({ Tags = { ["On-Boot"] = false } })');
  });
});

describe("AO 5.6 what is announced", () => {
  const line = (fields: Parameters<ProcessRun["handle"]>[0]): Plain => data(new ProcessRun().handle(fields));

  it("short senders, absent data, data that is a number or a table", () => {
    const from = (text: string): string => `${GRAY}New Message From ${GREEN}${text}${GRAY}: ${GRAY}`;
    expect(line({ From: "ab" })).toBe(`${from("ab...ab")}Data = ${BLUE}${RESET}`);
    expect(line({ From: "abcd", Data: 5 })).toBe(`${from("abc...bcd")}Data = ${BLUE}5${RESET}`);
    expect(line({ From: "abcd", Data: '{"key":"a long value"}', tags: { "Content-Type": "application/json" } })).toBe(
      `${from("abc...bcd")}Data = ${BLUE}{"key":"a long value${RESET}`,
    );
    expect(line({ From: "abcd", Data: "d", tags: { action: "12345678901234567890-" } })).toBe(
      `${from("abc...bcd")}Action = ${BLUE}12345678901234567890${RESET}`,
    );
  });

  it("the inbox has the message before it is announced, through the program's print", () => {
    const p = new ProcessRun();
    p.run("function print(l) seen = { #Inbox, l } end");
    p.handle({ From: "abcd", Data: "d" });
    expect(p.get("seen[1]")).toBe(1);
    expect(p.get("seen[2]")).toContain("New Message From");
  });
});
