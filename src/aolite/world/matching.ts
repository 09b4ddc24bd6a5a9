/** Match specs of the host (AO 3.4). */
import { encodeUtf8 } from "../../base/byteString.ts";
import type { CallContext } from "../../vm/callContext.ts";
import { matchesPatternNow } from "../modules/match.ts";
import { type Copied, CopiedTable } from "./copied.ts";
import type { Message } from "./message.ts";
import type { AoMessage, FieldPattern, MatchSpec } from "./types.ts";
import { toAo, viewOf } from "./views.ts";

/** A test for messages. `cx`: an engine whose matcher may be used. */
export function matcherOf(spec: MatchSpec | undefined, cx: () => CallContext): (message: Message) => boolean {
  if (spec === undefined) return () => true;
  if (typeof spec === "function") return (message) => spec(viewOf(message));
  if (typeof spec === "string") {
    const action = encodeUtf8(spec);
    return (message) => message.field("Action") === action;
  }
  const fields = Object.entries(spec).map(([name, pattern]) => [encodeUtf8(name), pattern] as const);
  return (message) =>
    fields.every(([name, pattern]) => {
      const value = message.field(name);
      if (value === undefined || value === false) return false;
      return matchesPattern(pattern, value, () => viewOf(message), cx);
    });
}

function matchesPattern(
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
  if (Array.isArray(pattern)) return (pattern as FieldPattern[]).some((one) => matchesPattern(one, value, message, cx));
  if (value instanceof CopiedTable) return pattern === "_";
  const text = typeof pattern === "number" ? String(pattern) : encodeUtf8(pattern as string);
  return matchesPatternNow(cx(), text, value) === true;
}
