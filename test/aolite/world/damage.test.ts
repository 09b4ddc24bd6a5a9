import { describe, expect, it } from "vitest";
import { createWorld } from "../../../src/aolite/index.ts";
import type { MessageResult, World } from "../../../src/aolite/world/types.ts";

const COUNTER = `n = 0 Handlers.add("inc", "Inc", function(m) n = n + 1 m.reply({ Data = tostring(n) }) end)`;

/** What the next messages come to when a handler has run some code: "ok" or what their errors end with. */
interface Damage {
  /** The message whose handler did it. */
  readonly now?: RegExp;
  /** One for a handler of the program, which replies; one for nobody; an Eval of the owner's. Default: none has an error. */
  readonly inc?: RegExp;
  readonly other?: RegExp;
  readonly eval?: RegExp;
  /** What the host gets that sends from the process; default: the result of an Eval of the owner's. */
  readonly sending?: RegExp;
  /** What could not be delivered of what the handler left in its outbox. */
  readonly delivery?: readonly RegExp[];
}

const all = (error: RegExp): Damage => ({ inc: error, other: error, eval: error });
const NO_LENGTH = /attempt to get length of a \w+ value \(field 'list'\)$/;
const NO_NUMBER = /attempt to perform arithmetic on a \w+ value \(field 'reference'\)$/;

const DAMAGES: Readonly<Record<string, Damage>> = {
  // libraries
  "table.insert = nil": {},
  "string.format = nil string.match = nil string.lower = nil": {},
  "getmetatable('').__index = nil": {},
  "pcall, error, type = nil, nil, nil": {},
  "type = function() return 'x' end pcall = error error = print": {},
  "coroutine, debug, os, math, json, load, require, package = nil": {},
  "for k in pairs(_G) do if k ~= 'n' and k ~= 'tostring' and k ~= '_G' then _G[k] = nil end end": {},
  // Handlers
  "Handlers.list = 5": all(NO_LENGTH),
  "Handlers.list = nil": all(NO_LENGTH),
  "Handlers.list = { 1, 2 }": all(/attempt to index a number value \(local 'o'\)$/),
  "Handlers.list = { {}, {} }": {},
  "Handlers.list = { { name = 'a', pattern = function() return true end } }": all(/attempt to call a nil value$/),
  "Handlers.list = { { name = 'a', pattern = 'Inc', handle = 5 } }": { inc: /attempt to call a number value$/ },
  "Handlers.list = { { name = 'a', pattern = 'Inc', handle = print, maxRuns = {} } }": {},
  "Handlers.list = { { name = 0/0, pattern = 'Inc', handle = print, maxRuns = 1 } }": {},
  "Handlers.list = { [1] = { name = 'a', pattern = 'X', handle = print }, [3] = { name = 'b' } }": {},
  "Handlers.list[1] = Handlers.list": {},
  "Handlers.list = Handlers": {},
  "setmetatable(Handlers.list, { __index = error, __newindex = error, __len = function() return 1e9 end })": {},
  "setmetatable(Handlers, { __index = error, __newindex = error })": {},
  "Handlers.add = function() error('add', 0) end": all(/add$/),
  "Handlers.evaluate = function() error('evaluate', 0) end": all(/evaluate$/),
  "Handlers.add, Handlers.append, Handlers.evaluate, Handlers.utils = nil": {},
  "Handlers.coroutines = { 1, 'x', {} }": {},
  "Handlers.coroutines = 5": {},
  "for k in pairs(Handlers) do Handlers[k] = 'x' end": all(NO_LENGTH),
  "Handlers = 5": {},
  // ao
  "ao.outbox = nil": {},
  "ao.outbox = 5": {},
  "ao.outbox.Messages = 'x'": {},
  "ao.outbox.Output = { data = {} } ao.outbox.Spawns = 5 ao.outbox.Assignments = true": {},
  "ao.outbox.Messages = { 1, {}, { Target = 'bystander', Tags = 5 } }": {
    delivery: [/Reference tag is missing/, /Reference tag is missing/],
  },
  "ao.outbox.Messages = { { Target = 5, Tags = { { name = 'Reference', value = {} }, { name = {} }, 7 } } }": {
    delivery: [/Target process not found: 5/],
  },
  "ao.outbox.Error = {}": { now: /^table: / },
  "ao.outbox = setmetatable({}, { __index = error, __newindex = error })": {},
  "ao.send = nil": { inc: /attempt to call a nil value \(field 'send'\)$/, sending: /attempt to call a nil value/ },
  "ao.send = function() error('send', 0) end": { inc: /send$/, sending: /send$/ },
  "ao.reference = 'x'": { inc: NO_NUMBER, sending: NO_NUMBER },
  "ao.reference = {}": { inc: NO_NUMBER, sending: NO_NUMBER },
  "ao.authorities = 5": {},
  "ao.authorities = { 1, {}, print }": {},
  "ao.assignables = { 1 }": {},
  "ao.assignables = 5": {},
  "ao.nonExtractableTags, ao.nonForwardableTags = { {}, 1 }, 5": {},
  "ao.id, ao._module, ao.env, ao._hints = {}, {}, nil, nil": {},
  "ao.init = function() error('init', 0) end": all(/init$/),
  "ao.normalize = function() error('normalize', 0) end": all(/normalize$/),
  "ao.normalize = function() return 5 end": {},
  "ao.result = error": {},
  "ao.result = function() return 5 end": {},
  "setmetatable(ao, { __index = error, __newindex = error })": {},
  "for k in pairs(ao) do ao[k] = nil end": {
    inc: /attempt to call a nil value \(field 'send'\)$/,
    sending: /attempt to call a nil value/,
  },
  "ao = 5": {},
  "ao = setmetatable({}, { __index = error, __newindex = error })": {},
  // globals of the runtime
  "setmetatable(_G, { __index = function() error('no global') end, __newindex = function() error('fixed') end })": {},
  "Inbox = nil": {},
  "Inbox = 5": { other: /bad argument #1 to 'insert' \(table expected, got number\)$/ },
  "Inbox = setmetatable({}, { __newindex = error, __len = error })": {},
  "Errors, HANDLER_PRINT_LOGS, Colors, Name, Bell = 5, { {}, print }, { red = {} }, {}, nil": {},
  "print, Prompt, Send, Utils, Dump, apm = 5, error, nil, nil, error, nil": {},
  "print = function() coroutine.yield() end": {},
  "process, Process, Seeded = nil, 5, nil": {},
  "require('.process').handle = 5": {},
  "Process.Id = 'other'": {},
  "Process.Id, Process.Tags, Process.TagArray = nil, 5, 5": {},
  "setmetatable(Process, { __index = error, __newindex = error })": {},
  // the message
  "setmetatable(msg, { __index = error, __newindex = error })": {},
  "setmetatable(msg.Tags, { __index = error, __newindex = error })": {},
  "getmetatable(msg).__index = error getmetatable(msg.Tags).__index = 5": {},
  "msg.Tags, msg.TagArray, msg.From, msg.Id, msg.Owner, msg.Action = msg, msg, nil, nil, nil, {}": {},
  "msg.Tags = nil msg.forward('bystander', { Data = setmetatable({}, { __index = error }) })": {},
  "msg.self = msg msg.forward('bystander')": {},
  "msg.From = {} msg.reply({})": { delivery: [/Target process not found: table/] },
  "msg.reply(setmetatable({}, { __index = error, __newindex = error }))": {},
  "error(setmetatable({}, { __tostring = error, __name = 5 }))": { now: /table: 0x\w+$/ },
};

const CODE = (damage: string): string => `${COUNTER} Handlers.add("bad", "Bad", function(msg) ${damage} end)`;

function expectError(result: MessageResult | undefined, error: RegExp | undefined): void {
  expect(result).toBeDefined();
  if (error === undefined) expect(result!.Error).toBeUndefined();
  else expect(result!.Error).toMatch(error);
}

function newWorld(damage: string): World {
  const world = createWorld({ limits: { instructions: 1_000_000 }, turnLimit: 20 });
  for (const id of ["boss", "bystander"]) world.spawn(id, { code: COUNTER });
  world.spawn("victim", { code: CODE(damage) });
  return world;
}

describe("AO 8.3 programs may break ao, Handlers, messages and their globals: only their own messages fail", () => {
  it.each(Object.entries(DAMAGES))("%s", (damage, expected) => {
    const world = newWorld(damage);
    const send = (Target: string, Action: string): MessageResult | undefined =>
      world.result(world.send({ From: "boss", Target, Action }).Id);
    const bad = send("victim", "Bad");
    expectError(bad, expected.now);
    expect(bad!.deliveryErrors).toEqual((expected.delivery ?? []).map((text) => expect.stringMatching(text)));
    expectError(send("victim", "Inc"), expected.inc);
    expectError(send("victim", "Other"), expected.other);
    const sendFrom = (): string => world.send({ From: "victim", Target: "victim", Action: "Eval", Data: "1 + 1" }).Id;
    if (expected.sending === undefined) expectError(world.result(sendFrom()), expected.eval);
    else
      expect(sendFrom).toThrow(
        expect.objectContaining({ name: "AoError", message: expect.stringMatching(expected.sending) }),
      );
    expectError(send("bystander", "Inc"), undefined);
    expect(world.inspect("bystander", "n")).toBe(1);
    expect(world.counts).toMatchObject({ queued: 0, delayed: 0 });
    const hash = world.stateHash();
    world.restore(world.snapshot());
    expect(world.stateHash()).toBe(hash);
  });
});
