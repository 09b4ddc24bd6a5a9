import type { LuaNumber } from "../base/luaFloat.ts";
import type { Word } from "../parser/ast.ts";
import { NO_JUMP } from "./codeBuffer.ts";

/** Where the value of an expression is while its code is being generated. */
export enum ExpKind {
  /** No expression (an empty list). */
  Void,
  Nil,
  True,
  False,
  /** `value` is a number. */
  Number,
  /** `value` is a word. */
  String,
  /** In register `info`: a temporary, or a local seen as a value. */
  NonReloc,
  /** Local variable in register `info`. */
  Local,
  /** Captured local whose box is in register `info`: not read yet, so that it is read as late as a bare local is. */
  Boxed,
  /** Upvalue `info`. */
  UpValue,
  /** Indexed: see `tableKind`. */
  Index,
  /** A comparison at pc `info`, which jumps when the expression is true. */
  Jump,
  /** The instruction at pc `info` produces it in whatever register its A is set to. */
  Reloc,
  /** CALL at pc `info`, results not fixed yet. */
  Call,
  /** VARARG at pc `info`, results not fixed yet. */
  Vararg,
}

/** Where the table or the key of an indexed expression is. */
export enum IndexPart {
  Register,
  /** Captured local: box in that register. */
  Boxed,
  UpValue,
  /** Key only: constant index of a string. */
  StringConstant,
  /** Key only: the integer itself. */
  Integer,
}

/**
 * The description of an expression whose code is partly generated: a value somewhere (`kind`), or else one of
 * the jumps in the lists `t` (taken when it is true) and `f` (when it is false).
 */
export class ExpDesc {
  kind: ExpKind = ExpKind.Void;
  info = 0;
  value: LuaNumber | Word | undefined = undefined;
  /** Pending jumps taken when the expression is true; a list linked through D, or NO_JUMP. */
  t: number = NO_JUMP;
  /** Pending jumps taken when it is false. */
  f: number = NO_JUMP;
  /** For `Index`: `tableKind` and the register or upvalue `info`; `keyKind` and `key`. */
  tableKind: IndexPart = IndexPart.Register;
  keyKind: IndexPart = IndexPart.Register;
  key = 0;

  /** Becomes another description without jumps; an old `value` and index mean nothing any more. */
  set(kind: ExpKind, info = 0): void {
    this.kind = kind;
    this.info = info;
    this.t = NO_JUMP;
    this.f = NO_JUMP;
  }

  /** Becomes a copy of `other`, jumps included. */
  assign(other: ExpDesc): void {
    this.kind = other.kind;
    this.info = other.info;
    this.value = other.value;
    this.t = other.t;
    this.f = other.f;
    this.tableKind = other.tableKind;
    this.keyKind = other.keyKind;
    this.key = other.key;
  }

  /** True when part of the value is decided by jumps. */
  hasJumps(): boolean {
    return this.t !== this.f;
  }

  /** True for a number known now. */
  isNumeral(): boolean {
    return this.kind === ExpKind.Number && this.t === this.f;
  }

  /** True for nil, a boolean, a number or a string known now. */
  isConstant(): boolean {
    return this.kind >= ExpKind.Nil && this.kind <= ExpKind.String && this.t === this.f;
  }

  /** True when it may have more than one value. */
  isOpen(): boolean {
    return this.kind === ExpKind.Call || this.kind === ExpKind.Vararg;
  }
}
