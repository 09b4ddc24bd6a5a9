import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { disassemble } from "../../src/compiler/bytecode/disassembler.ts";
import { dump } from "../../src/compiler/bytecode/dump.ts";
import { undump } from "../../src/compiler/bytecode/undump.ts";
import { verify } from "../../src/compiler/bytecode/verifier.ts";
import { compile } from "../../src/compiler/compile.ts";

const directory = new URL("./golden/", import.meta.url);

/** One tiny source per kind of statement and expression; its listing is reviewed as prose. */
for (const file of readdirSync(directory).filter((name) => name.endsWith(".lua"))) {
  const source = readFileSync(new URL(file, directory), "latin1");
  const version = source.startsWith("-- dialect 5.3") ? "5.3" : "5.4";

  test(`code of ${file}`, async () => {
    const proto = compile(source, `@${file}`, version);
    verify(proto);
    const listing = disassemble(proto);
    expect(disassemble(undump(dump(proto, false), "chunk", version))).toBe(listing);
    await expect(listing).toMatchFileSnapshot(new URL(file.replace(/\.lua$/, ".bc"), directory).pathname);
  });
}
