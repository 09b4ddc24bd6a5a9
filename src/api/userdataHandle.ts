/** Handles of userdata. */
import type { Userdata } from "../vm/value.ts";
import { HostError, HostObject } from "./hostObjects.ts";
import { Handle, type Link } from "./link.ts";
import type { LuaClass, LuaUserdata } from "./values.ts";

/** The handle of a userdata. */
export class UserdataHandle extends Handle<Userdata> implements LuaUserdata {
  readonly type = "userdata";
  /** Undefined for an object without a class. */
  readonly class: LuaClass<object> | undefined;

  constructor(link: Link, object: Userdata, cls: LuaClass<object> | undefined) {
    super(link, object);
    this.class = cls;
  }

  get value(): object {
    const { payload } = this.object;
    if (payload instanceof HostObject) return payload.value;
    // what was thrown may be any value
    if (payload instanceof HostError) return payload.error as object;
    return undefined as unknown as object;
  }
}
