import fc from "fast-check";
import { expect, it } from "vitest";
import { createWorld, type World } from "../../../src/aolite/index.ts";
import type { FaultRule } from "../../../src/aolite/world/types.ts";

/** What a handler does; what it sends is of the next level, so that there is an end. */
const DEEDS = {
  reply: () => `m.reply({ Action = "R" })`,
  send: (peer: string, next: string) =>
    `for _, id in ipairs({ "${peer}", ao.id, "w" }) do Send({ Target = id, Action = "${next}" }) end`,
  forward: (peer: string, next: string) => `m.forward("${peer}", { Action = "${next}" })`,
  receive: (peer: string, next: string) =>
    `Receive({ Action = "Go" }) Send({ Target = "${peer}", Action = "${next}" })`,
  ask: (peer: string, next: string) =>
    `ao.send({ Target = "${peer}", Action = "${next}" }).receive() Send({ Target = "${peer}", Action = "Go" })`,
  spawn: (peer: string, next: string) =>
    `Spawn(ao._module, { Data = 'Send({ Target = "${peer}", Action = "${next}" })', Tags = { ["On-Boot"] = "Data" } })`,
  // to itself it would be without an end
  assign: (peer: string) => `if ao.id ~= "${peer}" then ao.assign({ Processes = { "${peer}" }, Message = m.Id }) end`,
  fail: (peer: string, next: string) => `Send({ Target = "${peer}", Action = "${next}" }) error({})`,
  lost: () => `Send({ Target = "nobody" }) Send({ Data = "to nobody" })`,
} as const;
type Deed = keyof typeof DEEDS;

const IDS = ["a", "b", "c"];
const LEVELS = ["A0", "A1", "A2"];

interface Handler {
  readonly deed: Deed;
  readonly peer: string;
}

const handler: fc.Arbitrary<Handler> = fc.record({
  deed: fc.constantFrom(...(Object.keys(DEEDS) as Deed[])),
  peer: fc.constantFrom(...IDS),
});
/** For each process, what it does with messages of each level. */
const program = fc.array(handler, { minLength: 9, maxLength: 9 });
const message = fc.record({
  From: fc.constantFrom(...IDS, "w"),
  Target: fc.constantFrom(...IDS),
  Action: fc.constantFrom(...LEVELS, "Go", "Quiet"),
});
const rule: fc.Arbitrary<FaultRule> = fc.record(
  {
    match: fc.constantFrom("A1", "A2", "R", "Go", "Tick"),
    action: fc.constantFrom("drop", "delay", "duplicate", "reorder"),
    probability: fc.constantFrom(0.3, 1),
    cycles: fc.constantFrom(1, 3),
  },
  { requiredKeys: ["match", "action"] },
);

function codeOf(handlers: readonly Handler[]): string {
  const lines = LEVELS.map((action, level) => {
    const { deed, peer } = handlers[level]!;
    const body = DEEDS[deed](peer, LEVELS[level + 1] ?? "R");
    return `Handlers.add("${action}", "${action}", function(m) ${body} end)`;
  });
  return lines.join("\n");
}

/** What has been seen of a world from outside, by message. */
class Ledger {
  readonly delivered: Map<string, number> = new Map();
  readonly assigned: Map<string, number> = new Map();
  readonly handled: Map<string, number> = new Map();
  readonly dropped: Map<string, number> = new Map();
  readonly #occurred: Set<string>;

  constructor(world: World, occurred: Set<string>) {
    this.#occurred = occurred;
    const add = (map: Map<string, number>, id: string): void => void map.set(id, (map.get(id) ?? 0) + 1);
    world.on("queue", ({ message, target, assigned }) => {
      add(assigned ? this.assigned : this.delivered, message.Id);
      if (assigned) occurred.add(target === message.Target ? "duplicate" : "assign");
      if (message.fields["X-Reference"] !== undefined) occurred.add("reply");
      if (message.Action === "Tick") occurred.add("cron");
    });
    world.on("result", ({ message, Error: error, deliveryErrors }) => {
      add(this.handled, message.Id);
      if (error !== undefined) occurred.add("fail");
      if (deliveryErrors.length > 0) occurred.add("unknown target");
    });
    world.on("drop", ({ message, reason }) => {
      add(this.dropped, message.Id);
      occurred.add(`drop: ${reason}`);
    });
    world.on("spawn", ({ cause }) => {
      if (cause !== undefined) occurred.add("spawn");
    });
  }

  look(world: World): void {
    if (world.counts.delayed > 0) this.#occurred.add("delay");
    if (world.waiting().length > 0) this.#occurred.add("receive");
    if (world.rules.some(({ rule, applied }) => rule.action === "reorder" && applied > 0))
      this.#occurred.add("reorder");
  }
}

function sum(map: ReadonlyMap<string, number>): number {
  return [...map.values()].reduce((total, n) => total + n, 0);
}

/** sent = delivered + queued + dropped by rule, by what the world says and by what has been seen. */
function checkConservation(world: World, ledger: Ledger): void {
  const { sent, assigned, duplicated, handled, queued, delayed, dropped, kept } = world.counts;
  expect(sent + assigned + duplicated).toBe(handled + queued + delayed + dropped + kept);
  expect(handled).toBe(sum(ledger.handled));
  expect(dropped).toBe(sum(ledger.dropped));
  expect(assigned + duplicated).toBe(sum(ledger.assigned));
  expect(sent).toBe(sum(ledger.delivered) + sum(ledger.dropped) + delayed);
  expect(queued).toBe(world.processes().reduce((total, id) => total + world.queued(id).length, 0));
}

it("AO 7.3 random worlds lose and double nothing but by rules, and keep the order per target", () => {
  const occurred = new Set<string>();
  fc.assert(
    fc.property(
      program,
      fc.array(message, { minLength: 5, maxLength: 25 }),
      fc.array(rule, { maxLength: 3 }),
      fc.constantFrom("fifo" as const, "random" as const),
      fc.integer({ min: 0, max: 1000 }),
      (handlers, messages, rules, schedule, seed) => {
        const world = createWorld({ seed, schedule, autoSchedule: false });
        const ledger = new Ledger(world, occurred);
        world.wallet("w");
        const tags = { "Cron-Interval": "7-seconds", "Cron-Tag-Action": "Tick" };
        for (const [i, id] of IDS.entries()) world.spawn(id, { code: codeOf(handlers.slice(3 * i, 3 * i + 3)), tags });
        for (const one of rules) world.addRule(one);
        for (const [i, one] of messages.entries()) {
          world.send(one);
          if ((seed + i) % 3 === 0) world.run({ cycles: 1 });
          ledger.look(world);
          checkConservation(world, ledger);
        }
        world.advance({ seconds: 15 });
        world.run();
        ledger.look(world);
        checkConservation(world, ledger);
        expect(world.counts).toMatchObject({ queued: 0, delayed: 0 });

        const ruled = new Set(rules.map(({ match }) => match));
        for (const { Id, Action, Target } of world.messages()) {
          if (Target === undefined || ruled.has(Action ?? "")) continue;
          const [delivered, again, handled] = [ledger.delivered, ledger.assigned, ledger.handled].map(
            (map) => map.get(Id) ?? 0,
          );
          expect([Id, delivered, handled]).toEqual([Id, 1, Target === "w" ? again : 1 + again!]);
        }
        if (rules.some(({ action }) => action === "reorder")) return;
        for (const id of world.processes()) {
          const order = world.messages(id).map(({ Id }) => Id);
          expect(world.results(id).map((result) => result.message.Id)).toEqual(order);
          if (rules.some(({ action }) => action === "delay")) continue;
          // of one sender, in the order of sending
          for (const sender of IDS) {
            const own = world
              .messages(id, { From: sender })
              .filter(({ Target, Action }) => Target === id && Action !== "Tick");
            const references = own.map(({ Reference }) => Number(Reference)).filter(Number.isSafeInteger);
            expect([...new Set(references)]).toEqual([...new Set(references)].sort((a, b) => a - b));
          }
        }
      },
    ),
    { numRuns: 100 },
  );
  expect([...occurred].sort()).toEqual([
    "assign",
    "cron",
    "delay",
    "drop: no target",
    "drop: rule",
    "drop: unknown target",
    "duplicate",
    "fail",
    "receive",
    "reorder",
    "reply",
    "spawn",
    "unknown target",
  ]);
});
