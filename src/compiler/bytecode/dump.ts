import { bytesToString } from "../../base/byteString.ts";
import { ByteWriter } from "../../base/byteWriter.ts";
import { isInteger, LuaFloat, toDouble } from "../../base/luaFloat.ts";
import { ConstantTag, checksum, FLAG_DEBUG, FLAG_VARARG, SIGNATURE } from "./chunkFormat.ts";
import { WORDS } from "./instruction.ts";
import { BYTECODE_VERSION } from "./opcodes.ts";
import type { Constant, Proto } from "./proto.ts";

/** Source of functions whose debug information was left out. */
const STRIPPED_SOURCE = "=?";

/**
 * The binary form of a function (§6.4, string.dump): a byte string that `undump` turns into an equal prototype.
 *
 * @param strip leaves out debug information: lines, names of locals and upvalues, and the chunk name
 */
export function dump(proto: Proto, strip: boolean): string {
  const functions = new Writer();
  const strings = new StringTable();
  const order = nestedFirst(proto);
  functions.unsigned(order.length);
  for (const p of order) writeFunction(functions, strings, p, strip);
  const table = new Writer();
  table.unsigned(strings.list.length);
  for (const s of strings.list) table.string(s);
  const payload = table.text() + functions.text();
  const head = new Writer();
  for (let i = 0; i < SIGNATURE.length; i++) head.byte(SIGNATURE.charCodeAt(i));
  head.byte(BYTECODE_VERSION);
  head.byte(proto.version === "5.3" ? 0x53 : 0x54);
  head.word(payload.length);
  const [first, second] = checksum(payload, 0, payload.length);
  head.word(first);
  head.word(second);
  return head.text() + payload;
}

/** All functions, each after those nested in it. */
function nestedFirst(main: Proto): Proto[] {
  // Reversed: a function, then its nested ones from the last to the first.
  const order: Proto[] = [];
  const pending = [main];
  for (let p = pending.pop(); p !== undefined; p = pending.pop()) {
    order.push(p);
    for (const nested of p.protos) pending.push(nested);
  }
  return order.reverse();
}

/** The strings of a chunk, each once. */
class StringTable {
  readonly list: string[] = [];
  private readonly indexOf = new Map<string, number>();

  index(s: string): number {
    const known = this.indexOf.get(s);
    if (known !== undefined) return known;
    const index = this.list.push(s) - 1;
    this.indexOf.set(s, index);
    return index;
  }
}

function writeFunction(out: Writer, strings: StringTable, p: Proto, strip: boolean): void {
  const debug = !strip && p.lines.length > 0;
  out.byte((p.isVararg ? FLAG_VARARG : 0) | (debug ? FLAG_DEBUG : 0));
  out.unsigned(p.lineDefined);
  out.unsigned(p.lastLineDefined);
  out.unsigned(p.parameters);
  out.unsigned(p.maxStackSize);
  out.unsigned(p.protos.length);
  out.unsigned(strings.index(strip ? STRIPPED_SOURCE : p.source));
  out.unsigned(p.code.length / WORDS);
  for (let pc = 0; pc < p.code.length; pc += WORDS) {
    out.word(p.code[pc]!);
    out.signed(p.code[pc + 1]!);
  }
  out.unsigned(p.constants.length);
  for (const k of p.constants) writeConstant(out, strings, k);
  out.unsigned(p.upvalues.length);
  for (const { fromRegister, index, name } of p.upvalues) {
    out.byte(fromRegister ? 1 : 0);
    out.unsigned(index);
    if (debug) out.unsigned(strings.index(name));
  }
  if (debug) writeDebugInformation(out, strings, p);
}

function writeConstant(out: Writer, strings: StringTable, k: Constant): void {
  if (k === undefined) {
    out.byte(ConstantTag.Nil);
  } else if (typeof k === "boolean") {
    out.byte(k ? ConstantTag.True : ConstantTag.False);
  } else if (typeof k === "string") {
    out.byte(ConstantTag.String);
    out.unsigned(strings.index(k));
  } else if (isInteger(k)) {
    out.byte(ConstantTag.Integer);
    out.bigint(BigInt(k));
  } else if (k instanceof LuaFloat && Number.isNaN(k.n)) {
    out.byte(ConstantTag.PositiveNaN);
  } else {
    out.byte(ConstantTag.Float);
    out.double(toDouble(k));
  }
}

function writeDebugInformation(out: Writer, strings: StringTable, p: Proto): void {
  let line = p.lineDefined;
  for (const next of p.lines) {
    out.signed(next - line);
    line = next;
  }
  out.unsigned(p.locals.length);
  for (const { name, register, startPc, endPc } of p.locals) {
    out.unsigned(strings.index(name));
    out.unsigned(register);
    out.unsigned(startPc / WORDS);
    out.unsigned((endPc - startPc) / WORDS);
  }
}

/** Writes the bytes of a chunk. */
class Writer extends ByteWriter {
  /** A signed 32-bit number. */
  signed(value: number): void {
    this.unsigned(((value << 1) ^ (value >> 31)) >>> 0);
  }

  /** Everything written, as a byte string. */
  text(): string {
    return bytesToString(this.result());
  }
}
