import { numberToString } from "../../base/numeral.ts";
import { aOf, bOf, cOf, opOf, WORDS } from "./instruction.ts";
import { OPCODE_NAMES, OPCODE_ROWS, type Operand } from "./opcodes.ts";
import type { Constant, Proto } from "./proto.ts";

const COMMENT_COLUMN = 40;
/** Longest part of a string constant shown in a comment. */
const MAX_STRING_SHOWN = 60;

/**
 * A listing of a function and all functions nested in it, in the spirit of `luac -l -l`: pc, line, instruction, and
 * what its operands name; then constants, locals and upvalues. Operands that do not exist are shown as `?`, so that
 * code that does not verify can be looked at.
 */
export function disassemble(proto: Proto): string {
  const out: string[] = [];
  const pending: Proto[] = [proto];
  for (let p = pending.pop(); p !== undefined; p = pending.pop()) {
    if (out.length > 0) out.push("");
    listFunction(p, out);
    for (let i = p.protos.length - 1; i >= 0; i--) pending.push(p.protos[i]!);
  }
  return `${out.join("\n")}\n`;
}

function functionName(proto: Proto): string {
  return proto.lineDefined === 0 ? "main" : `function <${proto.lineDefined},${proto.lastLineDefined}>`;
}

function listFunction(proto: Proto, out: string[]): void {
  const parameters = `${proto.parameters}${proto.isVararg ? "+" : ""}`;
  out.push(
    `${functionName(proto)}: ${count(proto.code.length / WORDS, "instruction")}, ${parameters} parameters, ` +
      `${proto.maxStackSize} registers, ${count(proto.upvalues.length, "upvalue")}, ${count(proto.locals.length, "local")}, ` +
      `${count(proto.constants.length, "constant")}, ${count(proto.protos.length, "function")}`,
  );
  for (let pc = 0; pc + 1 < proto.code.length; pc += WORDS) out.push(instructionText(proto, pc));
  listSection(out, "constants", proto.constants, (k) => constantText(k));
  listSection(
    out,
    "locals",
    proto.locals,
    ({ name, register, startPc, endPc }) => `${name} R${register} ${startPc}..${endPc}`,
  );
  listSection(
    out,
    "upvalues",
    proto.upvalues,
    ({ name, fromRegister, index }) => `${name} ${fromRegister ? "R" : "U"}${index}`,
  );
}

function count(n: number, what: string): string {
  return `${n} ${what}${n === 1 ? "" : "s"}`;
}

function listSection<T>(out: string[], name: string, items: readonly T[], text: (item: T) => string): void {
  if (items.length === 0) return;
  out.push(`${name}:`);
  items.forEach((item, i) => {
    out.push(`  ${String(i).padStart(3)} ${text(item)}`);
  });
}

/** One line of the listing: the instruction at `pc`. */
function instructionText(proto: Proto, pc: number): string {
  const word = proto.code[pc]!;
  const d = proto.code[pc + 1]!;
  const line = proto.lines[pc >> 1];
  const head = `  ${String(pc).padStart(4)} [${line ?? "-"}]`.padEnd(13);
  const row = OPCODE_ROWS[opOf(word)];
  if (row === undefined) return `${head}?${opOf(word)}`;
  const operands: string[] = [];
  const comments: string[] = [];
  const add = (kind: Operand, value: number): void => {
    if (kind === "none") return;
    operands.push(operandText(kind, value));
    const comment = operandComment(proto, kind, value);
    if (comment !== undefined) comments.push(comment);
  };
  add(row.a, aOf(word));
  add(row.b, bOf(word));
  add(row.c, cOf(word));
  add(row.d, d);
  const text = `${head}${OPCODE_NAMES[opOf(word)]!.padEnd(10)} ${operands.join(" ")}`.trimEnd();
  return comments.length === 0 ? text : `${text.padEnd(COMMENT_COLUMN)} ; ${comments.join(" ")}`;
}

function operandText(kind: Operand, value: number): string {
  switch (kind) {
    case "register":
      return `R${value}`;
    case "constant":
      return `K${value}`;
    case "upvalue":
      return `U${value}`;
    case "proto":
      return `P${value}`;
    case "jump":
      return `->${value}`;
    default:
      return String(value);
  }
}

function operandComment(proto: Proto, kind: Operand, value: number): string | undefined {
  switch (kind) {
    case "constant":
      return value >= 0 && value < proto.constants.length ? constantText(proto.constants[value]) : "?";
    case "upvalue":
      return proto.upvalues[value]?.name ?? "?";
    case "proto": {
      const nested = proto.protos[value];
      return nested === undefined ? "?" : functionName(nested);
    }
    default:
      return undefined;
  }
}

function constantText(k: Constant): string {
  if (k === undefined) return "nil";
  if (typeof k === "boolean") return String(k);
  if (typeof k === "string") return quote(k);
  return numberToString(k);
}

function quote(s: string): string {
  const shown = s.length > MAX_STRING_SHOWN ? s.slice(0, MAX_STRING_SHOWN) : s;
  let text = "";
  for (let i = 0; i < shown.length; i++) text += quoteByte(shown.charCodeAt(i));
  return `"${text}"${shown.length < s.length ? "..." : ""}`;
}

function quoteByte(c: number): string {
  if (c === 0x22 || c === 0x5c) return `\\${String.fromCharCode(c)}`;
  if (c === 0x0a) return "\\n";
  return c >= 0x20 && c < 0x7f ? String.fromCharCode(c) : `\\${String(c).padStart(3, "0")}`;
}
