import { describe, expect, it } from "vitest";
import { AoError, createWorld, type FaultRule, type World } from "../../../src/aolite/index.ts";
import { patternFault } from "../../../src/aolite/world/patternFault.ts";

const ECHO = `Handlers.add("e", "Echo", function(m) m.reply({ Data = m.Data }) end)`;

function world(): World {
  const made = createWorld();
  made.spawn("p", { code: ECHO });
  return made;
}

/** sent + assigned + duplicated = handled + queued + delayed + dropped + kept */
function isBalanced({ counts: c }: World): boolean {
  return c.sent + c.assigned + c.duplicated === c.handled + c.queued + c.delayed + c.dropped + c.kept;
}

describe("patterns of the host", () => {
  it.each([
    ["%", "malformed pattern (ends with '%')"],
    ["a%", "malformed pattern (ends with '%')"],
    ["[a", "malformed pattern (missing ']')"],
    ["%f", "missing '[' after '%f' in pattern"],
    ["%b(", "malformed pattern (missing arguments to '%b')"],
    ["(X", "unfinished capture"],
    ["((x)", "unfinished capture"],
    ["x)", "invalid pattern capture"],
    ["%1", "invalid capture index %1"],
    ["(x%1)", "invalid capture index %1"],
    ["(x)%2", "invalid capture index %2"],
    ["%0", "invalid capture index %0"],
    ["()".repeat(33), "too many captures"],
  ])("%s is malformed", (pattern, fault) => {
    expect(patternFault(pattern)).toBe(fault);
  });

  it.each(["", "_", "abc", "^x$", "(a(b)())%1%2", "[]]", "[%]]", "%f[%w]", "%b()", "a-", "^(.-)%s*$", "()".repeat(32)])(
    "%s is not",
    (pattern) => {
      expect(patternFault(pattern)).toBeUndefined();
    },
  );

  it.each([
    ["a rule", (one: World) => one.addRule({ match: { Action: "(Y" }, action: "drop" })],
    ["a spy", (one: World) => one.spy({ Action: "(Y" })],
    ["a mock", (one: World) => one.mock("m", [{ match: { Action: ["x", "(Y"] } }])],
    ["messages", (one: World) => one.messages("p", { Action: "(Y" })],
    ["first", (one: World) => one.first("p", { Action: "(Y" })],
    ["last", (one: World) => one.last("p", { Action: "(Y" })],
  ])("malformed ones are refused by %s, and nothing has changed", (_, work) => {
    const one = world();
    const hash = one.stateHash();
    expect(() => work(one)).toThrow(new AoError('match: the pattern "(Y" of Action: unfinished capture'));
    expect([one.stateHash(), one.rules, one.spies, one.has("m")]).toEqual([hash, [], [], false]);
  });

  it.each([
    [5, "match: not an Action, fields or a function"],
    [null, "match: not an Action, fields or a function"],
    [["x"], "match: not an Action, fields or a function"],
    [{ Action: null }, "match.Action: no pattern"],
    [{ Action: { x: 1 } }, "match.Action: no pattern"],
    [{ Action: ["x", undefined] }, "match.Action: no pattern"],
  ])("%o is no match spec", (spec, message) => {
    const one = world();
    expect(() => one.messages("p", spec as never)).toThrow(new TypeError(message));
    expect(() => one.spy(spec as never)).toThrow(new TypeError(message));
  });

  it("one that proves too complex is an error that names it", () => {
    const one = world();
    const pattern = "a?".repeat(300);
    one.send({ From: "me", Target: "p", Action: "Echo", Data: "a".repeat(300) });
    expect(() => one.messages("p", { Data: pattern })).toThrow(
      new AoError(`match: the pattern "${pattern}" of Data: pattern too complex`),
    );
  });
});

describe("functions of the host that throw while messages are on their way", () => {
  const fails = (): never => {
    throw new Error("mine");
  };

  it.each([
    ["a test of a rule", (one: World) => void one.addRule({ match: fails, action: "drop" })],
    ["a test of a field", (one: World) => void one.addRule({ match: { Action: fails }, action: "drop" })],
    ["a test of a spy", (one: World) => void one.spy(fails)],
  ])("%s: it does not match, nothing is lost, and the caller gets the error", (_, add) => {
    const one = world();
    add(one);
    expect(() => one.send({ From: "me", Target: "p", Action: "Echo", Data: "x" })).toThrow(new Error("mine"));
    expect(isBalanced(one)).toBe(true);
    expect(one.results("p")).toHaveLength(1);
    expect(one.last("me")?.Data).toBe("x");
    expect(one.rules.map(({ applied }) => applied)).toEqual(one.rules.map(() => 0));
    expect(one.run().idle).toBe(true);
  });

  it("it happens again on the way back, where nobody is to be told", () => {
    const one = world();
    one.addRule({ match: fails, action: "drop" });
    expect(() => one.send({ From: "me", Target: "p", Action: "Echo", Data: "x" })).toThrow("mine");
    const again = one.goTo(one.steps);
    again.run();
    expect(again.stateHash()).toBe(one.stateHash());
  });

  it("the first error is told once, by the world that it happened in", () => {
    const other = world();
    other.addRule({ match: fails, action: "drop" });
    const one = world();
    const told: unknown[] = [];
    one.mock("m", () => {
      try {
        other.send({ From: "me", Target: "p", Action: "Echo" });
      } catch (error) {
        told.push(error);
      }
      return undefined;
    });
    one.send({ From: "me", Target: "m" });
    expect(told).toEqual([new Error("mine")]);
    expect(isBalanced(other)).toBe(true);
  });

  it("in a fork it is the fork's caller who gets it", () => {
    const one = world();
    one.addRule({ match: fails, action: "drop" } satisfies FaultRule);
    expect(() => one.fork().send({ From: "me", Target: "p", Action: "Echo" })).toThrow("mine");
    expect(one.run().steps).toBe(0);
  });
});
