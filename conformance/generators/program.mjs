/** Whole programs: all statement kinds, mixed. */
import {
  closingStatement, closuresStatement, coroutineStatement, debugStatement, libraryStatement, loadStatement, metatableStatement,
} from "../lib/features.mjs"; // biome-ignore format: long
import {
  assignment, callStatement, doStatement, functionStatement, genericFor, gotoStatement, ifStatement, localFunction, localStatement,
  multipleAssignment, numericFor, printStatement, protectedStatement, raise, repeatStatement, Statements, whileStatement,
} from "../lib/statements.mjs"; // biome-ignore format: long
import { Writer } from "../lib/writer.mjs";

/** @typedef {import("../lib/source.mjs").Source} Source */

const STATEMENTS = new Statements([
  [12, printStatement],
  [14, localStatement],
  [10, assignment],
  [4, multipleAssignment],
  [6, ifStatement],
  [3, whileStatement],
  [3, repeatStatement],
  [5, numericFor],
  [5, genericFor],
  [7, localFunction],
  [4, functionStatement],
  [6, callStatement],
  [2, doStatement],
  [3, gotoStatement],
  [9, protectedStatement],
  [3, coroutineStatement],
  [3, metatableStatement],
  [2, closingStatement],
  [2, closuresStatement],
  [3, loadStatement],
  [3, debugStatement],
  [4, libraryStatement],
]);

/** What to-be-closed variables are made with. */
export const CLOSABLE = `local function C(name, e) return setmetatable({}, {__close = function(o, err) print("close", name, show(err)) if e then error(e, 2) end end}) end`;

/** @param {Source} s @param {import("../lib/engines.mjs").Dialect} dialect @param {Statements} statements @param {number} size */
export function writeProgram(s, dialect, statements, size) {
  const w = new Writer(s, dialect, size);
  if (dialect === "5.4") w.emit(CLOSABLE);
  while (w.budget > 0 && !s.exhausted) {
    w.wild = s.chance(90) ? 1 : 8;
    statements.one(w);
  }
  const visible = w.visible().slice(0, 12);
  if (visible.length > 0) w.emit(`print(${visible.map((v) => `show(${v.name})`).join(", ")})`);
  w.emit("print(show(G1), show(G2), show(G3))");
  if (s.chance(10)) w.emit(`do ${raise(w)} end`);
  return w.lines.join("\n");
}

/**
 * A generator of programs in which some statements are more frequent than others.
 * @param {string} name @param {readonly (readonly [number, import("../lib/statements.mjs").Statement])[]} more
 * @param {Partial<import("../lib/campaign.mjs").Generator> & { size?: number }} options
 * @returns {import("../lib/campaign.mjs").Generator}
 */
export function programGenerator(name, more, { size = 45, ...options } = {}) {
  const statements = new Statements([...more, ...STATEMENTS.table]);
  return {
    name,
    length: 2500,
    batch: 60,
    scripts: 3,
    generate: (s, dialect) => writeProgram(s, dialect, statements, s.int(size >> 3, size)),
    ...options,
  };
}

export default programGenerator("program", []);
