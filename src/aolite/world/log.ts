/** Logs of worlds (AO 11.2, 11.16): what the host has done and what came of it, one JSON object per line; and replaying them. */
import { bytesToString, decodeUtf8, stringToBytes } from "../../base/byteString.ts";
import { BinaryFormatFault } from "../../compiler/bytecode/binaryFormatFault.ts";
import { AoError } from "./aoError.ts";
import { CopiedTable } from "./copied.ts";
import type { Core } from "./core.ts";
import type { Handled } from "./handled.ts";
import { LineFault, LogLine } from "./logLine.ts";
import { type Operation, operationOf } from "./logOperation.ts";
import type { Tag } from "./message.ts";
import { pack } from "./packing.ts";
import type { Noted, Simulation } from "./simulation.ts";
import type { ReplayDifference, WorldOptions } from "./types.ts";
import { hashOf } from "./worldState.ts";

/** The first line. */
interface Head {
  readonly perigee: "aolite-log";
  readonly format: 1;
  readonly options: WorldOptions;
}

/** Options that a log can hold. */
function plainOptions(options: WorldOptions): WorldOptions {
  const plain: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(options)) {
    if (typeof value === "function" || name === "env" || name === "print") continue;
    plain[name] = value;
  }
  return plain as WorldOptions;
}

/** Byte strings go into the log as they are: one char per byte. */
function notedLine(noted: Noted): Record<string, unknown> {
  const line: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(noted)) {
    if (value instanceof CopiedTable) line[name] = pack(value);
    else if (name === "tags") line[name] = (value as readonly Tag[]).map((tag) => [pack(tag.name), pack(tag.value)]);
    else line[name] = value;
  }
  return line;
}

/** What a result says, as it is compared. */
function resultLine(result: Handled): Record<string, unknown> {
  const { step, message, process, error, output, messages, spawns, gasUsed } = result;
  return { step, message, process, error, output, messages, spawns, gas: gasUsed };
}

/** The log of a world as text. @throws AoError when something that was done has functions of the host in it */
export function logOf(simulation: Simulation, options: WorldOptions): string {
  const { core, journal, restored } = simulation;
  const lines: unknown[] = [{ perigee: "aolite-log", format: 1, options: plainOptions(options) } satisfies Head];
  const results = core.results();
  let at = 0;
  if (restored !== undefined) {
    lines.push({ restore: bytesToString(restored.bytes) });
    while (at < results.length && results[at]!.step <= restored.step) at++;
  }
  for (const { tick, step, noted } of journal) {
    if (noted === undefined)
      throw new AoError("the log cannot hold mocks and rules with functions, nor direct changes of processes");
    for (; at < results.length && results[at]!.step <= step; at++) lines.push({ result: resultLine(results[at]!) });
    lines.push({ tick, step, ...notedLine(noted) });
  }
  for (; at < results.length; at++) lines.push({ result: resultLine(results[at]!) });
  // errors that no run has told yet are part of the state
  const untold = core.turnErrors.length;
  lines.push({ end: { ticks: core.ticks, steps: core.steps, untold, hash: hashOf(simulation.save()) } });
  return `${lines.map((line) => JSON.stringify(line)).join("\n")}\n`;
}

/** A log that was read. */
export interface ReadLog {
  readonly options: WorldOptions;
  readonly lines: readonly NumberedLine[];
}

interface NumberedLine {
  /** From 1. */
  readonly number: number;
  readonly content: Readonly<Record<string, unknown>>;
}

/** Reads a log; editors may have put a mark of the order of bytes before it. @throws AoError with the line that is wrong */
export function readLog(text: string): ReadLog {
  const lines: NumberedLine[] = [];
  for (const [i, line] of text
    .replace(/^\ufeff/, "")
    .split("\n")
    .entries()) {
    if (line.trim() === "") continue;
    let content: unknown;
    try {
      content = JSON.parse(line);
    } catch {
      throw new AoError(`corrupt log: line ${i + 1} is no JSON`);
    }
    if (typeof content !== "object" || content === null || Array.isArray(content)) {
      throw new AoError(`corrupt log: line ${i + 1} is no object`);
    }
    lines.push({ number: i + 1, content: content as Record<string, unknown> });
  }
  const head = lines.shift();
  if (head?.content.perigee !== "aolite-log") throw new AoError("corrupt log: line 1 is not the head of a log");
  const options = checked(head.number, () => optionsIn(new LogLine(head.content)));
  const last = lines.at(-1);
  if (last === undefined || !("end" in last.content)) {
    throw new AoError(`corrupt log: cut off after line ${last?.number ?? head.number}`);
  }
  return { options, lines };
}

/** The options in the head. @throws LineFault */
function optionsIn(head: LogLine): WorldOptions {
  for (const name of HEAD) head.any(name);
  head.end();
  const format = head.any("format");
  if (format !== 1) throw new AoError(`corrupt log: format ${String(format)}`);
  const options = head.any("options") ?? {};
  if (typeof options !== "object") throw new LineFault("options: not an object");
  return options;
}

/** What may be in the first line; the files, texts that processes have read, come from the command. */
const HEAD: readonly string[] = Object.freeze(["perigee", "format", "options", "files"]);

/** What a line says. */
type Entry =
  | { readonly kind: "result"; readonly step: number; readonly message: string; readonly text: string }
  | { readonly kind: "restore"; readonly bytes: Uint8Array }
  | {
      readonly kind: "end";
      readonly ticks: number;
      readonly steps: number;
      readonly untold: number;
      readonly hash: string;
    }
  | { readonly kind: "operation"; readonly tick: number; readonly step: number | undefined; readonly apply: Operation };

/** Does again what a log says, and compares. @throws AoError when the log is corrupt */
export function replayLog(simulation: Simulation, { lines }: ReadLog): ReplayDifference[] {
  const { core } = simulation;
  const differences: ReplayDifference[] = [];
  const compare = (line: number, expected: string, actual: string): void => {
    if (expected !== actual) differences.push({ line, expected: decodeUtf8(expected), actual: decodeUtf8(actual) });
  };
  /** Steps of which the log has results. */
  const told = new Set<number>();
  /** Steps that were made before it. */
  let before = core.steps;
  for (const { number, content } of lines) {
    const entry = checked(number, () => entryOf(core, content));
    switch (entry.kind) {
      case "result": {
        const { step, message, text } = entry;
        simulation.stepTo(step);
        const made = core.store.get(message)?.results?.find((one) => one.step === step);
        if (told.has(step)) compare(number, text, "no second result of this step");
        else compare(number, text, made === undefined ? "no such result" : JSON.stringify(resultLine(made)));
        told.add(step);
        break;
      }
      case "restore":
        checked(number, () => load(simulation, entry.bytes));
        before = core.steps;
        break;
      case "end": {
        if (number !== lines.at(-1)!.number) throw corrupt(number, "there is more behind the end");
        const { ticks, steps, untold, hash } = entry;
        simulation.tickTo(ticks);
        for (const made of told.size === 0 ? [] : core.results()) {
          if (made.step <= before || told.has(made.step)) continue;
          compare(number, `no result of step ${made.step}`, JSON.stringify(resultLine(made)));
        }
        compare(number, `ticks ${ticks}`, `ticks ${core.ticks}`);
        compare(number, `steps ${steps}`, `steps ${core.steps}`);
        core.turnErrors.splice(0, core.turnErrors.length - untold);
        compare(number, `untold ${untold}`, `untold ${core.turnErrors.length}`);
        compare(number, hash, hashOf(simulation.save()));
        break;
      }
      case "operation":
        simulation.tickTo(entry.tick);
        if (entry.step !== undefined) compare(number, `step ${entry.step}`, `step ${core.steps}`);
        simulation.again(entry.apply);
    }
  }
  return differences;
}

/** @throws LineFault when it is no snapshot */
function load(simulation: Simulation, bytes: Uint8Array): void {
  try {
    simulation.load(bytes);
  } catch (error) {
    if (error instanceof AoError) throw new LineFault(`'restore': ${error.message}`);
    throw error;
  }
}

/** What is read of a line. @throws AoError naming the line, and saying what is wrong with it */
function checked<T>(number: number, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof LineFault || error instanceof BinaryFormatFault) throw corrupt(number, error.message);
    throw error;
  }
}

function corrupt(number: number, what: string): AoError {
  return new AoError(`corrupt log: line ${number}: ${what}`);
}

/** Everything is read before anything is done: what is done may fail, as it did then. @throws LineFault, BinaryFormatFault */
function entryOf(core: Core, content: Readonly<Record<string, unknown>>): Entry {
  const line = new LogLine(content);
  const entry = kindOf(core, line);
  line.end();
  return entry;
}

function kindOf(core: Core, line: LogLine): Entry {
  if (line.has("result")) {
    const result = line.within("result");
    const text = JSON.stringify(line.any("result"));
    return { kind: "result", step: result.count("step"), message: result.text("message"), text };
  }
  if (line.has("restore")) return { kind: "restore", bytes: stringToBytes(line.text("restore")) };
  if (line.has("end")) {
    const end = line.within("end");
    const [ticks, steps, untold = 0] = [end.count("ticks"), end.count("steps"), end.optionalCount("untold")];
    const hash = end.text("hash");
    end.end();
    return { kind: "end", ticks, steps, untold, hash };
  }
  const [tick, step] = [line.count("tick"), line.optionalCount("step")];
  return { kind: "operation", tick, step, apply: operationOf(core, line) };
}
