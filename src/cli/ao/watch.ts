/** Doing something again whenever Lua files change. */
import { readdirSync, statSync, watch } from "node:fs";
import { dirname, join } from "node:path";
import { standardOutput } from "./output.ts";
import { InputError, reasonOf } from "./scenario.ts";

/** Milliseconds that files must have been left alone before it is done again. */
const QUIET_TIME = 150;
/** Folders of the current directory in which nobody edits sources of Lua. */
const IGNORED = /^(?:\..*|node_modules)$/;

/**
 * Does something, and again whenever a Lua file changes among or below the operands or in the folders of the current
 * directory, where sources of processes usually are. Never ends by itself. @throws InputError when an operand is not there
 */
export async function watchAll(operands: readonly string[], action: () => Promise<unknown>): Promise<never> {
  const write = standardOutput();
  let isStale = false;
  let wake: (() => void) | undefined;
  let timer: NodeJS.Timeout | undefined;
  const changed = (_: unknown, name: string | null): void => {
    if (name !== null && !isSource(name)) return;
    clearTimeout(timer);
    timer = setTimeout(() => {
      isStale = true;
      wake?.();
    }, QUIET_TIME);
  };
  for (const operand of operands) watchable(operand);
  for (const [directory, recursive] of watchedDirectories(operands)) {
    // a directory that goes away while it is watched is an error of the next run, not of the watcher
    watch(directory, { recursive }, changed).on("error", () => {});
  }
  for (;;) {
    isStale = false;
    try {
      await action();
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      write(`${error.message}\n`);
    }
    write("waiting for changes\n");
    await new Promise<void>((resolve) => {
      wake = resolve;
      if (isStale) resolve();
    });
    wake = undefined;
  }
}

/** Lua files; and names without ending, which may be folders that came or went with files in them. */
function isSource(name: string): boolean {
  return name.endsWith(".lua") || !/\.[^\\/]*$/.test(name);
}

/** @throws InputError */
function watchable(operand: string): void {
  try {
    statSync(operand);
  } catch (error) {
    throw new InputError(`cannot open ${operand}: ${reasonOf(error)}`);
  }
}

/** What is to be watched, and whether with all below. */
function watchedDirectories(operands: readonly string[]): ReadonlyMap<string, boolean> {
  const directories = new Map<string, boolean>([[".", false]]);
  for (const entry of readdirSync(".", { withFileTypes: true })) {
    if (entry.isDirectory() && !IGNORED.test(entry.name)) directories.set(entry.name, true);
  }
  for (const operand of operands) {
    const directory = statSync(operand).isDirectory() ? operand : dirname(operand);
    if (directory !== ".") directories.set(join(directory), true);
  }
  return directories;
}
