import { expect, it } from "vitest";
import { createWorld } from "../../../src/aolite/index.ts";
import { readTrace, writeTrace } from "../../../src/aolite/trace/log.ts";
import { recordTrace } from "../../../src/aolite/trace/recorder.ts";
import { messageTrees, renderTrees } from "../../../src/aolite/trace/tree.ts";

it("AO 11.16 a recording has what happened in a world, and ends when it is stopped", () => {
  const world = createWorld();
  const seen: string[] = [];
  const recording = recordTrace(world, ({ kind }) => seen.push(kind));
  world.spawn("pong", {
    code: 'Handlers.add("Ping", "Ping", function(msg) msg.reply({ Action = "Pong", Data = { 1, 2 } }) end)',
  });
  world.spawn("ping", { code: 'Handlers.add("Pong", "Pong", function() error("no more", 0) end)' });
  world.send({ From: "ping", Target: "pong", Action: "Ping", "X-Note": "café" });
  const { events } = recording;
  expect(seen).toEqual(events.map(({ kind }) => kind));
  // what a process sends is delivered before its result is known
  expect(seen).toEqual(["spawn", "spawn", "message", "message", "result", "result"]);
  expect(renderTrees(messageTrees(events))).toMatch(
    /^Ping {2}ping -> pong {2}ping#1\n└─ Pong {2}pong -> ping {2}pong#1 {2}failed: no more\n$/,
  );
  const messages = events.filter((event) => event.kind === "message");
  expect(messages[0]!.tags).toContainEqual(["X-Note", "café"]);
  expect(messages[1]!.data).toBe("[1,2]");
  expect(readTrace(writeTrace(events))).toEqual(events);
  recording.stop();
  world.send({ From: "ping", Target: "pong", Action: "Ping" });
  expect(recording.events.length).toBe(seen.length);
});
