/**
 * An esbuild plugin for the small bundles: they have the libraries of the preset "safe" and what pages need to run scripts.
 * What they leave out is in absent.mjs; docs/adr/0009 says why.
 */
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";

const ABSENT = join(import.meta.dirname, "absent.mjs");
const SOURCES = join(import.meta.dirname, "../../src");

/** Left out of both. */
const PARTS = [
  "vm/snapshot/clone.ts",
  "vm/snapshot/decoder.ts",
  "vm/snapshot/encoder.ts",
  "vm/snapshot/format.ts",
  "stdlib/snapshotKinds.ts",
  "stdlib/snapshotInternals.ts",
  "stdlib/debug.ts",
  "stdlib/ioFile.ts",
  "stdlib/loadFile.ts",
  "stdlib/require.ts",
  "api/snapshot.ts",
  "api/hostSide.ts",
  "api/savedExecutions.ts",
  "api/channel.ts",
  "api/tasks.ts",
  "api/modules.ts",
  "api/debugControl.ts",
  "api/chunkCache.ts",
  "api/timeZone.ts",
  "compiler/bytecode/disassembler.ts",
];
/** Left out where there is a compiler: chunks are sources. */
const OF_CHUNKS = ["compiler/bytecode/dump.ts", "compiler/bytecode/undump.ts", "base/sha256.ts"];

/** Libraries that need what a page does not have, or are for other programs than those of guests. */
const LIBRARIES = ["io", "package", "channel", "task"];

/** @param {boolean} hasCompiler @returns {import("esbuild").Plugin} */
export function lean(hasCompiler) {
  const parts = new Set((hasCompiler ? [...PARTS, ...OF_CHUNKS] : PARTS).map((part) => join(SOURCES, part)));
  return {
    name: "lean",
    setup(build) {
      build.onResolve({ filter: /^\.\.?\/.*\.ts$/ }, ({ path, resolveDir, importer }) =>
        importer !== ABSENT && parts.has(resolve(resolveDir, path)) ? { path: ABSENT } : undefined,
      );
      build.onLoad({ filter: /[\\/]src[\\/]stdlib[\\/]index\.ts$/ }, async ({ path }) => {
        let contents = await readFile(path, "utf8");
        for (const name of LIBRARIES) {
          for (const line of [`  ${name}: ${name}Library,\n`, `import { ${name}Library } from "./${name}.ts";\n`]) {
            if (!contents.includes(line)) throw new Error(`${path}: no line ${line}`);
            contents = contents.replace(line, "");
          }
        }
        return { contents, loader: "ts" };
      });
    },
  };
}
