import type { LuaFloat } from "../../base/luaFloat.ts";
import type { LuaVersion } from "../../base/version.ts";

/** A constant: strings are byte strings; numbers are in canonical form. */
export type Constant = undefined | boolean | number | bigint | LuaFloat | string;

/** Debug information of one local variable (§4.7): active for startPc <= pc < endPc (word offsets). */
export interface LocalInfo {
  readonly name: string;
  readonly startPc: number;
  readonly endPc: number;
  /** The register it lives in. */
  readonly register: number;
}

/** How CLOSURE fills an upvalue: from the enclosing function's register (which holds a box) or from its upvalue. */
export interface UpValueInfo {
  readonly name: string;
  readonly fromRegister: boolean;
  readonly index: number;
}

/** What the parts of a {@link Proto} are when it is made. */
export interface ProtoParts {
  readonly version: LuaVersion;
  readonly source: string;
  readonly lineDefined: number;
  readonly lastLineDefined: number;
  readonly parameters: number;
  readonly isVararg: boolean;
  readonly maxStackSize: number;
  readonly code: Int32Array;
  readonly constants: readonly Constant[];
  readonly protos: readonly Proto[];
  readonly upvalues: readonly UpValueInfo[];
  readonly lines: Int32Array;
  readonly locals: readonly LocalInfo[];
}

/** A compiled function prototype: immutable, shareable between engines. Inline caches live elsewhere. */
export class Proto {
  readonly version: LuaVersion;
  /** Chunk name as given to `load` (`@file`, `=name` or the source text, §6.1); "=?" when stripped. */
  readonly source: string;
  /** 0 for the main chunk. */
  readonly lineDefined: number;
  readonly lastLineDefined: number;
  /** Number of fixed parameters. */
  readonly parameters: number;
  readonly isVararg: boolean;
  /** Registers used, at least 2; registers are numbered 0 to maxStackSize-1. */
  readonly maxStackSize: number;
  /** Two words an instruction, see opcodes.ts. */
  readonly code: Int32Array;
  readonly constants: readonly Constant[];
  readonly protos: readonly Proto[];
  readonly upvalues: readonly UpValueInfo[];
  /** Line of each instruction, by pc >> 1; empty when stripped. */
  readonly lines: Int32Array;
  /** In order of startPc; empty when stripped. */
  readonly locals: readonly LocalInfo[];

  constructor(parts: ProtoParts) {
    this.version = parts.version;
    this.source = parts.source;
    this.lineDefined = parts.lineDefined;
    this.lastLineDefined = parts.lastLineDefined;
    this.parameters = parts.parameters;
    this.isVararg = parts.isVararg;
    this.maxStackSize = parts.maxStackSize;
    this.code = parts.code;
    this.constants = parts.constants;
    this.protos = parts.protos;
    this.upvalues = parts.upvalues;
    this.lines = parts.lines;
    this.locals = parts.locals;
  }
}
