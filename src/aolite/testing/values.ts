/** Comparing and showing Lua values for assertions. They may call metamethods, so they are parts of generators. */

import type { HostCall, HostRequest, LuaFunction, LuaTable, LuaValue } from "../../api/values.ts";

/** A part of a raw host function: gives `T` in the end. */
// biome-ignore lint/suspicious/noExplicitAny: what comes back depends on the request, which generators cannot tell apart
export type Part<T> = Generator<HostRequest, T, any>;

/** What the engine does for assertions. */
export interface Helpers {
  /** `a == b`, with `__eq`. */
  readonly equals: LuaFunction;
  /** `a < b`. */
  readonly less: LuaFunction;
  readonly tostring: LuaFunction;
  /** `string.match(s, pattern) ~= nil`. */
  readonly matches: LuaFunction;
}

/** Source of the {@link Helpers}, to be run once in an engine before scripts can have changed its globals. */
export const HELPERS_SOURCE = `
local tostring, match = tostring, string.match
return function(a, b) return a == b end, function(a, b) return a < b end, tostring,
  function(s, pattern) return match(s, pattern) ~= nil end`;

export function isTable(v: LuaValue): v is LuaTable {
  return typeof v === "object" && "type" in v && v.type === "table";
}

export function isFunction(v: LuaValue): v is LuaFunction {
  return typeof v === "object" && "type" in v && v.type === "function";
}

/** Whether two values are the same by `==`. */
export function* areEqual(cx: HostCall, helpers: Helpers, a: LuaValue, b: LuaValue): Part<boolean> {
  return (yield* cx.call(helpers.equals, a, b))[0] === true;
}

/** The `__eq` that both operands have. */
function sharedEq(a: LuaTable, b: LuaTable): boolean {
  const eq = a.metatable?.rawGet("__eq");
  return eq !== undefined && eq === b.metatable?.rawGet("__eq");
}

/**
 * Compares by content: tables entry by entry, with `__eq` where both have the same one.
 * @returns undefined when they are the same, otherwise the path to the first difference: ".list[2]", "" for the values themselves
 */
export function* difference(cx: HostCall, helpers: Helpers, a: LuaValue, b: LuaValue): Part<string | undefined> {
  const stack: [LuaValue, LuaValue, string][] = [[a, b, ""]];
  const seen = new Map<LuaTable, Set<LuaTable>>();
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    const [x, y, path] = top;
    if (!isTable(x) || !isTable(y) || sharedEq(x, y)) {
      if (!(yield* areEqual(cx, helpers, x, y)) && !(Number.isNaN(x) && Number.isNaN(y))) return short(path);
      continue;
    }
    if (x.equals(y) || seen.get(x)?.has(y) === true) continue;
    if (!seen.has(x)) seen.set(x, new Set());
    seen.get(x)!.add(y);
    const pairs: [LuaValue, LuaValue, string][] = [];
    for (const [key, value] of x.entries()) {
      cx.charge(1);
      pairs.push([value, y.rawGet(key), path + step(key)]);
    }
    for (const key of y.keys()) if (!x.has(key)) return short(path + step(key));
    stack.push(...pairs.reverse());
  }
  return undefined;
}

/** Whether everything in the table `part` is in `whole` as well. */
export function* includes(cx: HostCall, helpers: Helpers, whole: LuaValue, part: LuaValue): Part<boolean> {
  const stack: [LuaValue, LuaValue][] = [[whole, part]];
  const seen = new Set<LuaTable>();
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    const [x, y] = top;
    if (!isTable(x) || !isTable(y) || sharedEq(x, y)) {
      if (!(yield* areEqual(cx, helpers, x, y))) return false;
      continue;
    }
    if (seen.has(y)) continue;
    seen.add(y);
    for (const [key, value] of y.entries()) {
      cx.charge(1);
      // not raw: messages find tags through a metamethod
      stack.push([x.get(key), value]);
    }
  }
  return true;
}

const NAME = /^[A-Za-z_]\w*$/;

const MAX_PATH = 200;

/** A path without its middle, if it is long. */
function short(path: string): string {
  return path.length <= MAX_PATH ? path : `${path.slice(0, MAX_PATH / 2)}…${path.slice(-MAX_PATH / 2)}`;
}

function step(key: LuaValue): string {
  if (typeof key === "string") return NAME.test(key) ? `.${key}` : `[${quoted(key)}]`;
  return `[${plain(key)}]`;
}

function plain(v: LuaValue): string {
  if (v === undefined) return "nil";
  if (typeof v === "string") return quoted(v);
  if (typeof v !== "object") return String(v);
  return "float" in v ? `${String((v as unknown as { float: number }).float)}.0` : v.toString();
}

const ESCAPES: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t", "\\": "\\\\", '"': '\\"' };

function quoted(s: string): string {
  const escaped = s.replace(/[\u0000-\u001f\u007f\\"]/g, (c) => ESCAPES[c] ?? `\\${c.charCodeAt(0)}`);
  return `"${escaped}"`;
}

const MAX_DEPTH = 8;
/** In one table, and in all that are shown together. */
const MAX_ENTRIES = 64;
const MAX_ENTRIES_IN_ALL = 500;
const MAX_STRING = 2000;
const LINE = 72;

/** A value as it is shown in a message: strings quoted, tables by content, objects with `__tostring` as it says. */
export function* show(cx: HostCall, helpers: Helpers, v: LuaValue): Part<string> {
  return yield* shown(cx, helpers, v, [], { entries: MAX_ENTRIES_IN_ALL });
}

/** `left`: what may still be shown. */
function* shown(
  cx: HostCall,
  helpers: Helpers,
  v: LuaValue,
  parents: readonly LuaTable[],
  left: { entries: number },
): Part<string> {
  if (typeof v === "string" && v.length > MAX_STRING)
    return `${quoted(v.slice(0, MAX_STRING))}… (${v.length} characters)`;
  if (!isTable(v)) return plain(v);
  const meta = v.metatable;
  if (meta?.has("__tostring") === true || meta?.has("__name") === true) {
    const outcome = yield* cx.pcall(helpers.tostring, v);
    return outcome.ok ? String(outcome.values[0]) : "(a table that cannot be shown)";
  }
  if (parents.some((parent) => parent.equals(v))) return "(itself)";
  if (parents.length >= MAX_DEPTH) return "{…}";
  const parts: string[] = [];
  let index = 1;
  const inside = [...parents, v];
  for (const [key, value] of v.entries()) {
    cx.charge(1);
    if (parts.length >= MAX_ENTRIES || left.entries-- <= 0) {
      parts.push("…");
      break;
    }
    const text = yield* shown(cx, helpers, value, inside, left);
    if (key === index) {
      parts.push(text);
      index++;
    } else parts.push(`${typeof key === "string" && NAME.test(key) ? key : `[${plain(key)}]`} = ${text}`);
  }
  if (parts.length === 0) return "{}";
  const line = `{ ${parts.join(", ")} }`;
  if (line.length <= LINE && !line.includes("\n")) return line;
  return `{\n${parts.map((part) => `  ${part.replaceAll("\n", "\n  ")},\n`).join("")}}`;
}
