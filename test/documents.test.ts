import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, it } from "vitest";

const root = join(import.meta.dirname, "..");
const read = (path: string): string => readFileSync(join(root, path), "utf8");
const sources = (readdirSync(join(root, "src"), { recursive: true }) as string[])
  .filter((file) => file.endsWith(".ts"))
  .map((file) => read(join("src", file)))
  .join("\n");

const documents = [
  "README.md",
  "ARCHITECTURE.md",
  "HACKING.md",
  "test/scripts/README.md",
  "test/hostile/README.md",
  "docs/AO.md",
  "docs/API.md",
  "docs/SANDBOX.md",
  "examples/README.md",
  ...readdirSync(join(root, "docs/adr")).map((name) => `docs/adr/${name}`),
];

/** Inline code of a document, without its fenced blocks. */
function inlineCode(text: string): string[] {
  return [...text.replace(/^```[\s\S]*?^```/gm, "").matchAll(/`([^`\n]+)`/g)].map((match) => match[1]!);
}

it.each(documents)("links and paths of %s lead somewhere", (path) => {
  const text = read(path);
  const links = [...text.matchAll(/\]\(([^)#\s]+)\)/g)]
    .map((match) => match[1]!)
    .filter((link) => !/^https?:/.test(link));
  expect(links.filter((link) => !existsSync(join(root, dirname(path), link)))).toEqual([]);
  const paths = inlineCode(text).filter((code) => /^(?:src|test|bench|docs|lua|scripts)\/[\w/.-]+$/.test(code));
  expect(paths.filter((code) => !existsSync(join(root, code)))).toEqual([]);
});

it("ARCHITECTURE.md names only what exists in the sources", () => {
  const names = inlineCode(read("ARCHITECTURE.md")).filter((code) => /^[A-Za-z_]\w*(?:\.\w+)?$/.test(code));
  expect(names.length).toBeGreaterThan(40);
  const known = new Set(sources.match(/[A-Za-z_]\w*/g));
  for (const folder of readdirSync(join(root, "src"))) known.add(folder);
  expect(names.filter((name) => name.split(".").some((part) => !known.has(part)))).toEqual([]);
});

it("decision records have the parts they must have, and fit on a page", () => {
  const records = documents.filter((path) => /^docs\/adr\/\d/.test(path));
  expect(records.length).toBeGreaterThanOrEqual(9);
  for (const record of records) {
    const text = read(record);
    for (const part of ["**Status:**", "## Context", "## Decision", "## Consequences"])
      expect(text, record).toContain(part);
    expect(text.split("\n").length, record).toBeLessThan(60);
  }
});
