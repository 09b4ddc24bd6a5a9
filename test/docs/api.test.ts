import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type BuiltPackage, blocks, buildPackage, expectedLines, runProgram } from "../support/builtPackage.ts";

const text = readFileSync(join(import.meta.dirname, "../../docs/API.md"), "utf8");

/** Each example under the heading that it belongs to. */
const examples = text
  .split(/^## /m)
  .slice(1)
  .flatMap((section) => {
    const title = section.slice(0, section.indexOf("\n"));
    return blocks(section, "js").map((source, i) => [`${title} ${i + 1}`, source] as const);
  });

let built: BuiltPackage;
beforeAll(async () => {
  built = await buildPackage();
});
afterAll(() => built.remove());

it.each(examples)("%s", (title, source) => {
  const expected = expectedLines(source);
  expect(expected.length).toBeGreaterThan(0);
  const { lines, errors } = runProgram(built, `${title.replace(/\W+/g, "-")}.mjs`, source);
  expect(errors).toBe("");
  expect(lines).toEqual(expected);
});

it("links within the page lead somewhere", () => {
  const anchors = [...text.matchAll(/^## (.*)$/gm)].map((match) => `#${match[1]!.toLowerCase().replaceAll(" ", "-")}`);
  const links = [...text.matchAll(/\]\((#[^)]+)\)/g)].map((match) => match[1]!);
  expect(links.filter((link) => !anchors.includes(link))).toEqual([]);
});

it("every section has an example", () => {
  const titles = new Set(examples.map(([title]) => title.replace(/ \d+$/, "")));
  const sections = [...text.matchAll(/^## (.*)$/gm)].map((match) => match[1]!);
  expect(sections.length).toBeGreaterThan(15);
  expect(sections.filter((title) => !titles.has(title))).toEqual([]);
});
