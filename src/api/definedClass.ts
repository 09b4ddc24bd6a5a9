/** Classes of the host as an engine knows them. */
import { type ClassData, extendsClass } from "./classData.ts";
import { type AnySpec, newClass } from "./classes.ts";
import type { HostRegistry } from "./hostRegistry.ts";
import type { Link } from "./link.ts";
import { UserdataHandle } from "./userdataHandle.ts";
import type { LuaClass, LuaTable, LuaUserdata, LuaValue } from "./values.ts";

/** The link that classes belong to. */
export type ClassLink = Link & { userdata(value: object, cls: LuaClass<object>): LuaUserdata };

/** Defines a class. A name defined before for the same type gives the same class. @throws TypeError */
export function defineClass(link: ClassLink, registry: HostRegistry<DefinedClass>, spec: AnySpec): DefinedClass {
  if (typeof spec.name !== "string" || spec.name === "") throw new TypeError("class: no name");
  if (typeof spec.type !== "function") throw new TypeError(`class ${spec.name}: type is not a class`);
  const known = registry.names.get(spec.name);
  if (known !== undefined) {
    if (known.data.type === spec.type) return known;
    throw new TypeError(`class ${spec.name}: defined already, for another type`);
  }
  const prototype = spec.type.prototype as object;
  const same = registry.prototypes.get(prototype);
  if (same !== undefined) throw new TypeError(`class ${spec.name}: the type is that of class ${same.name}`);
  const parent = spec.extends === undefined ? undefined : link.classData(spec.extends);
  const data = newClass(link, spec, parent);
  const cls = new DefinedClass(link, spec, data);
  registry.names.set(spec.name, cls);
  registry.prototypes.set(prototype, cls);
  registry.byData.set(data, cls);
  return cls;
}

/** Defines the classes of another engine, for a copy of it. What their tables hold comes with the copy. */
export function copyClasses(
  link: ClassLink,
  registry: HostRegistry<DefinedClass>,
  origin: HostRegistry<DefinedClass>,
): void {
  for (const { spec } of origin.names.values()) {
    const { statics: _, extends: base, ...own } = spec;
    const parent = base === undefined ? undefined : registry.names.get(base.name);
    defineClass(link, registry, parent === undefined ? own : { ...own, extends: parent });
  }
}

/** The engine has another state now, with tables for the classes of these names. The others get new ones. */
export function renewClasses(link: Link, registry: HostRegistry<DefinedClass>, kept: ReadonlySet<string>): void {
  for (const cls of registry.names.values()) {
    if (kept.has(cls.name)) continue;
    const { extends: base } = cls.spec;
    registry.byData.delete(cls.data);
    cls.data = newClass(link, cls.spec, base === undefined ? undefined : link.classData(base));
    registry.byData.set(cls.data, cls);
  }
}

/** See `Bridge.defineClass`. */
export class DefinedClass implements LuaClass<object> {
  readonly name: string;
  readonly link: ClassLink;
  readonly spec: AnySpec;
  data: ClassData;
  constructor(link: ClassLink, spec: AnySpec, data: ClassData) {
    this.link = link;
    this.name = spec.name;
    this.spec = spec;
    this.data = data;
  }
  get table(): LuaTable {
    return this.link.toHost(this.data.table) as LuaTable;
  }
  wrap(value: object): LuaUserdata {
    return this.link.userdata(value, this);
  }
  is(v: LuaValue): v is LuaUserdata {
    if (!(v instanceof UserdataHandle)) return false;
    const cls = v.class;
    return cls instanceof DefinedClass && extendsClass(cls.data, this.data);
  }
}
