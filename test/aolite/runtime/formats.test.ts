import { describe, expect, it } from "vitest";
import { type Plain, ProcessRun } from "./processRun.ts";

const tag = (name: string, value: Plain): Plain => ({ name, value });

/** A process whose first handler puts an expression about each message into `seen`. */
function watching(expression: string): ProcessRun {
  const p = new ProcessRun();
  p.run(`Handlers.prepend("see", function() return true end, function(msg) seen = ${expression} end)`);
  return p;
}

function see(expression: string, fields: Parameters<ProcessRun["handle"]>[0]): Plain {
  const p = watching(expression);
  expect(p.handle(fields).Error).toBeUndefined();
  return p.get("seen");
}

describe("AO 0.1 versions", () => {
  it("are those of what is modelled", () => {
    const p = new ProcessRun();
    expect(
      p.get(
        '{ require(".process")._version, ao._version, Handlers._version, Handlers.utils._version, Utils._version, require(".assignment")._version }',
      ),
    ).toEqual(["2.0.4", "0.0.6", "0.0.5", "0.0.2", "0.0.5", "0.1.0"]);
  });
});

describe("AO 1.1 Tags of outgoing messages", () => {
  it("a table whose keys are not 1 to n is a map, whatever else is in it", () => {
    const p = new ProcessRun();
    for (const [table, expected] of [
      ['{ { name = "a", value = 1 }, x = 2 }', [tag("1", { name: "a", value: 1 }), tag("x", 2)]],
      ['{ "p", "q", [1.5] = "r" }', [tag("1", "p"), tag("2", "q"), tag("1.5", "r")]],
      ["{ [2] = true }", [tag("2", true)]],
      ["{ [0] = 5 }", [tag("0", 5)]],
      ["{ [true] = 5 }", [tag("true", 5)]],
    ] as [string, Plain[]][]) {
      p.run(
        `ao.clearOutbox() ao.send({ Target = "t", Tags = ${table} }) tags = table.pack(table.unpack(ao.outbox.Messages[1].Tags, 5)) tags.n = nil
        for _, t in ipairs(tags) do t.name = tostring(t.name) end`,
      );
      expect(p.get("tags"), table).toEqual(expected);
    }
  });

  it("the elements of a list are passed on as they are", () => {
    const p = new ProcessRun();
    p.run('odd = { name = "n", value = print, more = 1 } sent = ao.send({ Target = "t", Tags = { odd, "text", 7 } })');
    expect(
      p.get("{ sent.Tags[5] == odd, ao.outbox.Messages[1].Tags[5] == odd, sent.Tags[6], sent.Tags[7], #sent.Tags }"),
    ).toEqual([true, true, "text", 7, 7]);
  });

  it("keys that have been removed make no map", () => {
    const p = new ProcessRun();
    p.run('local t = { { name = "a", value = 1 }, x = 2 } t.x = nil sent = ao.send({ Target = "t", Tags = t })');
    expect(p.get("sent.Tags[5]")).toEqual(tag("a", 1));
    p.run(
      'local t = { { name = "a", value = 1 }, nil, { name = "b", value = 2 } } sent = ao.send({ Target = "t", Tags = t })',
    );
    expect(p.get("{ sent.Tags[5].name, sent.Tags[6] and sent.Tags[6].name }")).toEqual(["a", "b"]);
  });

  it("Tags that are no table are refused, false is as none", () => {
    const p = new ProcessRun();
    expect(p.errorOf('ao.send({ Target = "t", Tags = "x" })')).toBe(
      "bad argument #1 to 'for iterator' (table expected, got string)",
    );
    p.run('sent = ao.send({ Target = "t", Tags = false })');
    expect(p.get("#sent.Tags")).toBe(4);
  });

  it("the anchor has the same number as the Reference, however many digits it has", () => {
    const p = new ProcessRun();
    p.run('ao.reference = 1234567 a = ao.send({ Target = "t" }) b = ao.spawn("m", {})');
    expect(p.get("{ a.Anchor, a.Tags[4].value, b.Anchor, b.Tags[7].value, #a.Anchor }")).toEqual([
      "00000000000000000000000001234568",
      "1234568",
      "00000000000000000000000001234569",
      "1234569",
      32,
    ]);
  });
});

describe("AO 1.2 spawns", () => {
  it("have no tags from Target, Data, Anchor, Tags and From; Data stays what it is", () => {
    const p = new ProcessRun();
    p.run(
      'ao.spawn("m", { Target = "t", Data = "d", Anchor = "a", From = "f", Name = "n", Tags = { { name = "x", value = "y" } } }) ao.spawn("m", { Data = false })',
    );
    expect(p.get("{ ao.outbox.Spawns[1].Data, ao.outbox.Spawns[2].Data, ao.outbox.Spawns[1].Target == nil }")).toEqual([
      "d",
      "NODATA",
      true,
    ]);
    expect(p.get("table.pack(table.unpack(ao.outbox.Spawns[1].Tags, 8))")).toEqual({
      "1": tag("Name", "n"),
      "2": tag("x", "y"),
      n: 2,
    });
  });
});

describe("AO 1.3 assignments", () => {
  it("are kept as given", () => {
    const p = new ProcessRun();
    p.run('a = { Processes = { "p", "q" }, Message = "m", Extra = 1 } ao.assign(a)');
    expect(p.get("ao.outbox.Assignments[1] == a and #ao.outbox.Assignments")).toBe(1);
  });
});

describe("AO 1.5 what is not extracted", () => {
  it("is judged by exact names for fields, by names in title case for lookups", () => {
    expect(
      see('{ msg.type, msg.Type == nil, msg["from"], msg.Tags["from"] }', { tags: { type: "t", from: "f" } }),
    ).toEqual(["t", true, "f", "f"]);
    expect(
      see("(function() msg.From = nil return msg.From == nil and msg.Tags.From end)()", { tags: { from: "f" } }),
    ).toBe("f");
  });

  it("lookups of the root take the last tag of that name, those of Tags the first", () => {
    const tags = [
      ["kind", "first"],
      ["KIND", "last"],
    ] as const;
    expect(see("msg.Tags.Kind .. msg.Kind", { tags })).toBe("firstlast");
  });

  it("lookups want names of the same length and letters, and keys that are texts", () => {
    expect(
      see(
        '{ msg.Kin == nil, msg.Kinds == nil, msg.Kine == nil and msg.Mind == nil, msg.Kind, msg[1] == nil, msg.Tags[1] == nil, msg["Kind-"] == nil }',
        {
          tags: { kind: "k" },
        },
      ),
    ).toEqual([true, true, true, "k", true, true, true]);
    expect(see('msg["A-B-C"] .. msg.Tags["A-B-C"]', { tags: { a_b_c: "v" } })).toBe("vv");
    expect(see('msg["a-B"] == nil and msg["A_b"] == nil and msg["A-b"] == nil', { tags: { a_b: "v" } })).toBe(true);
  });

  it("only letters have cases: a name with other bytes is in title case", () => {
    for (const name of ["@", "[", "`", "{", "/9", "\xe9"]) {
      expect(see(`msg["X${name}z"] .. msg.Tags["X${name}z"]`, { tags: { [`x${name}Z`]: "v" } }), name).toBe("vv");
    }
    for (const name of ["A", "Z"])
      expect(see(`msg["X${name}"] == nil`, { tags: { [`x${name}`]: "v" } }), name).toBe(true);
    for (const name of ["a", "z"])
      expect(see(`msg["${name}x"] == nil`, { tags: { [`${name}X`]: "v" } }), name).toBe(true);
  });

  it("reply and forward are functions of the message, which keeps its list of tags", () => {
    expect(
      see("{ type(msg.reply), type(msg.forward), msg.TagArray[1].name, msg.TagArray[2].value, #msg.TagArray }", {}),
    ).toEqual(["function", "function", "Type", "1", 2]);
  });

  it("tags without a usable name are left out of both", () => {
    const p = watching("{ msg.Tags.ok, msg.ok, msg[5], msg.Tags[5] }");
    const msg = p.message({ tags: { ok: "yes" } });
    const [tags] = p.run(
      'local t = ... t[#t + 1] = { name = 5, value = "five" } t[#t + 1] = { value = "none" } t[#t + 1] = { name = 0/0, value = "nan" } t[#t + 1] = "text" return t',
      msg.getStr("Tags"),
    );
    msg.setStr("Tags", tags);
    expect(p.respond(msg).getStr("Error")).toBeUndefined();
    expect(p.get("seen")).toEqual(["yes", "yes", "five", "five"]);
  });
});

describe("AO 2 functions of ao", () => {
  it("init changes id and module only when they are empty, resets the outbox and keeps the environment", () => {
    const p = new ProcessRun();
    p.run(`ao.send({ Target = "t" }) ao.outbox.Error = "e"
      e = { Process = { Id = "other", Tags = { { name = "Module", value = "m" }, { name = "Authority", value = "x,y,,x" }, { name = "Authority", value = "y" } } } }
      result = select("#", ao.init(e)) ao.init(e)`);
    expect(p.get('{ ao.id, ao._module, table.concat(ao.authorities, " "), ao.env == e, result }')).toEqual([
      "PID",
      "MODULE",
      "x y",
      true,
      0,
    ]);
    expect(p.get("ao.outbox")).toEqual({ Output: [], Messages: [], Spawns: [], Assignments: [] });
    expect(p.errorOf("ao.init(5)")).toBe("attempt to index a number value (local 'env')");
    expect(p.errorOf("ao.init({})")).toBe("attempt to index a nil value (field 'Process')");
  });

  it("clone takes a table of what has been copied already, and adds to it", () => {
    const p = new ProcessRun();
    p.run(`local inner, stands = { 1 }, { "stands for inner" }
      local seen = { [inner] = stands }
      local t = { inner, { 2 } }
      local c = ao.clone(t, seen)
      result = { c[1] == stands, c[2] ~= t[2] and c[2][1], seen[t] == c, seen[t[2]] == c[2] }`);
    expect(p.get("result")).toEqual([true, 2, true, true]);
  });

  it("sanitize leaves its argument alone and copies what is inside", () => {
    const p = new ProcessRun();
    p.run(`local m = { Keep = { 1 }, Data = "d", Cron = true }
      for _, name in ipairs(ao.nonForwardableTags) do m[name] = name end
      local s = ao.sanitize(m)
      local left = {} for k in pairs(s) do left[#left + 1] = k end table.sort(left)
      result = { table.concat(left, " "), s.Keep ~= m.Keep, s.Keep[1], m.Cron, m["Reply-To"] }`);
    expect(p.get("result")).toEqual(["Data Keep", true, 1, "Cron", "Reply-To"]);
  });

  it("normalize goes by nonExtractableTags as it is now", () => {
    const p = new ProcessRun();
    p.run(`ao.nonExtractableTags = { "Mine" }
      m = ao.normalize({ Tags = { { name = "Mine", value = 1 }, { name = "Type", value = 2 }, { name = "Type", value = 3 } } })`);
    expect(p.get("{ m.Mine == nil, m.Type }")).toEqual([true, 3]);
    expect(p.errorOf("ao.normalize(1)")).toMatch(/: bad argument #1 to 'normalize' \(table expected/);
  });

  it("isTrusted is a boolean, about exact ids", () => {
    const p = new ProcessRun();
    p.run('ao.authorities = { "abc" }');
    expect(p.get('{ ao.isTrusted({ From = "ab" }), ao.isTrusted({ Owner = "ABC" }), ao.isTrusted({}) }')).toEqual([
      false,
      false,
      false,
    ]);
    p.run("ao.authorities = nil");
    expect(p.get("ao.isTrusted({})")).toBe(false);
  });

  it("log wants an Output that is a list or text; nil adds nothing", () => {
    const p = new ProcessRun();
    p.run("ao.log(nil) ao.log(5)");
    expect(p.get("ao.outbox.Output")).toEqual([5]);
    p.run("ao.outbox.Output = 5");
    expect(p.errorOf('ao.log("x")')).toBe("bad argument #1 to 'insert' (table expected, got number)");
  });

  it("result wants a table; Error of its argument goes before that of the outbox", () => {
    const p = new ProcessRun();
    p.run('ao.outbox.Error = "outbox"');
    expect(p.get('{ ao.result({ Error = "mine" }).Error, ao.result({ Error = false }).Error }')).toEqual([
      "mine",
      "outbox",
    ]);
    expect(p.errorOf("ao.result()")).toBe("attempt to index a nil value (local 'result')");
    p.run("ao.clearOutbox() r = ao.result({ Output = false })");
    expect(
      p.get(
        "r.Output == ao.outbox.Output and r.Messages == ao.outbox.Messages and r.Spawns == ao.outbox.Spawns and r.Assignments == ao.outbox.Assignments",
      ),
    ).toBe(true);
  });

  it("assignables are { pattern, name }, removed by name or index, which may be text or out of range", () => {
    const p = new ProcessRun();
    p.run(
      'ao.addAssignable("a", "A") ao.addAssignable({ Kind = "k" }) ao.addAssignable("c", function(m) return 0 end)',
    );
    expect(p.get("{ ao.assignables[1].name, ao.assignables[1].pattern, ao.assignables[2].name == nil }")).toEqual([
      "a",
      "A",
      true,
    ]);
    p.run('ao.removeAssignable(0) ao.removeAssignable(4) ao.removeAssignable(-1) ao.removeAssignable("z")');
    expect(p.get("#ao.assignables")).toBe(3);
    expect(p.get('{ ao.isAssignable({}), ao.isAssignable({ Action = "A" }) }')).toEqual([true, true]);
    p.run("ao.removeAssignable(2)");
    expect(p.get('select("#", ao.removeAssignable("c")) .. ao.assignables[1].name .. #ao.assignables')).toBe("0a1");
    expect(p.errorOf("ao.addAssignable(nil, {})")).toBe("MatchSpec name MUST be a string");
    expect(p.errorOf("ao.removeAssignable()")).toBe("index MUST be a number");
    p.run("ao.assignables = nil");
    expect(p.errorOf("ao.isAssignable({})")).toBe("attempt to get length of a nil value (field 'assignables')");
  });

  it("[newer] registerHint wants a hint; there may be no ttl", () => {
    const p = new ProcessRun();
    p.run(`local function hint(name, value) ao.registerHint({ Tags = { { name = name, value = value } } }) end
      hint("From-Process", "plain") hint("From-Process", "ttl&hint-ttl=5") hint("Other", "x&hint=H") hint("From-Process", 7)
      hint("From-Process", "id&x=1&hint=A") hint("From-Process", "id&hint-ttl=9&hint=B")
      ao.registerHint({})`);
    expect(p.get("ao._hints")).toEqual({ id: { hint: "B", ttl: "9" } });
  });
});

describe("AO 2.1, 2.2 what is returned", () => {
  it("is what was sent and two functions; the copy in the outbox has none", () => {
    const p = new ProcessRun();
    p.run(`local function keys(t) local k = {} for name in pairs(t) do k[#k + 1] = name end return table.concat(k, " ") end
      local sent, made = ao.send({ Target = "t", Data = "d" }), ao.spawn("m", {})
      result = { keys(sent), keys(ao.outbox.Messages[1]), keys(made), keys(ao.outbox.Spawns[1]) }
      sent.Tags[1].value = "changed" sent.Tags[5] = 1`);
    expect(p.get("result")).toEqual([
      "Target Data Anchor Tags onReply receive",
      "Target Data Anchor Tags",
      "Data Anchor Tags onReply receive",
      "Data Anchor Tags",
    ]);
    expect(p.get("#ao.outbox.Messages[1].Tags")).toBe(4);
  });

  it("waits for answers by From and X-Reference, for spawns by Action, From and Reference", () => {
    const p = new ProcessRun();
    p.run(`ao.send({ Target = "t" }).onReply(print) ao.send({ Target = "t" }).onReply(nil, print)
      made = ao.spawn("m", {}) made.onReply("ignored", print)`);
    expect(p.get("Handlers.list[3].pattern")).toEqual({ From: "t", "X-Reference": "1" });
    expect(p.get("Handlers.list[2].pattern")).toEqual({ From: "t", "X-Reference": "2" });
    expect(p.get("Handlers.list[1].pattern")).toEqual({ Action: "Spawned", From: "PID", Reference: "3" });
    expect(p.get('Handlers.list[1].name .. Handlers.list[1].maxRuns .. select("#", made.onReply(print))')).toBe(
      "_once_210",
    );
  });

  it("an answer of another reference or sender, or without one, is not the answer", () => {
    const p = new ProcessRun();
    p.run('ao.send({ Target = "t" }).onReply(function(m) got = m.Data end)');
    for (const [From, reference] of [
      ["t", "2"],
      ["u", "1"],
      ["T", "1"],
      ["t", "11"],
    ] as const) {
      p.handle({ From, Data: "no", tags: { "X-Reference": reference } });
    }
    p.handle({ From: "t", Data: "no" });
    expect(p.get("got")).toBeUndefined();
    p.handle({ From: "t", Data: "yes", tags: { "x-reference": "1" } });
    expect(p.get("got")).toBe("yes");
  });

  it("table data of a spawn is encoded on the caller's table; data that cannot be sends nothing", () => {
    const p = new ProcessRun();
    p.run('m = { Data = { a = 1 } } ao.spawn("x", m)');
    expect(p.get('{ m.Data, m["Content-Type"], ao.outbox.Spawns[1].Tags[8] }')).toEqual([
      '{"a":1}',
      "application/json",
      tag("Content-Type", "application/json"),
    ]);
    expect(p.errorOf('ao.send({ Target = "t", Data = { print } })')).toBe("unexpected type 'function'");
    expect(p.get("ao.reference .. #ao.outbox.Messages")).toBe("10");
  });

  it("the counter may be text that is a number, not anything else", () => {
    const p = new ProcessRun();
    p.run('ao.reference = "41" sent = ao.send({ Target = "t" })');
    expect(p.get("{ sent.Tags[4].value, ao.reference }")).toEqual(["42", 42]);
    p.run("ao.reference = {}");
    expect(p.errorOf('ao.send({ Target = "t" })')).toBe(
      "attempt to perform arithmetic on a table value (field 'reference')",
    );
    expect(p.errorOf('ao.spawn("m", {})')).toBe("attempt to perform arithmetic on a table value (field 'reference')");
  });

  it("without an outbox, or lists in it, sending is an error", () => {
    const p = new ProcessRun();
    p.run("ao.outbox.Messages = 5 ao.outbox.Spawns = nil");
    expect(p.errorOf('ao.send({ Target = "t" })')).toBe("bad argument #1 to 'insert' (table expected, got number)");
    expect(p.errorOf('ao.spawn("m", {})')).toBe("bad argument #1 to 'insert' (table expected, got nil)");
    p.run("ao.outbox = 5");
    expect(p.errorOf('ao.send({ Target = "t" })')).toBe("attempt to index a number value (field 'outbox')");
    p.run("Handlers = nil sent = ao.send({ Target = 't' }) made = ao.spawn('m', {})");
    expect(p.get("sent.Target .. made.Data .. tostring(made.onReply)")).toBe("tNODATAnil");
  });
});
