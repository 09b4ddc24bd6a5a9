/** Programs with random tokens deleted, doubled, exchanged or put in: the texts of syntax errors. */
import { luaString } from "../lib/compare.mjs";
import program from "./program.mjs";

/** @typedef {import("../lib/source.mjs").Source} Source */

const TOKEN =
  /--[^\n]*|\[\[.*?\]\]|"(?:\\.|[^"\\])*"|'[^']*'|[A-Za-z_]\w*|\d[\w.]*|\.\.\.?|[=~<>]=|\/\/|<<|>>|::|\s+|./gs;

const INSERTED = [
  "and", "break", "do", "else", "elseif", "end", "false", "for", "function", "goto", "if", "in", "local", "nil", "not", "or", "repeat", "return", "then", "true", "until", "while", "+", "-", "*", "/", "//", "%", "^", "#", "&", "~",
  "|", "<<", ">>", "==", "~=", "<=", ">=", "<", ">", "=", "(", ")", "{", "}", "[", "]", "::", ";", ":", ",", ".", "..", "...", "x", "1", "1.5", "0x", "1e", "3x", '"s"', '"open', "'open", "[[open", "[==[ x", "[=", '"\\q"', '"\\300"', '"\\xZZ"', '"\\u{110000}"', '"\\u{zz"', '"\\x4"', '"a\\\nb"',
  '"\\z  x"', "@", "!", "$", "?", "`", "\\", "\u00e9", "--[[ open", "--x\n", "<const>", "<close>", "<unknown>", "::L::", "goto L", "local x <const> = 1 x = 2", "break", "0x1p", "1..2", "\0", "\x80", "goto continue", "#!", "~", "...,", "a.b.c", "a:b", "f{}", 'f"s"', "1e400", "99999999999999999999",
]; // biome-ignore format: a table

/** @param {Source} s @param {string} text */
function mutate(s, text) {
  const tokens = text.match(TOKEN) ?? [];
  for (let n = s.pick([1, 1, 1, 2, 3]); n > 0; n--) {
    const at = s.below(tokens.length);
    switch (s.below(6)) {
      case 0:
        tokens.splice(at, s.pick([1, 1, 2, 5]));
        break;
      case 1:
        tokens.splice(at, 0, tokens[at] ?? "");
        break;
      case 2: {
        const other = s.below(tokens.length);
        [tokens[at], tokens[other]] = [tokens[other] ?? "", tokens[at] ?? ""];
        break;
      }
      case 3:
        tokens[at] = s.pick(INSERTED);
        break;
      case 4:
        tokens.length = at;
        break;
      default:
        tokens.splice(at, 0, ` ${s.pick(INSERTED)} `);
    }
  }
  return tokens.join("");
}

export default {
  name: "syntax",
  length: 3500,
  batch: 60,
  scripts: 1,
  /** @param {Source} s @param {import("../lib/engines.mjs").Dialect} dialect */
  generate(s, dialect) {
    const text = program.generate(s, dialect).split("\n");
    // A piece of it: an error at the start would hide the rest.
    const start = s.below(text.length);
    const pieces = [text.join("\n"), text.slice(start, start + s.int(1, 12)).join("\n"), text.slice(0, 15).join("\n")];
    return s
      .list(6, 16, () => {
        const source = Buffer.from(mutate(s, s.pick(pieces)), "utf8").toString("latin1");
        return `print(select(2, load(${luaString(source)}, ${s.pick(['"=s"', '"@s"', `${luaString(source.slice(0, 40))}`])})))`;
      })
      .join("\n");
  },
};
