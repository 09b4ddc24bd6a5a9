/**
 * Tasks that talk through channels: among themselves, with the host, and with an engine in another thread.
 *
 *   npm run build && node examples/channels.mjs
 */
import { isMainThread, parentPort, Worker } from "node:worker_threads";
import { createLua } from "perigee";
import { receiveChannel, sendChannel } from "perigee/node";

const SIEVE = `
  local function filter(from, to, prime)
    for n in from:iter() do if n % prime ~= 0 then to:send(n) end end
    to:close()
  end
  local numbers, primes = channel.make(), {}
  task.spawn(function() for n = 2, 30 do numbers:send(n) end numbers:close() end)
  local from = numbers
  while true do
    local ok, prime = from:receive()
    if not ok then return table.concat(primes, " ") end
    primes[#primes + 1] = prime
    local to = channel.make()
    task.spawn(filter, from, to, prime)
    from = to
  end`;

const SERVER = `
  local requests, replies = ...
  for r in requests:iter() do replies:send({ id = r.id, text = r.text:upper() }) end
  replies:close()`;

const lua = createLua({ libs: ["base", "string", "table", "coroutine", "channel", "task"] });

async function main() {
  const [primes] = await lua.run(SIEVE);
  console.log(`primes: ${primes}`);

  // a channel of the host: scripts wait at it, and the host for them
  const ticks = lua.channel();
  const sum = lua.run("local s = 0 for n in (...):iter() do s = s + n end return s", { args: [ticks] });
  for (const n of [1, 2, 3]) await ticks.send(n);
  ticks.close();
  console.log(`the script received ${(await sum)[0]} in all`);

  // an engine in another thread
  const worker = new Worker(new URL(import.meta.url));
  const requests = lua.channel();
  sendChannel(worker, "requests", requests);
  const replies = await receiveChannel(lua, worker, "replies");
  const client = `
    local requests, replies = ...
    task.spawn(function()
      for id, text in ipairs { "one", "two" } do requests:send({ id = id, text = text }) end
      requests:close()
    end)
    local lines = {}
    for reply in replies:iter() do lines[#lines + 1] = reply.id .. " " .. reply.text end
    return table.concat(lines, ", ")`;
  console.log(`another thread: ${(await lua.run(client, { args: [requests, replies] }))[0]}`);

  // nobody is left who could help: an error, not a program that hangs
  const [, message] = await lua.run("return pcall(function() return channel.make():receive() end)");
  console.log(`alone: ${message}`);
}

async function serve() {
  const replies = lua.channel();
  sendChannel(parentPort, "replies", replies);
  const requests = await receiveChannel(lua, parentPort, "requests");
  await lua.run(SERVER, { args: [requests, replies] });
  parentPort.close();
}

await (isMainThread ? main() : serve());
