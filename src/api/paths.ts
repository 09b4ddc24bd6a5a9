/** Paths of scripts: POSIX style, relative ones start at the root. */

/** The names of a path, without ".", and with ".." carried out; it does not lead above the root. */
export function segments(path: string): string[] {
  const names: string[] = [];
  for (const part of path.split("/")) {
    if (part === "..") names.pop();
    else if (part !== "" && part !== ".") names.push(part);
  }
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
