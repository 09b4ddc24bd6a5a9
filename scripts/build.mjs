/**
 * Bundles the sources into dist/, or the directory that is given. The library entries share chunks, so that their classes are the same objects whichever
 * entry they come from; the command is one file of its own, for its start-up time. Bundling also inlines enum members,
 * which the interpreter's speed rests on. For browsers there are minified files that need nothing beside them. Type
 * declarations come from tsc, not from here.
 */
import { chmod, mkdir, rm } from "node:fs/promises";
import { build } from "esbuild";
import { buildCompact } from "./compact/build.mjs";

const outdir = process.argv[2] ?? "dist";

/** @type {import("esbuild").BuildOptions} */
const common = {
  bundle: true,
  format: "esm",
  target: ["node20", "es2022"],
  minifySyntax: true,
  legalComments: "linked",
  charset: "utf8",
  outdir,
  logLevel: "warning",
};

await rm(outdir, { recursive: true, force: true });
await mkdir(outdir, { recursive: true });
await Promise.all([
  build({
    ...common,
    // The core must run anywhere: only the node entry may name a module of Node.
    platform: "neutral",
    mainFields: ["module", "main"],
    external: ["node:*"],
    splitting: true,
    entryPoints: [
      { in: "src/api/index.ts", out: "index" },
      { in: "src/api/vm.ts", out: "vm" },
      { in: "src/api/libraries.ts", out: "vm-libraries" },
      { in: "src/aolite/index.ts", out: "aolite" },
      { in: "src/node/index.ts", out: "node" },
      // loaded by its name: the program of worker threads
      { in: "src/node/engineWorker.ts", out: "engineWorker" },
    ],
    chunkNames: "shared-[hash]",
  }),
  buildCompact(common, outdir),
  build({
    ...common,
    platform: "node",
    // The console is a chunk of its own, loaded when it is needed.
    splitting: true,
    entryPoints: [{ in: "src/cli/main.ts", out: "cli" }],
    chunkNames: "cli-[hash]",
    banner: { js: "#!/usr/bin/env node" },
  }),
]);
await chmod(`${outdir}/cli.js`, 0o755);
