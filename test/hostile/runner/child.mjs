/**
 * Runs hostile scripts for run.mjs, one after the other, each when it is told to. Says when it is ready, so that the
 * parent knows what it weighs at rest; what it says afterwards is the outcome.
 */
import { readFileSync } from "node:fs";
import { inspect } from "node:util";
import * as perigee from "../../../dist/index.js";
import { fixture, leaks } from "./fixtures.mjs";
import { header, matches } from "./header.mjs";
import { changes } from "./realm.mjs";

const { createLua, LuaError } = perigee;
const BYSTANDER = `counter = (counter or 0) + 1
  return ("x"):rep(3):upper() .. counter .. #"abc" .. tostring(nil) .. tostring(getmetatable("").__index == string)`;

process.on("uncaughtException", (error) => crash("uncaught exception", error));
process.on("unhandledRejection", (error) => crash("unhandled rejection", error));

/** @param {string} what @param {unknown} error */
function crash(what, error) {
  process.send({ problems: [`${what}: ${inspect(error).slice(0, 500)}`] }, () => process.exit(1));
}

/** How a piece of work ended, in the words of the headers. @param {() => unknown} work */
function outcomeOf(work) {
  try {
    return { kind: "ok", text: "", value: work() };
  } catch (error) {
    if (!(error instanceof LuaError)) return { kind: "foreign", text: inspect(error).slice(0, 500), error };
    const kind = error.code.replace(/^LUA_/, "").toLowerCase();
    if (kind.startsWith("limit_")) return { kind: "limit", text: error.limit, error };
    const kinds = { runtime: "error", syntax: "syntax", exit: "exit", async: "async" };
    return { kind: kinds[kind] ?? kind, text: kind === "exit" ? String(error.status) : error.message, error };
  }
}

/** @param {perigee.Lua} lua @param {perigee.Source} source @param {number} step */
function drive(lua, source, step) {
  if (step === 0) return lua.runSync(source, { chunkName: "=s" });
  const execution = lua.start(source, { chunkName: "=s" });
  for (;;) {
    const result = execution.step(step);
    if (result.state === "failed") throw result.error;
    if (result.state === "done") return result.values;
  }
}

/** What a host may do with a value without thinking: nothing of it may run script code or fail. @param {unknown} value */
async function handleCarelessly(value) {
  const same = await value;
  if (!Object.is(same, value)) throw new Error("awaiting a value changes it");
  inspect(value, { depth: 5 });
  String(value);
  if (typeof value === "object" && value !== null) {
    JSON.stringify(value);
    Object.entries(value);
    structuredCloneOrNot(value);
  }
}

function structuredCloneOrNot(value) {
  try {
    structuredClone(value);
  } catch (error) {
    if (error.name !== "DataCloneError") throw error;
  }
}

/** Everything that is wrong after the script. @param {perigee.Lua} lua @param {perigee.Lua} bystander */
function aftermath(lua, bystander, outcome, after) {
  const problems = [];
  if (!lua.closed) {
    const { meter } = lua;
    if (meter.instructions > meter.limit) problems.push(`used ${meter.instructions} of ${meter.limit} instructions`);
    if (meter.remaining < 1000 && typeof meter.refill === "function") meter.refill(100_000);
    const again = outcomeOf(() => lua.runSync("return 1 + 1"));
    if (again.kind === "ok") again.text = String(again.value);
    const isSpent = again.kind === "limit" && (again.text === outcome.text || meter.remaining < 1000);
    const isExpected = after === "any" ? again.kind !== "foreign" : matches(after, again);
    if (!isSpent && !isExpected) problems.push(`afterwards 1 + 1 gives ${again.kind} ${again.text}`);
  }
  const closing = outcomeOf(() => lua.close());
  if (closing.kind !== "ok") problems.push(`close: ${closing.kind} ${closing.text}`);
  const closed = outcomeOf(() => lua.runSync("return 1"));
  if (closed.kind !== "closed") problems.push(`after close: ${closed.kind} ${closed.text}`);
  const other = outcomeOf(() => bystander.runSync(BYSTANDER));
  if (other.value?.[0] !== "XXX23niltrue") problems.push(`another engine: ${other.kind} ${other.text} ${other.value}`);
  for (const name of changes()) problems.push(`changed: ${name}`);
  return problems;
}

/** The engine of a script, or why there is none. @param {import("./header.mjs").Script} script */
function engineFor(script, dialect, stdout) {
  const { libs, limits, options, needs } = script;
  let lua;
  try {
    // an unknown limit of an engine is an error that says so
    const wanted = Object.fromEntries(needs.filter((name) => name.startsWith("limits.")).map((n) => [n.slice(7), 1]));
    createLua({ limits: wanted }).close();
    lua = createLua({ version: dialect, libs, limits, env: { stdout, stderr: stdout }, ...options });
  } catch (error) {
    if (!(error instanceof TypeError) || !/no such (limit|option)/.test(error.message)) throw error;
    return { skipped: error.message };
  }
  const missing = needs.find((name) => !name.startsWith("limits.") && !(name in lua) && !(name in lua.globals));
  return missing === undefined ? { lua } : { skipped: `no ${missing}` };
}

/** @param {string} path @param {string} dialect */
async function runScript(path, dialect) {
  const bytes = readFileSync(path);
  const script = header(bytes.toString("latin1"), dialect);
  let output = "";
  const stdout = {
    write: (b) => {
      if (output.length < 100_000) output += Buffer.from(b).toString("latin1");
    },
  };
  const { lua, skipped } = engineFor(script, dialect, stdout);
  if (skipped !== undefined) return { skipped };
  const bystander = createLua({ version: dialect });
  bystander.runSync(BYSTANDER);
  if (script.host !== undefined) lua.globals.set("host", fixture(script.host, lua));
  const start = performance.now();
  const outcome = outcomeOf(() => {
    const values = drive(lua, new Uint8Array(bytes), script.step);
    if (script.made === "compile") lua.compile(values[0], { chunkName: "=made" });
    if (script.made === "run") lua.runSync(values[0], { chunkName: "=made" });
    return values;
  });
  const ms = performance.now() - start;
  const { instructions, allocated } = lua.meter;
  const problems = [];
  const { error } = outcome;
  if (error !== undefined && leaks(`${error.message}\n${error.luaStack}`)) problems.push(`leak: ${error.message}`);
  if (leaks(output)) problems.push(`leak: ${output.slice(0, 500)}`);
  for (const value of [...(outcome.value ?? []), error?.value]) {
    try {
      await handleCarelessly(value);
    } catch (e) {
      problems.push(`handling a result: ${inspect(e).slice(0, 500)}`);
    }
  }
  problems.push(...aftermath(lua, bystander, outcome, script.after));
  if (outcome.kind === "ok") outcome.text = output.replace(/\n$/, "").replaceAll("\n", " | ").replaceAll("\t", " ");
  return {
    kind: outcome.kind,
    text: outcome.text.slice(0, 2000),
    output: output.slice(0, 500),
    problems,
    ms,
    instructions,
    allocated,
  };
}

process.on("message", ({ path, dialect }) => {
  runScript(path, dialect).then(
    (result) => process.send(result),
    (error) => crash("the runner", error),
  );
});
process.send({ ready: true });
