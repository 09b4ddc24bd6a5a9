import type { Parking } from "../parking.ts";
import type { SavedRun } from "../run.ts";
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

/**
 * A kind of object that is no Lua value but has an identity: what userdata carry, and what several parts of the machine
 * refer to. It is made from its head, which holds no Lua values; its body is filled in when all objects have been made,
 * kinds in their order in the registry. The methods are for objects of this kind only.
 */
export interface InternalKind {
  readonly head: Schema;
  readonly body: Schema;
  /** Userdata may carry it. */
  readonly isPayload: boolean;
  /** Part of it is with the host: a copy that nobody runs keeps just what {@link InternalKind.save} gave. */
  readonly isDormant: boolean;
  matches(object: object): boolean;
  /** What to write. `refuse` raises the fault that says where the object is. */
  save(object: never, state: State, refuse: (what: string) => never): SavedInternal;
  make(state: State, head: never): object;
  /** @throws SnapshotFault */
  fill(object: never, body: never): void;
  /** A userdata carries it. */
  carry?(object: never, userdata: Userdata): void;
  /** All is there: now the host may be asked. @throws SnapshotFault */
  finish?(object: never, state: State): void;
  /** Takes {@link InternalKind.finish} back: another object could not be finished. */
  undo?(object: never): void;
}

/** The two parts of what {@link InternalKind.save} gives. */
export interface SavedInternal {
  readonly head: unknown;
  readonly body: unknown;
}

/** One entry of `State.libraryData`. */
export interface DataKind {
  readonly schema: Schema;
  save(data: never, state: State): unknown;
  load(data: never): unknown;
  /** The state is complete, and has this entry now. */
  settle?(data: never, state: State): void;
}

/** What the host's side of an engine adds. */
export interface Section {
  readonly schema: Schema;
  save(): unknown;
  /** Looks at what was read and returns what makes it so. `runs`: how many there are. @throws SnapshotFault */
  load(data: never, runs: number): () => void;
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
  readonly internals: Readonly<Record<string, InternalKind>>;
  /** By name of a continuation that waits inside the machine: what for, as its state has it; null: any parking will do. */
  readonly waits: Readonly<Record<string, ((state: never) => Parking) | null>>;
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
  /** By name, in the order in which they are written; those of a snapshot that are not here are refused. */
  readonly sections: Readonly<Record<string, Section>>;
  /** The runs that have not ended, in the order in which they began. */
  runs(): readonly SavedRun[];
}
