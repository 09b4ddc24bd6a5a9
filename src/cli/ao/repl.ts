/** `perigee ao repl`: a world by hand, from a terminal or from lines in a pipe. */
import { existsSync, readFileSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { isTerminal } from "../../node/streams.ts";
import { LineEditor } from "../lineEditor.ts";
import { REPL, readArguments, usageError, worldArguments } from "./arguments.ts";
import { AoConsole } from "./console.ts";
import { showsColours, standardOutput, writeText, writeTraceFile } from "./output.ts";
import { directoryOf, InputError, openScenario, reasonOf, worldOptions } from "./scenario.ts";

const HISTORY_FILE = ".perigee_ao_history";

/** `perigee ao repl`. @returns the exit status */
export async function repl(words: readonly string[]): Promise<number> {
  const args = readArguments(REPL, words);
  const [script, ...others] = args.operands;
  if (others.length > 0) throw usageError("at most one scenario can be named", REPL);
  const world = worldArguments(args, REPL);
  const files = { read: readBytes, write: writeText, writeTrace: writeTraceFile, exists: isFile };
  const options = worldOptions(world, script === undefined ? "." : directoryOf(script));
  if (script === undefined) return talk(new AoConsole(options, files, showsColours()));
  const scenario = openScenario(world, directoryOf(script));
  const fn = scenario.session.loadFile(script);
  if (fn === undefined || !(await scenario.session.run(fn)).ok) return 1;
  scenario.session.flush();
  scenario.world.autoSchedule = true;
  return talk(new AoConsole(options, files, showsColours(), scenario.world));
}

async function talk(console: AoConsole): Promise<number> {
  const write = standardOutput();
  if (!isTerminal(0) || !isTerminal(1)) {
    for (const line of readFileSync(0, "utf8").split("\n")) {
      if (line.trim() === "") continue;
      write(`${console.prompt}${line}\n${console.execute(line)}`);
      if (console.isOver) break;
    }
    return 0;
  }
  write("'help' lists the commands\n");
  const editor = new LineEditor(join(homedir(), HISTORY_FILE), () => {});
  while (!console.isOver) {
    const line = await editor.readLine(console.prompt);
    if (line === undefined) {
      write("\n");
      break;
    }
    if (line !== null) write(console.execute(line));
  }
  editor.close();
  return 0;
}

function isFile(path: string): boolean {
  return existsSync(path) && statSync(path).isFile();
}

function readBytes(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new InputError(`cannot open ${path}: ${reasonOf(error)}`);
  }
}
