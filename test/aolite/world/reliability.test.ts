import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createWorld } from "../../../src/aolite/index.ts";
import type { World } from "../../../src/aolite/world/types.ts";
import { type InOtherProcess, otherProcess } from "../../support/aoOtherProcess.ts";

let inOtherProcess: InOtherProcess;
let remove = (): void => undefined;

beforeAll(async () => {
  ({ run: inOtherProcess, remove } = await otherProcess());
});
afterAll(() => remove());

const COUNTER = `n = 0 Handlers.add("inc", "Inc", function(m) n = n + 1 m.reply({ Data = tostring(n) }) end)`;

/** What a handler of the victim does; what its result says; whether that is a message of the victim's outbox. */
const CASES: Readonly<
  Record<
    string,
    { readonly body: string; readonly error?: RegExp; readonly delivery?: RegExp; readonly warning?: string }
  >
> = {
  "a process that never yields": { body: "while true do end", error: /^limit exceeded: instructions$/ },
  "a process that never yields and catches everything": {
    body: "while true do pcall(function() while true do pcall(error) end end) end",
    error: /^limit exceeded: instructions$/,
  },
  "a process that eats memory": {
    body: "local t = {} while true do t[#t + 1] = ('x'):rep(100000) .. #t end",
    error: /^limit exceeded/,
  },
  "a process that recurses for ever": {
    body: "local function f() return 1 + f() end f()",
    error: /stack overflow|^limit exceeded/,
  },
  // a handler that has yielded has handled its message (AO 5.2), and says so
  "a handler that yields for ever": {
    body: "while true do coroutine.yield() end",
    warning: "the handler is suspended and waits for no message",
  },
  "a handler with a coroutine that yields for ever": {
    body: "local f = coroutine.wrap(function() while true do coroutine.yield() end end) while true do f() end",
    error: /^limit exceeded: instructions$/,
  },
  "errors that are tables": { body: "error({ code = 1 })", error: /error:/ },
  "an error that is nothing": { body: "error()", error: /error:/ },
  "an error whose text is an error": {
    body: "error(setmetatable({}, { __tostring = function() error('no text') end, __index = function() error('no field') end }))",
    error: /error:/,
  },
  "broken JSON": { body: "require('json').decode('{\"a\": [1, 2')", error: /error:.*json|error:/is },
  "an unknown target": {
    body: "Send({ Target = 'nobody' })",
    delivery: /^aolite: Target process not found: nobody$/,
  },
  "an unknown process in an assignment": {
    body: "ao.assign({ Processes = { 'nobody' }, Message = 'boss#1' })",
    delivery: /^aolite: Target process not found: nobody$/,
  },
  "a child that does not boot": {
    body: "Spawn(ao._module, { Data = 'x x', Tags = { ['On-Boot'] = 'Data' } })",
    delivery: /syntax error/,
  },
  "a target that is a table": { body: "Send({ Target = {} })", delivery: /./ },
  "messages that are no tables": {
    body: "ao.outbox.Messages = { 1, 'x', true, function() end } error('odd')",
    error: /odd/,
  },
  "broken libraries": {
    body: `for _, name in ipairs({ "insert", "concat", "remove" }) do table[name] = nil end
      getmetatable("").__index = nil string.format = nil pairs = nil error("broken")`,
    error: /broken/,
  },
};

function newWorld(onFailure: "keep" | "rollback"): World {
  const world = createWorld({ onFailure, limits: { instructions: 300_000, memory: 30e6 } });
  world.spawn("boss", { code: COUNTER });
  world.spawn("bystander", { code: COUNTER });
  return world;
}

/** A process that has not been told anything. */
const seen = (world: World): unknown => [
  ...["n", "Handlers.list", "Inbox", "ao.id", "ao.outbox"].map((path) => world.inspect("bystander", path)),
  world.messages("bystander"),
  world.results("bystander"),
];

describe("the world goes on, the failure is reported on the message's result, nothing else changes", () => {
  for (const [name, { body, error, delivery, warning }] of Object.entries(CASES)) {
    it(name, () => {
      for (const onFailure of ["keep", "rollback"] as const) {
        const world = newWorld(onFailure);
        world.spawn("victim", { code: `${COUNTER} Handlers.add("bad", "Bad", function(msg) n = n + 10 ${body} end)` });
        const before = seen(world);
        const bad = world.send({ From: "boss", Target: "victim", Action: "Bad" });
        const result = world.result(bad.Id)!;
        if (error === undefined) expect(result.Error).toBeUndefined();
        else expect(result.Error).toMatch(error);
        if (delivery === undefined) expect(result.deliveryErrors).toEqual([]);
        else expect(result.deliveryErrors).toEqual([expect.stringMatching(delivery)]);
        expect(result.warning).toBe(warning);
        expect(world.stalled()).toEqual(warning === undefined ? [] : [result]);
        const rolledBack = onFailure === "rollback" && error !== undefined;
        expect(result.rolledBack).toBe(rolledBack);
        expect(world.inspect("victim", "n")).toBe(rolledBack ? 0 : 10);
        expect(seen(world)).toEqual(before);
        expect(world.counts).toMatchObject({ queued: 0, delayed: 0 });
        world.send({ From: "boss", Target: "victim", Action: "Inc" });
        world.send({ From: "boss", Target: "bystander", Action: "Inc" });
        expect(world.inspect("bystander", "n")).toBe(1);
        // what has broken its own libraries stays broken, unless it was rolled back
        if (name !== "broken libraries" || rolledBack) expect(world.inspect("victim", "n")).toBe(rolledBack ? 1 : 11);
      }
    });
  }

  it("a handler that yields is reported until it ends; one that waits is listed", () => {
    const world = newWorld("keep");
    world.spawn("victim", {
      code: `${COUNTER}
      local function add(name, handle) Handlers.add(name, name, handle) end
      add("Forever", function() co = coroutine.running() while true do rounds = (rounds or 0) + 1 coroutine.yield() end end)
      add("Once", function() co = coroutine.running() coroutine.yield() n = n + 100 end)
      add("Resume", function() assert(coroutine.resume(co)) end)
      add("Wait", function() Receive({ Action = "Go" }) coroutine.yield() end)`,
    });
    const send = (Action: string) => world.send({ From: "boss", Target: "victim", Action }).Id;
    const warned = (one = world) => one.stalled("victim").map(({ message }) => message.Action);
    const forever = send("Forever");
    for (let i = 0; i < 3; i++)
      expect(world.result(send("Resume"))).toMatchObject({ Error: undefined, warning: undefined });
    expect([world.inspect("victim", "rounds"), warned(), world.waiting()]).toEqual([4, ["Forever"], []]);
    const once = send("Once");
    expect(warned()).toEqual(["Forever", "Once"]);
    send("Resume");
    expect([world.inspect("victim", "n"), warned(), world.result(once)!.warning]).toEqual([
      100,
      ["Forever"],
      undefined,
    ]);
    expect(world.result(forever)).toMatchObject({ Error: undefined, warning: expect.stringContaining("suspended") });

    const wait = send("Wait");
    expect([world.waiting("victim").length, warned()]).toEqual([1, ["Forever"]]);
    const before = world.snapshot();
    const go = send("Go");
    expect([world.waiting("victim").length, warned()]).toEqual([0, ["Forever", "Wait"]]);
    expect([world.result(go)!.warning, world.result(wait)!.warning]).toEqual([undefined, expect.any(String)]);
    expect(warned(world.fork())).toEqual(["Forever", "Wait"]);
    world.restore(before);
    expect([world.waiting("victim").length, warned()]).toEqual([1, ["Forever"]]);
    world.waiting("victim")[0]!.cancel();
    expect(warned()).toEqual(["Forever", "Wait"]);
    send("Inc");
    expect(world.inspect("victim", "n")).toBe(101);
  });

  it("thousands of handlers that yielded and ended leave nothing behind", () => {
    const world = newWorld("keep");
    world.spawn("victim", {
      code: `Handlers.add("Wait", "Wait", function() Receive({ Action = "Go" }) done = (done or 0) + 1 end)`,
    });
    for (let i = 0; i < 500; i++) {
      world.send({ From: "boss", Target: "victim", Action: "Wait" });
      world.send({ From: "boss", Target: "victim", Action: "Go" });
    }
    expect([world.inspect("victim", "done"), world.waiting(), world.stalled()]).toEqual([500, [], []]);
    const size = world.snapshot().toBytes().length;
    world.clear();
    expect(size).toBeLessThan(1_500_000);
  });

  it("an output that is a table in itself many times over", () => {
    const world = newWorld("keep");
    world.spawn("victim", {
      code: `${COUNTER} Handlers.add("bad", "Bad", function() ao.outbox.Output = bomb() end)
        function bomb() local t = {} t.self = t for i = 1, 60 do t = { t, t, a = t } end return t end`,
    });
    const outputs: unknown[] = [];
    world.on("result", ({ Output }) => outputs.push(Output));
    world.send({ From: "boss", Target: "victim", Action: "Bad" });
    expect(outputs).toHaveLength(1);
    world.eval("victim", "kept = bomb()");
    expect(Object.keys(world.inspect("victim", "kept") as object)).toEqual(["1", "2", "a"]);
    world.send({ From: "boss", Target: "victim", Action: "Inc" });
    expect(world.inspect("victim", "n")).toBe(1);
  });

  it("a message without target is kept, and delivered to nobody", () => {
    const world = newWorld("keep");
    const before = seen(world);
    const sent = world.send({ From: "boss", Action: "Inc", Data: "x" });
    expect(sent.Target).toBeUndefined();
    expect(world.message(sent.Id)).toMatchObject({ Data: "x" });
    expect(world.counts).toMatchObject({ sent: 1, dropped: 1, handled: 0, queued: 0 });
    expect(seen(world)).toEqual(before);
    world.send({ From: "boss", Target: "bystander", Action: "Inc" });
    expect(world.inspect("bystander", "n")).toBe(1);
  });

  it("an unknown target of the host is an error of the sending, and nothing is queued", () => {
    const world = newWorld("keep");
    expect(() => world.send({ From: "boss", Target: "nobody" })).toThrow("aolite: Target process not found: nobody");
    expect(world.counts).toMatchObject({ queued: 0, handled: 0 });
    world.send({ From: "boss", Target: "bystander", Action: "Inc" });
    expect(world.inspect("bystander", "n")).toBe(1);
  });

  it("an error storm: every handler fails, each message has its error", () => {
    const world = newWorld("keep");
    world.autoSchedule = false;
    const storm = `Handlers.prepend("storm", function() return true end, function(m) n = (n or 0) + 1 error("storm " .. n) end)`;
    for (let i = 0; i < 20; i++) world.spawn(`s${i}`, { code: storm });
    for (let i = 0; i < 2000; i++) world.send({ From: "alice", Target: `s${i % 20}`, Action: "Any" });
    const report = world.run();
    expect(report).toMatchObject({ idle: true, steps: expect.any(Number) });
    const results = world.results().filter(({ message }) => message.From === "alice");
    expect(results).toHaveLength(2000);
    expect(results.every(({ Error: error }) => /storm \d+/.test(error ?? ""))).toBe(true);
    expect(
      results.filter(({ process }) => process === "s3").map(({ Error: error }) => /storm (\d+)/.exec(error!)![1]),
    ).toEqual(Array.from({ length: 100 }, (_, i) => String(i + 1)));
    world.send({ From: "boss", Target: "bystander", Action: "Inc" });
    world.run();
    expect(world.inspect("bystander", "n")).toBe(1);
  });

  it("1,000,000 messages through a two-process loop with history capped stay within 400 MB", () => {
    const count = 1_000_000;
    const [done] = inOtherProcess({ kind: "messages", count }) as {
      readonly megabytes: number;
      readonly kept: number;
    }[];
    expect(done).toMatchObject({ steps: count, seen: count, errors: [] });
    expect(done!.kept).toBeLessThan(300);
    expect(done!.megabytes).toBeLessThan(400);
  }, 240_000);

  it("10,000 processes each answer", () => {
    const count = 10_000;
    const [done] = inOtherProcess({ kind: "processes", count });
    expect(done).toEqual({ steps: count, errors: [], answers: count, last: "p9999" });
  }, 240_000);
});

describe("what a message costs", () => {
  /** Units of each message that goes round among so many processes. */
  function costs(processes: number, messages: number): number[] {
    const world = createWorld({ autoSchedule: false });
    const id = (i: number): string => `p${String(i % processes).padStart(3, "0")}`;
    for (let i = 0; i < processes; i++) {
      const code = `
        Handlers.add("token", "Token", function(msg)
          ao.send({ Target = "${id(i + 1)}", Action = "Token", Data = msg.Data })
        end)`;
      world.spawn(id(i), { code });
    }
    world.send({ From: "p000", Target: "p001", Action: "Token", Data: "x" });
    world.run({ cycles: Number.POSITIVE_INFINITY, steps: messages });
    return world.results().map(({ GasUsed }) => GasUsed);
  }

  it("does not depend on how many processes there are, nor on how many messages there have been", () => {
    const [few, many] = [costs(2, 2000), costs(200, 2000)];
    // the first message of a process prepares its state
    const [early, late, crowded] = [few.slice(10, 20), few.slice(-10), many.slice(-10)];
    expect(new Set(early).size).toBe(1);
    expect([late, crowded]).toEqual([early, early]);
  });
});
