import { describe, expect, it } from "vitest";
import { REPORTERS } from "../../../src/aolite/testing/reporters.ts";
import { mergeSeeds, type TestResult, withSeed } from "../../../src/aolite/testing/results.ts";
import { TestSuite } from "../../../src/aolite/testing/suite.ts";
import { createLua } from "../../../src/api/index.ts";

async function results(source: string, filter?: (name: string) => boolean): Promise<readonly TestResult[]> {
  const lua = createLua({ libs: "all" });
  const suite = new TestSuite(lua, {
    file: "a_test.lua",
    instructions: 1e6,
    ...(filter === undefined ? {} : { filter }),
  });
  return suite.run(source);
}

/** "pass name" per test. */
async function outcomes(source: string): Promise<string[]> {
  return (await results(source)).map(({ status, blocks, name }) => `${status} ${[...blocks, name].join("/")}`);
}

/** The value that a script returns through a test, as text. */
async function traceOf(source: string): Promise<string> {
  const lua = createLua({ libs: "all" });
  await new TestSuite(lua, { file: "a_test.lua" }).run(
    `log = ""\nlocal function note(s) log = log .. s .. " " end\n${source}`,
  );
  return lua.globals.get("log") as string;
}

/** Why the one assertion fails; undefined when it holds. */
async function failure(assertion: string): Promise<string | undefined> {
  const [result] = await results(`it("t", function() ${assertion} end)`);
  return result!.status === "pass" ? undefined : result!.message;
}

describe("the vocabulary of tests", () => {
  it("runs blocks, tests and hooks in order", async () => {
    const trace = await traceOf(`
      describe("a", function()
        note "body"
        setup(function() note "setup" end)
        teardown(function() note "teardown" end)
        before_each(function() note "before" end)
        after_each(function() note "after" end)
        it("1", function() note "1" finally(function() note "finally" end) end)
        describe("b", function()
          before_each(function() note "inner-before" end)
          after_each(function() note "inner-after" end)
          it("2", function() note "2" end)
        end)
        it("3", function() note "3" end)
      end)`);
    expect(trace.trim()).toBe(
      "body setup before 1 finally after before inner-before 2 inner-after after before 3 after teardown",
    );
  });

  it("tells failures from errors, and goes on", async () => {
    expect(
      await outcomes(`describe("d", function()
        it("fails", function() assert.are.equal(1, 2) end)
        it("fails plainly", function() assert(false, "no") end)
        it("is broken", function() local x = nil; x.y = 1 end)
        it("raises a table", function() error({}) end)
        it("loops", function() while true do end end)
        it("leaves", function() os.exit(3) end)
        it("has no body")
        pending("later")
        it("gives up", function() pending("not today") end)
        it("is caught", function() pcall(assert.are.equal, 1, 2) end)
        it("passes", function() end)
      end)`),
    ).toEqual([
      "fail d/fails",
      "fail d/fails plainly",
      "error d/is broken",
      "error d/raises a table",
      "error d/loops",
      "error d/leaves",
      "pending d/has no body",
      "pending d/later",
      "pending d/gives up",
      "pass d/is caught",
      "pass d/passes",
    ]);
  });

  it.each([
    ["{ code = 7, 'x' }", 'an error object: { "x", code = 7 }'],
    ["{}", "an error object: {}"],
    ["setmetatable({}, { __tostring = function() return 'no seat' end })", "no seat"],
    ["setmetatable({}, { __tostring = error })", "(error object is a table value)"],
    ["{ setmetatable({}, { __tostring = function() while true do end end }) }", "(error object is a table value)"],
  ])("says what was raised: error(%s)", async (value, message) => {
    for (const body of [`it("t", function() error(${value}) end)`, `error(${value})`]) {
      expect(await results(body)).toMatchObject([{ status: "error", message }]);
    }
  });

  it("says where it went wrong, with a traceback", async () => {
    const [result] = await results(`local function check(x)
  assert.is_true(x)
end
it("t", function()
  check(3)
end)`);
    expect(result).toMatchObject({ chunk: "a_test.lua", line: 2, message: "a_test.lua:2: expected true, got 3" });
    expect(result!.traceback).toMatch(/^stack traceback:\n.*a_test.lua:2: .*'check'\n.*a_test.lua:5: /s);
  });

  it("reports broken files, blocks and hooks", async () => {
    expect(await results("x = = 1")).toMatchObject([{ name: "(the file)", status: "error", line: 1 }]);
    expect(await outcomes(`describe("d", function() it("t", function() end) error("x") end)`)).toEqual([
      "error d/(the block)",
      "pass d/t",
    ]);
    expect(await outcomes(`setup(error) it("t", function() end)`)).toEqual(["error (setup)"]);
    expect(await outcomes(`teardown(error) it("t", pending) describe("d", function() error("x") end)`)).toEqual([
      "pending t",
      "error d/(the block)",
      "error (teardown)",
    ]);
    expect(await outcomes(`before_each(function() error("x") end) it("t", function() end)`)).toEqual(["error t"]);
    expect(await outcomes(`it("t", function() it("u", function() end) end)`)).toEqual(["error t"]);
  });

  it("runs chosen tests only, without the hooks of others", async () => {
    const source = `describe("a", function() setup(error) it("x", function() end) end)
      describe("b", function() it("x", function() end) it("y", function() end) end)`;
    const chosen = await results(source, (name) => name === "b x");
    expect(chosen.map(({ blocks, name, status }) => [...blocks, name, status])).toEqual([["b", "x", "pass"]]);
  });

  it("leaves the engine's globals alone, and lets modules have it", async () => {
    expect(
      await outcomes(`it("t", function()
        assert.is_nil(_G.describe)
        assert.is_function(_G.assert)
        x = 1
        assert.equal(1, _G.x)
        assert.equal(assert, require("luassert"))
        assert.equal(spy, require("luassert.spy"))
      end)`),
    ).toEqual(["pass t"]);
  });
});

describe("assertions", () => {
  it.each([
    "assert.are.equal(1, 1.0)",
    "assert.equals('a', 'a')",
    "assert.are_not.equal({}, {})",
    "assert.same({1, {a = 2}}, {1, {a = 2}})",
    "assert.are_not.same({1}, {1, 2})",
    "assert.are_not.same({1, 2}, {1})",
    "local a, b = {}, {} a.a, b.a = a, b assert.same(a, b)",
    "assert.same(0/0, 0/0)",
    "assert.is_true(true) assert.is_false(false) assert.True(true)",
    "assert.is_nil(nil) assert.is_nil() assert.is_not_nil(1) assert.is_not.Nil(1)",
    "assert.truthy(0) assert.falsy(nil)",
    "assert.is_string('') assert.is_table({}) assert.is.number(2^53) assert.is_function(print)",
    "assert.has_error(function() error('x') end)",
    "assert.has_error(function() error('x') end, 'x')",
    "assert.has.errors(function() error({code = 1}) end, {code = 1})",
    "assert.has_no.errors(function() end)",
    "assert.error_matches(function() error('no seat 12') end, 'seat %d+')",
    "assert.matches('%d+', 'a12')",
    "assert.near(1, 1.05, 0.1)",
    "assert.is_unique({1, 2, 3})",
    "assert.equal(3, (select(2, assert(1, 3))))",
    "expect(3).to.equal(3) expect(3).to_not.equal(4) expect(3).to.be(3)",
    "expect({1}).to.be.a('table') expect(nil).to_not.exist()",
    "expect({1, 2}).to.have.length(2) expect({}).to.be.empty()",
    "expect('hello').to.contain('ell') expect({1, {2}}).to.contain({2}) expect({a = 1, b = 2}).to.contain({a = 1})",
    "expect(error).to.fail() expect(2).to.be.above(1) expect(2).to.be.at_most(2)",
    "local mt = {__eq = function() return true end} local function o() return setmetatable({}, mt) end assert.equal(o(), o()) assert.same({o()}, {o()})",
  ])("%s holds", async (source) => {
    expect(await failure(source)).toBeUndefined();
  });

  it.each([
    ["assert.are.equal(1, '1')", 'expected 1, got "1"'],
    ["assert.are_not.equal(1, 1)", "expected anything but 1"],
    ["assert.are.equal({}, {})", "expected {}, got {} (another object with the same content: compare with 'same')"],
    [
      "assert.same({a = {1, 2}}, {a = {1, 3}})",
      "expected { a = { 1, 2 } }, got { a = { 1, 3 } }\nfirst difference at .a[2]",
    ],
    ["assert.is_not_nil(nil)", "expected anything but nil, got nil"],
    ["assert.is_string(1)", "expected a string, got 1"],
    ["assert.has_error(function() end)", "expected an error, got none"],
    ["assert.has_error(function() error('a', 0) end, 'b')", 'expected the error "b", got "a"'],
    ["assert.has_no.errors(function() error('a', 0) end)", 'expected no error, got "a"'],
    ["assert.matches('%d', 'x')", 'expected text that matches "%d", got "x"'],
    ["assert.matches('%d', {})", 'expected text that matches "%d", got {}'],
    ["assert.near(1, 2, 0.5)", "expected 1 (within 0.5), got 2"],
    ["expect(setmetatable({}, {__tostring = function() return 'me' end})).to.be.Nil()", "expected nil, got me"],
    ["expect('a\\nb').to.equal('')", 'expected "", got "a\\nb"'],
    ["assert.equal(1, 2, 'my message')", "my message\nexpected 1, got 2"],
    ["assert.is_purple(1)", "'assert is purple' is no assertion"],
    ["assert.equal(1)", "too few arguments (1 expected beside the value)"],
    ["local t = {} t.t = t assert.is_nil(t)", "expected nil, got { t = (itself) }"],
  ])("%s fails", async (source, message) => {
    expect(await failure(source)).toBe(`a_test.lua:1: ${message}`);
  });
});

it("what assertions say stays short", async () => {
  const deep = "local function deep(n) local t = { n } for _ = 1, 9999 do t = { key = t } end return t end";
  const wide =
    "local function wide(n) local t = {} for i = 1, n > 0 and 30 or 0 do t[i] = wide(n - 1) end return t end";
  const path = await failure(`${deep} assert.same(deep(1), deep(2))`);
  expect(path!.length).toBeLessThan(2000);
  expect(path).toMatch(/\nfirst difference at (?:\.key){5}.*….*(?:\.key){5}\[1\]$/);
  const shown = await failure(`${wide} assert.is_nil(wide(3))`);
  expect(shown!.length).toBeLessThan(20_000);
});

describe("spies and stubs", () => {
  it.each([
    "local s = spy.new(function(a) return a * 2 end) assert.equal(4, s(2)) assert.spy(s).was.called(1) assert.spy(s).was.called_with(2) assert.spy(s).was.returned_with(4)",
    "local s = spy.new() assert.spy(s).was_not.called() s() s() assert.spy(s).was_called(2) assert.spy(s).called_at_least(2) s:clear() assert.spy(s).was_not_called()",
    "local t = {f = function() return 1 end} local s = spy.on(t, 'f') assert.equal(1, t.f('x')) assert.spy(t.f).was.called_with('x') s:revert() assert.is_function(t.f)",
    "local t = {f = function() return 1 end} stub(t, 'f', 5) assert.equal(5, t.f()) assert.stub(t.f).was.called()",
    "local t = {f = error} stub(t, 'f').returns(7) assert.equal(7, t.f())",
    "local s = spy.new() s({1}, 'x') expect(s).to.have_been.called_with({1}, match.is_string()) expect(s).to_not.have_been.called_with(match._, match.is_number())",
    "local s = spy.new() s(nil, 2) assert.same({n = 2, [2] = 2}, s.calls[1].vals)",
  ])("%s", async (source) => {
    expect(await failure(source)).toBeUndefined();
  });

  it("say what calls there were", async () => {
    expect(await failure("local s = spy.new() s(1, 'a') s() assert.spy(s).was.called_with(2)")).toBe(
      'a_test.lua:1: expected a call that gives it (2), got (1, "a")\n    ()',
    );
    expect(await failure("assert.spy(3).was.called()")).toBe("a_test.lua:1: a spy expected, got number");
  });

  it("are gone after the test that made them", async () => {
    const trace = await traceOf(`
      local t = {f = function() return "original" end}
      describe("d", function()
        it("1", function() stub(t, "f", "stub") note(t.f()) end)
        it("2", function() note(t.f()) end)
      end)`);
    expect(trace.trim()).toBe("stub original");
  });
});

describe("reporters", () => {
  const RESULTS: readonly TestResult[] = [
    { file: "a", blocks: ["d"], name: "one", status: "pass", chunk: "a.lua", line: 1 },
    {
      file: "a",
      blocks: ["d"],
      name: "two #2",
      status: "fail",
      message: "a.lua:7: expected 1",
      traceback: "stack",
      chunk: "a.lua",
      line: 7,
    },
    { file: "a", blocks: [], name: "three", status: "pending", message: "later", chunk: "a.lua", line: 9 },
  ];
  const report = (name: "tap" | "pretty", colours = false): string => {
    let text = "";
    const reporter = REPORTERS[name]({ write: (piece) => (text += piece), colours });
    reporter.file("a");
    for (const result of RESULTS) reporter.result(result);
    reporter.end("1 file");
    return text;
  };

  it("TAP", () => {
    expect(report("tap")).toBe(`TAP version 13
# a
ok 1 - d one
not ok 2 - d two \\#2
  ---
  severity: "fail"
  message: "a.lua:7: expected 1"
  at: "a.lua:7"
  stack: "stack"
  ...
ok 3 - three # SKIP later
1..3
`);
  });

  it("for people", () => {
    expect(report("pretty")).toBe(`a
  d
    ✓ one
    ✗ two #2
  - three (later)

failed: d two #2  a.lua:7
  expected 1
  stack

1 passed, 1 failed, 1 pending (1 file)
`);
    expect(report("pretty", true)).toContain("\u001b[32m✓\u001b[0m");
  });

  it("name the seed with which a test fails", () => {
    const run = (seed: number, status: "pass" | "fail") => ({
      seed,
      results: [{ ...RESULTS[0]!, status, ...(status === "fail" ? { message: "m" } : {}) }],
    });
    expect(mergeSeeds([run(1, "pass"), run(2, "fail"), run(3, "fail")])).toMatchObject([
      { status: "fail", seed: 2, message: "with seed 2 and 1 more of 3 (--schedule random --seed 2): m" },
    ]);
    expect(mergeSeeds([run(1, "pass"), run(2, "pass")])).toMatchObject([{ status: "pass" }]);
    expect(withSeed({ ...RESULTS[1]!, message: "m" }, 3)).toMatchObject({
      seed: 3,
      message: "with seed 3 (--schedule random --seed 3): m",
    });
    expect(withSeed(RESULTS[2]!, 3)).toEqual(RESULTS[2]);
  });
});
