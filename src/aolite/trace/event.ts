/** What happened in a run of a world, in order: plain data, for diagrams, trees and logs. */

/** A process was born. `cause`: id of the message that was being handled. */
export interface SpawnEvent {
  readonly kind: "spawn";
  readonly process: string;
  readonly owner: string;
  readonly module: string;
  readonly cause?: string;
}

/** A message was queued for a process. */
export interface MessageEvent {
  readonly kind: "message";
  readonly id: string;
  readonly from: string;
  /** Who gets it. */
  readonly to: string;
  readonly action?: string;
  /** Data as text; tables as JSON. */
  readonly data?: string;
  /** As sent, in order, values as text. */
  readonly tags: readonly (readonly [name: string, value: string])[];
  /** Seconds of the world's clock. */
  readonly time: number;
  /** Delivered once more, to another process. */
  readonly assigned?: boolean;
  /** Delivered once more to the same process, by a rule. */
  readonly again?: boolean;
  readonly cause?: string;
}

/** A process has handled a message. */
export interface ResultEvent {
  readonly kind: "result";
  readonly process: string;
  readonly message: string;
  /** Number of the step in the life of the world, from 1. */
  readonly step: number;
  /** Units of gas. */
  readonly gas: number;
  /** What was printed. */
  readonly output: string;
  readonly error?: string;
}

/** A message was delivered to nobody. */
export interface DropEvent {
  readonly kind: "drop";
  readonly id: string;
  readonly from: string;
  /** Absent when it had no target. */
  readonly to?: string;
  readonly action?: string;
  readonly reason: string;
}

/** Something escaped the turn of a process. */
export interface ErrorEvent {
  readonly kind: "error";
  readonly process: string;
  readonly text: string;
}

/** Clock or block height went on. */
export interface ClockEvent {
  readonly kind: "clock";
  /** Seconds. */
  readonly now: number;
  readonly height: number;
}

/** See the file comment. */
export type TraceEvent = SpawnEvent | MessageEvent | ResultEvent | DropEvent | ErrorEvent | ClockEvent;

/** Escape sequences of terminals. */
const COLOURS = /\u001b\[[0-9;]*m/g;

/** Text without the colours of terminals. */
export function withoutColours(text: string): string {
  return text.replace(COLOURS, "");
}

/** Characters that terminals obey in place of showing them, bytes of C1 that are no UTF-8 among them, and those that end lines. */
const CONTROLS = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\udc80-\udc9f]/gu;
const ESCAPES: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/** Text as it is shown within a line: control characters as escapes, so that it can neither end the line nor write elsewhere. */
export function lineText(text: string): string {
  return text.replace(CONTROLS, (c) => ESCAPES[c] ?? escapeOf(c.charCodeAt(0)));
}

function escapeOf(code: number): string {
  return code === 0x2028 || code === 0x2029 ? `\\u${code.toString(16)}` : `\\x${hexByte(code & 0xff)}`;
}

function hexByte(byte: number): string {
  return byte.toString(16).padStart(2, "0");
}

/** The lines of a text as they are shown: without colours, other control characters but tabulators as escapes. */
export function shownLines(text: string): readonly string[] {
  return withoutColours(text)
    .split("\n")
    .map((line) => line.split("\t").map(lineText).join("\t"));
}

/**
 * The line of an error text of a result that says what went wrong: failed messages carry what they had printed, a heading and
 * a traceback around it (AO 5.3).
 */
export function errorSummary(text: string): string {
  const plain = withoutColours(text);
  const mark = plain.lastIndexOf("error:\n");
  const shown = mark < 0 ? plain : plain.slice(mark + "error:\n".length);
  return shown.trim().split("\n", 1)[0] ?? "";
}
