/** Messages, results and values as the console shows them. */
import { lineText, shownLines } from "../../aolite/trace/event.ts";
import { valueText } from "../../aolite/trace/recorder.ts";
import type { ActiveRule, AoMessage, AoValue, MessageResult } from "../../aolite/world/types.ts";

/** One line about a message. */
export function messageText({ Id, From, Target, Action, Data }: AoMessage): string {
  const data = Data === undefined || Data === null || Data === "" ? "" : `  ${JSON.stringify(valueText(Data))}`;
  return lineText(`${Id}  ${From} -> ${Target ?? "(nobody)"}  ${Action ?? "(no action)"}${data}`);
}

/** A message as it lies in an Inbox, where programs may have put anything. */
export function inboxText(value: AoValue): string {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return valueShown(value);
  const { Id, From, Action, Data } = value as Readonly<Record<string, AoValue>>;
  const data = Data === undefined || Data === null || Data === "" ? "" : `  ${JSON.stringify(valueText(Data))}`;
  return lineText(`${valueText(Id)}  from ${valueText(From)}  ${valueText(Action ?? "(no action)")}${data}`);
}

/** What handling a message gave. */
export function resultText({
  process,
  output,
  Error: error,
  Messages: messages,
  GasUsed: gasUsed,
  deliveryErrors,
}: MessageResult): string {
  const lines = [`${lineText(process)}: ${error === undefined ? "handled" : "failed"}, ${gasUsed} instructions`];
  if (output !== "") lines.push(`  output: ${indented(output)}`);
  if (error !== undefined) lines.push(`  error: ${indented(error)}`);
  for (const message of messages) lines.push(`  sent ${messageText(message)}`);
  for (const text of deliveryErrors) lines.push(`  ${indented(text)}`);
  return lines.join("\n");
}

/** A text of several lines behind a word of ours: the others further in. */
function indented(text: string): string {
  return shownLines(text).join("\n    ");
}

/** One line about a rule. */
export function ruleText({ name, rule: { action, match }, applied }: ActiveRule): string {
  const what = typeof match === "function" || match === undefined ? "(a function)" : JSON.stringify(match);
  return lineText(`${name}  ${action} ${what}  applied ${applied}`);
}

const MAX_DEPTH = 6;

/** A value in Lua's notation. */
export function valueShown(value: AoValue): string {
  return lineText(shown(value, 0));
}

function shown(value: AoValue, depth: number): string {
  if (value === undefined || value === null) return "nil";
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value !== "object") return String(value);
  if (depth >= MAX_DEPTH) return "{…}";
  if (Array.isArray(value)) return `{${value.map((item: AoValue) => shown(item, depth + 1)).join(", ")}}`;
  const entries = Object.entries(value as Readonly<Record<string, AoValue>>).map(([key, item]) => {
    const name = /^[A-Za-z_]\w*$/.test(key) ? key : `[${JSON.stringify(key)}]`;
    return `${name} = ${shown(item, depth + 1)}`;
  });
  return `{${entries.join(", ")}}`;
}
