/** Shows results of tests, as text. */
import { countResults, fullName, isBad, type TestResult } from "./results.ts";

/** Is told what happens, in this order. */
export interface Reporter {
  /** Before the tests of a file; of a file without tests nothing is shown. */
  file(name: string): void;
  /** Before each test. */
  start(): void;
  /** Each test, after it. */
  result(result: TestResult): void;
  /** After everything. `note`: something to be added, such as how long it took. */
  end(note?: string): void;
}

/** Names of {@link REPORTERS}. */
export type ReporterName = "tap" | "pretty";

/** How reporters write. */
export interface ReporterOptions {
  readonly write: (text: string) => void;
  /** Escape sequences of a terminal may be used. */
  readonly colours: boolean;
}

/** Makes reporters by name. */
export const REPORTERS: Readonly<Record<ReporterName, (options: ReporterOptions) => Reporter>> = {
  tap: ({ write }) => tapReporter(write),
  pretty: prettyReporter,
};

/** A line that is shown when something comes below it. */
class Heading {
  readonly #write: (text: string) => void;
  #text = "";

  constructor(write: (text: string) => void) {
    this.#write = write;
  }

  set(text: string): void {
    this.#text = text;
  }

  show(): void {
    if (this.#text !== "") this.#write(this.#text);
    this.#text = "";
  }
}

/** The Test Anything Protocol, version 13; the plan comes last. */
function tapReporter(write: (text: string) => void): Reporter {
  let number = 0;
  const heading = new Heading(write);
  write("TAP version 13\n");
  return {
    file: (name) => heading.set(`# ${oneLine(name)}\n`),
    start: () => heading.show(),
    result: (result) => {
      heading.show();
      number++;
      const { status, message, chunk, line, traceback } = result;
      const isFine = status === "pass" || status === "pending";
      const name = oneLine(fullName(result)).replace(/[#\\]/g, "\\$&");
      const directive = status === "pending" ? ` # SKIP${message === undefined ? "" : ` ${oneLine(message)}`}` : "";
      write(`${isFine ? "ok" : "not ok"} ${number} - ${name}${directive}\n`);
      if (isFine) return;
      const fields: [string, string][] = [
        ["severity", status],
        ["message", message ?? ""],
        ["at", line > 0 ? `${chunk}:${line}` : chunk],
        ...(traceback === undefined ? [] : ([["stack", traceback]] as [string, string][])),
      ];
      write(`  ---\n${fields.map(([key, text]) => `  ${key}: ${JSON.stringify(text)}\n`).join("")}  ...\n`);
    },
    end: () => write(`1..${number}\n`),
  };
}

const MARKS = { pass: "✓", fail: "✗", error: "✗", pending: "-" } as const;
const COLOURS = { pass: 32, fail: 31, error: 31, pending: 33, dim: 90, strong: 1 } as const;

/** For people: a line per test below its blocks, then what went wrong, then the numbers. */
function prettyReporter({ write, colours }: ReporterOptions): Reporter {
  const paint = (text: string, colour: keyof typeof COLOURS): string =>
    colours ? `\u001b[${COLOURS[colour]}m${text}\u001b[0m` : text;
  const results: TestResult[] = [];
  let shown: readonly string[] = [];
  const heading = new Heading(write);
  return {
    file: (name) => {
      shown = [];
      heading.set(`${paint(oneLine(name), "strong")}\n`);
    },
    start: () => heading.show(),
    result: (result) => {
      heading.show();
      results.push(result);
      const { blocks, name, status, message } = result;
      let same = 0;
      while (same < blocks.length && same < shown.length && blocks[same] === shown[same]) same++;
      for (let depth = same; depth < blocks.length; depth++) {
        write(`${"  ".repeat(depth + 1)}${oneLine(blocks[depth]!)}\n`);
      }
      shown = blocks;
      const reason = status === "pending" && message !== undefined ? paint(` (${oneLine(message)})`, "dim") : "";
      write(`${"  ".repeat(blocks.length + 1)}${paint(MARKS[status], status)} ${oneLine(name)}${reason}\n`);
    },
    end: (note) => {
      const bad = results.filter(isBad);
      for (const result of bad) write(details(result, paint));
      const { pass, fail, error, pending } = countResults(results);
      const parts = [
        paint(`${pass} passed`, "pass"),
        ...(fail > 0 ? [paint(`${fail} failed`, "fail")] : []),
        ...(error > 0 ? [paint(`${error} broken`, "error")] : []),
        ...(pending > 0 ? [paint(`${pending} pending`, "pending")] : []),
      ];
      write(`\n${parts.join(", ")}${note === undefined ? "" : paint(` (${note})`, "dim")}\n`);
    },
  };
}

function details(result: TestResult, paint: (text: string, colour: keyof typeof COLOURS) => string): string {
  const { status, message = "", traceback, chunk, line } = result;
  const place = line > 0 ? `${chunk}:${line}` : chunk;
  const indented = (text: string): string => text.replace(/^/gm, "  ");
  // the message of an assertion begins with the place
  const text = message.startsWith(`${place}: `) ? message.slice(place.length + 2) : message;
  const stack = traceback === undefined ? "" : `${paint(indented(traceback), "dim")}\n`;
  const kind = status === "fail" ? "failed" : "broken";
  return `\n${paint(`${kind}: ${oneLine(fullName(result))}`, status)}  ${place}\n${indented(text)}\n${stack}`;
}

function oneLine(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f]+/g, " ");
}
