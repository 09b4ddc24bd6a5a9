import { expect, it } from "vitest";
import { aoliteWorld, installAolite, replay, restoreWorld, type World } from "../../../src/aolite/index.ts";
import { createLua } from "../../../src/api/index.ts";

/** A script whose globals have functions and tables in them, which change while processes are born. */
const SCRIPT = `
local aolite = require("aolite")
local secret = 10
function helper(x) secret = secret + x return secret end
function peek() return secret end
config = { depth = { 1, 2.0, n = 2^53 }, f = helper, show = string.rep, none = print, [true] = "yes", [1.5] = "half" }
config.self = config
setmetatable(config, { __index = function(_, k) return "no " .. tostring(k) end })
string.shout = function(s) return s:upper() .. "!" end
function string.twice(s) return s:rep(2) end
alias = tostring
local CODE = [[
  Born = helper(1) .. " " .. peek() .. " " .. config.missing .. " " .. ("hi"):shout() .. ("x"):twice() .. alias(config.depth[2])
  Own = config.self == config and config.f == helper and config.show == string.rep and config.none == "no none"
  Handlers.add("Breed", "Breed", function(msg)
    secret2 = helper(100)
    Spawn(ao._module, { Data = "Born = helper(5) .. ' ' .. tostring(config.depth.n)", Tags = { ["On-Boot"] = "Data" } })
  end)
  Handlers.add("Say", "Say", function(msg) msg.reply({ Data = tostring(helper(tonumber(msg.Data))) .. tostring(config.depth.n) }) end)
]]
local function spawn(id) aolite.spawnProcess(id, CODE, { ["On-Boot"] = "Data" }) end
spawn("p")
config.depth.n = 4
helper(1000)
spawn("q")
aolite.setAutoSchedule(false)
aolite.send({ From = "p", Target = "q", Action = "Breed" })
config.depth.n = nil
late = { f = function() return config end }
aolite.send({ From = "q", Target = "p", Action = "Say", Data = "7" })
aolite.runScheduler()
aolite.setAutoSchedule(true)
aolite.send({ From = "q", Target = "p", Action = "Breed" })
function helper() return "new" end
spawn("r")
`;

function run(): World {
  const lua = createLua({ version: "5.3", libs: "all" });
  installAolite(lua, { clock: { start: 5 } });
  lua.runSync(SCRIPT);
  return aoliteWorld(lua);
}

it("AO 7.8 processes have copies of the host's functions and tables, as they were when the process was born", () => {
  const world = run();
  expect(world.inspect("p", "Born")).toBe("11 11 no missing HI!xx2.0");
  expect(world.inspect("q", "Born")).toBe("1011 1011 no missing HI!xx2.0");
  expect([world.inspect("p", "Own"), world.inspect("q", "Own"), world.inspect("q", "late")]).toEqual([
    true,
    true,
    undefined,
  ]);
  // the host's globals at the time of the child's birth
  expect(world.inspect("q:1", "Born")).toBe("1015 nil");
  expect(world.inspect("r", "Born")).toMatch(/^new 1010 /);
});

it("AO 11.2 the log of such a script is replayed to the same state, in a world that knows nothing of the script", () => {
  const world = run();
  const report = replay(world.log());
  expect(report.differences).toEqual([]);
  expect(report.world.stateHash()).toBe(world.stateHash());
  expect(report.world.inspect("q:1", "Born")).toBe("1015 nil");
  for (let step = 0; step <= world.steps; step++) {
    const then = world.goTo(step);
    expect(then.steps).toBe(step);
    then.run();
    expect(then.processes().slice(0, 2)).toEqual(["p", "q"].slice(0, step === 0 ? 0 : 2));
  }
  expect(world.goTo(world.steps - 1).inspect("q:1", "Born")).toBe("1015 nil");
});

it("AO 11.1 children that are born after restoring have them too", () => {
  const world = run();
  const restored = restoreWorld(world.snapshot().toBytes(), { clock: { start: 5 } });
  expect(restored.stateHash()).toBe(world.stateHash());
  for (const one of [world, restored]) {
    one.send({ From: "me", Target: "q", Action: "Breed" });
    one.run();
    expect(one.inspect("q:2", "Born")).toBe("new nil");
  }
  expect(restored.stateHash()).toBe(world.stateHash());
});

it("a script without any has an empty image in its log", () => {
  const lua = createLua({ version: "5.3", libs: "all" });
  installAolite(lua, { clock: { start: 5 } });
  lua.runSync(`require("aolite").spawnProcess("p")`);
  expect(aoliteWorld(lua).log()).not.toContain('"op":"image"');
});
