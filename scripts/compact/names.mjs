/**
 * The names of properties that compact bundles may shorten: those that the machine uses among its own objects. What hosts or
 * JavaScript see keeps its name, and so does what is ever used as text.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** The machine; the rest of src is what hosts see. */
const INNER = ["base", "lexer", "parser", "compiler", "vm", "stdlib"];
/** Inner files whose properties hosts see, or that have objects whose keys are listed: functions of libraries, instructions. */
const LISTED = /[\\/](?:host|opcodes|metaEvent)\.ts$|[\\/]stdlib[\\/]/;
/** Parts of protocols of the language that no object of it shows. */
const PROTOCOL = ["done", "value", "get", "set", "enumerable", "configurable", "writable", "then", "unref", "once"];

const COMMENT_OR_TEXT = /\/\*[\s\S]*?\*\/|\/\/[^\n]*|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'/g;

/** Reads a source: its code without comments and texts, and the texts. */
function parts(path) {
  const texts = [];
  const code = readFileSync(path, "utf8").replace(COMMENT_OR_TEXT, (part) => {
    if (part.startsWith("/")) return " ";
    texts.push(part.slice(1, -1));
    return '""';
  });
  return { code, texts };
}

const all = (text, pattern) => Array.from(text.matchAll(pattern), (match) => match[1]);

/** The names of everything that JavaScript itself brings along. */
function ofLanguage() {
  const names = new Set(PROTOCOL);
  const seen = new Set();
  const visit = (object, depth) => {
    if ((typeof object !== "object" && typeof object !== "function") || object === null || seen.has(object)) return;
    seen.add(object);
    for (const [name, { value, get }] of Object.entries(Object.getOwnPropertyDescriptors(object))) {
      names.add(name);
      if (depth < 3 && get === undefined) visit(value, depth + 1);
    }
    visit(Object.getPrototypeOf(object), depth);
  };
  for (const name of Object.getOwnPropertyNames(globalThis)) {
    names.add(name);
    if (name !== "process" && name !== "globalThis") visit(globalThis[name], 0);
  }
  const instances = [/x/g, /x/.exec("x"), new Error("x", { cause: 1 }), function* () {}, async () => {}];
  const iterators = [[].values(), new Map().entries(), "".matchAll(/x/g), (function* () {})()];
  for (const object of [...instances, ...iterators]) visit(object, 1);
  return names;
}

/**
 * @param {string} root the directory of the sources
 * @param {readonly string[]} foreign files of packages that are bundled with them
 * @returns {string[]}
 */
export function innerNames(root, foreign) {
  const kept = ofLanguage();
  const keep = (names) => {
    for (const name of names) kept.add(name);
  };
  const inner = new Set();
  for (const file of readdirSync(root, { recursive: true, encoding: "utf8" })) {
    if (!file.endsWith(".ts")) continue;
    const path = join(root, file);
    const { code, texts } = parts(path);
    keep(texts);
    const isInner = INNER.includes(file.split(/[\\/]/)[0]);
    // members of namespaces are no properties
    keep(all(code, /\bexport (?:async )?(?:function\*?|const|class|enum) (\w+)/g));
    // members of classes and interfaces, keys of objects
    if (!isInner || LISTED.test(path)) keep(all(code, /(?<![\w.#?])([A-Za-z_]\w*)\??!?\s*[:(<]/g));
    if (!isInner || LISTED.test(path)) keep(all(code, /(?:\b(?:get|set|readonly|static)\s+)([A-Za-z_]\w*)/g));
    if (isInner) for (const name of all(code, /[.?]\.?([a-z_]\w+)/g)) inner.add(name);
  }
  for (const file of foreign) keep(all(readFileSync(file, "utf8"), /([A-Za-z_]\w*)/g));
  return [...inner].filter((name) => !kept.has(name)).sort();
}
