/** What programs give worlds in TypeScript beside options of worlds, checked: messages, processes to start, answers, ways to run. */
import { encodeUtf8 } from "../../base/byteString.ts";
import { AoError } from "./aoError.ts";
import {
  bytesOf,
  checkBoolean,
  checkedParts,
  checkedText,
  checkNames,
  checkNumber,
  hasParts,
  type Parts,
} from "./checks.ts";
import type { CopiedTable } from "./copied.ts";
import type { Tag } from "./message.ts";
import { type Birth, birthTags } from "./spawning.ts";
import type { RunOptions, SendInput, SpawnOptions } from "./types.ts";
import { fromAo } from "./views.ts";

/** Deeper values are cyclic, or of no use in a message. */
const MAX_DEPTH = 100;

/** What a value is that is no data: "Date", "function"; undefined when it is data as far as one can see without looking into it. */
function kindOf(value: unknown): string | undefined {
  if (typeof value === "function" || typeof value === "symbol") return typeof value;
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  const prototype: unknown = Object.getPrototypeOf(value);
  // objects of other realms have an Object.prototype of their own
  if (prototype === null || Object.getPrototypeOf(prototype) === null) return undefined;
  const maker: unknown = value.constructor;
  return typeof maker === "function" && maker.name !== "" ? maker.name : "object with methods";
}

/** @throws TypeError unless the value can be in a message */
function checkData(what: string, value: unknown, depth = 0): void {
  const kind = kindOf(value);
  if (kind !== undefined) throw new TypeError(`${what}: a ${kind} cannot be in a message`);
  if (typeof value !== "object" || value === null) return;
  if (depth >= MAX_DEPTH) throw new TypeError(`${what}: a value that is nested too deep cannot be in a message`);
  for (const item of Object.values(value)) checkData(what, item, depth + 1);
}

/** @throws TypeError unless they are tags: by name, or a list; or absent */
function checkTags(what: string, tags: unknown): void {
  if (tags === undefined || tags === null) return;
  if (typeof tags !== "object") throw new TypeError(`${what}: neither a list nor an object`);
  if (Array.isArray(tags)) {
    for (const tag of tags) {
      if (!hasParts(tag) || typeof tag.name !== "string") throw new TypeError(`${what}: a tag without a name`);
    }
  }
  checkData(what, tags);
}

/** @throws TypeError unless it is a message, or part of one */
export function checkMessage(what: string, message: unknown): void {
  const kind = kindOf(message);
  if (kind !== undefined) throw new TypeError(`${what}: a ${kind} cannot be in a message`);
  const parts = checkedParts(what, message);
  const { Target } = parts;
  if (Target !== undefined && Target !== null) checkedText(`${what}: Target`, Target);
  for (const [name, value] of Object.entries(parts)) {
    if (name === "Tags") checkTags(`${what}: Tags`, value);
    else checkData(`${what}: ${name}`, value);
  }
}

/** A message that is to be sent. Byte strings. */
export interface Outgoing {
  readonly from: string;
  readonly target: string | undefined;
  readonly table: CopiedTable;
}

/** `more`: fields beside its own. @throws TypeError naming what is wrong, AoError when it is from nobody */
export function outgoing(message: SendInput, more: Partial<SendInput> = {}): Outgoing {
  checkMessage("message", message);
  const { From, Target } = message;
  if (typeof (From as unknown) !== "string") throw new AoError("From must be defined");
  return {
    from: encodeUtf8(From),
    target: typeof Target === "string" ? encodeUtf8(Target) : undefined,
    table: fromAo({ ...message, ...more }) as CopiedTable,
  };
}

const SPAWN_OPTIONS: readonly string[] = Object.freeze([
  "source",
  "code",
  "tags",
  "owner",
] satisfies (keyof SpawnOptions)[]);

/** The process that is to be started. @throws TypeError naming what is wrong */
export function birthOf(id: string, options: SpawnOptions | string): Birth {
  const name = bytesOf("id", id);
  if (name === "") throw new TypeError("id: empty");
  const given = typeof options === "string" ? { source: options } : options;
  const parts = checkedParts("spawn", given);
  checkNames("spawn: ", parts, SPAWN_OPTIONS);
  const text = (part: string): string | undefined =>
    parts[part] === undefined ? undefined : bytesOf(`spawn: ${part}`, parts[part]);
  checkTags("spawn: tags", parts.tags);
  const tags: Tag[] = birthTags(fromAo(parts.tags));
  const code = text("code");
  if (code !== undefined && !tags.some((tag) => tag.name === "On-Boot")) tags.push({ name: "On-Boot", value: "Data" });
  return { id: name, source: code ?? text("source"), tags, owner: text("owner") ?? name };
}

const ANSWER: readonly string[] = Object.freeze(["match", "reply"]);

/** @throws TypeError unless they are the answers of a mock; what they match is looked at elsewhere */
export function checkAnswers(answers: unknown): void {
  if (!Array.isArray(answers)) throw new TypeError("answers: neither a function nor a list");
  for (const [i, answer] of answers.entries()) {
    const parts: Parts = checkedParts(`answers[${i}]`, answer);
    checkNames(`answers[${i}]: `, parts, ANSWER);
    const { reply } = parts;
    if (reply === undefined || reply === null) continue;
    for (const one of Array.isArray(reply) ? reply : [reply]) checkMessage(`answers[${i}].reply`, one);
  }
}

const RUN_OPTIONS: readonly string[] = Object.freeze(["cycles", "steps"] satisfies (keyof RunOptions)[]);

/** `what`: the function that they are for. @throws TypeError naming what is wrong */
export function checkRun(what: string, options: unknown): void {
  const parts = checkedParts(what, options);
  checkNames(`${what}: `, parts, RUN_OPTIONS);
  for (const name of RUN_OPTIONS) checkNumber(`${what}: ${name}`, parts[name]);
}

const MOVES: readonly string[] = Object.freeze(["seconds", "blocks"]);

/** @throws TypeError naming what is wrong */
export function checkGoTo(step: unknown, options: unknown): void {
  if (!Number.isInteger(step)) throw new TypeError("step: not a whole number");
  const parts = checkedParts("goTo", options);
  checkNames("goTo: ", parts, ["acts"]);
  checkBoolean("goTo: acts", parts.acts);
}

/** How far clock and height are moved on from where they are. @throws TypeError naming what is wrong */
export function movesOf(
  by: { readonly seconds?: number; readonly blocks?: number },
  now: number,
  height: number,
): readonly [number, number] {
  checkNames("advance: ", checkedParts("advance", by), MOVES);
  const { seconds = 0, blocks = 0 } = by;
  if (!(Number.isFinite(seconds) && seconds >= 0)) throw new TypeError("advance: seconds is no number of at least 0");
  if (!(Number.isSafeInteger(blocks) && blocks >= 0)) throw new TypeError("advance: blocks is no natural number");
  if (!Number.isSafeInteger(Math.floor((now + seconds) * 1000))) throw new TypeError("advance: seconds is too large");
  if (!Number.isSafeInteger(height + blocks)) throw new TypeError("advance: blocks is too large");
  return [seconds, blocks];
}
