import { describe, expect, it } from "vitest";
import { TestSuite } from "../../../src/aolite/testing/suite.ts";
import { createLua } from "../../../src/api/index.ts";

/** "status", with the message, per test. */
async function outcomes(source: string): Promise<string[]> {
  const results = await new TestSuite(createLua({ libs: "all" }), { file: "a_test.lua" }).run(source);
  return results.map(({ status, message = "" }) => `${status} ${message}`.trim());
}

const holds = async (body: string): Promise<void> =>
  expect(await outcomes(`it("t", function() ${body} end)`)).toEqual(["pass"]);

describe("stubs", () => {
  it.each([
    "local t = { f = error } local s = stub(t, 'f') s.on_call_with(1).returns('one', 1) s.on_call_with(2).invokes(function(x) return x + 1 end) s.returns('rest') assert.same({ 'one', 1 }, { t.f(1) }) assert.equal(3, t.f(2)) assert.equal('rest', t.f(1, 2)) assert.equal('rest', t.f())",
    "local t = { f = error } stub(t, 'f').on_call_with({ 1 }, match.is_string()).returns(1).on_call_with(match._).returns(2) assert.equal(1, t.f({ 1 }, 'x')) assert.equal(2, t.f(false)) assert.is_nil(t.f({ 1 }, 1)) assert.spy(t.f).was.called(3)",
    "local t = { f = error } local s = stub(t, 'f', 1).by_default.returns(2) assert.equal(2, t.f()) s.by_default.invokes(function(x) return x end) assert.equal(5, t.f(5)) assert.equal(t.f, s)",
    "local s = stub() s.on_call_with(nil).returns('nil') assert.equal('nil', s(nil)) assert.is_nil(s())",
    "local t = {} local s = stub(t, 'f', 1) assert.equal(1, t.f()) s:revert() assert.is_nil(t.f)",
  ])("%s", holds);

  it("stand only where functions do", async () => {
    expect(await outcomes(`it("t", function() stub({ f = 1 }, "f") end)`)).toEqual([
      "error a_test.lua:1: bad argument #2 to 'stub' (there is something else of that name in the table)",
    ]);
  });

  it("of a block know what fits in all of its tests", async () => {
    expect(
      await outcomes(`local t = { f = error }
      setup(function() stub(t, "f").on_call_with(match.is_number()).returns(1) end)
      it("1", function() assert.equal(1, t.f(5)) end)
      it("2", function() assert.equal(1, t.f(5)) end)`),
    ).toEqual(["pass", "pass"]);
  });
});

describe("mocks", () => {
  const TABLE = "local t = { a = function(x) return x end, b = { c = function() return 'c' end }, n = 1 } t.t = t";
  it.each([
    "local m = mock(t) assert.equal(t, m) assert.equal(3, m.a(3)) assert.equal('c', m.b.c()) assert.spy(m.a).was.called_with(3) assert.spy(m.b.c).was.called(1) assert.equal(1, m.n)",
    "local a = t.a local m = mock(t, true) assert.is_nil(m.a(3)) assert.stub(m.a).was.called_with(3) mock.revert(m) assert.equal(a, t.a) assert.equal('c', t.b.c())",
    "local m = mock(t, true, 7) assert.equal(7, m.a()) assert.equal(7, m.b.c())",
    "local m = mock(t) m.a() m.b.c() mock.clear(m) assert.spy(m.a).was_not.called() assert.spy(m.b.c).was_not.called()",
    "local s = mock(function(x) return x end) assert.equal(1, s(1)) assert.spy(s).was.called()",
    "assert.equal(mock, require('luassert.mock')) assert.equal(t, mock.new(t))",
  ])("%s", (body) => holds(`${TABLE} ${body}`));

  it("are gone after the test that made them", async () => {
    expect(
      await outcomes(`local t = { f = function() return 1 end }
      it("1", function() mock(t, true) assert.is_nil(t.f()) end)
      it("2", function() assert.is_function(t.f) end)`),
    ).toEqual(["pass", "pass"]);
  });
});

describe("words of assert", () => {
  it.each([
    ["assert.message('why').is_true(false)", "fail a_test.lua:1: why\nexpected true, got false"],
    ["assert.message('why').are.equal(1, 2)", "fail a_test.lua:1: why\nexpected 1, got 2"],
    ["assert.message('why').has_no.errors(error)", "fail a_test.lua:1: why\nexpected no error, got nil"],
    ["assert.message('why').is_true(true)", "pass"],
    ["assert.message('why').is_true(true) assert.is_true(false)", "fail a_test.lua:1: expected true, got false"],
  ])("%s", async (body, outcome) => {
    expect(await outcomes(`it("t", function() ${body} end)`)).toEqual([outcome]);
  });

  it("snapshot() keeps what stands there, and puts it back", () =>
    holds(`local t = { f = function() return 1 end, g = function() return 2 end }
      stub(t, "f", "stubbed")
      local snapshot = assert:snapshot()
      local s = stub(t, "g", "stubbed")
      local twice = spy.on(t, "f")
      t.f() t.g()
      snapshot:revert()
      assert.equal("stubbed", t.f())
      assert.equal(2, t.g())
      assert.spy(s).was.called(1)
      assert.spy(twice).was.called(1)`));
});
