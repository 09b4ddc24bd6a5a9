/**
 * Bundles the sources into dist/, or the directory that is given. The library entries share chunks, so that their classes are the same objects whichever
 * entry they come from; the command is one file of its own, for its start-up time. Bundling also inlines enum members,
 * which the interpreter's speed rests on. For browsers there are minified files that need nothing beside them. Type
 * declarations come from tsc, not from here.
 */
import { chmod, rm } from "node:fs/promises";
import { build } from "esbuild";
import { lean } from "./compact/lean.mjs";
import { innerNames } from "./compact/names.mjs";
import { compact } from "./compact/plugin.mjs";

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
      { in: "src/aolite/index.ts", out: "aolite" },
      { in: "src/node/index.ts", out: "node" },
      // loaded by its name: the program of worker threads
      { in: "src/node/engineWorker.ts", out: "engineWorker" },
    ],
    chunkNames: "shared-[hash]",
  }),
  buildCompact(),
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

/** For browsers: minified, and the names of inner properties shortened. The small ones leave out what few pages need. */
async function buildCompact() {
  /** @type {import("esbuild").BuildOptions} */
  const options = {
    ...common,
    platform: "neutral",
    mainFields: ["module", "main"],
    minify: true,
  };
  const bundles = [
    { in: "src/api/index.ts", out: "perigee-full.min", plugins: [compact] },
    { in: "scripts/compact/core.mjs", out: "perigee.min", plugins: [lean(true), compact] },
    { in: "scripts/compact/vm.mjs", out: "perigee-vm.min", plugins: [lean(false), compact] },
  ];
  const { metafile } = await build({
    ...options,
    plugins: [compact],
    entryPoints: [bundles[0].in],
    write: false,
    metafile: true,
  });
  const foreign = Object.keys(metafile.inputs).filter((path) => path.endsWith(".js"));
  const mangleProps = new RegExp(`^(?:${innerNames("src", foreign).join("|")})$`);
  for (const { in: input, out, plugins } of bundles) {
    await build({ ...options, plugins, mangleProps, entryPoints: [{ in: input, out }] });
  }
}
