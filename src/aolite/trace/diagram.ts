/** The model of a sequence diagram: who takes part, and what happens between them, row by row. */
import { errorSummary, type TraceEvent } from "./event.ts";

/** A message, or the birth of a process, from one participant to another (indices). "assigned": once more. */
export interface ArrowRow {
  readonly kind: "message" | "assigned" | "spawn" | "dropped";
  readonly from: number;
  /** The sender itself for a message without target. */
  readonly to: number;
  readonly label: string;
}

/** Something that happened to one participant. */
export interface NoteRow {
  readonly kind: "failure";
  readonly at: number;
  readonly label: string;
}

/** One row of a diagram, from top to bottom. */
export type DiagramRow = ArrowRow | NoteRow;

/** See the file comment. */
export interface Diagram {
  /** Their names, from left to right, in the order in which they appear. */
  readonly participants: readonly string[];
  readonly rows: readonly DiagramRow[];
  /** How many rows were left out at the end. */
  readonly omitted: number;
}

/** Options of {@link diagramOf}. */
export interface DiagramOptions {
  /** Rows at most; default 500. */
  readonly maxRows?: number;
  /** Longest label, in characters; default 48. */
  readonly maxLabel?: number;
  /** Only these processes: what goes on between others is left out. */
  readonly processes?: readonly string[];
  /** Traffic of `eval` and the notices of spawns too, which are left out otherwise. */
  readonly all?: boolean;
}

const MAX_ROWS = 500;
const MAX_LABEL = 48;
const BACKGROUND: ReadonlySet<string> = new Set(["EvalRequest", "EvalResponse", "Spawned"]);

/** The diagram of a run. */
export function diagramOf(events: readonly TraceEvent[], options: DiagramOptions = {}): Diagram {
  const { maxRows = MAX_ROWS, maxLabel = MAX_LABEL, processes, all = false } = options;
  const shown = processes === undefined ? undefined : new Set(processes);
  const places = new Map<string, number>();
  const place = (name: string): number => {
    const known = places.get(name);
    if (known !== undefined) return known;
    places.set(name, places.size);
    return places.size - 1;
  };
  const rows: DiagramRow[] = [];
  let omitted = 0;
  for (const event of events) {
    if (!concerns(event, shown, all)) continue;
    if (rows.length >= maxRows) {
      if (event.kind !== "spawn" || event.owner !== event.process) omitted++;
      continue;
    }
    const row = rowOf(event, place, maxLabel);
    if (row !== undefined) rows.push(row);
  }
  return { participants: [...places.keys()], rows, omitted };
}

function concerns(event: TraceEvent, shown: ReadonlySet<string> | undefined, all: boolean): boolean {
  const among = (...names: (string | undefined)[]): boolean =>
    shown === undefined || names.every((name) => name === undefined || shown.has(name));
  switch (event.kind) {
    case "spawn":
      return among(event.process, event.owner);
    case "message":
    case "drop":
      return among(event.from, event.to) && (all || event.action === undefined || !BACKGROUND.has(event.action));
    case "result":
      return event.error !== undefined && among(event.process);
    case "error":
      return among(event.process);
    case "clock":
      return false;
  }
}

function rowOf(event: TraceEvent, place: (name: string) => number, maxLabel: number): DiagramRow | undefined {
  switch (event.kind) {
    case "spawn": {
      if (event.owner === event.process) {
        place(event.process);
        return undefined;
      }
      const from = place(event.owner);
      return { kind: "spawn", from, to: place(event.process), label: "spawn" };
    }
    case "message": {
      const from = place(event.from);
      const mark = event.assigned === true ? " (assigned)" : event.again === true ? " (again)" : "";
      const isFirst = mark === "";
      const label = clip(event.action ?? dataLabel(event.data), maxLabel - mark.length) + mark;
      return { kind: isFirst ? "message" : "assigned", from, to: place(event.to), label };
    }
    case "drop": {
      const from = place(event.from);
      const label = clip(`${event.action ?? "message"} (${event.reason})`, maxLabel);
      return { kind: "dropped", from, to: event.to === undefined ? from : place(event.to), label };
    }
    case "result":
      return { kind: "failure", at: place(event.process), label: clip(errorSummary(event.error ?? ""), maxLabel) };
    case "error":
      return { kind: "failure", at: place(event.process), label: clip(event.text, maxLabel) };
    case "clock":
      return undefined;
  }
}

function dataLabel(data: string | undefined): string {
  return data === undefined || data === "" ? "(no action)" : `"${data}"`;
}

/** On one line, without control characters, and not longer than `length` characters. */
function clip(text: string, length: number): string {
  const plain = text
    .replace(/[\u0000-\u001f\u007f-\u009f]+/g, " ")
    .replace(/[\ud800-\udfff]/gu, "\ufffd")
    .trim();
  const characters = [...plain];
  return characters.length <= length ? plain : `${characters.slice(0, length - 1).join("")}…`;
}
