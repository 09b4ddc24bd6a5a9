/** An esbuild plugin that leaves out of a bundle what never runs in it. */
import { readFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { withoutMethods } from "./methods.mjs";

const STUBS = join(import.meta.dirname, "chevrotain.mjs");
const LODASH = join(import.meta.dirname, "lodash.mjs");
/** The directory of Chevrotain's modules. */
const CHEVROTAIN = dirname(fileURLToPath(import.meta.resolve("chevrotain")));

/** Modules of Chevrotain that a parse does not reach, see chevrotain.mjs. */
const UNREACHED = [
  "scan/lexer_public.js",
  "errors_public.js",
  "grammar/checks.js",
  "grammar/follow.js",
  "grammar/gast/gast_resolver_public.js",
  "grammar/interpreter.js",
  "grammar/lookahead.js",
  "traits/context_assist.js",
  "traits/gast_recorder.js",
  "traits/looksahead.js",
  "traits/perf_tracer.js",
  "traits/recognizer_api.js",
  "traits/recoverable.js",
  "traits/tree_builder.js",
];

/** Methods that a parse does not reach either, in modules of which it needs the rest: options, repetitions and choices. */
const UNREACHED_METHODS = {
  "recognizer_engine.js":
    /^ {4}(?:option|atLeastOne|atLeastOneSepFirst|many|manySepFirst|repetitionSepSecond|or)Internal(?:Logic)?\(|^ {4}(?:doSingleRepetition|saveRecogState|reloadRecogState)\(/,
  "error_handler.js": /^ {4}raise(?:EarlyExit|NoAlt)Exception\(/,
};

/** What our parser imports of Chevrotain. */
const ENTRY = `
export { EmbeddedActionsParser } from "./parse/parser/parser.js";
export { createToken, EOF } from "./scan/tokens_public.js";
`;

/** The rows of library functions and instructions carry what the documentation is made of. */
const OF_FUNCTIONS = /\b(?:signature|manual|gas):\s*"(?:[^"\\]|\\.)*",?/g;
const STRING = /"[^"\n]*"|`[^`\n]*`/g;

/** @type {import("esbuild").Plugin} */
export const compact = {
  name: "compact",
  setup(build) {
    build.onResolve({ filter: /^chevrotain$/ }, () => ({ path: "chevrotain", namespace: "compact" }));
    build.onLoad({ filter: /^chevrotain$/, namespace: "compact" }, () => ({
      contents: ENTRY,
      resolveDir: CHEVROTAIN,
    }));
    build.onResolve({ filter: /^@chevrotain\/gast$/ }, () => ({ path: STUBS }));
    build.onResolve({ filter: /^lodash-es$/ }, () => ({ path: LODASH }));
    build.onResolve({ filter: /^\.\.?\/.*\.js$/ }, ({ path, importer }) => {
      const isUnreached = importer.startsWith(CHEVROTAIN) && isOneOf(path);
      return isUnreached ? { path: STUBS } : undefined;
    });
    build.onLoad({ filter: /[\\/]traits[\\/](?:recognizer_engine|error_handler)\.js$/ }, async ({ path }) => ({
      contents: withoutMethods(await readFile(path, "utf8"), UNREACHED_METHODS[basename(path)], "    }"),
    }));
    const without = (filter, text, rest) =>
      build.onLoad({ filter }, async ({ path }) => ({
        contents: (await readFile(path, "utf8")).replace(text, rest),
        loader: "ts",
      }));
    without(/[\\/]src[\\/]stdlib[\\/][^\\/]+\.ts$/, OF_FUNCTIONS, () => "");
    // the effects of instructions are its only strings of several words
    without(/[\\/]src[\\/]compiler[\\/]bytecode[\\/]opcodes\.ts$/, STRING, (text) =>
      text.includes(" ") ? '""' : text,
    );
  },
};

/** Imports are relative: what counts is how they end, without the dots before. */
function isOneOf(path) {
  const tail = path.replace(/^(?:\.\.?\/)+/, "");
  return UNREACHED.some((module) => module === tail || module.endsWith(`/${tail}`) || tail.endsWith(`/${module}`));
}
