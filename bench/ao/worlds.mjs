/** Worlds under measurement: what a simulator does all day. */
const { createWorld } = await import("../../dist/aolite.js");

function timed(work) {
  const start = performance.now();
  work();
  return performance.now() - start;
}

/** Milliseconds of the first run of a function of this module, and of the fastest of those that follow. */
export function runs(name, count, times) {
  const work = { pingPong, credits, spawns }[name];
  const first = work(count);
  return { first, warm: Math.min(...Array.from({ length: times }, () => work(count))) };
}

const ENDLESS = { cycles: Number.POSITIVE_INFINITY };

const PLAYER = `
  count = 0
  Handlers.add("ping", "Ping", function(msg)
    count = count + 1
    ao.send({ Target = msg.From, Action = "Pong", Data = msg.Data })
  end)
  Handlers.add("pong", "Pong", function(msg)
    count = count + 1
    ao.send({ Target = msg.From, Action = "Ping", Data = msg.Data })
  end)`;

function playing(options = {}) {
  const world = createWorld({ autoSchedule: false, ...options });
  world.spawn("left", { code: PLAYER });
  world.spawn("right", { code: PLAYER });
  world.send({ From: "left", Target: "right", Action: "Ping", Data: "ball" });
  return world;
}

function checked(world, expected, actual) {
  if (actual !== expected) throw new Error(`expected ${expected} messages, got ${actual}`);
  return world;
}

/** Milliseconds: two processes and one ball. */
function pingPong(messages, options) {
  return timed(() => {
    const world = playing(options);
    world.run({ ...ENDLESS, steps: messages });
    checked(world, messages, world.inspect("left", "count") + world.inspect("right", "count"));
  });
}

/** The same for ever, with a capped history: milliseconds, and the megabytes that the whole program has needed. */
export function longPingPong(messages) {
  const ms = pingPong(messages, { history: 100 });
  return { ms, megabytes: process.resourceUsage().maxRSS / 1000 };
}

const TOKEN = `
  local json, bint = require("json"), require(".bint")(256)
  Balances = {}
  Handlers.add("credit", "Credit-Notice", function(msg)
    local quantity = bint(msg.Quantity)
    assert(quantity > 0, "quantity must be positive")
    local balance = (Balances[msg.Sender] or bint.zero()) + quantity
    Balances[msg.Sender] = balance
    msg.reply({
      Action = "Credited",
      Data = json.encode({ account = msg.Sender, quantity = tostring(quantity), balance = tostring(balance) }),
    })
  end)`;

/** Milliseconds: credits to a hundred accounts, each with its reply. */
function credits(count) {
  return timed(() => {
    const world = createWorld({ autoSchedule: false });
    world.spawn("token", { code: TOKEN });
    world.wallet("mint");
    for (let i = 0; i < count; i++) {
      const Quantity = `1000000000000000000${i}`;
      world.send({ From: "mint", Target: "token", Action: "Credit-Notice", Sender: `account${i % 100}`, Quantity });
    }
    world.run(ENDLESS);
    checked(world, count, world.messages("mint", "Credited").length);
  });
}

/** Milliseconds: processes that boot a program. */
function spawns(count) {
  return timed(() => {
    const world = createWorld();
    for (let i = 0; i < count; i++) world.spawn(`process${i}`, { code: PLAYER });
    checked(world, count, world.processes().length);
  });
}

const RING = `
  count = 0
  Handlers.add("token", "Token", function(msg)
    count = count + 1
    ao.send({ Target = Next, Action = "Token", Data = msg.Data })
  end)`;

/** Milliseconds per message that go round a ring of processes, when everything is warm and each has had its share. */
export function ring(processes, messages) {
  const world = createWorld({ autoSchedule: false });
  for (let i = 0; i < processes; i++) world.spawn(`p${i}`, { code: `Next = "p${(i + 1) % processes}"\n${RING}` });
  world.send({ From: "p0", Target: "p1", Action: "Token", Data: "x" });
  const go = () => timed(() => checked(world, messages, world.run({ ...ENDLESS, steps: messages }).steps));
  go();
  return go() / messages;
}

/** Milliseconds per message between two processes while there are so many, warm. */
export function crowd(processes, messages) {
  const world = createWorld({ autoSchedule: false });
  for (let i = 2; i < processes; i++) world.spawn(`p${i}`, { code: PLAYER });
  world.spawn("left", { code: PLAYER });
  world.spawn("right", { code: PLAYER });
  world.send({ From: "left", Target: "right", Action: "Ping", Data: "ball" });
  const go = () => timed(() => checked(world, messages, world.run({ ...ENDLESS, steps: messages }).steps));
  go();
  return go() / messages;
}

/** Milliseconds per message, of the next thousand, when so many have been exchanged and are kept. */
export function late(messages) {
  pingPong(10_000);
  const world = playing();
  world.run({ ...ENDLESS, steps: messages });
  const parts = [];
  for (let i = 0; i < 9; i++) parts.push(timed(() => world.run({ ...ENDLESS, steps: 1000 })));
  return parts.sort((a, b) => a - b)[4] / 1000;
}
