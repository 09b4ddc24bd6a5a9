/**
 * The names of properties that compact bundles may shorten: those that the engine uses among its own objects. What hosts or
 * JavaScript see keeps its name, and so does what is ever used as text.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Modules of tables whose keys are listed: functions of libraries, instructions; and of parts of snapshots. */
const TABLES = /^(?:stdlib[\\/].*|compiler[\\/]bytecode[\\/]opcodes|vm[\\/]metaEvent)\.ts$/;
const RECORDS =
  /^(?:stdlib[\\/](?:snapshot\w+|io\w*|channel\w*|task)|api[\\/](?:hostSide|savedExecutions|timeZone))\.ts$/;
/** An entry on a line of its own, and not a parameter. */
const ENTRY = /^\s+(\w+)(?:,|: (?!(?:number|string|boolean|unknown|object|[A-Z]\w*),$).*[,{])$/gm;
const MEMBER = /^\s+(?:readonly |get |set |async )*(\w+)(?=[:(,])/gm;
/** Limits, which are an option. */
const LIMITS = /^export const DEFAULT_LIMITS[\s\S]*?^\}/m;
/** Names that modules of the interface have for something else than what hosts see, or that texts happen to be. */
const MACHINE = [
  "budget",
  "bridge",
  "caches",
  "caller",
  "current",
  "fault",
  "granted",
  "guard",
  "mark",
  "parking",
].concat(["position", "proto", "runner", "stopped", "suspends", "toHost"]);
/** Parts of protocols of the language that no object of it shows. */
const PROTOCOL = ["done", "value", "get", "set", "enumerable", "configurable", "writable", "then", "unref", "once"];

const COMMENT_OR_TEXT = /\/\*[\s\S]*?\*\/|\/\/[^\n]*|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'/g;

/** Reads a source: its code without comments and texts, and the texts. */
function parts(source) {
  const texts = [];
  const code = source.replace(COMMENT_OR_TEXT, (part) => {
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
 * The names in the modules that the interface is exported from: all of their types, and the members of their classes. Other modules
 * have classes behind interfaces that are in these.
 */
function ofInterface(root, absent) {
  const exported = readFileSync(join(root, "api/exports.ts"), "utf8");
  const modules = new Set(["../base/host", "./exports", "./createLua", "./vm", "./values"]);
  for (const name of all(exported, /from "([^"]+)\.ts"/g)) if (!absent.has(name.slice(2))) modules.add(name);
  const names = [];
  for (const name of modules) {
    const { code } = parts(readFileSync(join(root, "api", `${name}.ts`), "utf8"));
    let isBody = false;
    for (const line of code.split("\n")) {
      // the sources are formatted: what is indented is within what was declared last
      if (/^\S/.test(line)) isBody = /^(?:export )?(?:abstract )?(?:class|(?:async )?function)\b/.test(line);
      if (!isBody || /^(?: {2})?[^ }]/.test(line))
        names.push(...all(line, /(?<![\w.#])([A-Za-z_]\w*)\??!?\s*[;:(<={,]/g));
    }
  }
  return names;
}

/**
 * What keeps its name wherever it is.
 * @param {string} root the directory of the sources
 * @param {ReadonlySet<string>} absent modules of the interface that are left out
 * @returns {Set<string>}
 */
export function seenNames(root, absent) {
  const kept = ofLanguage();
  const keep = (names) => {
    for (const name of names) kept.add(name);
  };
  keep(ofInterface(root, absent));
  for (const file of readdirSync(root, { recursive: true, encoding: "utf8" })) {
    const { code } = TABLES.test(file) || RECORDS.test(file) ? parts(readFileSync(join(root, file), "utf8")) : "";
    if (TABLES.test(file)) keep(all(code, ENTRY));
    if (RECORDS.test(file) && absent.size === 0) keep(all(code, MEMBER));
  }
  keep(all(LIMITS.exec(readFileSync(join(root, "vm/state.ts"), "utf8"))[0], /(\w+):/g));
  return kept;
}

/**
 * @param {string} code a bundle as it is before it is minified, without what packages have in it
 * @param {ReadonlySet<string>} seen
 * @param {readonly string[]} foreign files of packages that are bundled with it
 * @returns {string[]} names in it that may be shortened
 */
export function innerNames(source, seen, foreign) {
  const { code, texts } = parts(source);
  const kept = new Set([...seen, ...texts]);
  for (const name of MACHINE) kept.delete(name);
  for (const file of foreign) for (const name of all(readFileSync(file, "utf8"), /([A-Za-z_]\w*)/g)) kept.add(name);
  return [...new Set(all(code, /[.?]\.?([a-z_]\w+)/g))].filter((name) => !kept.has(name)).sort();
}
