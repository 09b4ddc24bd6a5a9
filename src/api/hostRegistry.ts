import type { Userdata } from "../vm/value.ts";
import type { ClassData } from "./classData.ts";
import type { LuaClass } from "./values.ts";

/** A class that was defined. */
export interface DefinedClassEntry extends LuaClass<object> {
  readonly data: ClassData;
}

/**
 * What an engine remembers of objects of the host; made when the first one comes. When the engine takes up the state of a
 * snapshot, it has other userdata.
 */
export class HostRegistry<C extends DefinedClassEntry> {
  /** Userdata by host object. */
  userdata: WeakMap<object, Userdata> = new WeakMap();
  /** Userdata by what was thrown. */
  errors: WeakMap<object, Userdata> = new WeakMap();
  /** Classes by the prototype of their instances. */
  readonly prototypes: Map<object, C> = new Map();
  readonly names: Map<string, C> = new Map();
  readonly byData: Map<ClassData, C> = new Map();

  /** The class that an object is an instance of, the most derived one. */
  classOf(object: object): C | undefined {
    if (this.prototypes.size === 0) return undefined;
    let prototype: object | null = Object.getPrototypeOf(object) as object | null;
    while (prototype !== null) {
      const cls = this.prototypes.get(prototype);
      if (cls !== undefined) return cls;
      prototype = Object.getPrototypeOf(prototype) as object | null;
    }
    return undefined;
  }
}
