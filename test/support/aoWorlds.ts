/** Worlds of AO that tests make more than once, in this process and in others. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createWorld, restoreWorld } from "../../src/aolite/index.ts";
import { readLog, replayLog } from "../../src/aolite/world/log.ts";
import type { Schedule, World, WorldOptions } from "../../src/aolite/world/types.ts";
import type { SimWorld } from "../../src/aolite/world/world.ts";
import { DEFAULT_LIMITS, type WorldArguments } from "../../src/cli/ao/arguments.ts";
import { logOf, worldOfLog } from "../../src/cli/ao/logFile.ts";
import { openScenario } from "../../src/cli/ao/scenario.ts";

/** Names of the examples in a folder. */
export function exampleNames(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}

/** An example that has run, and its log with the files that it has read. */
export interface ExampleRun {
  readonly world: World;
  readonly log: string;
}

/** Runs the example in a folder. `beside`: another one has run before, in the same way. */
export function runExample(folder: string, schedule: Schedule = "fifo", seed = 0, beside = false): ExampleRun {
  if (beside) runExample(join(folder, "../chat"), "random", 99);
  const scenario = openScenario({ ...PLAIN_WORLD, schedule, seed }, folder);
  const { lua } = scenario.session;
  lua.globals.set("print", () => {});
  lua.runSync(readFileSync(join(folder, "main.lua")), { chunkName: "@main.lua" });
  return { world: scenario.world, log: logOf(scenario) };
}

const PLAIN_WORLD: WorldArguments = {
  version: "5.3",
  limits: DEFAULT_LIMITS,
  seed: 0,
  schedule: "fifo",
  clock: 0,
  data: undefined,
  rollback: false,
  metadata: false,
};

const WORKER = `
local bint = require(".bint")(256)
Total = bint.zero()
Handlers.add("count", "Count", function(msg)
  Total = Total + bint(msg.Data) * math.random(1000)
  print("total " .. tostring(Total), {})
  for k, v in pairs({ z = 1, y = 2, [msg.Id] = 3, [{}] = 4, [print] = 5 }) do Order = (Order or "") .. v end
  msg.reply({ Action = "Counted", Data = { total = tostring(Total), order = Order } })
end)
Handlers.add("ask", "Ask", function(msg)
  local answer = ao.send({ Target = msg.Peer, Action = "Count", Data = "7" }).receive()
  Answer = answer.Data
  Receive({ Action = "Go" })
  ao.assign({ Processes = { msg.Peer }, Message = msg.Id })
  Gone = tostring({}) .. tostring(print) .. os.time() .. collectgarbage("count")
end)
Handlers.add("spawn", "Breed", function(msg)
  Spawn(ao._module, { Data = "Born = os.time()", Tags = { ["On-Boot"] = "Data" } })
end)
Handlers.add("fail", "Fail", function(msg) error({ code = 42, what = {} }) end)`;

/** What one scenario has shown of itself. */
export interface Shown {
  readonly hash: string;
  readonly log: string;
  readonly ids: readonly string[];
  readonly outputs: readonly string[];
  readonly errors: readonly (string | undefined)[];
  readonly gas: readonly number[];
  readonly values: unknown;
}

/**
 * A scenario with a bit of everything: replies, receivers, children, assignments, faults by chance, errors, cron.
 * `beside`: other worlds are made before and live in between. `begin` makes of a new world the one that is used.
 */
export function scenario(
  schedule: Schedule,
  seed: number,
  beside: boolean,
  begin: (world: World, options: WorldOptions) => World = (world) => world,
): Shown {
  const others: World[] = [];
  const other = (): void => {
    if (!beside) return;
    const world = createWorld({ seed: 99 + others.length, schedule: "random" });
    world.spawn("a", { code: WORKER });
    world.send({ From: "eve", Target: "a", Action: "Count", Data: "5" });
    others.push(world);
    others[0]!.send({ From: "eve", Target: "a", Action: "Fail" });
  };
  other();
  const options: WorldOptions = { schedule, seed, clock: { start: 1000, perMessage: 1, perBlock: 7 } };
  const world = begin(createWorld(options), options);
  world.wallet("alice");
  for (const id of ["a", "b", "c"]) {
    world.spawn(id, { code: WORKER, tags: { "Cron-Interval": "30-seconds", "Cron-Tag-Action": "Tick" } });
    other();
  }
  world.addRule({ match: { Action: "Counted" }, action: "duplicate", probability: 0.5 });
  world.addRule({ match: { Action: "Count", From: "alice" }, action: "drop", probability: 0.3 });
  world.addRule({ match: { Action: "Breed" }, action: "delay", cycles: 2, probability: 0.5 });
  world.autoSchedule = false;
  for (let i = 1; i <= 12; i++) {
    world.send({ From: "alice", Target: "abc"[i % 3]!, Action: "Count", Data: `${i}` });
    if (i % 4 === 0) world.run();
  }
  for (const id of ["a", "b"]) world.send({ From: "alice", Target: id, Action: "Ask", Peer: "c" });
  world.send({ From: "alice", Target: "c", Action: "Breed" });
  world.send({ From: "alice", Target: "b", Action: "Fail" });
  world.run();
  other();
  world.advance({ seconds: 75 });
  for (const id of ["b", "a"]) world.send({ From: "alice", Target: id, Action: "Go" });
  world.run();
  const results = world.results();
  return {
    hash: world.stateHash(),
    log: world.log(),
    ids: [...world.processes(), ...world.messages().map(({ Id }) => Id)],
    outputs: results.map(({ output }) => output),
    errors: results.map(({ Error: error }) => error),
    gas: results.map(({ GasUsed: gasUsed }) => gasUsed),
    values: [
      world.inspect("a", "Gone"),
      world.inspect("b", "Answer"),
      String(world.inspect("c", "Total")),
      world.counts,
    ],
  };
}

/**
 * Goes on from a snapshot that was taken after `step` messages, with what the log says of the time after.
 * @returns how it differs from the log, its final hash included
 */
export function resume(snapshot: Uint8Array, log: string, step: number): readonly unknown[] {
  const { simulation } = worldOfLog(log, ".", undefined) as SimWorld;
  simulation.load(snapshot);
  const read = readLog(log);
  const lines = read.lines.filter(({ content }) => {
    const result = content.result as { readonly step: number } | undefined;
    if (result !== undefined) return result.step > step;
    return "end" in content || (content.step as number) >= step;
  });
  return replayLog(simulation, { ...read, lines });
}

const FAULTY = `
Handlers.add("Ping", "Ping", function(msg)
  Seen = (Seen or "") .. msg.Data
  if #Seen < 60 then Send({ Target = Peer, Action = "Ping", Data = msg.Data }) end
  msg.reply({ Action = "Pong" })
end)
Handlers.add("Tick", "Tick", function() Ticks = (Ticks or 0) + 1 Send({ Target = "oracle", Action = "Ask" }) end)
Handlers.add("Told", "Told", function(msg) Told = (Told or "") .. msg.Data end)`;

function faultyOptions(seed: number): WorldOptions {
  return { seed, schedule: seed % 2 === 0 ? "fifo" : "random", autoSchedule: false };
}

/** A world in which rules of every kind are at work, with a mock and spies: all of it data. It has not run yet. */
export function faultyWorld(seed: number): World {
  const world = createWorld(faultyOptions(seed));
  for (const [id, peer] of ["ab", "ba"]) {
    const tags = { Peer: peer!, "Cron-Interval": "10-seconds", "Cron-Tag-Action": "Tick" };
    world.spawn(id!, { code: FAULTY, tags });
  }
  world.addRule({ match: "Ping", action: "drop", probability: 0.1 });
  world.addRule({ match: { Action: /^P/, Data: ["x", "y"] }, action: "delay", cycles: 2, times: 4 });
  world.addRule({ match: { Action: "Tick", From: "a" }, action: "duplicate", probability: 0.5, name: "ticks" });
  world.addRule({ match: "Tick", action: "delay", seconds: 5, probability: 0.3 });
  world.addRule({ match: "Pong", action: "reorder" });
  world.addRule({ match: "Told", action: "drop", times: 1 });
  world.mock("oracle", [
    {
      match: { From: "b" },
      reply: [
        { Action: "Told", Data: "b" },
        { Action: "Told", Data: "é" },
      ],
    },
    { reply: { Action: "Told", Data: "?" } },
  ]);
  world.spy("Ping");
  for (const data of "xyz") world.send({ From: "me", Target: "a", Action: "Ping", Data: data });
  return world;
}

/** Goes on with a {@link faultyWorld} to its end: what was delivered, and what it has come to. */
export function finishFaulty(world: World): unknown {
  world.run({ cycles: 30 });
  world.advance({ seconds: 35 });
  world.send({ From: "me", Target: "b", Action: "Ping", Data: "w" });
  world.run({ cycles: 30 });
  world.advance({ seconds: 35 });
  world.run();
  return {
    hash: world.stateHash(),
    deliveries: world.processes().map((id) => world.messages(id).map(({ Id }) => Id)),
    values: world.processes().map((id) => ["Seen", "Ticks", "Told"].map((name) => world.inspect(id, name))),
    rules: world.rules.map(({ name, applied }) => [name, applied]),
    spied: world.spies.map(({ name, messages }) => [name, messages.map(({ Id }) => Id)]),
    counts: world.counts,
  };
}

/** The same from a snapshot. */
export function finishFaultyFrom(snapshot: Uint8Array, seed: number): unknown {
  return finishFaulty(restoreWorld(snapshot, faultyOptions(seed)));
}
