/** The benchmark programs: what their headers say. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const directory = join(import.meta.dirname, "programs");

/** All programs, by name. A header is `-- size: N  quick: N`, then perhaps `-- needs: int64`. */
export function readPrograms() {
  return readdirSync(directory)
    .filter((file) => file.endsWith(".lua"))
    .sort()
    .map((file) => {
      const path = join(directory, file);
      const source = readFileSync(path, "utf8");
      const [, size, quick] = /^-- size: (\d+) {2}quick: (\d+)/.exec(source) ?? [];
      if (size === undefined) throw new Error(`${file}: no size in the first line`);
      return {
        name: file.slice(0, -4),
        path,
        source,
        size: Number(size),
        quick: Number(quick),
        needsInt64: /^-- needs: int64/m.test(source),
      };
    });
}

/** A realistic source of about `bytes` bytes: the programs over and over, each in a function of its own. */
export function largeSource(bytes) {
  const programs = readPrograms();
  const parts = [];
  for (let length = 0, i = 0; length < bytes; i++) {
    const part = `do local function program${i}(...)\n${programs[i % programs.length].source}\nend end\n`;
    parts.push(part);
    length += part.length;
  }
  return parts.join("");
}
