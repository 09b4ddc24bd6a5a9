/**
 * An esbuild plugin for the small bundles: they have what pages need to run scripts. What they leave out is in absent.mjs, what
 * comes with a second file in later.mjs; docs/adr/0009 says why.
 */
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { withoutMethods } from "./methods.mjs";

const here = (name) => join(import.meta.dirname, name);
const SOURCES = here("../../src");
/** What is in place of modules does not stand for itself. */
const STAND_INS = [here("absent.mjs"), here("later.mjs")];

/** Left out of all of them. */
const PARTS = [
  "vm/channel.ts",
  "vm/snapshot/schema.ts",
  "stdlib/ioFile.ts",
  "stdlib/loadFile.ts",
  "stdlib/require.ts",
  "api/snapshot.ts",
  "api/stateCopies.ts",
  "api/channel.ts",
  "api/tasks.ts",
  "api/modules.ts",
  "api/debugControl.ts",
  "api/chunkCache.ts",
  "api/timeZone.ts",
  "compiler/bytecode/disassembler.ts",
];
/** Modules of the interface whose types nobody sees then. */
export const ABSENT_INTERFACE = new Set(
  ["channelLink", "fileSystems", "memoryFs", "overlayFs", "pool", "poolCore", "resolvers", "virtualClock"].concat(
    PARTS.filter((part) => part.startsWith("api/")).map((part) => part.slice(4, -3)),
  ),
);
/** Left out where there is a compiler: chunks are sources. */
const OF_CHUNKS = ["compiler/bytecode/dump.ts", "compiler/bytecode/undump.ts", "base/sha256.ts"];
/** Left out where there is none. */
const OF_HOOKS = ["vm/hooks.ts", "vm/hookCalls.ts", "api/interruption.ts"];
/** What comes with the libraries there. */
const LATER = [
  "api/definedClass.ts",
  "api/events.ts",
  "api/rawCall.ts",
  "api/rawFunctions.ts",
  "base/sha256.ts",
  "compiler/bytecode/dump.ts",
];

/** Methods of what is left that nothing reaches without the parts that are left out: snapshots, tasks and hooks use them. */
const METHODS = {
  "vm/dict.ts": ["restore", "compactionLimit"],
  "vm/queue.ts": ["restore", "retain"],
  "vm/run.ts": ["save", "restore", "shareBudget", "discard"],
  "vm/shape.ts": ["moveBelow"],
  "vm/table.ts": ["restore", "fieldNames", "fieldValues"],
  "api/bridge.ts": ["copyClasses", "takeUp", "counterpart", "ownValues"],
  "api/execution.ts": ["limitsLeft", "givenSignal", "markWaiting", "failWith"],
  "api/frameViews.ts": ["levelOf"],
  "api/runner.ts": ["abandon", "adopt", "unfinished"],
  "api/scheduler.ts": ["arrange"],
};

/** @param {string} text a small bundle before names are shortened @throws Error when it reaches something of {@link METHODS} */
export function checkUnreached(text) {
  for (const name of Object.values(METHODS).flat()) {
    // another class has a method of that name
    if (new RegExp(`^ {2}(?:static |get |set )?${name}\\(`, "m").test(text)) continue;
    if (new RegExp(`\\.${name}\\b`).test(text)) throw new Error(`${name} is left out, but reached`);
  }
}

/** Libraries that need what a page does not have, or are for other programs than those of guests. */
const NEVER = ["io", "package", "channel", "task"];
/** Those that come later. */
const GIVEN = ["table", "string", "math", "utf8", "bit32", "os", "debug"];

/** @param {"core" | "vm" | "libraries"} bundle @returns {import("esbuild").Plugin} */
export function lean(bundle) {
  const standIns = new Map([[join(SOURCES, "stdlib/debug.ts"), here("debugLibrary.mjs")]]);
  const replace = (parts, by) => {
    for (const part of parts) standIns.set(join(SOURCES, part), here(by));
  };
  replace(bundle === "core" ? [...PARTS, ...OF_CHUNKS] : [...PARTS, ...OF_HOOKS], "absent.mjs");
  if (bundle === "vm") replace(LATER, "later.mjs");
  return {
    name: "lean",
    setup(build) {
      build.onResolve({ filter: /^\.\.?\/.*\.ts$/ }, ({ path, resolveDir, importer }) => {
        const standIn = standIns.get(resolve(resolveDir, path));
        return standIn === undefined || STAND_INS.includes(importer) ? undefined : { path: standIn };
      });
      for (const [file, names] of Object.entries(METHODS)) {
        const starts = new RegExp(`^  (?:static |get |set )?(?:${names.join("|")})\\(`);
        build.onLoad({ filter: new RegExp(`[\\\\/]src[\\\\/]${file.replace("/", "[\\\\/]")}$`) }, async ({ path }) => ({
          contents: withoutMethods(await readFile(path, "utf8"), starts, "  }"),
          loader: "ts",
        }));
      }
      build.onLoad({ filter: /[\\/]src[\\/]stdlib[\\/]index\.ts$/ }, async ({ path }) => {
        let contents = await readFile(path, "utf8");
        const remove = (line) => {
          if (!contents.includes(line)) throw new Error(`${path}: no line ${line}`);
          contents = contents.replace(line, "");
        };
        for (const name of bundle === "core" ? NEVER : [...NEVER, ...GIVEN]) {
          remove(`  ${name}: ${name}Library,\n`);
          remove(`import { ${name}Library } from "./${name}.ts";\n`);
        }
        for (const name of NEVER) remove(`  "${name}",\n`);
        return { contents, loader: "ts" };
      });
    },
  };
}
