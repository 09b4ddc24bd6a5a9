/** Runs as text: one JSON object per line, the first saying what it is. */
import type { TraceEvent } from "./event.ts";

/** Version of the format. */
const VERSION = 1;

/** A log that cannot be read; the message begins with the line. */
export class TraceLogError extends Error {
  override readonly name = "TraceLogError";
  /** From 1. */
  readonly line: number;
  constructor(line: number, problem: string) {
    super(`line ${line}: ${problem}`);
    this.line = line;
  }
}

/** The log of a run. */
export function writeTrace(events: readonly TraceEvent[]): string {
  const lines = [JSON.stringify({ trace: VERSION }), ...events.map((event) => JSON.stringify(event))];
  return lines.map((line) => `${line}\n`).join("");
}

type FieldType = "string" | "count" | "number" | "boolean" | "tags";

/** Fields of each kind of event; those with a question mark may be absent. */
const FIELDS: { readonly [K in TraceEvent["kind"]]: Readonly<Record<string, FieldType>> } = {
  spawn: { process: "string", owner: "string", module: "string", "cause?": "string" },
  message: {
    id: "string",
    from: "string",
    to: "string",
    "action?": "string",
    "data?": "string",
    tags: "tags",
    time: "number",
    "assigned?": "boolean",
    "again?": "boolean",
    "cause?": "string",
  },
  result: { process: "string", message: "string", step: "count", gas: "count", output: "string", "error?": "string" },
  drop: { id: "string", from: "string", "to?": "string", "action?": "string", reason: "string" },
  error: { process: "string", text: "string" },
  clock: { now: "number", height: "number" },
};

/** The run in a log; editors may have put a mark of the order of bytes before it. @throws TraceLogError naming the first line that is wrong */
export function readTrace(text: string): TraceEvent[] {
  const lines = text.replace(/^\ufeff/, "").split("\n");
  if (lines.at(-1) === "") lines.pop();
  const first = lines[0];
  if (first === undefined) throw new TraceLogError(1, "the log is empty");
  const header = objectOf(first, 1);
  if (!("trace" in header)) throw new TraceLogError(1, 'not the beginning of a trace: {"trace":1} expected');
  if (header.trace !== VERSION) throw new TraceLogError(1, `version ${String(header.trace)} is not known`);
  return lines.slice(1).map((line, i) => eventOf(objectOf(line, i + 2), i + 2));
}

/** The object on a line of a log. @throws TraceLogError */
function objectOf(line: string, number: number): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw new TraceLogError(number, "not JSON");
  }
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new TraceLogError(number, "no JSON object");
  return value as Readonly<Record<string, unknown>>;
}

function eventOf(object: Readonly<Record<string, unknown>>, line: number): TraceEvent {
  const { kind } = object;
  if (typeof kind !== "string" || !Object.hasOwn(FIELDS, kind)) {
    throw new TraceLogError(line, kind === undefined ? "no field 'kind'" : `no event of kind ${JSON.stringify(kind)}`);
  }
  const event: Record<string, unknown> = { kind };
  for (const [field, type] of Object.entries(FIELDS[kind as TraceEvent["kind"]])) {
    const isOptional = field.endsWith("?");
    const name = isOptional ? field.slice(0, -1) : field;
    const value = Object.hasOwn(object, name) ? object[name] : undefined;
    if (value === undefined) {
      if (!isOptional) throw new TraceLogError(line, `${kind} without field '${name}'`);
    } else if (!fits(value, type))
      throw new TraceLogError(line, `field '${name}' of ${kind}: ${EXPECTED[type]} expected`);
    else event[name] = value;
  }
  return event as unknown as TraceEvent;
}

const EXPECTED: Readonly<Record<FieldType, string>> = {
  string: "text",
  count: "a whole number of at least 0",
  number: "a number",
  boolean: "true or false",
  tags: "a list of names with values",
};

function fits(value: unknown, type: FieldType): boolean {
  switch (type) {
    case "count":
      return Number.isSafeInteger(value) && (value as number) >= 0;
    case "tags":
      return Array.isArray(value) && value.every(isTag);
    default:
      return typeof value === type;
  }
}

function isTag(value: unknown): boolean {
  return Array.isArray(value) && value.length === 2 && typeof value[0] === "string" && typeof value[1] === "string";
}
