import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { LIBRARIES } from "../src/stdlib/index.ts";
import { readScripts } from "./support/scriptFile.ts";

/** Sections of the 5.4 reference manual, to which comments and tables refer. */
const SECTIONS = new Set(
  `1 2 2.1 2.2 2.3 2.4 2.5 2.5.1 2.5.2 2.5.3 2.5.4 2.6
  3 3.1 3.2 3.3 3.3.1 3.3.2 3.3.3 3.3.4 3.3.5 3.3.6 3.3.7 3.3.8
  3.4 3.4.1 3.4.2 3.4.3 3.4.4 3.4.5 3.4.6 3.4.7 3.4.8 3.4.9 3.4.10 3.4.11 3.4.12 3.5
  4 4.1 4.1.1 4.1.2 4.1.3 4.2 4.3 4.4 4.4.1 4.5 4.6 4.7
  5 5.1 6 6.1 6.2 6.3 6.4 6.4.1 6.4.2 6.4.3 6.5 6.6 6.7 6.8 6.9 6.10 7 8 8.1 8.2 8.3 9`.split(/\s+/),
);

const SRC = join(import.meta.dirname, "../src");
const sources = (readdirSync(SRC, { recursive: true }) as string[]).filter((file) => file.endsWith(".ts"));
const references = sources.flatMap((file) =>
  [...readFileSync(join(SRC, file), "utf8").matchAll(/§\s?(\d+(?:\.\d+)*)/g)].map((match) => ({
    file,
    section: match[1]!,
  })),
);

const functions = Object.values(LIBRARIES).flatMap((library) =>
  Object.entries(library.functions).map(([name, spec]) => {
    const isGlobal = library.name === "_G" || name === "require";
    return { library: library.name, name, full: isGlobal ? name : `${library.name}.${name}`, spec };
  }),
);

describe("references to the manual", () => {
  it("name sections that exist", () => {
    expect(references.length).toBeGreaterThan(100);
    expect(references.filter(({ section }) => !SECTIONS.has(section))).toEqual([]);
  });

  it("cover every library chapter and the chapters of the language", () => {
    const named = new Set(references.map(({ section }) => section));
    const wanted = [...SECTIONS].filter((section) => /^(?:6\.\d+|2\.[1-5]|3\.[1-5]|3\.4\.[1-9])$/.test(section));
    expect(wanted.filter((section) => !named.has(section))).toEqual([]);
  });

  it("are given for every library function", () => {
    expect(functions.length).toBeGreaterThan(120);
    expect(functions.filter(({ spec }) => !SECTIONS.has(spec.manual))).toEqual([]);
  });
});

describe("library functions", () => {
  it("carry a signature that begins with their name", () => {
    const wrong = functions.filter(({ full, spec }) => !spec.signature.startsWith(full));
    expect(wrong.map(({ full }) => full)).toEqual([]);
  });

  it("are each named in a script test", () => {
    const text = readScripts()
      .flatMap((script) => script.chunks.map((chunk) => chunk.source))
      .join("\n");
    const missing = functions.filter(({ name, full }) => {
      const pattern = name === full ? `\\b${name}\\b` : `\\b${full.replace(".", "\\.")}\\b|[\\w)]:${name}\\b`;
      return !new RegExp(pattern).test(text);
    });
    expect(missing.map(({ full }) => full)).toEqual([]);
  });
});
