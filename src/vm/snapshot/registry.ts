import type { State } from "../state.ts";
import type { LuaValue, NativeFunction, UpValue, Userdata } from "../value.ts";
import type { Schema } from "./schema.ts";

/** A native function that is made at run time and carries values (C upvalues). */
export interface NativeClosureKind {
  readonly impl: NativeFunction["impl"];
  /** Whether these upvalues are such as the function can work with. */
  accepts(upvalues: readonly unknown[]): boolean;
}

/** A kind of userdata payload that can be saved: no Lua values in it. */
export interface PayloadKind {
  readonly schema: Schema;
  /** What to write; undefined when the payload is of another kind. */
  save(payload: unknown): unknown;
  /** The payload for the engine that is being restored. */
  load(state: State, data: never): unknown;
}

/** One entry of `State.libraryData`. */
export interface DataKind {
  readonly schema: Schema;
  save(data: never): unknown;
  load(data: never): unknown;
}

/** The values that stand for variables (`debug.upvalueid`), as far as a program has asked for them. */
export interface Identities {
  readonly boxes: WeakMap<UpValue, Userdata>;
  readonly natives: WeakMap<object, Userdata[]>;
}

/** What the libraries and the host contribute to snapshots of an engine. */
export interface SnapshotRegistry {
  /** The native functions that have nothing of their own, both ways. */
  readonly natives: ReadonlyMap<NativeFunction, string>;
  readonly nativesById: ReadonlyMap<string, NativeFunction>;
  /** The functions of the host, both ways. */
  hostId(fn: NativeFunction): string | undefined;
  hostById(id: string): NativeFunction | undefined;
  readonly closures: Readonly<Record<string, NativeClosureKind>>;
  /** By name of the continuation; one that is missing waits for the host. */
  readonly states: Readonly<Record<string, Schema>>;
  readonly payloads: Readonly<Record<string, PayloadKind>>;
  readonly data: Readonly<Record<string, DataKind>>;
  /** Entries of `State.libraryData` that can be made anew. */
  readonly caches: readonly string[];
  /** What libraries take for granted in the registry when one of their functions (by prefix of its id) is there. */
  readonly fixtures: readonly {
    readonly key: string;
    readonly users: readonly string[];
    accepts(v: LuaValue): boolean;
  }[];
  /** The key of the {@link Identities} in `State.libraryData`. */
  readonly identities: string;
}
