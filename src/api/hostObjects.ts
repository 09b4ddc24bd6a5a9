/** What userdata of the host carry. None of it can be seen from Lua but through the natives of its metatable. */
import { SnapshotFault } from "../vm/snapshot/format.ts";
import type { Userdata } from "../vm/value.ts";
import type { ClassData } from "./classData.ts";

/** An object that the host has handed in. */
export class HostObject {
  #value: object | undefined;
  /** Undefined: it has no members. */
  readonly cls: ClassData | undefined;
  /** Makes the object of one that comes from a snapshot; null once it has been asked. */
  maker: (() => object) | null = null;
  /** The userdata that carries one that comes from a snapshot. */
  owner: Userdata | null = null;

  constructor(value: object | undefined, cls: ClassData | undefined) {
    this.#value = value;
    this.cls = cls;
  }

  /** @throws SnapshotFault and what the host throws, when it comes from a snapshot and cannot be made */
  get value(): object {
    return this.#value ?? this.#load();
  }

  #load(): object {
    const { maker } = this;
    if (maker === null) throw new SnapshotFault("an instance that cannot be made without itself");
    this.maker = null;
    this.#value = maker();
    return this.#value;
  }
}

/** What host code has thrown, on its way through Lua. */
export class HostError {
  readonly error: unknown;
  constructor(error: unknown) {
    this.error = error;
  }
}
