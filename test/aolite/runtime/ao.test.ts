import { describe, expect, it } from "vitest";
import type { Plain } from "./processRun.ts";
import { ProcessRun } from "./processRun.ts";

const tag = (name: string, value: Plain): Plain => ({ name, value });

describe("AO 1.1 outgoing messages", () => {
  it("have four keys, the anchor padded to 32, generated tags, root fields, then Tags", () => {
    const p = new ProcessRun();
    p.run(
      'ao.send({ Target = "T", Action = "A", Zebra = 1, Data = "d", From = "x", Anchor = "y", Tags = { { name = "n", value = "v" } } })',
    );
    expect(p.get("ao.outbox.Messages")).toEqual([
      {
        Target: "T",
        Data: "d",
        Anchor: "00000000000000000000000000000001",
        Tags: [
          tag("Data-Protocol", "ao"),
          tag("Variant", "ao.TN.1"),
          tag("Type", "Message"),
          tag("Reference", "1"),
          tag("Action", "A"),
          tag("Zebra", 1),
          tag("n", "v"),
        ],
      },
    ]);
  });

  it("a map of Tags gives one tag per entry, in the order of insertion", () => {
    const p = new ProcessRun();
    p.run('ao.send({ Target = "T", Tags = { Zz = 1, Aa = 2 } }) ao.send({ Target = "T", Tags = {} })');
    expect(p.get("ao.outbox.Messages[1].Tags[5]")).toEqual(tag("Zz", 1));
    expect(p.get("ao.outbox.Messages[1].Tags[6]")).toEqual(tag("Aa", 2));
    expect(p.get("#ao.outbox.Messages[2].Tags")).toBe(4);
  });

  it("a Reference of the caller is a second tag, not the first", () => {
    const p = new ProcessRun();
    p.run('ao.send({ Target = "T", Reference = "99" })');
    expect(p.get("ao.outbox.Messages[1].Tags[4].value")).toBe("1");
    expect(p.get("ao.outbox.Messages[1].Tags[5]")).toEqual(tag("Reference", "99"));
  });
});

describe("AO 1.2 spawns", () => {
  it("have the tags of a process, no Target, and NODATA", () => {
    const p = new ProcessRun();
    p.run('ao.spawn("mod", { Name = "child", Tags = { Ticker = "T" } })');
    expect(p.get("ao.outbox.Spawns")).toEqual([
      {
        Data: "NODATA",
        Anchor: "00000000000000000000000000000001",
        Tags: [
          tag("Data-Protocol", "ao"),
          tag("Variant", "ao.TN.1"),
          tag("Type", "Process"),
          tag("From-Process", "PID"),
          tag("From-Module", "MODULE"),
          tag("Module", "mod"),
          tag("Reference", "1"),
          tag("Name", "child"),
          tag("Ticker", "T"),
        ],
      },
    ]);
  });
});

describe("AO 1.5 messages as handlers see them", () => {
  const see = (expression: string, fields: Parameters<ProcessRun["handle"]>[0]): Plain => {
    const p = new ProcessRun();
    p.run(`Handlers.prepend("see", function() return true end, function(msg) seen = ${expression} end)`);
    const response = p.handle(fields);
    if (response.Error !== undefined) throw new Error(response.Error as string);
    return p.get("seen");
  };

  it("Tags is a map in which the first value wins, the root has the last, TagArray is the list", () => {
    const tags = [
      ["Color", "red"],
      ["Color", "blue"],
    ] as const;
    expect(see("msg.Tags.Color .. msg.Color .. #msg.TagArray", { tags })).toBe("redblue4");
  });

  it("tags that may not be extracted do not become root fields", () => {
    const names = ["Data-Protocol", "Variant", "From-Process", "From-Module", "Type", "Anchor", "Read-Only"];
    for (const name of names) {
      expect(see(`{ msg["${name}"] == nil, msg.Tags["${name}"] }`, { tags: { [name]: "forged" } }), name).toEqual([
        true,
        "forged",
      ]);
    }
    for (const name of ["From", "Owner", "Target", "Data", "Tags"]) {
      expect(see(`msg["${name}"] ~= "forged" and msg.Tags["${name}"]`, { tags: { [name]: "forged" } }), name).toBe(
        "forged",
      );
    }
  });

  it("a Block-Height tag overwrites the number with its text", () => {
    expect(see('msg["Block-Height"]', { tags: { "Block-Height": "77" } })).toBe("77");
    expect(see('msg["Block-Height"]', {})).toBe(0);
  });

  it("Data of type application/json is decoded; none is an empty object", () => {
    const tags = { "Content-Type": "application/json" };
    expect(see("msg.Data.a[2]", { tags, Data: '{"a":[1,2]}' })).toBe(2);
    expect(see("type(msg.Data) .. #msg.Data", { tags })).toBe("table0");
    expect(see("msg.Data", { tags: { "Content-Type": "application/json; x" }, Data: "{}" })).toBe("{}");
  });

  it("[newer] absent names fall back to tags whose names are the same in title case", () => {
    expect(see("msg.Action .. msg.Tags.Action", { tags: { action: "Go" } })).toBe("GoGo");
    expect(see('msg["X-Ref-A"] .. msg.Tags["X-Ref-A"]', { tags: { "X-REF_a": "v" } })).toBe("vv");
    expect(see("msg.GameId .. msg.Gameid", { tags: { GameId: "g" } })).toBe("gg");
    // not in title case, not extractable, and not shown
    expect(see("msg.gameId == nil and msg.Tags.gameId == nil", { tags: { GameId: "g" } })).toBe(true);
    expect(see("msg.Type == nil and msg.Tags.Type", { tags: { type: "t" } })).toBe("Message");
    expect(
      see("(function() for k in pairs(msg.Tags) do if k == 'Action' then return true end end return false end)()", {
        tags: { action: "Go" },
      }),
    ).toBe(false);
  });

  it("[newer] match specs see the fallback too", () => {
    const p = new ProcessRun();
    p.run('Handlers.add("a", "Go", function() hits = (hits or 0) + 1 end)');
    p.run('Handlers.add("b", { ["X-Kind"] = "k" }, function() hits = (hits or 0) + 10 end)');
    p.handle({ tags: { action: "Go" } });
    p.handle({ tags: { "x-kind": "k" } });
    expect(p.get("hits")).toBe(11);
  });
});

describe("AO 2 ao", () => {
  it("has the fields of the specification", () => {
    const p = new ProcessRun();
    expect(
      p.get("{ ao._version, ao.id, ao._module, ao.reference, #ao.authorities, #ao.assignables, ao.Nonce == nil }"),
    ).toEqual(["0.0.6", "PID", "MODULE", 0, 0, 0, true]);
    expect(p.get("ao.outbox")).toEqual({ Output: [], Messages: [], Spawns: [], Assignments: [] });
    expect(p.get('table.concat(ao.nonExtractableTags, ",")')).toBe(
      "Data-Protocol,Variant,From-Process,From-Module,Type,From,Owner,Anchor,Target,Data,Tags,Read-Only",
    );
    expect(p.get('table.concat(ao.nonForwardableTags, ",")')).toBe(
      "Data-Protocol,Variant,From-Process,From-Module,Type,From,Owner,Anchor,Target,Tags,TagArray,Hash-Chain,Timestamp," +
        "Nonce,Epoch,Signature,Forwarded-By,Pushed-For,Read-Only,Cron,Block-Height,Reference,Id,Reply-To",
    );
  });

  it("init takes id, module and authorities from the process; commas split, nothing twice", () => {
    const p = new ProcessRun();
    p.run(`ao.id, ao._module, ao.authorities = "", "", { "a" }
      ao.init({ Process = { Id = "I", Tags = {
        { name = "Module", value = "m1" }, { name = "Module", value = "m2" },
        { name = "Authority", value = "b,,a" }, { name = "Authority", value = "c" },
      } } })`);
    expect(p.get("{ ao.id, ao._module, table.concat(ao.authorities, ' '), ao.env.Process.Id }")).toEqual([
      "I",
      "m2",
      "a b c",
      "I",
    ]);
  });

  it("log appends to Output, of which text becomes the first element", () => {
    const p = new ProcessRun();
    p.run('ao.log("x") ao.log("y")');
    expect(p.get("ao.outbox.Output")).toEqual(["x", "y"]);
    p.run('ao.outbox.Output = "first" ao.log("z")');
    expect(p.get("ao.outbox.Output")).toEqual(["first", "z"]);
    p.run("ao.outbox.Error = 'e' ao.clearOutbox()");
    expect(p.get("ao.outbox")).toEqual({ Output: [], Messages: [], Spawns: [], Assignments: [] });
  });

  it("clone keeps shared and cyclic structure and metatables, and copies keys", () => {
    const p = new ProcessRun();
    p.run(`local meta, key = {}, {}
      local t = setmetatable({ a = { 1 } }, meta) t.b = t.a t.self = t t[key] = "k"
      local c = ao.clone(t)
      local k for x in pairs(c) do if type(x) == "table" then k = x end end
      result = { c ~= t, c.a == c.b, c.a ~= t.a, c.self == c, getmetatable(c) == meta, k ~= key and c[k] == "k", ao.clone(5) == 5 }`);
    expect(p.get("result")).toEqual([true, true, true, true, true, true, true]);
  });

  it("normalize lifts tags, sanitize copies without what is not forwarded", () => {
    const p = new ProcessRun();
    p.run(`local m = { From = "f", Tags = { { name = "Action", value = "A" }, { name = "From", value = "no" } } }
      local n = ao.normalize(m)
      local s = ao.sanitize(n)
      result = { n == m, m.Action, m.From, s.Action, s.From == nil, s.Tags == nil, m.Tags ~= nil }`);
    expect(p.get("result")).toEqual([true, "A", "f", "A", true, true, true]);
  });

  it("isTrusted knows From and Owner", () => {
    const p = new ProcessRun();
    p.run('ao.authorities = { "x", "y" }');
    expect(
      p.get('{ ao.isTrusted({ From = "y" }), ao.isTrusted({ Owner = "x" }), ao.isTrusted({ From = "z" }) }'),
    ).toEqual([true, true, false]);
  });

  it("result gives the outbox, or only the error", () => {
    const p = new ProcessRun();
    p.run('ao.send({ Target = "t" }) ao.outbox.Output = "o"');
    expect(p.get("ao.result({ Messages = { 1, 2 } }).Output")).toBe("o");
    expect(p.get("#ao.result({ Messages = { 1, 2 } }).Messages")).toBe(1);
    expect(p.get('ao.result({ Output = "mine" }).Output')).toBe("mine");
    expect(p.get('ao.result({ Error = "e", Output = "x" })')).toEqual({ Error: "e" });
    p.run('ao.outbox.Error = "from outbox"');
    expect(p.get("ao.result({})")).toEqual({ Error: "from outbox" });
  });

  it("assign checks its argument and keeps it", () => {
    const p = new ProcessRun();
    expect(p.errorOf("ao.assign(1)")).toBe("assignment should be a table");
    expect(p.errorOf("ao.assign({})")).toBe("Processes should be a table");
    expect(p.errorOf("ao.assign({ Processes = {} })")).toBe("Message should be a string");
    p.run('ao.assign({ Processes = { "p" }, Message = "m" })');
    expect(p.get("ao.outbox.Assignments")).toEqual([{ Processes: ["p"], Message: "m" }]);
  });

  it("assignables are added, replaced, matched and removed", () => {
    const p = new ProcessRun();
    expect(p.errorOf("ao.addAssignable(1, {})")).toBe("MatchSpec name MUST be a string");
    expect(p.errorOf("ao.removeAssignable({})")).toBe("index MUST be a number");
    expect(
      p.get('select("#", ao.addAssignable("one", { Action = "A" })) .. tostring(ao.isAssignable({ Action = "A" }))'),
    ).toBe("0true");
    p.run('ao.addAssignable("one", { Action = "B" }) ao.addAssignable(function(m) return m.Action == "C" end)');
    expect(
      p.get(
        '{ #ao.assignables, ao.isAssignable({ Action = "A" }), ao.isAssignable({ Action = "B" }), ao.isAssignable({ Action = "C" }) }',
      ),
    ).toEqual([2, false, true, true]);
    p.run('ao.removeAssignable("none") ao.removeAssignable(7) ao.removeAssignable("one") ao.removeAssignable(1)');
    expect(
      p.get(
        '{ #ao.assignables, ao.isAssignable({ Action = "B" }), ao.isAssignment({ Target = "other" }), ao.isAssignment({ Target = "PID" }) }',
      ),
    ).toEqual([0, false, true, false]);
  });

  it("[newer] registerHint remembers hints of From-Process", () => {
    const p = new ProcessRun();
    p.run('ao.registerHint({ Tags = { { name = "From-Process", value = "id1&hint=H&hint-ttl=60" } } })');
    expect(p.get("ao._hints")).toEqual({ id1: { hint: "H", ttl: "60" } });
    p.run(
      'for i = 1, 1001 do ao.registerHint({ Tags = { { name = "From-Process", value = "p" .. i .. "&hint=H" } } }) end',
    );
    expect(p.get("(function() local n = 0 for _ in pairs(ao._hints) do n = n + 1 end return n end)()")).toBe(1000);
    expect(p.get("ao._hints.id1 == nil and ao._hints.p1001.hint")).toBe("H");
  });
});

describe("AO 2.1 ao.send", () => {
  it("needs a table; table data becomes JSON and marks the caller's table", () => {
    const p = new ProcessRun();
    expect(p.errorOf('ao.send("x")')).toBe("msg should be a table");
    p.run('m = { Target = "t", Data = { 1, 2 } } ao.send(m)');
    expect(p.get('{ m["Content-Type"], m.Data, ao.outbox.Messages[1].Data }')).toEqual([
      "application/json",
      "[1,2]",
      "[1,2]",
    ]);
  });

  it("counts on from what the program has set, and returns the message with functions", () => {
    const p = new ProcessRun();
    p.run('ao.reference = 6 sent = ao.send({ Target = "t" })');
    expect(p.get("{ sent.Anchor, ao.reference, type(sent.onReply), type(sent.receive), sent.Target }")).toEqual([
      "00000000000000000000000000000007",
      7,
      "function",
      "function",
      "t",
    ]);
    expect(p.get("ao.outbox.Messages[1].onReply == nil and ao.outbox.Messages[1].Tags ~= sent.Tags")).toBe(true);
  });

  it("onReply registers a handler for the answer, whose id is no pattern; so does it with an address", () => {
    const p = new ProcessRun();
    p.run('ao.send({ Target = "a.b+c" }).onReply(function(m) got = m.Data end)');
    p.run('ao.send({ Target = "x" }).onReply("elsewhere", { [{ Action = "Yes" }] = function(m) yes = m.Data end })');
    expect(p.get("Handlers.list[2].pattern")).toEqual({ From: "a.b+c", "X-Reference": "1" });
    p.handle({ From: "aXbbc", tags: { "X-Reference": "1" }, Data: "no" });
    expect(p.get("got")).toBeUndefined();
    p.handle({ From: "a.b+c", tags: { "X-Reference": "1" }, Data: "yes" });
    expect(p.get("got")).toBe("yes");
    p.handle({ From: "elsewhere", tags: { "X-Reference": "2", Action: "Yes" }, Data: "v" });
    expect(p.get("yes")).toBe("v");
  });

  it("receive waits for the answer", () => {
    const p = new ProcessRun();
    p.run(`Handlers.add("go", "Go", function(msg)
      local answer = ao.send({ Target = "t" }).receive()
      local other = ao.send({ Target = "t" }).receive("u")
      print(answer.Data .. other.Data)
    end)`);
    p.handle({ tags: { Action: "Go" } });
    p.handle({ From: "t", tags: { "X-Reference": "1" }, Data: "one " });
    const response = p.handle({ From: "u", tags: { "X-Reference": "2" }, Data: "two" });
    expect(ProcessRun.shown(response)).toBe("one two");
  });

  it("without Handlers the message is returned and not sent", () => {
    const p = new ProcessRun();
    p.run('Handlers = nil sent = ao.send({ Target = "t" })');
    expect(p.get("#ao.outbox.Messages")).toBe(0);
    expect(p.get("sent.onReply == nil and sent.Target")).toBe("t");
  });
});

describe("AO 2.2 ao.spawn", () => {
  it("checks its arguments and waits for the Spawned message", () => {
    const p = new ProcessRun();
    expect(p.errorOf("ao.spawn(nil, {})")).toBe("Module source id is required!");
    expect(p.errorOf('ao.spawn("m")')).toBe("Message must be a table");
    p.run('Handlers.add("go", "Go", function() child = ao.spawn("m", { Data = { 1 } }).receive().Process end)');
    p.run('ao.spawn("m", {}).onReply(function(m) first = m.Process end)');
    p.handle({ tags: { Action: "Go" } });
    expect(p.get("ao.outbox.Spawns[1].Data")).toBe("[1]");
    p.handle({
      From: "PID",
      tags: [
        ["Reference", "2"],
        ["Action", "Spawned"],
        ["Process", "PID:1"],
      ],
    });
    p.handle({
      From: "PID",
      tags: [
        ["Reference", "1"],
        ["Action", "Spawned"],
        ["Process", "PID:0"],
      ],
    });
    expect(p.get("child .. first")).toBe("PID:1PID:0");
  });
});
