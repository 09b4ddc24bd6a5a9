/** Sequence diagrams as SVG: one column per participant, one row per event. */
import { type ArrowRow, type Diagram, type DiagramOptions, type DiagramRow, diagramOf } from "./diagram.ts";
import type { TraceEvent } from "./event.ts";

/** All in pixels. Text is monospaced, so that its width is known without measuring. */
const CHARACTER = 7.25;
const FONT = 12;
const MARGIN = 16;
const HEAD = 28;
const ROW = 34;
const SELF_ROW = 44;
const MIN_GAP = 110;
const PADDING = 14;
const SELF_WIDTH = 34;

/** Where everything is. */
interface Layout {
  /** Centre of each column. */
  readonly columns: readonly number[];
  readonly boxes: readonly number[];
  /** Top of each row. */
  readonly tops: readonly number[];
  readonly width: number;
  readonly height: number;
}

/** The sequence diagram of a run as a document of its own. The same events give the same text. */
export function svgDiagram(events: readonly TraceEvent[], options: DiagramOptions = {}): string {
  const diagram = diagramOf(events, options);
  const layout = layOut(diagram);
  const { width, height } = layout;
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" ` +
      `font-family="ui-monospace, Menlo, Consolas, monospace" font-size="${FONT}">`,
    `<title>Messages of ${diagram.participants.length} processes</title>`,
    STYLE,
    MARKERS,
    `<rect class="paper" width="${width}" height="${height}"/>`,
    ...lifelines(diagram, layout),
    ...diagram.rows.map((row, i) => rowMarkup(row, layout.tops[i]!, layout)),
  ];
  if (diagram.omitted > 0) parts.push(text(MARGIN, height - MARGIN / 2, `… ${diagram.omitted} more`, "label"));
  parts.push("</svg>");
  return `${parts.join("\n")}\n`;
}

const STYLE = `<style>
.paper{fill:#fff}.line{stroke:#bbb;stroke-dasharray:4 4}.box{fill:#eef3fb;stroke:#5b7db1}
.arrow{stroke:#223;fill:none}.spawn{stroke:#2a7a3b;stroke-dasharray:6 3}.assigned{stroke:#7a5a00;stroke-dasharray:2 3}
.dropped{stroke:#b00020;stroke-dasharray:4 4}.label{fill:#223}.failed{fill:#b00020}.note{fill:#fdecec;stroke:#b00020}
.middle{text-anchor:middle}.over{paint-order:stroke;stroke:#fff;stroke-width:4px}
</style>`;
const MARKERS =
  `<defs><marker id="head" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="8" markerHeight="8" orient="auto-start-reverse">` +
  `<path d="M0 0 10 5 0 10z" fill="#223"/></marker>` +
  `<marker id="cross" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="10" markerHeight="10" orient="auto">` +
  `<path d="M1 1 9 9M9 1 1 9" stroke="#b00020" stroke-width="2"/></marker></defs>`;

/** Characters that are twice as wide as others: those of East Asian scripts, and pictures. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1f64f}\u{1f680}-\u{1f6ff}\u{1f900}-\u{1f9ff}\u{20000}-\u{3fffd}]/gu;

function widthOf(label: string): number {
  return ([...label].length + (label.match(WIDE)?.length ?? 0)) * CHARACTER;
}

/** Columns are as far apart as boxes and labels need. */
function layOut({ participants, rows, omitted }: Diagram): Layout {
  const boxes = participants.map((name) => Math.max(60, round(widthOf(shortName(name)) + 2 * PADDING)));
  const gaps = boxes.map((box, i) => Math.max(MIN_GAP, (box + (boxes[i + 1] ?? 0)) / 2 + PADDING));
  for (const row of rows) if (row.kind !== "failure") widen(gaps, row);
  const columns: number[] = [];
  let x = MARGIN + (boxes[0] ?? 0) / 2;
  for (const gap of gaps) {
    columns.push(round(x));
    x += gap;
  }
  // The note of a failure sticks out on both sides.
  const overhang = Math.max(
    0,
    ...rows.map((row) => (row.kind === "failure" ? noteWidth(row.label) / 2 + MARGIN - columns[row.at]! : 0)),
  );
  const shifted = columns.map((column) => round(column + overhang));
  const tops: number[] = [];
  let y = MARGIN + HEAD + 10;
  for (const row of rows) {
    tops.push(y);
    y += row.kind !== "failure" && row.from === row.to ? SELF_ROW : ROW;
  }
  const right = Math.max(
    200,
    ...shifted.map((column, i) => column + boxes[i]! / 2),
    ...rows.map((row) => rightEdge(row, shifted)),
  );
  return {
    columns: shifted,
    boxes,
    tops,
    width: Math.ceil(right + MARGIN),
    height: Math.ceil(y + MARGIN + (omitted > 0 ? MARGIN : 0)),
  };
}

/** Makes room for the label of an arrow: the last gap below it takes what is missing. */
function widen(gaps: number[], { from, to, label }: ArrowRow): void {
  const isSelf = from === to;
  const needed = widthOf(label) + 2 * PADDING + (isSelf ? SELF_WIDTH : 0);
  const first = Math.min(from, to);
  const last = isSelf ? from : Math.max(from, to) - 1;
  let room = 0;
  for (let i = first; i <= last; i++) room += gaps[i]!;
  if (needed > room) gaps[last]! += needed - room;
}

function rightEdge(row: DiagramRow, columns: readonly number[]): number {
  if (row.kind === "failure") return columns[row.at]! + noteWidth(row.label) / 2;
  return row.from === row.to ? columns[row.from]! + SELF_WIDTH + PADDING + widthOf(row.label) : 0;
}

function noteWidth(label: string): number {
  return round(widthOf(label) + 2 * PADDING + 2 * CHARACTER);
}

function lifelines({ participants }: Diagram, { columns, boxes, height }: Layout): string[] {
  return participants.map((name, i) => {
    const [x, width] = [columns[i]!, boxes[i]!];
    return (
      `<g><title>${escaped(name)}</title>` +
      `<line class="line" x1="${x}" y1="${MARGIN + HEAD}" x2="${x}" y2="${height - MARGIN}"/>` +
      `<rect class="box" x="${round(x - width / 2)}" y="${MARGIN}" width="${width}" height="${HEAD}" rx="4"/>` +
      `${text(x, MARGIN + 18, shortName(name), "label middle")}</g>`
    );
  });
}

function rowMarkup(row: DiagramRow, top: number, { columns }: Layout): string {
  if (row.kind === "failure") {
    const width = noteWidth(row.label);
    const x = columns[row.at]!;
    return (
      `<g><rect class="note" x="${round(x - width / 2)}" y="${top + 4}" width="${width}" height="24" rx="3"/>` +
      `${text(x, top + 20, `✗ ${row.label}`, "failed middle")}</g>`
    );
  }
  const [x1, x2] = [columns[row.from]!, columns[row.to]!];
  const style = row.kind === "message" ? "arrow" : `arrow ${row.kind}`;
  const marker = row.kind === "dropped" ? "cross" : "head";
  const label = row.kind === "dropped" ? "failed" : "label";
  if (row.from === row.to) {
    const d = `M${x1} ${top + 8}h${SELF_WIDTH}v22H${x1 + 2}`;
    return (
      `<g><path class="${style}" marker-end="url(#${marker})" d="${d}"/>` +
      `${text(x1 + SELF_WIDTH + 8, top + 23, row.label, `${label} over`)}</g>`
    );
  }
  const y = top + 26;
  const tip = x1 < x2 ? x2 - 1 : x2 + 1;
  return (
    `<g><line class="${style}" marker-end="url(#${marker})" x1="${x1}" y1="${y}" x2="${tip}" y2="${y}"/>` +
    `${text(round((x1 + x2) / 2), y - 6, row.label, `${label} middle over`)}</g>`
  );
}

/** Ids of processes on a network have 43 characters. */
function shortName(name: string): string {
  const characters = [...name.replace(/[\u0000-\u001f\u007f-\u009f]/g, " ").replace(/[\ud800-\udfff]/gu, "\ufffd")];
  return characters.length <= 24
    ? characters.join("")
    : [...characters.slice(0, 10), "…", ...characters.slice(-10)].join("");
}

function text(x: number, y: number, content: string, style: string): string {
  return `<text class="${style}" x="${x}" y="${y}">${escaped(content)}</text>`;
}

function round(x: number): number {
  return Math.round(x * 10) / 10;
}

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** For text and attributes; without what XML documents may or should not hold. */
function escaped(content: string): string {
  return content
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ufffe\uffff]/g, "")
    .replace(/[\ud800-\udfff]/gu, "\ufffd")
    .replace(/[&<>"]/g, (c) => ENTITIES[c]!);
}
