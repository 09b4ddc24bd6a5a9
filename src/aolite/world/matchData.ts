/** Match specs as data: for logs and states. Regular expressions are written as `{ regexp, flags }`. */
import type { FieldPattern, MatchSpec } from "./types.ts";

/** A spec that JSON can hold; undefined when it has a function in it. */
export function matchData(spec: MatchSpec): unknown {
  if (typeof spec === "string") return spec;
  if (typeof spec === "function") return undefined;
  const fields: [string, unknown][] = [];
  for (const [name, pattern] of Object.entries(spec)) {
    const data = patternData(pattern);
    if (data === undefined) return undefined;
    fields.push([name, data]);
  }
  return Object.fromEntries(fields);
}

function patternData(pattern: FieldPattern): unknown {
  if (typeof pattern === "function") return undefined;
  if (pattern instanceof RegExp) return { regexp: pattern.source, flags: pattern.flags };
  if (!Array.isArray(pattern)) return pattern;
  const items = (pattern as readonly FieldPattern[]).map(patternData);
  return items.includes(undefined) ? undefined : items;
}

/** The spec that {@link matchData} wrote. @throws TypeError when it is none */
export function matchFrom(data: unknown): MatchSpec {
  if (typeof data === "string") return data;
  if (typeof data !== "object" || data === null || Array.isArray(data)) throw new TypeError("match: no match spec");
  return Object.fromEntries(Object.entries(data).map(([name, pattern]) => [name, patternFrom(pattern)]));
}

function patternFrom(data: unknown): FieldPattern {
  if (typeof data === "string" || typeof data === "number" || typeof data === "boolean") return data;
  if (Array.isArray(data)) return data.map(patternFrom);
  const { regexp, flags } = (data ?? {}) as { readonly regexp?: unknown; readonly flags?: unknown };
  if (typeof regexp !== "string" || typeof flags !== "string") throw new TypeError("match: no pattern");
  return new RegExp(regexp, flags);
}
