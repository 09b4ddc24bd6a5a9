/** Paths of scripts: POSIX style, relative ones start at the root. */

import { fileFault } from "./faults.ts";

/** Longest path, in UTF-16 units: a script can make any string, and each "/" of it would cost a name. */
const MAX_PATH = 4096;
/** Most names in a path: file systems made of others look at each of them. */
const MAX_NAMES = 256;

/**
 * The names of a path, without ".", and with ".." carried out; it does not lead above the root.
 * @throws HostFault when it is too long
 */
export function segments(path: string): string[] {
  if (path.length > MAX_PATH) throw fileFault("ENAMETOOLONG");
  const names: string[] = [];
  for (const part of path.split("/")) {
    if (part === "..") names.pop();
    else if (part !== "" && part !== ".") names.push(part);
  }
  if (names.length > MAX_NAMES) throw fileFault("ENAMETOOLONG");
  return names;
}

/** Whether a path says by its end that it is that of a directory. */
export function asksForDirectory(path: string): boolean {
  return /(?:^|\/)\.{0,2}$/.test(path);
}

/** The path of names below the root. */
export function joined(names: readonly string[]): string {
  return `/${names.join("/")}`;
}
