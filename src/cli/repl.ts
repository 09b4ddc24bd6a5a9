/** The console of the standalone interpreter (§7): lines become chunks, expressions are shown. */
import { homedir } from "node:os";
import { join } from "node:path";
import type { LuaError, LuaFunction, LuaValue } from "../api/index.ts";
import { LineEditor, type LineSource } from "./lineEditor.ts";
import type { Session } from "./session.ts";

const HISTORY_FILE = ".perigee_history";

/** Standard input that is not a terminal; shared with the script's `io.read`. Lines are echoed, as readline does. */
class PipedLines implements LineSource {
  readonly #session: Session;
  readonly #read: LuaFunction;
  constructor(session: Session) {
    this.#session = session;
    const source = "local stdin = io.stdin local read = stdin.read return function() return read(stdin, 'L') end";
    this.#read = session.lua.runSync(source, { chunkName: "=perigee" })[0] as LuaFunction;
  }
  readLine(prompt: string): Promise<string | undefined> {
    this.#session.print(prompt);
    const line = this.#read.call()[0] as string | undefined;
    if (line !== undefined) this.#session.print(line.endsWith("\n") ? line : `${line}\n`);
    return Promise.resolve(line?.replace(/\n$/, ""));
  }
  pause(): void {}
  close(): void {}
}

/** See the file comment. */
export class Repl {
  readonly #session: Session;
  readonly #lines: LineSource;

  /** @param isTerminal whether there is somebody to edit lines */
  constructor(session: Session, isTerminal: boolean) {
    this.#session = session;
    this.#lines = isTerminal
      ? new LineEditor(join(homedir(), HISTORY_FILE), () => session.flush())
      : new PipedLines(session);
  }

  /** Reads and runs chunks until the input ends or the script ends the process. */
  async run(): Promise<void> {
    const session = this.#session;
    const { prefix } = session;
    session.prefix = "";
    for (;;) {
      const chunk = await this.#readChunk();
      if (chunk === undefined) break;
      if (chunk === false) continue;
      this.#lines.pause();
      const outcome = await session.run(chunk);
      if (outcome.ok && outcome.values.length > 0) this.#show(outcome.values);
      if (session.exitStatus !== undefined) break;
    }
    this.#lines.close();
    if (session.exitStatus === undefined) session.print("\n");
    session.prefix = prefix;
  }

  /** The next chunk; false when its error has been reported, undefined at the end of the input. */
  async #readChunk(): Promise<LuaFunction | false | undefined> {
    const first = await this.#lines.readLine(this.#prompt("_PROMPT", "> "));
    if (first === undefined) return undefined;
    if (first === null) return false;
    let text = first.startsWith("=") ? `return ${first.slice(1)}` : first;
    const expression = this.#compile(`return ${text}`);
    if (!(expression instanceof Error)) return expression;
    for (;;) {
      const chunk = this.#compile(text);
      if (!(chunk instanceof Error)) return chunk;
      const isIncomplete = chunk.message.endsWith("<eof>");
      const next = isIncomplete ? await this.#lines.readLine(this.#prompt("_PROMPT2", ">> ")) : undefined;
      if (next === null) return false;
      if (next === undefined) {
        this.#session.report(chunk);
        return false;
      }
      text += `\n${next}`;
    }
  }

  #compile(text: string): LuaFunction | LuaError {
    try {
      return this.#session.lua.load(text, { chunkName: "=stdin" });
    } catch (error) {
      return error as LuaError;
    }
  }

  #prompt(global: string, fallback: string): string {
    const { lua } = this.#session;
    try {
      const value = lua.globals.get(global);
      if (value === undefined) return fallback;
      return typeof value === "string"
        ? value
        : ((lua.globals.get("tostring") as LuaFunction).call(value)[0] as string);
    } catch {
      return fallback;
    }
  }

  /** Shows results with the global `print`. */
  #show(values: readonly LuaValue[]): void {
    const session = this.#session;
    try {
      const print = session.lua.globals.get("print") as LuaFunction | undefined;
      if (typeof print !== "object" || typeof print.call !== "function") {
        throw new Error(`attempt to call a ${print === undefined ? "nil" : "non-function"} value`);
      }
      print.call(...values);
    } catch (error) {
      session.complain(`error calling 'print' (${(error as Error).message})`);
    }
  }
}
