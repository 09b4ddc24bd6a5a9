/**
 * Bundles that import from another one what that has already, so that classes are the same objects in both. The first exports what
 * the second needs under short names that nobody else uses.
 */
import { readFile } from "node:fs/promises";

const SCHEME = "shared:";

/** What is exported under short names, by module and name. */
export class SharedNames {
  /** @type {Map<string, { path: string, name: string, alias: string }>} */
  #exports = new Map();

  /** Notes what a bundle imports that was built with the plugin below. */
  note(text) {
    for (const [, list, path] of text.matchAll(/\bimport \{([^}]*)\} from "shared:([^"]+)";/g)) {
      for (const item of list.split(",")) {
        const [name, local = name] = item.trim().split(" as ");
        // esbuild keeps the names of imports that nothing uses
        if (text.match(new RegExp(`(?<![\\w$])${local.replaceAll("$", "\\$&")}(?![\\w$])`, "g")).length < 2) continue;
        this.#exports.set(`${path} ${name}`, { path, name, alias: `_${this.#exports.size.toString(36)}` });
      }
    }
  }

  /** The statements that export them. */
  statements() {
    return Array.from(
      this.#exports.values(),
      ({ path, name, alias }) => `export { ${name} as ${alias} } from ${JSON.stringify(path)};`,
    ).join("\n");
  }

  /** The import of a name, from `file`. */
  aliasOf(path, name) {
    return this.#exports.get(`${path} ${name}`)?.alias;
  }
}

/**
 * @param {ReadonlySet<string>} modules paths of the modules that are in the other bundle
 * @param {SharedNames} names
 * @param {string} [file] the other bundle; without it names are imported from where they are declared, for them to be noted
 * @returns {import("esbuild").Plugin}
 */
export function shared(modules, names, file) {
  return {
    name: "shared",
    setup(build) {
      build.onResolve({ filter: /^shared:/ }, ({ path }) => ({ path, external: true }));
      if (file !== undefined) {
        build.onResolve({ filter: /./ }, ({ path }) => (path === file ? { path, external: true } : undefined));
      }
      build.onResolve({ filter: /\.(?:ts|mjs)$/ }, async ({ path, resolveDir, importer, kind, pluginData }) => {
        if (kind === "entry-point" || pluginData === SCHEME) return undefined;
        const found = await build.resolve(path, { resolveDir, importer, kind, pluginData: SCHEME });
        return modules.has(found.path) ? { path: found.path, namespace: "shared" } : found;
      });
      build.onLoad({ filter: /./, namespace: "shared" }, async ({ path }) => {
        const source = await readFile(path, "utf8");
        const declared = Array.from(
          source.matchAll(/^export (?:async )?(?:abstract )?(?:function\*?|const|class) (\w+)/gm),
          (match) => match[1],
        );
        for (const [, list] of source.matchAll(/^export \{([^}]*)\}/gm)) {
          declared.push(
            ...list
              .split(",")
              .map((item) => item.trim())
              .filter((item) => /^\w+$/.test(item)),
          );
        }
        const lines = declared.map((name) => {
          if (file === undefined) return `export { ${name} } from "${SCHEME}${path}";`;
          const alias = names.aliasOf(path, name);
          // what has none is imported, but not used
          return alias === undefined
            ? `export const ${name} = null;`
            : `export { ${alias} as ${name} } from "${file}";`;
        });
        // members of enums are inlined only where their declaration is in the bundle
        const enums = Array.from(source.matchAll(/^export enum [\s\S]*?^\}/gm), (match) => match[0]);
        return { contents: [...lines, ...enums].join("\n"), loader: "ts" };
      });
    },
  };
}
