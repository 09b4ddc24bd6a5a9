/** Classes of the host: what scripts may do with its objects (an allow-list). */
import { encodeUtf8 } from "../base/byteString.ts";
import { type CallContext, nativeFunction } from "../vm/callContext.ts";
import { type NativeFunction, Userdata, type LuaValue as Value } from "../vm/value.ts";
import { type ClassData, extendsClass } from "./classData.ts";
import { intoLua } from "./errorMapping.ts";
import { type AnyFunction, argumentsFrom, callHost, leaveResults } from "./hostFunctions.ts";
import { HostObject } from "./hostObjects.ts";
import type { Link } from "./link.ts";
import type { ClassSpec, FieldAccess, LuaInput, RawResult } from "./values.ts";

/** Any class. */
// biome-ignore lint/suspicious/noExplicitAny: members take parameters of the host's own types, which a list of classes cannot name
export type AnySpec = ClassSpec<any, any[]>;

/** Property names that lead from an object to JavaScript itself. */
const FORBIDDEN: ReadonlySet<string> = new Set(["constructor", "__proto__", "prototype"]);

/** Metamethods of operators with two operands: the instance may be either. */
const BINARY: ReadonlySet<string> = new Set([
  "__add",
  "__sub",
  "__mul",
  "__div",
  "__mod",
  "__pow",
  "__idiv",
  "__band",
  "__bor",
  "__bxor",
  "__shl",
  "__shr",
  "__concat",
  "__eq",
  "__lt",
  "__le",
]);

const META_NAMES: ReadonlySet<string> = new Set([
  ...BINARY,
  "__unm",
  "__bnot",
  "__len",
  "__call",
  "__tostring",
  "__pairs",
  "__close",
  "__gc",
  "__index",
  "__newindex",
]);

/** Makes what the engine keeps of a class. @throws TypeError that says what is wrong with the specification */
export function newClass(link: Link, spec: AnySpec, parent: ClassData | undefined): ClassData {
  return new ClassBuilder(link, spec, parent).build();
}

class ClassBuilder {
  readonly #link: Link;
  readonly #spec: AnySpec;
  readonly #cls: ClassData & { readonly fields: Map<string, FieldAccess<object>> } & {
    readonly metamethods: Map<string, NativeFunction>;
  };

  constructor(link: Link, spec: AnySpec, parent: ClassData | undefined) {
    this.#link = link;
    this.#spec = spec;
    this.#cls = {
      name: encodeUtf8(spec.name),
      type: spec.type,
      parent,
      methods: link.cx.newTable(),
      fields: new Map(parent?.fields),
      metamethods: new Map(parent?.metamethods),
      meta: link.cx.newTable(),
      table: link.cx.newTable(),
      snapshot: spec.snapshot,
    };
  }

  build(): ClassData {
    const cls = this.#cls;
    cls.parent?.methods.forEachEntry((name: string, method: Value) => cls.methods.setStr(name, method));
    this.#addMethods();
    this.#addFields();
    this.#addMetamethods();
    this.#fillMetatable();
    this.#fillTable();
    return cls;
  }

  #wrong(what: string): never {
    throw new TypeError(`class ${this.#spec.name}: ${what}`);
  }

  /** A property of instances that scripts may reach. */
  #checkProperty(name: string): string {
    if (typeof name !== "string") this.#wrong(`${String(name)} is no name`);
    if (FORBIDDEN.has(name)) this.#wrong(`"${name}" must not be reached from scripts`);
    return name;
  }

  #checkFunction(name: string, f: unknown): AnyFunction {
    return typeof f === "function" ? (f as AnyFunction) : this.#wrong(`${name} is not a function`);
  }

  #addMethods(): void {
    const { methods = [] } = this.#spec;
    if (Array.isArray(methods)) {
      for (const name of methods as readonly string[]) {
        const property = this.#checkProperty(name);
        this.#addMethod(name, (self: Record<string, AnyFunction>, ...args: unknown[]) => self[property]!(...args));
      }
      return;
    }
    for (const [name, f] of Object.entries(methods)) this.#addMethod(name, this.#checkFunction(name, f));
  }

  #addMethod(name: string, f: AnyFunction): void {
    const cls = this.#cls;
    const link = this.#link;
    const native = nativeFunction(`${cls.name}.${encodeUtf8(name)}`, (cx) => {
      const self = receiver(cx, cls);
      return callHost(cx, link, f, [self, ...argumentsFrom(cx, link, 2)]);
    });
    cls.methods.setStr(encodeUtf8(name), native);
    this.#note(native, `method ${name}`);
  }

  /** Gives a native a name for snapshots. */
  #note(native: NativeFunction, member: string): NativeFunction {
    this.#link.noteHostFunction(native, `class ${this.#spec.name}: ${member}`);
    return native;
  }

  #addFields(): void {
    for (const [name, access] of Object.entries(this.#spec.fields ?? {})) {
      if (typeof access === "string") {
        const property = this.#checkProperty(access);
        this.#cls.fields.set(encodeUtf8(name), { get: (self) => (self as Record<string, LuaInput>)[property] });
        continue;
      }
      const { get, set } = access;
      const field: FieldAccess<object> = {};
      if (get !== undefined) field.get = this.#checkFunction(name, get) as (self: object) => LuaInput;
      if (set !== undefined) field.set = this.#checkFunction(name, set) as (self: object, value: unknown) => void;
      this.#cls.fields.set(encodeUtf8(name), field);
    }
  }

  #addMetamethods(): void {
    const cls = this.#cls;
    const link = this.#link;
    for (const [name, f] of Object.entries(this.#spec.meta ?? {})) {
      if (!META_NAMES.has(name)) this.#wrong(`${name} is not a metamethod`);
      const call = this.#checkFunction(name, f);
      const isBinary = BINARY.has(name);
      const native = nativeFunction(name.slice(2), (cx) => {
        // the other operand may be the instance
        if (isBinary && instanceOf(cx.arg(1), cls) === undefined) {
          const right = instanceOf(cx.arg(2), cls);
          if (right !== undefined) return callHost(cx, link, call, [right, link.toHost(cx.arg(1)), true]);
        }
        const self = receiver(cx, cls);
        return callHost(cx, link, call, [self, ...argumentsFrom(cx, link, 2)]);
      });
      cls.metamethods.set(name, this.#note(native, name));
    }
  }

  #fillMetatable(): void {
    const { meta, metamethods, methods, fields, name } = this.#cls;
    for (const [event, native] of metamethods) meta.setStr(event, native);
    meta.setStr("__name", name);
    // scripts get false instead of the metatable
    meta.setStr("__metatable", false);
    const isPlain = fields.size === 0 && !metamethods.has("__index");
    meta.setStr("__index", isPlain ? methods : this.#note(this.#indexFunction(), "index"));
    meta.setStr("__newindex", this.#note(this.#newIndexFunction(), "newindex"));
    methods.freeze();
    meta.freeze();
  }

  #indexFunction(): NativeFunction {
    const cls = this.#cls;
    const link = this.#link;
    const otherwise = cls.metamethods.get("__index");
    return nativeFunction("index", (cx) => {
      const self = receiver(cx, cls);
      const key = cx.arg(2);
      if (typeof key === "string") {
        const method = cls.methods.getStr(key) as Value;
        if (method !== undefined) return cx.ret(method);
        const field = cls.fields.get(key);
        if (field !== undefined)
          return field.get === undefined ? cx.ret(undefined) : callHost(cx, link, field.get, [self]);
      }
      return otherwise === undefined ? cx.ret(undefined) : otherwise.impl(cx as never);
    });
  }

  #newIndexFunction(): NativeFunction {
    const cls = this.#cls;
    const link = this.#link;
    const otherwise = cls.metamethods.get("__newindex");
    return nativeFunction("newindex", (cx) => {
      const self = receiver(cx, cls);
      const key = cx.arg(2);
      const field = typeof key === "string" ? cls.fields.get(key) : undefined;
      if (field?.set !== undefined) {
        const [value] = argumentsFrom(cx, link, 3);
        try {
          field.set(self, value);
        } catch (thrown) {
          throw intoLua(link, thrown);
        }
        if (link.ending !== null) throw intoLua(link, undefined);
        return 0;
      }
      if (field === undefined && otherwise !== undefined) return otherwise.impl(cx as never);
      if (typeof key !== "string") return cx.error(`${cls.name} has no ${cx.typeNameOf(key)} keys`);
      const isMember = field !== undefined || cls.methods.getStr(key) !== undefined;
      const what = `field '${key}'`;
      return cx.error(isMember ? `${what} of ${cls.name} is read-only` : `${cls.name} has no ${what}`);
    });
  }

  /** The class table: methods, statics, and when instances can be made, `new` and a call. */
  #fillTable(): void {
    const { cx } = this.#link;
    const { table, methods, name } = this.#cls;
    const { construct, statics } = this.#spec;
    methods.forEachEntry((key: string, method: Value) => table.setStr(key, method));
    const meta = cx.newTable();
    meta.setStr("__name", `class ${name}`);
    meta.setStr("__metatable", false);
    if (construct !== undefined) {
      const f = this.#checkFunction("construct", construct);
      table.setStr("new", this.#constructing(f, "new", 1));
      // called through the metatable, the table itself comes first
      meta.setStr("__call", this.#constructing(f, "call", 2));
    }
    for (const [key, value] of Object.entries(statics ?? {})) {
      this.#link.nameFunctions(value, `class ${this.#spec.name}: static ${key}`);
      table.setStr(encodeUtf8(key), this.#link.fromHost(value));
    }
    meta.freeze();
    table.meta = meta;
  }

  #constructing(f: AnyFunction, suffix: string, first: number): NativeFunction {
    const link = this.#link;
    const cls = this.#cls;
    const native = nativeFunction(`${cls.name}.${suffix}`, (cx) => {
      const args = argumentsFrom(cx, link, first);
      const name = cx.native?.name ?? "";
      cx.observer?.hostCall?.(name, "enter", false);
      let made: unknown;
      try {
        made = f(...args);
      } catch (thrown) {
        throw intoLua(link, thrown);
      } finally {
        cx.observer?.hostCall?.(name, "leave", false);
      }
      if (typeof made !== "object" || made === null || link.ending !== null)
        throw intoLua(link, new TypeError(`no instance of ${this.#spec.name}`));
      const known = link.knownUserdata(made);
      // an object of another prototype is one of this class too when the constructor says so
      if (known === undefined) return cx.ret(link.wrapObject(made, cls));
      return leaveResults(cx, link, made as RawResult);
    });
    return this.#note(native, suffix);
  }
}

/** The JavaScript object of a userdata of `cls`, undefined for any other value. */
function instanceOf(v: Value, cls: ClassData): object | undefined {
  if (!(v instanceof Userdata)) return undefined;
  const { payload } = v;
  return payload instanceof HostObject && extendsClass(payload.cls, cls) ? payload.value : undefined;
}

/** Argument 1 as an instance; raises PUC's error for a wrong receiver. */
function receiver(cx: CallContext, cls: ClassData): object {
  return instanceOf(cx.arg(1), cls) ?? cx.typeError(1, cls.name);
}
