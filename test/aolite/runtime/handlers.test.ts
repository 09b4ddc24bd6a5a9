import { describe, expect, it } from "vitest";
import { ProcessRun } from "./processRun.ts";

/** A process whose list of handlers is empty. */
function empty(): ProcessRun {
  const p = new ProcessRun();
  p.run("Handlers.list = {} log = '' function note(x) return function() log = log .. x end end");
  return p;
}

const NAMES =
  "(function() local t = {} for i, h in ipairs(Handlers.list) do t[i] = h.name end return table.concat(t, ' ') end)()";

describe("AO 3.2 registration", () => {
  it("add, append and prepend; with two arguments the name is the pattern", () => {
    const p = empty();
    expect(p.get('Handlers.add("a", note("a"))')).toBe(1);
    expect(p.get('select("#", Handlers.append("b", "B", note("b")))')).toBe(0);
    expect(p.get('select("#", Handlers.prepend("c", { X = "_" }, note("c"), 2))')).toBe(0);
    expect(p.get(NAMES)).toBe("c a b");
    expect(
      p.get(
        "{ Handlers.list[1].pattern, Handlers.list[2].pattern, Handlers.list[1].maxRuns, Handlers.list[2].maxRuns == nil }",
      ),
    ).toEqual([{ X: "_" }, "a", 2, true]);
  });

  it("an existing name is replaced where it stands", () => {
    const p = empty();
    p.run(
      'Handlers.add("a", "A", note("1")) Handlers.add("b", "B", note("2"), 3) Handlers.prepend("b", "BB", note("3"))',
    );
    expect(p.get(NAMES)).toBe("a b");
    expect(p.get("Handlers.list[2].pattern .. tostring(Handlers.list[2].maxRuns)")).toBe("BBnil");
  });

  it("before and after insert next to the target as it stood, and never replace", () => {
    const p = empty();
    p.run('Handlers.add("a", note("")) Handlers.add("b", note(""))');
    p.run('Handlers.before("b").add("x", "X", note("")) Handlers.after("b").add("y", "Y", note(""))');
    p.run('Handlers.after("b").add("b", "again", note("")) Handlers.before("none").add("z", "Z", note(""))');
    expect(p.get(NAMES)).toBe("a x b b y");
    expect(p.errorOf("Handlers.before(1)")).toBe("Handler name MUST be a string");
    expect(p.errorOf("Handlers.after({})")).toBe("Handler name MUST be a string");
  });

  it("once prepends for one run; unnamed ones are numbered", () => {
    const p = empty();
    p.run(
      'Handlers.add("a", note("a")) Handlers.once("P", note("1")) Handlers.once("named", { A = "_" }, note("2")) Handlers.once("Q", note("3"))',
    );
    expect(p.get(NAMES)).toBe("_once_1 named _once_0 a");
    expect(p.get("Handlers.onceNonce")).toBe(2);
    p.handle({ tags: { Action: "P" } });
    p.handle({ tags: { Action: "P" } });
    expect(p.get("log")).toBe("1");
    expect(p.get(NAMES)).toBe("_once_1 named a _eval _default");
  });

  it("checks names and patterns, not handles", () => {
    const p = empty();
    for (const call of [
      'add(1, "x", print)',
      'add("x", 1, print)',
      'prepend("x", nil, print)',
      "once(5, print)",
      'once(1, "p", print)',
      'once(nil, "p", print)',
      'append("x", true, print)',
    ]) {
      expect(p.errorOf(`Handlers.${call}`), call).toMatch(/^Invalid arguments given\. Expected: /);
    }
    p.run('Handlers.add("x", "X", 5)');
    expect(p.errorOf("Handlers.remove(5)")).toBe("name MUST be string");
    p.run('Handlers.remove("none") Handlers.remove("x")');
    expect(p.get("#Handlers.list")).toBe(0);
  });

  it("the handle gets the message and nothing else", () => {
    const p = empty();
    p.run('Handlers.add("a", function(...) count = select("#", ...) return "r", 2 end)');
    expect(p.get("{ Handlers.list[1].handle({}, {}, 3) }")).toEqual(["r", 2]);
    expect(p.get("count")).toBe(1);
  });

  it("only add gives a result; remove takes the first of a name and leaves the others where they are", () => {
    const p = empty();
    p.run(`for _, name in ipairs({ "a", "b", "c" }) do Handlers.add(name, name, print) end
      Handlers.before("a").add("c", "C2", print)`);
    expect(p.get('Handlers.add("d", "d", print)')).toBe(5);
    for (const call of [
      'once("o", print)',
      'once("p", "o", print)',
      'remove("none")',
      'before("a").add("x", "x", print)',
      'after("none").add("y", "y", print)',
    ]) {
      expect(p.get(`select("#", Handlers.${call})`), call).toBe(0);
    }
    expect(p.get(NAMES)).toBe("p _once_0 c x a b c d");
    p.run('Handlers.remove("c") Handlers.remove("o")');
    expect(p.get(NAMES)).toBe("p _once_0 x a b c d");
    expect(p.get("Handlers.list[6].pattern")).toBe("c");
  });

  it("a named once that is known is replaced where it stands, to run once", () => {
    const p = empty();
    p.run('Handlers.add("a", "A", note("a")) Handlers.add("b", "B", note("b")) Handlers.once("b", "C", note("c"))');
    expect(p.get(NAMES)).toBe("a b");
    expect(p.get("Handlers.list[2].pattern .. Handlers.list[2].maxRuns .. Handlers.onceNonce")).toBe("C10");
  });

  it("the text about wrong arguments says what is expected", () => {
    const p = empty();
    expect(p.errorOf("Handlers.add(5)")).toBe(
      "Invalid arguments given. Expected: \n\tname : string, \n\tpattern : Action (string) | MatchSpec (table) | function(msg)," +
        "\n\thandle : function(msg) | Resolver (table),\n\tmaxRuns : number | 'inf' (optional)",
    );
    expect(p.errorOf('Handlers.before("x").add(1, "p", print)')).toMatch(/^Invalid arguments given\. Expected: /);
    expect(p.errorOf('Handlers.after("x").add("n", 1, print)')).toMatch(/^Invalid arguments given\. Expected: /);
  });

  it("next to others, too, the name may be the pattern", () => {
    const p = empty();
    p.run('Handlers.add("a", print) Handlers.before("a").add("b", note("b")) Handlers.evaluate({ Action = "b" }, {})');
    expect(p.get("log .. Handlers.list[1].pattern .. tostring(Handlers.list[1].maxRuns)")).toBe("bbnil");
  });

  it("maxRuns is taken by add, append, prepend, and next to others", () => {
    const p = empty();
    p.run(`Handlers.add("a", "A", print, 1) Handlers.append("b", "B", print, 2) Handlers.prepend("c", "C", print, 3)
      Handlers.before("a").add("d", "D", print, 4) Handlers.after("a").add("e", "E", print, "inf") Handlers.add("f", print)`);
    expect(
      p.get(
        '(function() local t = {} for i, h in ipairs(Handlers.list) do t[i] = h.name .. tostring(h.maxRuns) end return table.concat(t, " ") end)()',
      ),
    ).toBe("c3 d4 a1 einf b2 fnil");
  });

  it("generateResolver takes the first matching key in the order of insertion", () => {
    const p = empty();
    p.run(`resolver = Handlers.generateResolver({
      [{ Kind = "no" }] = note("0"), [function(m) return m.Kind == "x" end] = note("1"), [{ Kind = "x" }] = note("2"), })
      resolver({ Kind = "x" }) result = select("#", resolver({ Kind = "other" }))`);
    expect(p.get("log .. result")).toBe("10");
  });

  it("generateResolver gives what the function gives, for a function and for a table with texts as keys", () => {
    const p = empty();
    p.run(`local function pair(m) return m.Action, 2 end
      r = { select("#", Handlers.generateResolver(pair)({ Action = "a" })), Handlers.generateResolver(pair)({ Action = "a" }) }
      t = { Handlers.generateResolver({ other = print, Go = pair })({ Action = "Go" }) }`);
    expect(p.get("{ r, t }")).toEqual([
      [2, "a", 2],
      ["Go", 2],
    ]);
  });
});

describe("AO 3.3 evaluate", () => {
  it("wants a message and an environment", () => {
    const p = empty();
    expect(p.errorOf("Handlers.evaluate(nil, {})")).toBe("msg is not valid");
    expect(p.errorOf("Handlers.evaluate({}, nil)")).toBe("env is not valid");
  });

  it("reads verdicts: true and negative stop, false and 0 pass over, positive go on", () => {
    const verdicts: [string, string][] = [
      ["true", "x"],
      ["false", "!"],
      ["-1", "x"],
      ["-0.5", "x"],
      ["0", "!"],
      ["0.0", "!"],
      ["1", "x!"],
      ["2.5", "x!"],
      ['"continue"', "x!"],
      ['"break"', "x"],
      ['"skip"', "!"],
      ['"anything"', "!"],
    ];
    for (const [verdict, log] of verdicts) {
      const p = empty();
      p.run(
        `Handlers.add("v", function() return ${verdict} end, note("x")) Handlers.add("last", function() return true end, note("!"))`,
      );
      p.handle({});
      expect(p.get("log"), verdict).toBe(log);
    }
  });

  it("other results are errors", () => {
    for (const verdict of ["nil", "{}", "print"]) {
      const p = empty();
      p.run(`Handlers.add("v", function() return ${verdict} end, note("x"))`);
      expect(p.handle({}).Error, verdict).toContain(
        "Pattern result is not valid, it MUST be string, number, or boolean",
      );
    }
  });

  it("counts successful runs only and removes the entry at 0", () => {
    const p = empty();
    p.run(
      'Handlers.add("v", "V", function() if fails then error("x") end log = log .. "v" end, 2) Handlers.add("inf", "I", note("i"), "inf")',
    );
    p.run("fails = true");
    p.handle({ tags: { Action: "V" } });
    expect(p.get("Handlers.list[1].maxRuns")).toBe(2);
    p.run("fails = false");
    for (let i = 0; i < 3; i++) p.handle({ tags: { Action: "V" } });
    for (let i = 0; i < 3; i++) p.handle({ tags: { Action: "I" } });
    expect(p.get("log")).toBe("vviii");
    expect(p.get(NAMES)).toBe("inf _eval _default");
  });

  it("the default runs when nobody stopped, also after those that go on, and never as one of the list", () => {
    const p = empty();
    p.run(
      'Handlers.add("_default", function() return true end, note("d")) Handlers.add("go", function() return "continue" end, note("g"))',
    );
    p.run("msg = {} result = Handlers.evaluate(msg, {})");
    expect(p.get("log .. tostring(result)")).toBe("gdnil");
    p.run('Handlers.add("stop", function() return "break" end, note("s")) result = Handlers.evaluate(msg, {})');
    expect(p.get("log .. tostring(result)")).toBe("gdgstrue");
  });

  it("a handler in the place of _default is found by its name wherever it stands", () => {
    const p = empty();
    p.run(`Handlers.append("x", "X", note("x")) Handlers.append("_default", "never", note("d")) Handlers.append("y", "Y", note("y"))
      Handlers.evaluate({ Action = "none" }, {}) Handlers.evaluate({ Action = "Y" }, {})`);
    expect(p.get("log")).toBe("dy");
  });

  it("a handler that goes on and may run once is gone, one that may not run so often is not", () => {
    const p = empty();
    p.run(`local go = function() return 1 end
      Handlers.add("a", go, note("a"), 1) Handlers.add("b", go, note("b"), 2) Handlers.add("c", go, note("c"), 0)
      Handlers.evaluate({}, {})`);
    expect(
      p.get("{ Handlers.list[1].name, Handlers.list[1].maxRuns, Handlers.list[2].name, Handlers.list[2].maxRuns }"),
    ).toEqual(["b", 2, "c", -1]);
    // what comes after the entry that was removed has moved up
    expect(p.get("log")).toBe("ac");
  });

  it("goes over the live list: what a handler inserts or removes shifts what comes next", () => {
    const p = empty();
    p.run(`local go = function() return "continue" end
      Handlers.add("a", go, function() log = log .. "a" Handlers.remove("a") end)
      Handlers.add("b", go, note("b")) Handlers.add("c", go, note("c"))
      Handlers.evaluate({}, {})`);
    expect(p.get("log")).toBe("ac");
    p.run(`Handlers.prepend("p", function() return "continue" end, function() log = log .. "p" Handlers.add("new", function() return true end, note("n")) end)
      Handlers.evaluate({}, {})`);
    expect(p.get("log")).toBe("acpbcn");
  });

  it("raises errors unchanged", () => {
    const p = empty();
    p.run('err = {} Handlers.add("e", "E", function() error(err) end)');
    expect(
      p.get(
        '(function() local ok, e = pcall(Handlers.evaluate, { Action = "E" }, {}) return not ok and e == err end)()',
      ),
    ).toBe(true);
  });
});

describe("AO 3.4 match specs", () => {
  it("select messages by Action, root fields and functions", () => {
    const p = empty();
    const cases: [string, string, boolean][] = [
      ['"A"', '{ Action = "A" }', true],
      ['"a"', '{ Action = "A" }', false],
      ["{}", "{}", true],
      ['{ X = "_" }', "{ X = 1 }", true],
      ['{ X = "_" }', "{ X = false }", false],
      ['{ X = "ab" }', '{ X = "AB" }', true],
      ['{ X = "a-b" }', '{ X = "a-b" }', true],
      ['{ X = "^%D+$" }', '{ X = "abc" }', true],
      ['{ X = "^%D+$" }', '{ X = "123" }', false],
      ['{ X = "b." }', '{ X = "aBC" }', true],
      ['{ X = { "p", "q" } }', '{ X = "q" }', true],
      ['{ X = { "p", { "q" } } }', '{ X = "q" }', true],
      ["{ X = function(v, m) return v == 1 and m.Y == 2 end }", "{ X = 1, Y = 2 }", true],
      ['{ X = "1" }', "{ X = 1 }", true],
      ['{ "p" }', '{ "P" }', true],
      ['{ "p" }', '{ p = "p" }', false],
      ['{ [true] = "p", X = "_" }', '{ [true] = "p", X = 1 }', true],
      ['{ [true] = "p", X = "_" }', "{ [true] = false, X = 1 }", false],
      ['{ X = "t" }', "{ X = {} }", false],
      ['{ X = "." }', "{ X = {} }", false],
    ];
    for (const [spec, msg, expected] of cases) {
      p.run(`Handlers.list = {} log = "" Handlers.add("s", ${spec}, note("s")) Handlers.evaluate(${msg}, {})`);
      expect(p.get("log"), `${spec} ${msg}`).toBe(expected ? "s" : "");
      expect(p.get(`Utils.matchesSpec(${msg}, ${spec})`), `${spec} ${msg}`).toBe(expected);
    }
    expect(p.get("Utils.matchesSpec({}, nil)")).toBe(false);
    expect(p.get("Utils.matchesSpec({}, function() return 7 end)")).toBe(7);
  });
});

describe("AO 3.4 match specs and metatables of messages", () => {
  const cases: [string, string, string][] = [
    ["a function", "function(_, k) return k == 'Action' and 'Later' or k == 'Kind' and 'k' or nil end", '"Later"'],
    ["a function, for fields", "function(_, k) return k == 'Kind' and 'k' or nil end", '{ Kind = "K" }'],
    ["a table", "{ Kind = 'k', Action = 'Later' }", '"Later"'],
    ["a native", "tostring", '{ Kind = "^table: " }'],
  ];
  it.each(cases)("%s as __index that a handler has set", (_, index, spec) => {
    const p = empty();
    p.run(`Handlers.add("set", function() return 1 end, function(m) m.Action = nil setmetatable(m, { __index = ${index} }) end)
      Handlers.add("later", ${spec}, note("x")) Handlers.add("none", { Absent = "_" }, note("never"))`);
    p.handle({ tags: { Action: "First" } });
    expect(p.get("log")).toMatch(/^x$/);
  });
});

describe("AO 3.1 Handlers is an ordinary table", () => {
  it("with these fields", () => {
    const p = new ProcessRun();
    expect(p.get("Handlers._version .. Handlers.onceNonce .. #Handlers.coroutines")).toBe("0.0.500");
    const functions = "add append prepend once remove before after generateResolver receive evaluate".split(" ");
    for (const name of functions) expect(p.get(`type(Handlers.${name})`), name).toBe("function");
    expect(p.get("Handlers.utils == require('.handlers-utils')")).toBe(true);
    p.run('Handlers.add("a", "A", print, 2)');
    expect(
      p.get(
        "(function() local t = {} for k in pairs(Handlers.list[#Handlers.list]) do t[#t + 1] = k end return t end)()",
      ),
    ).toEqual(["name", "pattern", "handle", "maxRuns"]);
  });

  it("that programs extend and whose list they edit", () => {
    const p = empty();
    p.run(
      'function Handlers.stake(x) return x + 1 end Handlers.list = { { name = "own", pattern = "O", handle = note("o") } }',
    );
    p.handle({ tags: { Action: "O" } });
    expect(p.get("log .. Handlers.stake(1)")).toBe("o2");
  });

  it("a broken list is an error of the message, not of the runtime", () => {
    const p = empty();
    p.run("Handlers.list = 5");
    expect(p.handle({}).Error).toContain("attempt to get length of a number value (field 'list')");
    p.run("Handlers.list = { 1 }");
    expect(p.handle({}).Error).toContain("attempt to index a number value");
    p.run("Handlers.list = {}");
    expect(p.handle({}).Error).toBeUndefined();
  });
});
