/** The standalone interpreter (§7): what `lua` does with its options, its environment and its script. */
import { dirname } from "node:path";
import type { LuaFunction, LuaInput, LuaTable, LuaValue } from "../api/index.ts";
import { isTerminal } from "../node/streams.ts";
import { banner, type Options, type Step } from "./options.ts";
import { Session } from "./session.ts";

const PROGRAM = "perigee";

/** Runs what the options say. @returns the exit status */
export async function runStandalone(options: Options, args: readonly string[]): Promise<number> {
  const session = new Session(options);
  if (options.showsVersion) session.print(`${banner(options.version)}\n`);
  let isFine: boolean;
  try {
    isFine = await runAll(session, args);
  } finally {
    session.finish();
  }
  return session.exitStatus ?? (isFine ? 0 : 1);
}

async function runAll(session: Session, args: readonly string[]): Promise<boolean> {
  const { options } = session;
  setArguments(session, args);
  if (!options.ignoresEnvironment && !(await runInit(session))) return false;
  for (const step of options.steps) if (!(await runStep(session, step))) return false;
  if (options.script < args.length && !(await runScript(session, args[options.script]!))) return false;
  if (options.isInteractive) return runRepl(session);
  if (options.script < args.length || options.executes || options.showsVersion) return true;
  if (!isTerminal(0)) return (await session.runFile(undefined)).ok;
  session.print(`${banner(options.version)}\n`);
  return runRepl(session);
}

/** The console is loaded when it is needed. */
async function runRepl(session: Session): Promise<boolean> {
  const { Repl } = await import("./repl.ts");
  await new Repl(session, isTerminal(0) && isTerminal(1)).run();
  return session.exitStatus === undefined;
}

/** The global `arg`: the script at 0, its arguments from 1, what stands before it below 0. */
function setArguments(session: Session, args: readonly string[]): void {
  const all = [PROGRAM, ...args];
  const script = session.options.script < args.length ? session.options.script + 1 : 0;
  session.lua.globals.rawSet("arg", new Map<LuaInput, LuaInput>(all.map((value, i) => [i - script, value])));
}

/** Runs the code or file of LUA_INIT. */
async function runInit(session: Session): Promise<boolean> {
  const variables = session.env.variables ?? {};
  for (const name of [`LUA_INIT_${session.options.version.replace(".", "_")}`, "LUA_INIT"]) {
    const init = variables[name];
    if (init === undefined) continue;
    const outcome = init.startsWith("@")
      ? await session.runFile(init.slice(1))
      : await session.runString(init, `=${name}`);
    return outcome.ok;
  }
  return true;
}

async function runStep(session: Session, step: Step): Promise<boolean> {
  switch (step.kind) {
    case "execute":
      return (await session.runString(step.code, "=(command line)")).ok;
    case "require":
      return requireModule(session, step.module);
    case "warnings":
      return (await session.runString('warn("@on")', "=(command line)")).ok;
  }
}

async function requireModule(session: Session, given: string): Promise<boolean> {
  const equals = session.options.version === "5.4" ? given.indexOf("=") : -1;
  const global = equals < 0 ? given : given.slice(0, equals);
  const name = given.slice(equals + 1);
  const require = session.lua.globals.get("require");
  if (typeof require !== "object" || require.type !== "function") {
    session.complain(`attempt to call a ${typeNameOf(require)} value\nstack traceback:\n\t[C]: in ?`);
    return false;
  }
  const outcome = await session.run(require as LuaFunction, [name]);
  if (outcome.ok) session.lua.globals.set(global, outcome.values[0]);
  return outcome.ok;
}

function typeNameOf(v: LuaValue): string {
  if (v === undefined) return "nil";
  return typeof v === "object" ? v.type : typeof v === "bigint" ? "number" : typeof v;
}

/** Runs the script with the arguments that the global `arg` holds by now. */
async function runScript(session: Session, name: string): Promise<boolean> {
  if (!session.options.readsStdin) session.directory = dirname(name);
  const fn = session.loadFile(session.options.readsStdin ? undefined : name);
  if (fn === undefined) return false;
  const table = session.lua.globals.get("arg");
  if (typeof table !== "object" || table.type !== "table") {
    session.complain("'arg' is not a table");
    return false;
  }
  const values: LuaValue[] = [];
  const count = (table as LuaTable).length;
  for (let i = 1; i <= count; i++) values.push((table as LuaTable).rawGet(i));
  return (await session.run(fn, values)).ok;
}
