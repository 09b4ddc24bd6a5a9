import { describe, expect, it } from "vitest";
import {
  AoError,
  createWorld,
  replay,
  type World,
  type WorldEvents,
  type WorldOptions,
} from "../../../src/aolite/index.ts";

function world(options: WorldOptions = {}): World {
  const made = createWorld(options);
  made.spawn("p", {
    code: `Handlers.add("e", "Echo", function(m) print("echo") m.reply({ Data = m.Data }) end)
    Handlers.add("x", "Bad", function() error("bad") end)`,
  });
  return made;
}

const ECHO = { From: "me", Target: "p", Action: "Echo", Data: "x" };

/** Has every event happen. */
function exercise(one: World): void {
  one.send(ECHO);
  one.send({ From: "me", Target: "p", Action: "Bad" });
  one.send({ From: "me", Data: "to nobody" });
  one.spawn("q");
  one.advance({ seconds: 1 });
}

const EVENTS: readonly (keyof WorldEvents)[] = ["spawn", "queue", "result", "drop", "output", "error", "clock"];

describe("listeners only watch", () => {
  it.each<[string, (one: World) => unknown]>([
    ["send", (one) => one.send(ECHO)],
    ["queue", (one) => one.queue(ECHO)],
    ["spawn", (one) => one.spawn("r")],
    ["remove", (one) => one.remove("p")],
    ["clear", (one) => one.clear()],
    ["wallet", (one) => one.wallet("w")],
    ["mock", (one) => one.mock("m", [])],
    ["eval", (one) => one.eval("p", "1")],
    ["assign", (one) => one.assign("me#1", ["p"])],
    ["reorder", (one) => one.reorder("p", [])],
    ["run", (one) => one.run()],
    ["step", (one) => one.step()],
    ["runUntil", (one) => one.runUntil(() => false)],
    ["advance", (one) => one.advance({ seconds: 1 })],
    ["addRule", (one) => one.addRule({ match: "Echo", action: "drop" })],
    ["removing a rule", (one) => one.rules[0]!.remove()],
    ["restore", (one) => one.restore({ hash: "", step: 0, toBytes: () => new Uint8Array() })],
  ])("%s is refused in those of all events", (_, work) => {
    const one = world();
    one.addRule({ match: "Nothing", action: "drop" });
    const same = world();
    same.addRule({ match: "Nothing", action: "drop" });
    const said: [string, unknown][] = [];
    for (const event of EVENTS) {
      one.on(event, () => {
        try {
          work(one);
          said.push([event, "nothing"]);
        } catch (error) {
          said.push([event, error]);
        }
      });
    }
    for (const made of [one, same]) exercise(made);
    expect(new Set(said.map(([event]) => event))).toEqual(new Set(EVENTS));
    for (const [, error] of said) expect(error).toEqual(new AoError("the world is running"));
    expect(one.stateHash()).toBe(same.stateHash());
    expect(replay(one.log()).differences).toEqual([]);
  });

  it("cancelling a receiver is refused, too", () => {
    const one = world();
    one.eval("p", `Handlers.add("w", "Wait", function() Receive("Never") end)`);
    one.send({ From: "me", Target: "p", Action: "Wait" });
    const waiting = one.waiting("p")[0]!;
    const errors: unknown[] = [];
    one.on("result", () => {
      try {
        waiting.cancel();
      } catch (error) {
        errors.push(error);
      }
    });
    one.send(ECHO);
    expect(errors[0]).toEqual(new AoError("the world is running"));
    expect(one.waiting("p")).toHaveLength(1);
  });

  it("they may look, spy, and do things in other worlds", () => {
    const one = world();
    const other = world();
    const seen: unknown[] = [];
    one.on("result", ({ process }) => {
      seen.push(one.messages(process).length, other.send(ECHO).Id, one.spy("Echo").count);
    });
    one.send(ECHO);
    expect(seen).toEqual([1, "me#1", 0]);
  });
});

describe("listeners that throw", () => {
  it.each(EVENTS)(
    "those of %s: the operation is completed and in the log, and its caller gets the first error",
    (event) => {
      const one = world();
      const same = world();
      let calls = 0;
      let others = 0;
      one.on(event, () => {
        throw new Error(`mine ${++calls}`);
      });
      one.on(event, () => {
        others++;
      });
      const errors: unknown[] = [];
      const work: readonly ((made: World) => unknown)[] = [
        (made) => made.send(ECHO),
        (made) => made.send({ From: "me", Target: "p", Action: "Bad" }),
        (made) => made.send({ From: "me", Data: "to nobody" }),
        (made) => made.spawn("q"),
        (made) => made.advance({ seconds: 1 }),
      ];
      for (const each of work) {
        each(same);
        try {
          each(one);
        } catch (error) {
          errors.push(error);
        }
      }
      expect(errors[0]).toEqual(new Error("mine 1"));
      expect(others).toBe(calls);
      expect(one.stateHash()).toBe(same.stateHash());
      expect(replay(one.log()).differences).toEqual([]);
    },
  );

  it("what prints may throw as well, and changes nothing", () => {
    const said: unknown[] = [];
    const one: World = world({
      printOutput: true,
      print: (line) => {
        said.push(line);
        one.send(ECHO);
      },
    });
    expect(() => one.send(ECHO)).toThrow(new AoError("the world is running"));
    expect(said).toHaveLength(1);
    expect(one.last("me")?.Data).toBe("x");
    expect(one.results("p")).toHaveLength(1);
  });
});

it("functions of mocks do send, as ever", () => {
  const one = world();
  one.mock("m", () => void one.send({ ...ECHO, From: "m" }));
  one.send({ From: "me", Target: "m" });
  expect(one.last("m")?.Data).toBe("x");
});
