/** Longest chunk id in bytes, terminator included (PUC's LUA_IDSIZE). */
const ID_SIZE = 60;
const PREFIX = '[string "';
const ELLIPSIS = "...";
const SUFFIX = '"]';

/**
 * How messages and tracebacks name a chunk (`short_src` of §4.7), from its chunk name: `=name` gives the name itself,
 * `@file` the file name (its end, when it is long), anything else is source text and gives its first line as
 * `[string "..."]`. A chunk name ends at its first zero byte.
 */
export function chunkId(source: string): string {
  const zero = source.indexOf("\0");
  const name = zero < 0 ? source : source.slice(0, zero);
  if (name.startsWith("=")) return name.slice(1, ID_SIZE);
  if (name.startsWith("@")) {
    if (name.length <= ID_SIZE) return name.slice(1);
    return ELLIPSIS + name.slice(name.length - (ID_SIZE - 1 - ELLIPSIS.length));
  }
  const room = ID_SIZE - PREFIX.length - ELLIPSIS.length - SUFFIX.length - 1;
  const newline = name.indexOf("\n");
  if (newline < 0 && name.length < room) return PREFIX + name + SUFFIX;
  const line = newline < 0 ? name : name.slice(0, newline);
  return PREFIX + line.slice(0, room) + ELLIPSIS + SUFFIX;
}
