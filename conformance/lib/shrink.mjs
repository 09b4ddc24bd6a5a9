/**
 * Makes a differing case small: deletes lines, blocks and tokens as long as the interpreters still disagree. Candidates are
 * tried many to a process, so a round costs little more than one case.
 */

/** @typedef {import("./compare.mjs").Comparison} Comparison */
/** @typedef {import("./compare.mjs").Difference} Difference */

const CANDIDATES = 120;
const TOKEN =
  /--\[\[.*?\]\]|--[^\n]*|\[\[.*?\]\]|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|[A-Za-z_]\w*|[\d.][\w.]*|\.\.\.?|[=~<>]=|\/\/|<<|>>|::|\s+|./gs;

/** What two outputs have in common with other differences of the same cause: the first differing line without numbers. */
export function signature(/** @type {Difference} */ { expected, actual }) {
  const a = expected.split("\n");
  const b = actual.split("\n");
  let i = 0;
  while (i < a.length && a[i] === b[i]) i++;
  const blur = (/** @type {string | undefined} */ line) =>
    (line ?? "<end>")
      .replace(/"[^"]*"/g, '"S"')
      .replace(/'[^']*'/g, "'S'")
      .replace(/-?\d[\w.+-]*/g, "N")
      .slice(0, 60);
  return `${blur(a[i])} <> ${blur(b[i])}`;
}

/** Sources with some lines left out. @param {string[]} lines @returns {Generator<string[]>} */
function* withoutLines(lines) {
  // Most cases are lists of independent lines or blocks.
  /** @type {string[][]} */ const groups = [];
  for (const line of lines) {
    if (groups.length > 0 && /^(\s|end|until|else|\)|\}|$)/.test(line)) groups.at(-1)?.push(line);
    else groups.push([line]);
  }
  if (groups.length > 2) yield* groups;
  for (let size = Math.ceil(lines.length / 2); size >= 1; size = size > 1 ? Math.ceil(size / 2) : 0) {
    for (let at = 0; at < lines.length; at += size) yield [...lines.slice(0, at), ...lines.slice(at + size)];
    if (size === 1) break;
  }
  // A block's head and end, leaving its body.
  for (let head = 0; head < lines.length; head++) {
    const indent = /^ */.exec(lines[head] ?? "")?.[0].length ?? 0;
    for (let end = head + 1; end < lines.length; end++) {
      const line = lines[end] ?? "";
      if ((/^ */.exec(line)?.[0].length ?? 0) > indent) continue;
      if (/^\s*(end|until|else|elseif|\}|\))/.test(line)) {
        yield lines.filter((_, i) => i !== head && i !== end);
        yield [...lines.slice(0, head), ...lines.slice(end + 1)];
      }
      break;
    }
  }
}

/** Sources with some tokens left out or made simple. @param {string} text @returns {Generator<string>} */
function* withoutTokens(text) {
  const tokens = text.match(TOKEN) ?? [];
  if (tokens.length > 600) return;
  for (const size of [12, 6, 3, 2, 1]) {
    for (let at = 0; at + size <= tokens.length; at++) {
      if (size === 1 && /^\s+$/.test(tokens[at] ?? "")) continue;
      yield tokens.slice(0, at).join("") + tokens.slice(at + size).join("");
    }
  }
  for (const [at, token] of tokens.entries()) {
    const open = token === "(" ? ")" : token === "{" ? "}" : undefined;
    if (open === undefined) continue;
    let depth = 0;
    for (let end = at; end < tokens.length; end++) {
      if (tokens[end] === token) depth++;
      if (tokens[end] === open && --depth === 0) {
        yield [...tokens.slice(0, at + 1), ...tokens.slice(end)].join("");
        yield [...tokens.slice(0, at), ...tokens.slice(at + 1, end), ...tokens.slice(end + 1)].join("");
        break;
      }
    }
  }
}

/** @template T @param {Iterable<T>} items @param {number} size @returns {Generator<T[]>} */
function* chunks(items, size) {
  let chunk = [];
  for (const item of items) {
    chunk.push(item);
    if (chunk.length === size) {
      yield chunk;
      chunk = [];
    }
  }
  if (chunk.length > 0) yield chunk;
}

/**
 * The smallest differing case found within the time.
 * @param {Comparison} comparison @param {Difference} difference @param {number} milliseconds @returns {Promise<Difference>}
 */
export async function shrink(comparison, difference, milliseconds) {
  const deadline = Date.now() + milliseconds;
  const wanted = signature(difference);
  let best = difference;

  const attempt = async (/** @type {Iterable<string>} */ candidates) => {
    for (const group of chunks(candidates, CANDIDATES)) {
      if (Date.now() > deadline) return false;
      const found = (await comparison.compareMany(group)).filter(
        (d) => d !== undefined && !d.expected.startsWith("SYNTAX") && signature(d) === wanted,
      );
      found.sort((a, b) => (a?.source.length ?? 0) - (b?.source.length ?? 0));
      if (found[0] && found[0].source.length < best.source.length) {
        best = found[0];
        return true;
      }
    }
    return false;
  };

  if (difference.standalone) {
    const asCase = await comparison.compareOne(difference.source);
    if (!asCase) return difference;
    return shrink(comparison, asCase, milliseconds);
  }
  const parts = () => {
    const [prelude = "", ...lines] = best.source.split("\n");
    return { prelude, lines };
  };
  let progress = true;
  while (progress && Date.now() < deadline) {
    progress = false;
    while (await attempt(mapped(withoutLines(parts().lines), (lines) => [parts().prelude, ...lines].join("\n"))))
      progress = true;
    while (await attempt(mapped(withoutTokens(parts().lines.join("\n")), (text) => `${parts().prelude}\n${text}`)))
      progress = true;
  }
  const bare = parts().lines.join("\n");
  await attempt([bare, `\n${bare}`]);
  return best;
}

/** @template A, B @param {Iterable<A>} items @param {(item: A) => B} f @returns {Generator<B>} */
function* mapped(items, f) {
  for (const item of items) yield f(item);
}
