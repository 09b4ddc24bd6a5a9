/** Logs of worlds (AO 11.2, 11.16): what the host has done and what came of it, one JSON object per line; and replaying them. */
import { decodeUtf8 } from "../../base/byteString.ts";
import { AoError } from "./aoError.ts";
import { type Copied, CopiedTable } from "./copied.ts";
import type { Handled } from "./handled.ts";
import type { Tag } from "./message.ts";
import { type Packed, pack, unpack } from "./packing.ts";
import { ruleOf } from "./ruleOf.ts";
import type { Noted, Simulation } from "./simulation.ts";
import type { FaultRule, ReplayDifference, WorldOptions } from "./types.ts";
import { Views } from "./views.ts";
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
  const { core, journal } = simulation;
  const lines: unknown[] = [{ perigee: "aolite-log", format: 1, options: plainOptions(options) } satisfies Head];
  const results = core.results();
  let at = 0;
  for (const { tick, step, noted } of journal) {
    if (noted === undefined)
      throw new AoError("the log cannot hold mocks, rules with functions and direct changes of processes");
    for (; at < results.length && results[at]!.step <= step; at++) lines.push({ result: resultLine(results[at]!) });
    lines.push({ tick, step, ...notedLine(noted) });
  }
  for (; at < results.length; at++) lines.push({ result: resultLine(results[at]!) });
  lines.push({ end: { ticks: core.ticks, steps: core.steps, hash: hashOf(simulation.save()) } });
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
  const last = lines.at(-1);
  if (last === undefined || !("end" in last.content)) {
    throw new AoError(`corrupt log: cut off after line ${last?.number ?? 1}`);
  }
  return { options: head.options ?? {}, lines };
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
      const expected = content.result as {
        readonly step?: number;
        readonly message?: string;
        readonly process?: string;
      };
      if (typeof expected.step !== "number") throw new AoError(`corrupt log: line ${number}`);
      simulation.stepTo(expected.step);
      const made = core.store.get(expected.message ?? "")?.results?.find((one) => one.step === expected.step);
      compare(
        number,
        JSON.stringify(expected),
        made === undefined ? "no such result" : JSON.stringify(resultLine(made)),
      );
    } else if ("end" in content) {
      const end = content.end as { readonly ticks?: number; readonly hash?: string };
      simulation.tickTo(end.ticks ?? 0);
      compare(number, String(end.hash), hashOf(simulation.save()));
    } else {
      if (typeof content.tick !== "number") throw new AoError(`corrupt log: line ${number}`);
      simulation.tickTo(content.tick);
      simulation.again(operationOf(content, number));
    }
  }
  return differences;
}

type Operation = (simulation: Simulation) => void;

/** The operation of a line. */
function operationOf(content: Record<string, unknown>, number: number): Operation {
  const corrupt = (): never => {
    throw new AoError(`corrupt log: line ${number}`);
  };
  const text = (name: string): string => {
    const value = content[name];
    return typeof value === "string" ? value : corrupt();
  };
  const optional = (name: string): string | undefined => (content[name] === undefined ? undefined : text(name));
  const texts = (name: string): readonly string[] => {
    const value = content[name];
    return Array.isArray(value) && value.every((item) => typeof item === "string") ? value : corrupt();
  };
  const count = (name: string): number => {
    const value = content[name];
    return typeof value === "number" && value >= 0 ? value : corrupt();
  };
  const table = (name: string): CopiedTable => {
    const value: Copied = unpack(content[name] as Packed);
    return value instanceof CopiedTable ? value : corrupt();
  };
  switch (content.op) {
    case "spawn": {
      const tags = (content.tags as [Packed, Packed][]).map(([name, value]) => ({
        name: unpack(name),
        value: unpack(value),
      }));
      const birth = { id: text("id"), source: optional("source"), tags, owner: text("owner") };
      return (simulation) => void simulation.spawn(birth);
    }
    case "send": {
      const input = table("input");
      return (simulation) => void simulation.send(text("from"), input);
    }
    case "eval":
      return (simulation) => void simulation.evaluate(text("id"), text("code"), false);
    case "assign":
      return (simulation) => simulation.assign(text("message"), texts("processes"));
    case "reorder":
      return (simulation) => simulation.reorder(text("id"), texts("ids"));
    case "advance":
      return (simulation) => simulation.advance(count("seconds"), count("blocks"));
    case "rule": {
      const rule = content.rule as FaultRule;
      if (typeof rule !== "object" || rule === null) corrupt();
      return (simulation) => void simulation.addRule(ruleOf(rule, new Views(), () => simulation.core.scratch));
    }
    case "removeRule":
      return (simulation) => simulation.removeRule(count("index"));
    case "globals": {
      const globals = table("globals");
      return (simulation) => simulation.setGlobals(globals);
    }
    case "wallet":
      return (simulation) => simulation.wallet(text("id"));
    case "remove":
      return (simulation) => void simulation.remove(text("id"));
    case "clear":
      return (simulation) => simulation.clear();
    case "clearHistory":
      return (simulation) => void simulation.clearHistory(text("id"));
    case "cancel":
      return (simulation) => void simulation.cancel(text("id"), text("name"));
    default:
      return corrupt();
  }
}
