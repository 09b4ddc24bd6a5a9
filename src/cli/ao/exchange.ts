/** Events of a run as lines for people. */

import { errorSummary, type TraceEvent, withoutColours } from "../../aolite/trace/event.ts";
import type { MessageResult } from "../../aolite/world/types.ts";

/** What is shown. */
export interface ExchangeOptions {
  /** Traffic of eval and spawn too. */
  readonly all: boolean;
  readonly colours: boolean;
  /** Whether what processes print is shown already when they have handled a message. Default: never. */
  readonly isPrinted?: () => boolean;
}

const BACKGROUND: ReadonlySet<string> = new Set(["EvalRequest", "EvalResponse", "Spawned"]);
/** Tags that every message has, and what is shown in another way. */
const ROUTINE: ReadonlySet<string> = new Set([
  ...["Data-Protocol", "Variant", "Type", "Reference", "From-Process", "From-Module", "Module", "Action", "Pushed-For"],
  ...["X-Reference", "X-Origin", "Content-Type"],
]);
const LONGEST = 60;

/** The lines for one event; "" for what is not shown. */
export function exchangeText(event: TraceEvent, { all, colours, isPrinted }: ExchangeOptions): string {
  const paint = (text: string, colour: number): string => (colours ? `\u001b[${colour}m${text}\u001b[0m` : text);
  switch (event.kind) {
    case "spawn": {
      const by = event.owner === event.process ? "" : paint(` by ${event.owner}`, 90);
      return `${paint("spawn", 35)}  ${event.process}${by}\n`;
    }
    case "message": {
      const { from, to, action, data, tags, assigned, again } = event;
      if (!all && isBackground(action)) return "";
      const fields = tags.filter(([name]) => !ROUTINE.has(name)).map(([name, value]) => `${name}=${clip(value)}`);
      const details = [...fields, ...(data === undefined || data === "" ? [] : [JSON.stringify(clip(data))])];
      const mark = assigned === true ? " (assigned)" : again === true ? " (again)" : "";
      return `${from} ${paint("->", 90)} ${to}  ${paint(action ?? "(no action)", 36)}${mark}${details
        .map((text) => `  ${text}`)
        .join("")}\n`;
    }
    case "result": {
      const { process, error, output } = event;
      const shown = withoutColours(output);
      if (error !== undefined) return `${paint("✗", 31)} ${process} failed: ${errorSummary(error)}\n`;
      if (shown === "" || isAboutInbox(shown) || isPrinted?.() === true) return "";
      return shown.replace(/^/gm, paint(`[${process}] `, 90)).concat("\n");
    }
    case "drop":
      return `${event.from} ${paint("-x", 31)} ${event.to ?? "(nobody)"}  ${event.action ?? "(no action)"} (${event.reason})\n`;
    case "error":
      return `${paint("✗", 31)} ${event.process}: ${event.text}\n`;
    case "clock":
      return `${paint("clock", 35)}  ${event.now} s, block ${event.height}\n`;
  }
}

/** Traffic of eval and spawn, which says nothing about what programs do. */
export function isBackground(action: string | undefined): boolean {
  return action !== undefined && BACKGROUND.has(action);
}

/** The line for a message whose handler has stopped without an end. */
export function stalledText({ process, message, warning }: MessageResult, { colours }: ExchangeOptions): string {
  const mark = colours ? "\u001b[33m!\u001b[0m" : "!";
  return `${mark} ${process}  ${message.Action ?? "(no action)"} of ${message.From}: ${warning}\n`;
}

/** What the default handler prints: the message is on a line of its own already. */
function isAboutInbox(text: string): boolean {
  return text.startsWith("New Message From ") && !text.includes("\n");
}

function clip(text: string): string {
  const line = text.replace(/[\u0000-\u001f\u007f]+/g, " ");
  const characters = [...line];
  return characters.length <= LONGEST ? line : `${characters.slice(0, LONGEST).join("")}…`;
}
