import { LuaFloat, toLuaFloat, toLuaInteger } from "../../base/luaFloat.ts";
import type { LuaVersion } from "../../base/version.ts";
import { BinaryFormatFault, type BinaryFormatProblem } from "./binaryFormatFault.ts";
import { ConstantTag, checksum, FLAG_DEBUG, FLAG_VARARG, HEADER_SIZE, SIGNATURE } from "./chunkFormat.ts";
import { WORDS } from "./instruction.ts";
import { BYTECODE_VERSION } from "./opcodes.ts";
import { type Constant, type LocalInfo, Proto, type UpValueInfo } from "./proto.ts";
import { VerificationFault } from "./verificationFault.ts";
import { verify } from "./verifier.ts";

/** Names of upvalues in functions without debug information, as `debug.getupvalue` shows them. */
const NO_NAME: Readonly<Record<LuaVersion, string>> = { "5.3": "(*no name)", "5.4": "(no name)" };
/** Fewest bytes an instruction takes. */
const INSTRUCTION_BYTES = 5;

/** True when a chunk is binary as far as `load` is concerned (§6.1). */
export function isBinaryChunk(bytes: string): boolean {
  return bytes.charCodeAt(0) === SIGNATURE.charCodeAt(0);
}

/** The dialect that a binary chunk names; whether it is one is for {@link undump} to say. */
export function dialectOf(bytes: string): LuaVersion {
  return bytes.charCodeAt(SIGNATURE.length + 1) === 0x53 ? "5.3" : "5.4";
}

/**
 * Loads a binary chunk made by `dump` and verifies it, so that whatever the bytes are, the machine can run the result.
 *
 * @param chunkName for messages only
 * @param version the dialect of the engine; chunks of another one are refused
 * @throws BinaryFormatFault for anything that `dump` did not make
 */
export function undump(bytes: string, chunkName: string, version: LuaVersion = "5.4"): Proto {
  try {
    const reader = new Reader(bytes);
    reader.header(version);
    const proto = new ChunkReader(reader, version).main();
    verify(proto);
    return proto;
  } catch (fault) {
    if (fault instanceof Problem) throw new BinaryFormatFault(chunkName, fault.problem, version);
    if (fault instanceof VerificationFault) throw new BinaryFormatFault(chunkName, "corrupted", version);
    throw fault;
  }
}

/** How the chunks that the reference implementation dumps start. */
const PUC_SIGNATURE = "\x1bLua";

/** Carries a problem from where it is found to `undump`. */
class Problem {
  readonly problem: BinaryFormatProblem;
  constructor(problem: BinaryFormatProblem) {
    this.problem = problem;
  }
}

/** Reads the elements of the format; never past the end. */
class Reader {
  private readonly bytes: string;
  private position = 0;
  private end: number;
  private readonly scratch = new DataView(new ArrayBuffer(8));

  constructor(bytes: string) {
    this.bytes = bytes;
    this.end = bytes.length;
  }

  header(version: LuaVersion): void {
    const { bytes } = this;
    // PUC's own chunks are told apart from garbage, as PUC does it.
    if (PUC_SIGNATURE.startsWith(bytes)) throw new Problem("truncated");
    if (bytes.startsWith(PUC_SIGNATURE)) throw new Problem("version mismatch");
    for (let i = 0; i < SIGNATURE.length; i++) {
      if (this.byte() !== SIGNATURE.charCodeAt(i)) throw new Problem("not a binary chunk");
    }
    if (this.byte() !== BYTECODE_VERSION) throw new Problem("version mismatch");
    if (this.byte() !== (version === "5.3" ? 0x53 : 0x54)) throw new Problem("version mismatch");
    const size = this.word() >>> 0;
    const first = this.word() >>> 0;
    const second = this.word() >>> 0;
    if (size > bytes.length - HEADER_SIZE) throw new Problem("truncated");
    this.end = HEADER_SIZE + size;
    const [a, b] = checksum(bytes, HEADER_SIZE, this.end);
    if (a !== first || b !== second) throw new Problem("corrupted");
  }

  atEnd(): boolean {
    return this.position === this.end;
  }

  byte(): number {
    if (this.position >= this.end) throw new Problem("truncated");
    return this.bytes.charCodeAt(this.position++);
  }

  word(): number {
    return this.byte() | (this.byte() << 8) | (this.byte() << 16) | (this.byte() << 24);
  }

  /** A varint of up to 32 bits. */
  unsigned(): number {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const b = this.byte();
      if (shift === 28 && b > 0x0f) break;
      value += (b & 0x7f) * 2 ** shift;
      if (b < 0x80) return value;
    }
    throw new Problem("corrupted");
  }

  signed(): number {
    const value = this.unsigned();
    return (value >>> 1) ^ -(value & 1);
  }

  /** A number of elements of at least `size` bytes each: never more than there can be, so that room can be made. */
  count(size: number): number {
    const count = this.unsigned();
    if (count * size > this.end - this.position) throw new Problem("truncated");
    return count;
  }

  /** A number from 0 to 2^31-1. */
  positive(): number {
    const value = this.unsigned();
    if (value > 0x7fffffff) throw new Problem("corrupted");
    return value;
  }

  private eightBytes(): DataView {
    for (let i = 0; i < 8; i++) this.scratch.setUint8(i, this.byte());
    return this.scratch;
  }

  integer(): bigint {
    return this.eightBytes().getBigInt64(0, true);
  }

  double(): number {
    return this.eightBytes().getFloat64(0, true);
  }

  string(): string {
    const length = this.count(1);
    const from = this.position;
    this.position += length;
    return this.bytes.slice(from, this.position);
  }
}

/** Reads the payload. */
class ChunkReader {
  private readonly reader: Reader;
  private readonly version: LuaVersion;
  private readonly strings: string[] = [];

  constructor(reader: Reader, version: LuaVersion) {
    this.reader = reader;
    this.version = version;
  }

  main(): Proto {
    const { reader } = this;
    for (let n = reader.count(1); n > 0; n--) this.strings.push(reader.string());
    const unclaimed: Proto[] = [];
    for (let n = reader.count(1); n > 0; n--) unclaimed.push(this.function(unclaimed));
    if (unclaimed.length !== 1 || !reader.atEnd()) throw new Problem("corrupted");
    return unclaimed[0]!;
  }

  private string(): string {
    const s = this.strings[this.reader.unsigned()];
    if (s === undefined) throw new Problem("corrupted");
    return s;
  }

  private function(unclaimed: Proto[]): Proto {
    const { reader } = this;
    const flags = reader.byte();
    if (flags > (FLAG_VARARG | FLAG_DEBUG)) throw new Problem("corrupted");
    const debug = (flags & FLAG_DEBUG) !== 0;
    const lineDefined = reader.positive();
    const lastLineDefined = reader.positive();
    const parameters = reader.positive();
    const maxStackSize = reader.positive();
    const nested = reader.unsigned();
    if (nested > unclaimed.length) throw new Problem("corrupted");
    const source = this.string();
    const code = this.code();
    const constants = this.list(1, () => this.constant());
    const upvalues = this.list(2, () => this.upvalue(debug));
    return new Proto({
      version: this.version,
      source,
      lineDefined,
      lastLineDefined,
      parameters,
      isVararg: (flags & FLAG_VARARG) !== 0,
      maxStackSize,
      code,
      constants,
      protos: unclaimed.splice(unclaimed.length - nested),
      upvalues,
      lines: debug ? this.lines(code.length / WORDS, lineDefined) : new Int32Array(0),
      locals: debug ? this.list(4, () => this.local()) : [],
    });
  }

  private list<T>(size: number, read: () => T): T[] {
    const items: T[] = [];
    for (let n = this.reader.count(size); n > 0; n--) items.push(read());
    return items;
  }

  private code(): Int32Array {
    const count = this.reader.count(INSTRUCTION_BYTES);
    const code = new Int32Array(count * WORDS);
    for (let pc = 0; pc < code.length; pc += WORDS) {
      code[pc] = this.reader.word();
      code[pc + 1] = this.reader.signed();
    }
    return code;
  }

  private constant(): Constant {
    const { reader } = this;
    switch (reader.byte()) {
      case ConstantTag.Nil:
        return undefined;
      case ConstantTag.False:
        return false;
      case ConstantTag.True:
        return true;
      case ConstantTag.Integer:
        return toLuaInteger(reader.integer());
      case ConstantTag.Float:
        return toLuaFloat(reader.double());
      case ConstantTag.PositiveNaN:
        return new LuaFloat(Number.NaN);
      case ConstantTag.String:
        return this.string();
      default:
        throw new Problem("corrupted");
    }
  }

  private upvalue(debug: boolean): UpValueInfo {
    const fromRegister = this.reader.byte();
    if (fromRegister > 1) throw new Problem("corrupted");
    const index = this.reader.unsigned();
    const name = debug ? this.string() : NO_NAME[this.version];
    return { name, fromRegister: fromRegister === 1, index };
  }

  private lines(count: number, lineDefined: number): Int32Array {
    const lines = new Int32Array(count);
    let line = lineDefined;
    for (let i = 0; i < count; i++) {
      line = (line + this.reader.signed()) | 0;
      if (line < 0) throw new Problem("corrupted");
      lines[i] = line;
    }
    return lines;
  }

  private local(): LocalInfo {
    const name = this.string();
    const register = this.reader.positive();
    const startPc = this.reader.positive() * WORDS;
    const endPc = startPc + this.reader.positive() * WORDS;
    return { name, register, startPc, endPc };
  }
}
