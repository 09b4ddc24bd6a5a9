/** What a process prints (AO 5.1): collected in the outbox and in the lines of the message, never written to the host. */
import { isNumber } from "../../base/luaFloat.ts";
import { numberToString } from "../../base/numeral.ts";
import { type CallContext, continuation } from "../../vm/callContext.ts";
import { FieldSite } from "../../vm/fieldSite.ts";
import { LuaTable } from "../../vm/table.ts";
import { isFunction, toStringValue } from "../../vm/types.ts";
import type { Continuation, LuaValue } from "../../vm/value.ts";
import { COLORS, formatValue } from "../modules/stringify.ts";
import { coreOf, envOf, isOwn, newRecord, outboxOwner, PROCESS_VERSION, push } from "./core.ts";

const ENV_COLORS = new FieldSite("Colors");
const ENV_INBOX = new FieldSite("Inbox");
const ENV_NAME = new FieldSite("Name");
const ENV_PROMPT = new FieldSite("Prompt");
const PRINT_LOGS = new FieldSite("HANDLER_PRINT_LOGS");

const CODES: Readonly<Record<keyof typeof COLORS, FieldSite>> = {
  gray: new FieldSite("gray"),
  blue: new FieldSite("blue"),
  green: new FieldSite("green"),
  red: new FieldSite("red"),
  reset: new FieldSite("reset"),
};

/** A color of the program's, or the usual one. */
export function color(core: LuaTable, name: keyof typeof COLORS): string {
  const colors = ENV_COLORS.of(envOf(core));
  const code = colors instanceof LuaTable ? CODES[name].of(colors) : undefined;
  return typeof code === "string" ? code : COLORS[name];
}

/** The prompt (AO 5.1). */
export function promptText(core: LuaTable): string {
  const env = envOf(core);
  const name = toStringValue(ENV_NAME.of(env)) ?? "aos";
  const inbox = ENV_INBOX.of(env);
  const count = inbox instanceof LuaTable ? inbox.length() : 0;
  const [gray, blue, red] = [color(core, "gray"), color(core, "blue"), color(core, "red")];
  const version = `${blue}aos-${PROCESS_VERSION}`;
  return `${color(core, "green")}${name}${gray}@${version}${gray}[Inbox:${red}${count}${gray}]${color(core, "reset")}> `;
}

/** `Prompt ()` */
export function prompt(cx: CallContext): number {
  return cx.ret(promptText(coreOf(cx)));
}

/** Whether the global `Prompt` is the runtime's; also when it cannot be called. */
export function hasOwnPrompt(core: LuaTable): boolean {
  const fn = ENV_PROMPT.of(envOf(core));
  return isOwn(core, fn, prompt) || !isFunction(fn);
}

/** What `print` shows of a value. */
function shown(cx: CallContext, core: LuaTable, v: LuaValue): string {
  if (typeof v === "string") return v;
  if (v instanceof LuaTable) return formatValue(cx, v);
  if (v === undefined) return `${color(core, "red")}nil${color(core, "reset")}`;
  if (typeof v === "boolean") return `${color(core, "blue")}${v}${color(core, "reset")}`;
  if (isNumber(v)) return `${color(core, "green")}${numberToString(v)}${color(core, "reset")}`;
  return cx.plainTostring(v);
}

const OUTPUT_KEYS: readonly string[] = Object.freeze(["data", "prompt", "print"]);

/** Adds a line to the output. @returns whether the message's lines have it too */
function addLine(cx: CallContext, core: LuaTable, line: string, prompted: LuaValue): boolean {
  const outbox = outboxOwner(core).getStr("outbox") as LuaValue;
  if (outbox instanceof LuaTable) {
    const output = outbox.getStr("Output") as LuaValue;
    const before = output instanceof LuaTable ? toStringValue(output.getStr("data") as LuaValue) : undefined;
    const length = (before === undefined ? 0 : before.length + 1) + line.length;
    if (length > cx.limits.stringLength) cx.throwValue("resulting string too large");
    cx.chargeBytes(line.length);
    cx.allocate(line.length);
    const data = before === undefined ? line : `${before}\n${line}`;
    outbox.setStr("Output", newRecord(cx, OUTPUT_KEYS, data, prompted, true));
  }
  const lines = PRINT_LOGS.of(envOf(core));
  if (!(lines instanceof LuaTable)) return false;
  push(cx, lines, line);
  return true;
}

interface PrintState {
  readonly core: LuaTable;
  readonly line: string;
}

const prompted: Continuation = continuation("ao.print", (cx: CallContext, { core, line }: PrintState) =>
  addLine(cx, core, line, cx.arg(1)) ? cx.ret(undefined) : cx.ret(line),
);

/** `print (a)` of processes */
export function print(cx: CallContext): number {
  const core = coreOf(cx);
  const line = shown(cx, core, cx.arg(1));
  if (!hasOwnPrompt(core)) return cx.call(envOf(core).getStr("Prompt") as LuaValue, [], prompted, { core, line });
  return addLine(cx, core, line, promptText(core)) ? cx.ret(undefined) : cx.ret(line);
}

/**
 * Prints through whatever the program has as `print`, as the runtime's own messages do.
 * @returns 0 when it is done; else what the native has to return: it goes on with `k`.
 */
export function printLine(cx: CallContext, core: LuaTable, line: string, k: Continuation, state: unknown): number {
  const fn = envOf(core).getStr("print") as LuaValue;
  if (isFunction(fn) && !(isOwn(core, fn, print) && hasOwnPrompt(core))) return cx.call1(fn, line, k, state);
  addLine(cx, core, line, promptText(core));
  return 0;
}

/** The lines that were printed while this message was handled. */
export function printedLines(cx: CallContext, core: LuaTable): string {
  const lines = PRINT_LOGS.of(envOf(core));
  if (!(lines instanceof LuaTable)) return "";
  const { items } = lines;
  if (items.length === 0) return "";
  let length = 0;
  const texts: string[] = [];
  cx.charge(items.length);
  for (let i = 0; i < items.length; i++) {
    const text = cx.plainTostring(items[i] as LuaValue);
    texts.push(text);
    length += text.length + 1;
  }
  cx.reserveString(length);
  return texts.join("\n");
}

const versioned: Continuation = continuation("ao.Version", () => 0);

/** `Version ()` */
export function version(cx: CallContext): number {
  return printLine(cx, coreOf(cx), `version: ${PROCESS_VERSION}`, versioned, undefined);
}
