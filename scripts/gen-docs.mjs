/**
 * Writes the documents that are tables of the program: docs/OPCODES.md, docs/GAS.md, docs/COMPATIBILITY.md. A test compares
 * the committed files with what this makes.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { notes } from "./compatibilityNotes.mjs";

const root = join(import.meta.dirname, "..");
const GENERATED = "<!-- Made by `npm run docs`; do not edit. -->";

/** Bundles the tables of the sources and loads them. */
async function loadTables() {
  const directory = mkdtempSync(join(tmpdir(), "perigee-docs-"));
  try {
    const outfile = join(directory, "tables.mjs");
    await build({
      entryPoints: [join(root, "scripts/docTables.ts")],
      bundle: true,
      format: "esm",
      platform: "node",
      outfile,
      logLevel: "error",
    });
    return await import(pathToFileURL(outfile).href);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

const cell = (text) => String(text).replaceAll("|", "\\|");
const table = (head, rows) =>
  [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.map(cell).join(" | ")} |`).join("\n");

function opcodesDocument({ OPCODE_NAMES, OPCODES, BYTECODE_VERSION }) {
  const operand = (kind) => (kind === "none" ? "" : kind);
  const rows = OPCODE_NAMES.map((name, number) => {
    const { a, b, c, d, gas, effect } = OPCODES[name];
    return [number, name, operand(a), operand(b), operand(c), operand(d), gas, `\`${effect}\``];
  });
  return `${GENERATED}

# The instruction set

Bytecode version ${BYTECODE_VERSION}. An instruction is two 32-bit words: \`op | A << 8 | B << 16 | C << 24\`, then \`D\`, a signed
number. \`R[x]\` is a register of the running function, \`K[x]\` a constant, \`U[x]\` an upvalue, \`P[x]\` a nested prototype. Jump
targets are absolute word offsets.

${table(["number", "name", "A", "B", "C", "D", "gas", "effect"], rows)}
`;
}

function gasDocument({ OPCODE_NAMES, OPCODES, LIBRARIES, GAS_SCHEDULE, BYTES_PER_UNIT, ERROR_UNITS, SIZE }) {
  const byCost = groupBy(OPCODE_NAMES, (name) => OPCODES[name].gas);
  const costs = [...byCost].sort(([a], [b]) => a - b).map(([gas, names]) => [gas, names.join(", ")]);
  const sizes = Object.entries(SIZE).map(([name, bytes]) => [name, bytes]);
  const libraries = Object.values(LIBRARIES).map((library) => {
    const rows = Object.values(library.functions).map(({ signature, gas }) => [
      `\`${signature}\``,
      gas === "" ? "nothing more" : gas,
    ]);
    return `### ${library.name === "_G" ? "Basic functions" : library.name}\n\n${table(["function", "charged beside the call"], rows)}`;
  });
  return `${GENERATED}

# The gas schedule

Schedule \`${GAS_SCHEDULE}\`. One unit is one virtual machine instruction. The count of a run depends on the source, the options and
the host's replies only: not on time, memory, the tier that runs the code, or the machine. Work in proportion to a size is
charged where it happens, before it is done: ${BYTES_PER_UNIT} bytes copied, compared or scanned are one unit, where not said otherwise.
An error costs ${ERROR_UNITS} units when it is raised, and again in each coroutine that it ends.

## Instructions

${table(["units", "instructions"], costs)}

## Library functions

A call costs its instruction. Beside it:

${libraries.join("\n\n")}

## Accounted sizes

What allocations count in bytes, whatever the host's garbage collector makes of them. Strings count their length too.

${table(["object", "bytes"], sizes)}
`;
}

function groupBy(list, key) {
  const groups = new Map();
  for (const item of list) groups.set(key(item), [...(groups.get(key(item)) ?? []), item]);
  return groups;
}

function compatibilityDocument({ LIBRARIES }) {
  const used = new Set();
  const sections = Object.values(LIBRARIES).map((library) => {
    const rows = Object.entries(library.functions).map(([name, { versions, manual }]) => {
      const full = library.name === "_G" || name === "require" ? name : `${library.name}.${name}`;
      const has = (version) => (versions === undefined || versions.includes(version) ? "yes" : "");
      used.add(full);
      return [`\`${full}\``, has("5.3"), has("5.4"), `§${manual}`, notes.functions[full] ?? ""];
    });
    return `### ${library.name === "_G" ? "Basic functions" : library.name}\n\n${table(["function", "5.3", "5.4", "manual", "differences"], rows)}`;
  });
  const stale = Object.keys(notes.functions).filter((name) => !used.has(name));
  if (stale.length > 0) throw new Error(`compatibilityNotes.mjs: no such function: ${stale.join(", ")}`);
  return `${GENERATED}

# Compatibility

The yardstick is PUC-Rio's \`lua5.3\` (5.3.6) and \`lua5.4\` (5.4.4), as built by Debian: with the compatibility functions of the
version before. An empty cell under "differences" means that none is known. Sections are those of the 5.4 manual.

## Deliberate differences

${notes.general.map((note) => `* ${note}`).join("\n")}

## Library functions

${sections.join("\n\n")}
`;
}

/** The documents by path below docs/. */
export async function generateDocuments() {
  const tables = await loadTables();
  return {
    "OPCODES.md": opcodesDocument(tables),
    "GAS.md": gasDocument(tables),
    "COMPATIBILITY.md": compatibilityDocument(tables),
  };
}

if (import.meta.filename === process.argv[1]) {
  for (const [name, text] of Object.entries(await generateDocuments())) writeFileSync(join(root, "docs", name), text);
}
