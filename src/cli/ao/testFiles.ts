/** Finds the files of tests. */
import { type Dirent, readdirSync, realpathSync, type Stats, statSync } from "node:fs";
import { join } from "node:path";
import { InputError, reasonOf } from "./scenario.ts";

const TEST_FILE = /_(?:test|spec)\.lua$/;

/** A file of tests, or what kept it from being found. */
export interface TestFile {
  readonly path: string;
  /** Why there is nothing to be read. */
  readonly problem?: string;
}

/** The test files among and below the operands, in order. @throws InputError when there are none, or no such operand */
export function testFiles(operands: readonly string[]): readonly TestFile[] {
  const files = operands.flatMap((operand) => {
    if (!statOf(operand).isDirectory()) return [{ path: operand }];
    const found = below(operand, "", new Set());
    return found
      .sort((a, b) => (a.path < b.path ? -1 : 1))
      .map(({ path, ...rest }) => ({ path: operand === "." ? path : join(operand, path), ...rest }));
  });
  if (files.length === 0) throw new InputError(`no tests (*_test.lua, *_spec.lua) in ${operands.join(", ")}`);
  return files;
}

/** @throws InputError */
function statOf(operand: string): Stats {
  try {
    return statSync(operand);
  } catch (error) {
    throw new InputError(`cannot open ${operand}: ${reasonOf(error)}`);
  }
}

/**
 * The test files below a directory of an operand, with paths from the operand on. Hidden ones are not meant: editors keep
 * theirs there. What cannot be looked at is found with its problem, so that the rest can run.
 * @param around real paths of the directories that this one is in: links may lead back to them
 */
function below(operand: string, directory: string, around: ReadonlySet<string>): TestFile[] {
  const whole = join(operand, directory);
  let entries: readonly Dirent[];
  let inside: ReadonlySet<string>;
  try {
    const real = realpathSync(whole);
    if (around.has(real)) return [];
    inside = new Set([...around, real]);
    entries = readdirSync(whole, { withFileTypes: true });
  } catch (error) {
    return [{ path: directory === "" ? "." : directory, problem: reasonOf(error) }];
  }
  return entries.flatMap(({ name }) => {
    if (name.startsWith(".") || name === "node_modules") return [];
    const path = directory === "" ? name : join(directory, name);
    const kind = kindOf(join(operand, path));
    if (kind === "directory") return below(operand, path, inside);
    if (!TEST_FILE.test(name)) return [];
    // reading a pipe might never end
    return kind === "other" ? [{ path, problem: "Not a regular file" }] : [{ path }];
  });
}

/** What is there, at the end of links. */
function kindOf(path: string): "file" | "directory" | "other" | "nothing" {
  try {
    const stat = statSync(path);
    if (stat.isDirectory()) return "directory";
    return stat.isFile() ? "file" : "other";
  } catch {
    // whoever reads it learns why
    return "nothing";
  }
}
