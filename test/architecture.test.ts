import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";

/** Who may import whom, bottom first; a folder may always import from itself. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  base: [],
  lexer: ["base"],
  parser: ["lexer", "base"],
  "compiler/bytecode": ["base"],
  compiler: ["compiler/bytecode", "parser", "base"],
  vm: ["compiler/bytecode", "base"],
  stdlib: ["vm", "compiler/bytecode", "base"],
  api: ["stdlib", "vm", "compiler", "compiler/bytecode", "base"],
  aolite: ["api", "stdlib", "vm", "compiler/bytecode", "base"],
  node: ["api", "base"],
  cli: ["aolite", "node", "api", "stdlib", "vm", "compiler", "compiler/bytecode", "base"],
};

/** Packages, and the folders that may import them. */
const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  chevrotain: ["lexer", "parser"],
  "big-integer": ["base"],
};
const WITH_NODE: readonly string[] = ["node", "cli"];

const SRC = join(import.meta.dirname, "../src");
// Sees `import type`, `export ... from`, side-effect and dynamic imports.
const IMPORT = /^\s*(?:import|export)\s(?:[^"';]*?\sfrom\s+)?"([^"\n]+)"|\bimport\(\s*"([^"\n]+)"/gm;

const files = (readdirSync(SRC, { recursive: true }) as string[])
  .map((file) => file.replaceAll("\\", "/"))
  .filter((file) => file.endsWith(".ts"))
  .sort();

function folderOf(file: string): string | undefined {
  return Object.keys(ALLOWED)
    .filter((folder) => file.startsWith(`${folder}/`))
    .sort((a, b) => b.length - a.length)[0];
}

interface Import {
  readonly from: string;
  /** A file below src, or a package. */
  readonly to: string;
  readonly isFile: boolean;
}

const imports: Import[] = files.flatMap((from) => {
  const text = readFileSync(join(SRC, from), "utf8").replace(/\/\*[\s\S]*?\*\//g, "");
  return [...text.matchAll(IMPORT)].map((match): Import => {
    const to = (match[1] ?? match[2])!;
    return to.startsWith(".")
      ? { from, to: join(dirname(from), to).replaceAll("\\", "/"), isFile: true }
      : { from, to, isFile: false };
  });
});
const edges = imports.filter((edge) => edge.isFile);

describe("architecture", () => {
  it("is really looking: files and imports are found, and imports name existing files", () => {
    expect(files.length).toBeGreaterThan(60);
    expect(edges.length).toBeGreaterThan(200);
    expect(files.filter((file) => folderOf(file) === undefined)).toEqual([]);
    expect(edges.filter((edge) => !files.includes(edge.to))).toEqual([]);
    for (const folder of Object.keys(ALLOWED))
      expect(
        files.some((file) => folderOf(file) === folder),
        folder,
      ).toBe(true);
  });

  it("folders import only what lies below them", () => {
    const wrong = edges.filter(({ from, to }) => {
      const [a, b] = [folderOf(from)!, folderOf(to)!];
      return a !== b && !ALLOWED[a]!.includes(b);
    });
    expect(wrong.map(({ from, to }) => `${from} -> ${to}`)).toEqual([]);
  });

  it("only the entry of the whole engine knows the compiler", () => {
    const users = edges.filter(({ from, to }) => folderOf(to) === "compiler" && folderOf(from) !== "compiler");
    expect(users.map(({ from }) => from)).toEqual(["api/createLua.ts"]);
  });

  it("packages and Node's modules are imported only where they may be", () => {
    const wrong = imports.filter(({ from, to, isFile }) => {
      if (isFile) return false;
      const folder = folderOf(from)!;
      return to.startsWith("node:") ? !WITH_NODE.includes(folder) : !PACKAGES[to]?.includes(folder);
    });
    expect(wrong.map(({ from, to }) => `${from} -> ${to}`)).toEqual([]);
  });

  it("no library imports another library", () => {
    const libraries = edges
      .filter(
        (edge) => edge.from === "stdlib/index.ts" && folderOf(edge.to) === "stdlib" && edge.to !== "stdlib/library.ts",
      )
      .map((edge) => edge.to);
    expect(libraries.length).toBeGreaterThan(5);
    const wrong = edges.filter((edge) => libraries.includes(edge.from) && libraries.includes(edge.to));
    expect(wrong.map(({ from, to }) => `${from} -> ${to}`)).toEqual([]);
  });

  it("there is no cycle, not even of types", () => {
    const next = new Map<string, string[]>();
    for (const { from, to } of edges) next.set(from, [...(next.get(from) ?? []), to]);
    const done = new Set<string>();
    const visit = (file: string, path: readonly string[]): string[] | undefined => {
      if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
      if (done.has(file)) return undefined;
      for (const to of next.get(file) ?? []) {
        const cycle = visit(to, [...path, file]);
        if (cycle !== undefined) return cycle;
      }
      done.add(file);
      return undefined;
    };
    for (const file of files) expect(visit(file, [])?.join(" -> ")).toBeUndefined();
  });
});
