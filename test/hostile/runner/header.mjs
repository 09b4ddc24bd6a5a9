/** The headers of hostile scripts; the format is described in test/hostile/README.md. */

/**
 * @typedef {object} Script
 * @property {string} title
 * @property {readonly string[]} dialects
 * @property {unknown} libs for createLua
 * @property {Record<string, number | string>} limits for createLua
 * @property {Record<string, unknown>} options further options for createLua
 * @property {string | undefined} host which set of host functions `host` holds
 * @property {readonly string[]} needs limits and methods of an engine without which the script is skipped
 * @property {number} step 0: in one go
 * @property {"compile" | "run" | "bytes" | undefined} made what the host does with the first result
 * @property {string} after how `return 1 + 1` ends afterwards: "ok 2", another outcome, or "any" of the declared family
 * @property {string} expect
 */

const DIALECTS = ["5.3", "5.4"];
const FIELDS = new Set(["dialects", "libs", "limits", "options", "host", "needs", "step", "made", "after", "expect"]);
const UNITS = { K: 1024, M: 1024 ** 2, G: 1024 ** 3 };
/** Enough for any script of the corpus that is meant to end, and soon over for the others. */
const INSTRUCTIONS = 3_000_000;

/** @param {string} text a number such as 1e7 or 64M, or a word */
function quantity(text) {
  const match = /^([\d.]+(?:e\d+)?)([KMG]?)$/.exec(text);
  if (match === null) return text;
  return Number(match[1]) * (match[2] === "" ? 1 : UNITS[match[2]]);
}

/** @param {string} text @returns {unknown} */
function libraries(text) {
  if (["none", "safe", "all"].includes(text)) return text;
  if (text.startsWith("{")) return JSON.parse(text);
  return text.split(/[\s,]+/);
}

/** @param {string} text "a=1 b" @param {(value: string) => unknown} read */
function pairs(text, read) {
  return Object.fromEntries(
    text
      .split(/\s+/)
      .filter((word) => word !== "")
      .map((word) => {
        const [name, value] = word.split("=");
        return [name, value === undefined ? true : read(value)];
      }),
  );
}

/**
 * The header of a script in one dialect.
 * @param {string} source @param {string} dialect @returns {Script}
 */
export function header(source, dialect) {
  /** @type {Record<string, string>} */
  const fields = {};
  const lines = source.split("\n");
  const title = /^-- (.+)$/.exec(lines[0])?.[1];
  if (title === undefined) throw new Error("the first line is no comment that says what is tried");
  for (const line of lines.slice(1)) {
    const match = /^-- (\w+)(?: (5\.[34]))?: ?(.*)$/.exec(line);
    if (match === null) break;
    const [, name, only, value] = match;
    if (!FIELDS.has(name)) throw new Error(`no header field named "${name}"`);
    if (only === undefined ? fields[name] === undefined : only === dialect) fields[name] = value;
  }
  const dialects = fields.dialects === undefined ? DIALECTS : fields.dialects.split(/\s+/);
  if (fields.expect === undefined && dialects.includes(dialect)) throw new Error("no expectation");
  return {
    title,
    dialects,
    libs: libraries(fields.libs ?? "safe"),
    limits: { instructions: INSTRUCTIONS, ...pairs(fields.limits ?? "", quantity) },
    options: pairs(fields.options ?? "", (value) => (value === "true" ? true : value)),
    host: fields.host,
    needs: (fields.needs ?? "").split(/\s+/).filter((name) => name !== ""),
    step: Number(fields.step ?? 0),
    made: fields.made,
    after: fields.after ?? "ok 2",
    expect: (fields.expect ?? "").trim(),
  };
}

/**
 * Whether an outcome is the declared one. A text after `error`, `syntax` and so on must be part of the message; that after
 * `ok` must be the whole output.
 * @param {string} expected @param {{ kind: string, text: string }} outcome
 */
export function matches(expected, outcome) {
  const space = expected.indexOf(" ");
  const kind = space < 0 ? expected : expected.slice(0, space);
  const text = space < 0 ? "" : expected.slice(space + 1).trim();
  if (kind !== outcome.kind) return false;
  return kind === "ok" || kind === "limit" ? outcome.text === text : outcome.text.includes(text);
}
