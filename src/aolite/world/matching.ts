/** Match specs of the host (AO 3.4). */
import { encodeUtf8 } from "../../base/byteString.ts";
import type { CallContext } from "../../vm/callContext.ts";
import { LuaThrow } from "../../vm/errors.ts";
import { matchesPatternNow } from "../modules/match.ts";
import { AoError } from "./aoError.ts";
import { hasParts } from "./checks.ts";
import { type Copied, CopiedTable } from "./copied.ts";
import type { Message } from "./message.ts";
import { patternFault } from "./patternFault.ts";
import type { AoMessage, FieldPattern, MatchSpec } from "./types.ts";
import { toAo, viewOf } from "./views.ts";

/** @throws TypeError unless it is a match spec, AoError naming the pattern that is malformed */
export function checkMatch(spec: unknown): void {
  if (typeof spec === "string" || typeof spec === "function") return;
  if (!hasParts(spec)) throw new TypeError("match: not an Action, fields or a function");
  for (const [field, pattern] of Object.entries(spec)) checkPattern(field, pattern);
}

function checkPattern(field: string, pattern: unknown): void {
  if (Array.isArray(pattern)) {
    for (const one of pattern) checkPattern(field, one);
  } else if (typeof pattern === "string") {
    const fault = patternFault(encodeUtf8(pattern));
    if (fault !== undefined) throw faultOf(field, pattern, fault);
  } else if (!(PATTERN_TYPES.includes(typeof pattern) || pattern instanceof RegExp)) {
    throw new TypeError(`match.${field}: no pattern`);
  }
}

/** Beside texts. */
const PATTERN_TYPES: readonly string[] = Object.freeze(["number", "boolean", "function"]);

function faultOf(field: string, pattern: string, fault: string): AoError {
  return new AoError(`match: the pattern "${pattern}" of ${field}: ${fault}`);
}

/**
 * A test for messages. `cx`: an engine whose matcher may be used. The test throws AoError for a pattern that is too complex.
 * @throws TypeError when the spec is none, AoError naming the pattern that is malformed
 */
export function matcherOf(spec: MatchSpec | undefined, cx: () => CallContext): (message: Message) => boolean {
  if (spec === undefined) return () => true;
  checkMatch(spec);
  if (typeof spec === "function") return (message) => spec(viewOf(message));
  if (typeof spec === "string") {
    const action = encodeUtf8(spec);
    return (message) => message.field("Action") === action;
  }
  const fields = Object.entries(spec).map(([field, pattern]) => ({ field, name: encodeUtf8(field), pattern }));
  return (message) =>
    fields.every(({ field, name, pattern }) => {
      const value = message.field(name);
      if (value === undefined || value === false) return false;
      return matchesPattern(field, pattern, value, () => viewOf(message), cx);
    });
}

function matchesPattern(
  field: string,
  pattern: FieldPattern,
  value: Copied,
  message: () => AoMessage,
  cx: () => CallContext,
): boolean {
  if (typeof pattern === "function") return pattern(toAo(value), message());
  if (typeof pattern === "boolean") return value === pattern;
  if (pattern instanceof RegExp) {
    const text = toAo(value);
    return typeof text === "object" ? false : new RegExp(pattern).test(String(text));
  }
  if (Array.isArray(pattern)) {
    return (pattern as FieldPattern[]).some((one) => matchesPattern(field, one, value, message, cx));
  }
  if (value instanceof CopiedTable) return pattern === "_";
  const text = String(pattern);
  const engine = cx();
  try {
    return matchesPatternNow(engine, encodeUtf8(text), value) === true;
  } catch (thrown) {
    if (!(thrown instanceof LuaThrow)) throw thrown;
    throw faultOf(field, text, engine.plainTostring(thrown.value));
  }
}
