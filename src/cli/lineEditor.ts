/** Lines from a terminal, with editing and a history that is kept in a file. */
import { appendFileSync, readFileSync } from "node:fs";
import { createInterface, type Interface } from "node:readline";

const HISTORY_SIZE = 1000;

/** Where lines come from. */
export interface LineSource {
  /**
   * Shows the prompt and gives the next line without its newline; undefined at the end of the input, null when the user
   * gave up the chunk.
   */
  readLine(prompt: string): Promise<string | undefined | null>;
  /** Called before a chunk runs, which may want the terminal for itself. */
  pause(): void;
  close(): void;
}

/** What an editor may be given. */
export interface LineEditorOptions {
  /** How a line may go on: words, and the part of the line that they replace. Absent: the tabulator key is a blank. */
  readonly complete?: (line: string) => [words: string[], part: string];
}

/** See the file comment. */
export class LineEditor implements LineSource {
  readonly #historyFile: string;
  readonly #flush: () => void;
  readonly #editor: Interface;
  /** Lines typed or pasted before they were asked for. */
  readonly #queue: string[] = [];
  #waiting: ((line: string | undefined | null) => void) | undefined;
  #isClosed = false;

  /** @param flush called before the terminal is used, to write what the script printed */
  constructor(historyFile: string, flush: () => void, { complete }: LineEditorOptions = {}) {
    this.#historyFile = historyFile;
    this.#flush = flush;
    flush();
    this.#editor = createInterface({
      input: process.stdin,
      output: process.stdout,
      terminal: true,
      history: readHistory(historyFile),
      historySize: HISTORY_SIZE,
      removeHistoryDuplicates: true,
      tabSize: 8,
      ...(complete === undefined ? {} : { completer: complete }),
    });
    this.#editor.on("line", (line) => this.#take(line));
    this.#editor.on("close", () => {
      this.#isClosed = true;
      this.#answer(undefined);
    });
    this.#editor.on("SIGINT", () => {
      this.#editor.write(null, { ctrl: true, name: "e" });
      this.#editor.write(null, { ctrl: true, name: "u" });
      process.stdout.write("^C\n");
      this.#answer(null);
    });
    // While a chunk runs, Ctrl-C is for the chunk: without a listener it would end the process.
    process.on("SIGINT", () => {});
  }

  /** Shows the prompt and gives the next line; undefined at the end of the input, null when the user gave up with Ctrl-C. */
  readLine(prompt: string): Promise<string | undefined | null> {
    this.#flush();
    const line = this.#queue.shift();
    if (line !== undefined) return Promise.resolve(line);
    if (this.#isClosed) return Promise.resolve(undefined);
    process.stdin.setRawMode(true);
    this.#editor.resume();
    this.#editor.setPrompt(prompt);
    this.#editor.prompt();
    return new Promise((resolve) => {
      this.#waiting = resolve;
    });
  }

  /** Leaves the terminal to the script. */
  pause(): void {
    if (this.#isClosed) return;
    this.#editor.pause();
    process.stdin.setRawMode(false);
  }

  /** Ends it; the process may end then. */
  close(): void {
    this.#editor.close();
    process.stdin.pause();
  }

  #take(line: string): void {
    this.#remember(line);
    if (this.#waiting === undefined) this.#queue.push(line);
    else this.#answer(line);
  }

  #answer(line: string | undefined | null): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.(line);
  }

  /** Adds a line to the file; a history that cannot be kept is not worth a message. */
  #remember(line: string): void {
    if (line.trim() === "") return;
    try {
      appendFileSync(this.#historyFile, `${line}\n`, { mode: 0o600 });
    } catch {
      // see above
    }
  }
}

/** The remembered lines, newest first. */
function readHistory(file: string): string[] {
  try {
    const lines = readFileSync(file, "utf8").split("\n");
    return lines
      .filter((line) => line !== "")
      .slice(-HISTORY_SIZE)
      .reverse();
  } catch {
    return [];
  }
}
