/** Builds the minified bundles for browsers: names of inner properties are shortened, the small ones leave out what few pages need. */
import { readFile, writeFile } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { build } from "esbuild";
import { minify } from "terser";
import { ABSENT_INTERFACE, checkUnreached, lean } from "./lean.mjs";
import { innerNames, seenNames } from "./names.mjs";
import { compact } from "./plugin.mjs";
import { SharedNames, shared } from "./shared.mjs";

const VM = "scripts/compact/vm.mjs";
const LIBRARIES = "scripts/compact/libraries.mjs";
const VM_FILE = "./perigee-vm.min.js";

/** @param {import("esbuild").BuildOptions} common @param {string} outdir */
export async function buildCompact(common, outdir) {
  /** @type {import("esbuild").BuildOptions} */
  const options = { ...common, platform: "neutral", mainFields: ["module", "main"], write: false, outdir };

  /** A bundle before anything is shortened: its text, and the modules in it. */
  const readable = async (how) => {
    const { metafile, outputFiles } = await build({ ...options, ...how, legalComments: "none", metafile: true });
    const inputs = Object.keys(metafile.inputs);
    return {
      text: outputFiles[0].text,
      modules: new Set(inputs.map((path) => resolve(path))),
      foreign: inputs.filter((path) => path.endsWith(".js")),
    };
  };
  const allSeen = seenNames("src", new Set());
  const leanSeen = seenNames("src", ABSENT_INTERFACE);
  const bundle = async (name, how, drafts, seen, mangleCache = {}) => {
    const foreign = drafts.flatMap((draft) => draft.foreign);
    const names = innerNames(drafts.map(({ text }) => text).join("\n"), seen, foreign);
    const made = await build({
      ...options,
      ...how,
      ...(how.stdin === undefined ? { entryPoints: [{ in: how.entryPoints[0], out: name }] } : { entryNames: name }),
      minify: true,
      mangleProps: new RegExp(`^(?:${names.join("|")})$`),
      mangleCache,
    });
    for (const { path, text } of made.outputFiles) {
      await writeFile(join(outdir, basename(path)), path.endsWith(".js") ? await smaller(text) : text);
    }
    return made.mangleCache;
  };

  for (const [name, entry, plugins, seen] of [
    ["perigee-full.min", "src/api/index.ts", [compact], allSeen],
    ["perigee.min", "scripts/compact/core.mjs", [lean("core"), compact], leanSeen],
  ]) {
    const how = { entryPoints: [entry], plugins };
    const draft = await readable(how);
    if (seen === leanSeen) checkUnreached(draft.text);
    await bundle(name, how, [draft], seen);
  }

  // the libraries import from the other file what that has already
  const plugins = [lean("vm"), compact];
  const vm = await readable({ entryPoints: [VM], plugins });
  const names = new SharedNames();
  const librariesWith = (file) => ({
    entryPoints: [LIBRARIES],
    plugins: [shared(vm.modules, names, file), lean("libraries"), compact],
  });
  const libraries = await readable(librariesWith());
  names.note(libraries.text);
  const contents = `export * from "./${VM}";\n${names.statements()}`;
  const entry = { stdin: { contents, resolveDir: "." }, plugins };
  const drafts = [vm, libraries];
  for (const { text } of drafts) checkUnreached(text);
  const cache = await bundle("perigee-vm.min", entry, drafts, leanSeen);
  await declare(outdir);
  await bundle("perigee-vm-libraries.min", librariesWith(VM_FILE), drafts, leanSeen, cache);
}

/** Declarations of what the files export, beside them. */
async function declare(outdir) {
  const exported = async (file) =>
    (await readFile(`scripts/compact/${file}.mjs`, "utf8")).replace(/^.*exports\.mjs.*\n/m, "");
  const both = await exported("exports");
  const files = {
    "perigee-full": 'export * from "../../src/api/index.ts";\n',
    perigee: (await exported("core")) + both,
    "perigee-vm": (await exported("vm")) + both,
    "perigee-vm-libraries": 'export { libraries } from "../../src/api/libraries.ts";\n',
  };
  for (const [name, text] of Object.entries(files)) {
    const declarations = text.replace(/"..\/..\/src\/(.*)\.ts"/g, '"./types/$1.js"');
    await writeFile(join(outdir, `${name}.min.d.ts`), declarations);
  }
}

/** What esbuild has minified, minified further. Only what keeps behaviour: nothing that terser calls unsafe. */
async function smaller(text) {
  const { code } = await minify(text, {
    ecma: 2022,
    module: true,
    compress: { passes: 3 },
    format: { comments: "some" },
  });
  // tools that guess at the format of a file look for exports at the beginning of a line
  return `${code.replace(/\bexport\{(?=[^{}]*\};?\s*$)/, "\nexport{")}\n`;
}
