/** What userdata of the host carry. None of it can be seen from Lua but through the natives of its metatable. */
import type { ClassData } from "./classData.ts";

/** An object that the host has handed in. */
export class HostObject {
  readonly value: object;
  /** Undefined: it has no members. */
  readonly cls: ClassData | undefined;
  constructor(value: object, cls: ClassData | undefined) {
    this.value = value;
    this.cls = cls;
  }
}

/** What host code has thrown, on its way through Lua. */
export class HostError {
  readonly error: unknown;
  constructor(error: unknown) {
    this.error = error;
  }
}
