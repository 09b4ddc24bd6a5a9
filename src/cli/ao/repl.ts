/** `perigee ao repl`: a world by hand, from a terminal or from lines in a pipe. */
import { readdirSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { isTerminal } from "../../node/streams.ts";
import { LineEditor, type LineSource } from "../lineEditor.ts";
import { REPL, readArguments, usageError, worldArguments } from "./arguments.ts";
import { AoConsole } from "./console.ts";
import { isFile } from "./files.ts";
import { showsColours, standardOutput, writeText, writeTraceFile } from "./output.ts";
import { directoryOf, InputError, openScenario, reasonOf, worldOptions } from "./scenario.ts";

const HISTORY_FILE = ".perigee_ao_history";
const MORE_PROMPT = "... ";

/** `perigee ao repl`. @returns the exit status */
export async function repl(words: readonly string[]): Promise<number> {
  const args = readArguments(REPL, words);
  const [script, ...others] = args.operands;
  if (others.length > 0) throw usageError("at most one scenario can be named", REPL);
  const world = worldArguments(args, REPL);
  const files = { read: readBytes, write: writeText, writeTrace: writeTraceFile, exists: isFile, beginningWith };
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
  const hasTerminal = isTerminal(0) && isTerminal(1);
  if (hasTerminal) write("'help' lists the commands\n");
  const lines: LineSource = hasTerminal
    ? new LineEditor(join(homedir(), HISTORY_FILE), () => {}, { complete: (line) => console.complete(line) })
    : new PipedLines(write);
  while (!console.isOver) {
    const text = await readCommand(console, lines);
    if (text === undefined) break;
    write(console.execute(text));
  }
  if (hasTerminal && !console.isOver) write("\n");
  lines.close();
  return 0;
}

/** The next command, which may be of several lines; "" when the user gave it up, undefined at the end of the input. */
async function readCommand(console: AoConsole, lines: LineSource): Promise<string | undefined> {
  let text: string | undefined | null = await lines.readLine(console.prompt);
  while (typeof text === "string" && console.isIncomplete(text)) {
    const next = await lines.readLine(MORE_PROMPT);
    // what the end of the input leaves incomplete is carried out, for its message
    if (next === undefined) break;
    text = next === null ? null : `${text}\n${next}`;
  }
  return text === null ? "" : text;
}

/** Lines of a pipe or file, as they come, shown with the prompts as a terminal would. */
class PipedLines implements LineSource {
  readonly #write: (text: string) => void;
  readonly #input = createInterface({ input: process.stdin, terminal: false });
  readonly #lines = this.#input[Symbol.asyncIterator]();

  constructor(write: (text: string) => void) {
    this.#write = write;
  }

  async readLine(prompt: string): Promise<string | undefined> {
    for (;;) {
      const { value, done } = await this.#lines.next();
      if (done === true) return undefined;
      if (value.trim() === "" && prompt !== MORE_PROMPT) continue;
      this.#write(`${prompt}${value}\n`);
      return value;
    }
  }

  pause(): void {}

  close(): void {
    this.#input.close();
  }
}

/** Names of files and directories that begin like this. */
function beginningWith(path: string): readonly string[] {
  const at = path.lastIndexOf("/") + 1;
  const [directory, start] = [path.slice(0, at), path.slice(at)];
  try {
    return readdirSync(directory === "" ? "." : directory, { withFileTypes: true })
      .filter(({ name }) => name.startsWith(start) && (start !== "" || !name.startsWith(".")))
      .map((entry) => `${directory}${entry.name}${entry.isDirectory() ? "/" : ""}`);
  } catch {
    return []; // no such directory, or none that may be read
  }
}

function readBytes(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new InputError(`cannot open ${path}: ${reasonOf(error)}`);
  }
}
