import { expect, it } from "vitest";
import { createLua } from "../../src/api/index.ts";

/** Programs as they are written for GopherLua, with `task.spawn` where the host starts a goroutine there. */
const SCRIPTS: Record<string, readonly [source: string, ...results: unknown[]]> = {
  "a consumer with a channel to quit": [
    `local ch, quit, log = channel.make(), channel.make(), {}
     task.spawn(function()
       for i = 1, 5 do ch:send(i) end
       quit:send(true)
     end)
     local exit = false
     while not exit do
       channel.select(
         {"|<-", ch, function(ok, v) log[#log + 1] = ok and v or "closed" end},
         {"|<-", quit, function(ok, v) exit = v end})
     end
     return table.concat(log, " ")`,
    "1 2 3 4 5",
  ],
  "a receiver that sees the closing": [
    `local ch, n = channel.make(), 0
     task.spawn(function() for i = 1, 3 do ch:send(i) end ch:close() end)
     local exit = false
     while not exit do
       channel.select({"|<-", ch, function(ok, v) if ok then n = n + v else exit = true end end})
     end
     return n`,
    6,
  ],
  "the sieve of primes, one task for each": [
    `local function generate(out) for i = 2, math.huge do out:send(i) end end
     local function filter(from, to, prime)
       for i in from:iter() do if i % prime ~= 0 then to:send(i) end end
     end
     local ch, primes = channel.make(), {}
     local running = {task.spawn(generate, ch)}
     for i = 1, 20 do
       local _, prime = ch:receive()
       primes[i] = prime
       local next = channel.make()
       running[#running + 1] = task.spawn(filter, ch, next, prime)
       ch = next
     end
     for _, t in ipairs(running) do t:cancel() end
     return table.concat(primes, " ")`,
    "2 3 5 7 11 13 17 19 23 29 31 37 41 43 47 53 59 61 67 71",
  ],
  "workers that share the jobs": [
    `local jobs, results = channel.make(10), channel.make(10)
     local done = {}
     for w = 1, 3 do
       task.spawn(function()
         for j in jobs:iter() do task.sleep(1) results:send({worker = w, value = j * j}) end
       end)
     end
     for j = 1, 9 do jobs:send(j) end
     jobs:close()
     local sum = 0
     for j = 1, 9 do
       local _, r = results:receive()
       sum, done[r.worker] = sum + r.value, (done[r.worker] or 0) + 1
     end
     return sum, table.concat(done, " ")`,
    285,
    "3 3 3",
  ],
  "polling with a default": [
    `local ch, polls = channel.make(), 0
     task.spawn(function() task.sleep(1) ch:send("there") end)
     repeat
       local i, v = channel.select({"|<-", ch}, {"default", function() polls = polls + 1 task.sleep(0.25) end})
     until v
     return polls > 2`,
    true,
  ],
  "a channel as a lock": [
    `local lock, inside, most, n = channel.make(1), 0, 0, 0
     local ts = {}
     for i = 1, 10 do
       ts[i] = task.spawn(function()
         for _ = 1, 10 do
           lock:send(true)
           inside = inside + 1 most = math.max(most, inside)
           task.yield()
           n, inside = n + 1, inside - 1
           lock:receive()
         end
       end)
     end
     for _, t in ipairs(ts) do t:join() end
     return most, n`,
    1,
    100,
  ],
  "requests that carry the channel for the answer": [
    `local server = channel.make()
     local t = task.spawn(function() for r in server:iter() do r.reply:send(r.n * 2) end return "bye" end)
     local function ask(n) local reply = channel.make() server:send({n = n, reply = reply}) return select(2, reply:receive()) end
     local a, b = ask(1), ask(21)
     server:close()
     return a, b, (t:join())`,
    2,
    42,
    "bye",
  ],
  "many senders, one select": [
    `local chs, cases, n = {}, {}, {}
     for i = 1, 5 do
       chs[i] = channel.make() n[i] = 0
       cases[i] = {"|<-", chs[i], function(ok) n[i] = n[i] + 1 end}
       task.spawn(function() for k = 1, 20 do chs[i]:send(k) end end)
     end
     for i = 1, 100 do channel.select((table.unpack or unpack)(cases)) end
     return table.concat(n, " ")`,
    "20 20 20 20 20",
  ],
  "sends and receives in one select": [
    `local a, b = channel.make(1), channel.make(1)
     a:send("x")
     local log = {}
     for i = 1, 2 do
       channel.select(
         {"|<-", a, function(ok, v) log[#log + 1] = "got " .. v end},
         {"<-|", b, "y", function(v) log[#log + 1] = "sent " .. v end})
     end
     table.sort(log)
     return log[1], log[2]`,
    "got x",
    "sent y",
  ],
};

it.each(Object.entries(SCRIPTS))("E.3.11: %s", async (_, [source, ...results]) => {
  for (const version of ["5.3", "5.4"] as const) {
    const counts = new Set<number>();
    for (const slice of [undefined, 50]) {
      const lua = createLua({ libs: "all", version, limits: { instructions: 1e6 } });
      expect(await lua.run(source, slice === undefined ? {} : { slice })).toEqual(results);
      if (slice === undefined) counts.add(lua.meter.instructions);
      const again = createLua({ libs: "all", version, limits: { instructions: 1e6 } });
      await again.run(source);
      counts.add(again.meter.instructions);
    }
    expect(counts.size, "the same count in every run").toBe(1);
  }
});
