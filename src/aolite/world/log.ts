/** Logs of worlds (AO 11.2, 11.16): what the host has done and what came of it, one JSON object per line; and replaying them. */
import { bytesToString, decodeUtf8, stringToBytes } from "../../base/byteString.ts";
import { BinaryFormatFault } from "../../compiler/bytecode/binaryFormatFault.ts";
import type { CallContext } from "../../vm/callContext.ts";
import { AoError } from "./aoError.ts";
import { type Copied, CopiedTable } from "./copied.ts";
import type { Core } from "./core.ts";
import { type GlobalsImage, giveGlobals } from "./globalsImage.ts";
import type { Handled } from "./handled.ts";
import { Tag } from "./message.ts";
import { mockFrom } from "./mocks.ts";
import { type Packed, pack, unpack } from "./packing.ts";
import type { SavedAnswer } from "./participant.ts";
import { ruleFrom, ruleOf } from "./ruleOf.ts";
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
  readonly lines: readonly { readonly number: number; readonly content: Record<string, unknown> }[];
}

/** Reads a log. @throws AoError with the line that is wrong */
export function readLog(text: string): ReadLog {
  const lines: { number: number; content: Record<string, unknown> }[] = [];
  for (const [i, line] of text.split("\n").entries()) {
    if (line.trim() === "") continue;
    let content: unknown;
    try {
      content = JSON.parse(line);
    } catch {
      throw new AoError(`corrupt log: line ${i + 1} is no JSON`);
    }
    if (typeof content !== "object" || content === null) throw new AoError(`corrupt log: line ${i + 1} is no object`);
    lines.push({ number: i + 1, content: content as Record<string, unknown> });
  }
  const head = lines.shift()?.content as Partial<Head> | undefined;
  if (head?.perigee !== "aolite-log") throw new AoError("corrupt log: line 1 is not the head of a log");
  if (head.format !== 1) throw new AoError(`corrupt log: format ${String(head.format)}`);
  const { options = {} } = head as { readonly options?: unknown };
  if (typeof options !== "object" || options === null) throw new AoError("corrupt log: line 1: options: not an object");
  const last = lines.at(-1);
  if (last === undefined || !("end" in last.content)) {
    throw new AoError(`corrupt log: cut off after line ${last?.number ?? 1}`);
  }
  return { options, lines };
}

/** Does again what a log says, and compares. @throws AoError when the log is corrupt */
export function replayLog(simulation: Simulation, { lines }: ReadLog): ReplayDifference[] {
  const differences: ReplayDifference[] = [];
  const compare = (line: number, expected: string, actual: string): void => {
    if (expected !== actual) differences.push({ line, expected: decodeUtf8(expected), actual: decodeUtf8(actual) });
  };
  const { core } = simulation;
  for (const { number, content } of lines) {
    if ("result" in content) {
      const expected = (content.result ?? {}) as {
        readonly step?: number;
        readonly message?: string;
        readonly process?: string;
      };
      if (typeof expected.step !== "number") corrupt(number);
      simulation.stepTo(expected.step!);
      const made = core.store.get(expected.message ?? "")?.results?.find((one) => one.step === expected.step);
      compare(
        number,
        JSON.stringify(expected),
        made === undefined ? "no such result" : JSON.stringify(resultLine(made)),
      );
    } else if ("restore" in content) {
      if (typeof content.restore !== "string") corrupt(number);
      simulation.load(stringToBytes(content.restore as string));
    } else if ("end" in content) {
      const end = (content.end ?? {}) as { readonly ticks?: number; readonly untold?: number; readonly hash?: string };
      simulation.tickTo(end.ticks ?? 0);
      core.turnErrors.splice(0, core.turnErrors.length - (end.untold ?? 0));
      compare(number, String(end.hash), hashOf(simulation.save()));
    } else {
      if (typeof content.tick !== "number") corrupt(number);
      simulation.tickTo(content.tick as number);
      simulation.again(operationOf(core, content, number));
    }
  }
  return differences;
}

type Operation = (simulation: Simulation) => void;

/** The operation of a line. @throws AoError naming the line, whatever is wrong with it */
function operationOf(core: Core, content: Record<string, unknown>, number: number): Operation {
  try {
    return readOperation(core, content);
  } catch (error) {
    if (error instanceof TypeError || error instanceof AoError || error instanceof SyntaxError) return corrupt(number);
    if (error instanceof BinaryFormatFault) return corrupt(number, error.message);
    throw error;
  }
}

function corrupt(number: number, what?: string): never {
  throw new AoError(`corrupt log: line ${number}${what === undefined ? "" : `: ${what}`}`);
}

/** Everything is read before anything is done: what is done may fail, as it did then. @throws TypeError, AoError */
function readOperation(core: Core, content: Record<string, unknown>): Operation {
  const no = (name: string): never => {
    throw new TypeError(name);
  };
  const text = (name: string): string => {
    const value = content[name];
    return typeof value === "string" ? value : no(name);
  };
  const optional = (name: string): string | undefined => (content[name] === undefined ? undefined : text(name));
  const texts = (name: string): readonly string[] => {
    const value = content[name];
    return Array.isArray(value) && value.every((item) => typeof item === "string") ? value : no(name);
  };
  const count = (name: string): number => {
    const value = content[name];
    return typeof value === "number" && value >= 0 ? value : no(name);
  };
  const table = (name: string): CopiedTable => {
    const value: Copied = unpack(content[name] as Packed);
    return value instanceof CopiedTable ? value : no(name);
  };
  const cx = (): CallContext => core.scratch;
  switch (content.op) {
    case "spawn": {
      const tags = (content.tags as [Packed, Packed][]).map(([name, value]) => new Tag(unpack(name), unpack(value)));
      const birth = { id: text("id"), source: optional("source"), tags, owner: text("owner") };
      return (simulation) => void simulation.spawn(birth);
    }
    case "send": {
      const [from, input] = [text("from"), table("input")];
      return (simulation) => void simulation.send(from, input);
    }
    case "eval": {
      const [id, code] = [text("id"), text("code")];
      return (simulation) => void simulation.evaluate(id, code, false);
    }
    case "assign": {
      const [message, processes] = [text("message"), texts("processes")];
      return (simulation) => simulation.assign(message, processes);
    }
    case "reorder": {
      const [id, ids] = [text("id"), texts("ids")];
      return (simulation) => simulation.reorder(id, ids);
    }
    case "advance": {
      const [seconds, blocks] = [count("seconds"), count("blocks")];
      return (simulation) => simulation.advance(seconds, blocks);
    }
    case "rule": {
      const rule = ruleFrom(content.rule);
      return (simulation) => simulation.addRule(ruleOf(rule, cx, core.ruleCount + 1));
    }
    case "mock": {
      const [id, mock] = [text("id"), mockFrom(content.answers as readonly SavedAnswer[], cx)];
      return (simulation) => simulation.mock(id, mock);
    }
    case "removeRule": {
      const index = count("index");
      return (simulation) => simulation.removeRule(index);
    }
    case "globals": {
      const globals = table("globals");
      return (simulation) => simulation.setGlobals(globals);
    }
    case "image": {
      const image = content.image as GlobalsImage;
      giveGlobals(image, core.kit.make());
      return (simulation) => simulation.setImage(image);
    }
    case "wallet": {
      const id = text("id");
      return (simulation) => simulation.wallet(id);
    }
    case "remove": {
      const id = text("id");
      return (simulation) => void simulation.remove(id);
    }
    case "clear":
      return (simulation) => simulation.clear();
    case "clearHistory": {
      const id = text("id");
      return (simulation) => void simulation.clearHistory(id);
    }
    case "cancel": {
      const [id, name] = [text("id"), text("name")];
      return (simulation) => void simulation.cancel(id, name);
    }
    default:
      return no("op");
  }
}
