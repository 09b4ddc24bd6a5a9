/** Sequence diagrams as Mermaid text. */
import { type DiagramOptions, type DiagramRow, diagramOf } from "./diagram.ts";
import type { TraceEvent } from "./event.ts";

/** What Mermaid, or Markdown around it, would take for syntax. */
const SPECIAL = /[#;<>"%:{}&\\`$]/g;

/** Arrows by kind of row. */
const ARROWS = { message: "->>", assigned: "-->>", spawn: "-->>", dropped: "-x" } as const;

/** The sequence diagram of a run. The same events give the same text. */
export function mermaidDiagram(events: readonly TraceEvent[], options: DiagramOptions = {}): string {
  const { participants, rows, omitted } = diagramOf(events, options);
  const lines = ["sequenceDiagram"];
  for (const [i, name] of participants.entries()) lines.push(`  participant p${i} as ${escaped(name)}`);
  for (const row of rows) lines.push(`  ${rowText(row)}`);
  if (omitted > 0 && participants.length > 0) lines.push(`  Note over p0: ${omitted} more`);
  return `${lines.join("\n")}\n`;
}

function rowText(row: DiagramRow): string {
  if (row.kind === "failure") return `Note over p${row.at}: failed${escaped(`: ${row.label}`)}`;
  return `p${row.from}${ARROWS[row.kind]}p${row.to}: ${escaped(row.label)}`;
}

/** With Mermaid's character references; a name of blanks only would be none. */
function escaped(text: string): string {
  const safe = text
    .replace(/[\u0000-\u001f\u007f-\u009f]+/g, " ")
    .replace(SPECIAL, (c) => `#${c.charCodeAt(0)};`)
    .replace(/^end$/i, (word) => `#${word.charCodeAt(0)};${word.slice(1)}`);
  return safe.trim() === "" ? "#160;" : safe;
}
