/** Where the processes of worlds find texts on the machine: modules, and transactions. */
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

/** Gives a text by name. */
export type TextSource = (name: string) => string | undefined;

/** Where the processes of a world find files: beside the script, and transactions in a folder there or a named one. */
export function fileOptions(directory: string, data: string | undefined): { modules: TextSource; data: TextSource } {
  return {
    modules: (name) => moduleText(name, directory === "." ? ["."] : [directory, "."]),
    data: data === undefined ? dataBeside(directory) : (id) => dataText(id, data),
  };
}

/** The texts of the folder of transactions in a directory, which need not be there. */
export function dataBeside(directory: string): TextSource {
  return (id) => dataText(id, join(directory, "data"));
}

/** The source of a module below one of the directories. */
function moduleText(name: string, directories: readonly string[]): string | undefined {
  if (name.startsWith(".") || name.includes("\0")) return undefined;
  const file = name.replaceAll(".", "/");
  for (const directory of directories) {
    for (const path of [join(directory, `${file}.lua`), join(directory, file, "init.lua")]) {
      if (isFile(path)) return readFileSync(path, "utf8");
    }
  }
  return undefined;
}

/** The text of a transaction. Ids are no paths. */
function dataText(id: string, directory: string): string | undefined {
  if (!/^[\w-]+(?:\.\w+)?$/.test(id)) return undefined;
  const path = join(directory, id);
  return isFile(path) ? readFileSync(path, "utf8") : undefined;
}

/** Whether there is a file of that name. */
export function isFile(path: string): boolean {
  return existsSync(path) && statSync(path).isFile();
}

/** Whether there is a folder of that name, as far as one may know. */
export function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false; // nothing that could be read
  }
}
