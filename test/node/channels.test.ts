import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { build } from "esbuild";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createLua, type LuaValue } from "../../src/api/index.ts";
import { receiveChannel, sendChannel } from "../../src/node/channels.ts";

/** An engine in another thread: squares what comes in; anything but a number it sends back as it is. */
const WORKER = `
  import { parentPort } from "node:worker_threads";
  import { createLua } from "./src/api/index.ts";
  import { receiveChannel, sendChannel } from "./src/node/channels.ts";
  const lua = createLua({ libs: "all" });
  const results = lua.channel();
  sendChannel(parentPort, "results", results);
  const jobs = await receiveChannel(lua, parentPort, "jobs");
  const source = \`
    local jobs, results = ...
    for v in jobs:iter() do
      if type(v) == "table" and v.reply then v.reply:send("direct")
      else results:send(type(v) == "number" and v * v or v) end
    end
    results:close()\`;
  await lua.run(source, { args: [jobs, results] });
  parentPort.close();
`;

let directory = "";
let file = "";

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "perigee-channels-"));
  file = join(directory, "worker.mjs");
  const resolveDir = join(import.meta.dirname, "../..");
  const stdin = { contents: WORKER, resolveDir, loader: "ts" as const };
  await build({ stdin, bundle: true, format: "esm", platform: "node", outfile: file, logLevel: "error" });
});

afterAll(() => rmSync(directory, { recursive: true, force: true }));

it("channels lead to engines in other threads", async () => {
  const worker = new Worker(file);
  const ended = new Promise<number>((resolve) => worker.once("exit", resolve));
  const lua = createLua({ libs: "all" });
  const jobs = lua.channel(2);
  const fromWorker = receiveChannel(lua, worker, "results");
  sendChannel(worker, "jobs", jobs);
  const results = await fromWorker;
  const source = `
    local jobs, results = ...
    local t = {}
    task.spawn(function()
      for i = 1, 5 do jobs:send(i) end
      local cyclic = {1.0, "\\0\\255", math.mininteger} cyclic.self = cyclic
      jobs:send(cyclic)
    end)
    for i = 1, 5 do local _, v = results:receive() t[i] = v end
    local _, c = results:receive()
    local reply = channel.make()
    jobs:send({reply = reply})
    local _, word = reply:receive()
    jobs:close()
    local ok = results:receive()
    return table.concat(t, " "), math.type(c[1]), c[2] == "\\0\\255", c[3] == math.mininteger, c.self == c, word, ok`;
  const values: LuaValue[] = await lua.run(source, { args: [jobs, results] });
  expect(values).toEqual(["1 4 9 16 25", "float", true, true, true, "direct", false]);
  expect(await ended).toBe(0);
});
