/** The package as it is published, built once for tests of what documents and examples say. */
import { execFile, spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const root = join(import.meta.dirname, "../..");

/** A directory in which programs can `import "perigee"`. */
export interface BuiltPackage {
  /** Where programs are put. */
  readonly directory: string;
  /** The program of the command. */
  readonly cli: string;
  /** Removes the directory. */
  remove(): void;
}

/** Builds the package into a new directory. */
export async function buildPackage(): Promise<BuiltPackage> {
  const directory = mkdtempSync(join(tmpdir(), "perigee-package-"));
  const home = join(directory, "node_modules/perigee");
  mkdirSync(home, { recursive: true });
  await promisify(execFile)(process.execPath, [join(root, "scripts/build.mjs"), join(home, "dist")], { cwd: root });
  copyFileSync(join(root, "package.json"), join(home, "package.json"));
  const remove = (): void => rmSync(directory, { recursive: true, force: true });
  return { directory, cli: join(home, "dist/cli.js"), remove };
}

/** The fenced blocks of a document in a language. */
export function blocks(document: string, language: string): string[] {
  const fences = new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, "gm");
  return [...document.matchAll(fences)].map((match) => match[1]!);
}

/** The lines that an example says it prints: `// → line`. */
export function expectedLines(source: string): string[] {
  return [...source.matchAll(/\/\/ → (.*)$/gm)].map((match) => match[1]!);
}

/** Runs a program of JavaScript with the package; its lines of output, and what it wrote to standard error. */
export function runProgram(built: BuiltPackage, name: string, source: string): { lines: string[]; errors: string } {
  const file = join(built.directory, name);
  writeFileSync(file, source);
  const child = spawnSync(process.execPath, [file], { encoding: "utf8", cwd: built.directory });
  return { lines: child.stdout.trimEnd().split("\n"), errors: child.stderr };
}
