/**
 * Script tests: Lua files that carry their expectations on the causing line. The format is described in
 * test/scripts/README.md; this file reads it and says what a run must look like.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";

export type Dialect = "5.3" | "5.4";
export const DIALECTS: readonly Dialect[] = ["5.3", "5.4"];

/** Name under which every chunk is loaded, by us and by the reference: positions read "script.lua:LINE:". */
export const SCRIPT_FILE = "script.lua";

type Stream = "out" | "err" | "error" | "syntax error";

interface Expectation {
  /** Line of the file, 1-based; -1 for an error without position. */
  readonly line: number;
  readonly stream: Stream;
  readonly text: string;
  /** Undefined: in both dialects. */
  readonly dialect: Dialect | undefined;
}

/** One program of a file; every chunk runs in a state of its own. */
export interface ScriptChunk {
  /** Byte string, padded with newlines in front so that line numbers are those of the file. */
  readonly source: string;
  readonly expectations: readonly Expectation[];
}

export interface Script {
  /** Path below test/scripts, e.g. "closures/fresh-per-iteration.lua". */
  readonly name: string;
  readonly dialects: readonly Dialect[];
  /** False: the script shows something the reference interpreters cannot do. */
  readonly onReference: boolean;
  readonly chunks: readonly ScriptChunk[];
}

/** What a run did, in the notation of the expectations. */
export interface Outcome {
  readonly out: readonly string[];
  readonly err: readonly string[];
  /** Message of the uncaught error, undefined when there was none. */
  readonly error: string | undefined;
}

/** The directory with the scripts. */
export const SCRIPTS: string = join(import.meta.dirname, "../scripts");

/** All scripts, in the order of their names. */
export function readScripts(directory: string = SCRIPTS): Script[] {
  const names = (readdirSync(directory, { recursive: true }) as string[])
    .map((name) => relative(directory, join(directory, name)).replaceAll("\\", "/"))
    .filter((name) => name.endsWith(".lua"))
    .sort();
  return names.map((name) => parseScript(name, readFileSync(join(directory, name), "latin1")));
}

/** Reads one script file. Throws when its header or an expectation makes no sense. */
export function parseScript(name: string, text: string): Script {
  const only = /^-- only: (.*)$/m.exec(text)?.[1]?.trim().split(/\s+/) ?? [];
  for (const word of only) {
    if (word !== "ours" && !DIALECTS.includes(word as Dialect)) throw new Error(`${name}: bad header 'only: ${word}'`);
  }
  const dialects = DIALECTS.filter((dialect) => only.includes(dialect));
  return {
    name,
    dialects: dialects.length === 0 ? DIALECTS : dialects,
    onReference: !only.includes("ours"),
    chunks: splitChunks(text).map(({ firstLine, body }) => ({
      source: "\n".repeat(firstLine - 1) + body,
      expectations: parseExpectations(name, body, firstLine),
    })),
  };
}

function splitChunks(text: string): { firstLine: number; body: string }[] {
  const chunks: { firstLine: number; body: string }[] = [];
  let firstLine = 1;
  let lines: string[] = [];
  const all = text.replace(/\n$/, "").split("\n");
  for (const [index, line] of all.entries()) {
    if (line === "---") {
      chunks.push({ firstLine, body: lines.join("\n") });
      firstLine = index + 2;
      lines = [];
    } else {
      lines.push(line);
    }
  }
  chunks.push({ firstLine, body: lines.join("\n") });
  return chunks;
}

const MARK = /--(>|2>| expect error \(no position\):| expect error:| expect syntax error:)/g;
const STREAMS: Readonly<Record<string, Stream>> = {
  ">": "out",
  "2>": "err",
  " expect error:": "error",
  " expect error (no position):": "error",
  " expect syntax error:": "syntax error",
};

function parseExpectations(name: string, body: string, firstLine: number): Expectation[] {
  const found: Expectation[] = [];
  for (const [index, line] of body.split("\n").entries()) {
    const marks = [...line.matchAll(MARK)];
    for (const [i, mark] of marks.entries()) {
      const raw = line.slice(mark.index + mark[0].length, marks[i + 1]?.index).trim();
      const [, dialect, text] = /^(?:(5\.[34]):\s?)?(.*)$/.exec(raw)!;
      const stream = STREAMS[mark[1]!];
      if (stream === undefined) throw new Error(`${name}:${firstLine + index}: bad expectation`);
      const parts = stream === "out" || stream === "err" ? text!.split(" | ") : [text!];
      for (const part of parts) {
        found.push({
          line: mark[1]!.includes("no position") ? -1 : firstLine + index,
          stream,
          text: part.trim(),
          dialect: dialect as Dialect | undefined,
        });
      }
    }
  }
  return found;
}

/** What a chunk must print and raise in a dialect. */
export function expectedOutcome(chunk: ScriptChunk, dialect: Dialect): Outcome {
  const mine = chunk.expectations.filter((e) => e.dialect === undefined || e.dialect === dialect);
  const errors = mine.filter((e) => e.stream === "error" || e.stream === "syntax error");
  if (errors.length > 1) throw new Error("a chunk can end in one error only");
  const error = errors[0];
  return {
    out: mine.filter((e) => e.stream === "out").map((e) => e.text),
    err: mine.filter((e) => e.stream === "err").map((e) => e.text),
    error: error && (error.line < 0 ? error.text : `${SCRIPT_FILE}:${error.line}: ${error.text}`),
  };
}

/** True when the chunk must not even compile in this dialect. */
export function expectsSyntaxError(chunk: ScriptChunk, dialect: Dialect): boolean {
  return chunk.expectations.some(
    (e) => e.stream === "syntax error" && (e.dialect === undefined || e.dialect === dialect),
  );
}

/** Bytes written to a stream as lines in the notation of the expectations. */
export function toLines(bytes: string): string[] {
  if (bytes === "") return [];
  const lines = bytes.replace(/\n$/, "").split("\n");
  // The host below the main chunk: PUC's stand-alone interpreter shows up as a native without a name, we do not.
  return lines.filter((line, i) => line !== "\t[C]: in ?" || lines[i + 1]?.startsWith("\t") === true).map(showLine);
}

/** One line of output in the notation of the expectations. */
export function showLine(line: string): string {
  return line
    .replaceAll("\t", " ")
    .trim()
    .replace(/[^ -~]/g, (c) => `\\x${c.charCodeAt(0).toString(16).padStart(2, "0")}`);
}

/** An outcome as text, for readable differences. */
export function showOutcome(outcome: Outcome): string {
  const lines = outcome.out.map((line) => `> ${line}`);
  for (const line of outcome.err) lines.push(`2> ${line}`);
  if (outcome.error !== undefined) lines.push(`error: ${outcome.error}`);
  return lines.join("\n");
}
