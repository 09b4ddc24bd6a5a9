/** Events of a run as lines for people. */

import { errorSummary, lineText, shownLines, type TraceEvent, withoutColours } from "../../aolite/trace/event.ts";
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

/**
 * The lines for one event; "" for what is not shown. Control characters of messages are shown as escapes, and each line that a
 * process printed has its name before it: only what happens makes the other lines.
 */
export function exchangeText(event: TraceEvent, { all, colours, isPrinted }: ExchangeOptions): string {
  const paint = (text: string, colour: number): string => (colours ? `\u001b[${colour}m${text}\u001b[0m` : text);
  switch (event.kind) {
    case "spawn": {
      const by = event.owner === event.process ? "" : paint(` by ${lineText(event.owner)}`, 90);
      return `${paint("spawn", 35)}  ${lineText(event.process)}${by}\n`;
    }
    case "message": {
      const { from, to, action, data, tags, assigned, again } = event;
      if (!all && isBackground(action)) return "";
      const fields = tags.filter(([name]) => !ROUTINE.has(name)).map(([name, value]) => `${name}=${clip(value)}`);
      const details = [...fields, ...(data === undefined || data === "" ? [] : [JSON.stringify(clip(data))])];
      const mark = assigned === true ? " (assigned)" : again === true ? " (again)" : "";
      return `${lineText(from)} ${paint("->", 90)} ${lineText(to)}  ${paint(actionText(action), 36)}${mark}${details
        .map((text) => `  ${lineText(text)}`)
        .join("")}\n`;
    }
    case "result": {
      const { process, error, output } = event;
      if (error !== undefined) return `${paint("✗", 31)} ${lineText(`${process} failed: ${errorSummary(error)}`)}\n`;
      if (output === "" || isAboutInbox(output) || isPrinted?.() === true) return "";
      const name = paint(`[${lineText(process)}] `, 90);
      return shownLines(output)
        .map((line) => `${name}${line}\n`)
        .join("");
    }
    case "drop": {
      const [from, to] = [lineText(event.from), lineText(event.to ?? "(nobody)")];
      return `${from} ${paint("-x", 31)} ${to}  ${actionText(event.action)} (${lineText(event.reason)})\n`;
    }
    case "error":
      return `${paint("✗", 31)} ${lineText(`${event.process}: ${errorSummary(event.text)}`)}\n`;
    case "clock":
      return `${paint("clock", 35)}  ${event.now} s, block ${event.height}\n`;
  }
}

function actionText(action: string | undefined): string {
  return lineText(action ?? "(no action)");
}

/** Traffic of eval and spawn, which says nothing about what programs do. */
export function isBackground(action: string | undefined): boolean {
  return action !== undefined && BACKGROUND.has(action);
}

/** The line for a message whose handler has stopped without an end. */
export function stalledText({ process, message, warning }: MessageResult, { colours }: ExchangeOptions): string {
  const mark = colours ? "\u001b[33m!\u001b[0m" : "!";
  return `${mark} ${lineText(`${process}  ${message.Action ?? "(no action)"} of ${message.From}: ${warning}`)}\n`;
}

/** What the default handler prints: the message is on a line of its own already. */
function isAboutInbox(output: string): boolean {
  return withoutColours(output).startsWith("New Message From ") && !output.includes("\n");
}

function clip(text: string): string {
  const characters = [...text];
  return characters.length <= LONGEST ? text : `${characters.slice(0, LONGEST).join("")}…`;
}
