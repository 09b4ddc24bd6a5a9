import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, it } from "vitest";

const root = join(import.meta.dirname, "..");

it("generated documents are the committed ones (otherwise: npm run docs)", async () => {
  const module = (await import(pathToFileURL(join(root, "scripts/gen-docs.mjs")).href)) as {
    generateDocuments: () => Promise<Record<string, string>>;
  };
  const documents = await module.generateDocuments();
  expect(Object.keys(documents)).toHaveLength(3);
  for (const [name, text] of Object.entries(documents)) {
    expect(readFileSync(join(root, "docs", name), "utf8"), name).toBe(text);
  }
});
