import type { CallContext } from "../../vm/callContext.ts";
import type { LuaValue } from "../../vm/value.ts";

/** The name of a package: `[@vendor/]package[@version]` (AO 6.5). */
export interface PackageName {
  /** With its `@`. */
  readonly vendor: string;
  readonly name: string;
  /** Three numbers, or the id of a transaction. */
  readonly version: string | undefined;
}

const DEFAULT_VENDOR = "@apm";
const LONGEST = 256;

/** Reads the name of a package. @throws LuaThrow naming the part that is wrong */
export function parsePackageName(cx: CallContext, v: LuaValue): PackageName {
  if (typeof v !== "string" || v.length > LONGEST) return cx.throwValue("Invalid package name");
  cx.charge(v.length >> 2);
  const slash = v.indexOf("/");
  const vendor = slash < 0 ? DEFAULT_VENDOR : v.slice(0, slash);
  if (!/^@[A-Za-z0-9]+$/.test(vendor)) cx.throwValue("Invalid vendor name");
  const rest = v.slice(slash + 1);
  const at = rest.indexOf("@", 1);
  const name = at < 0 ? rest : rest.slice(0, at);
  if (!/^[A-Za-z0-9_-]+$/.test(name)) cx.throwValue("Invalid package name");
  const version = at < 0 ? undefined : rest.slice(at + 1);
  if (version !== undefined && !isVersion(version)) cx.throwValue("Invalid version");
  return { vendor, name, version };
}

function isVersion(version: string): boolean {
  return /^[0-9]+\.[0-9]+\.[0-9]+$/.test(version) || /^[A-Za-z0-9_-]{43}$/.test(version);
}

/** "@vendor/package", without the version. */
export function fullName({ vendor, name }: PackageName): string {
  return `${vendor}/${name}`;
}

/** The names under which `require` finds the package: packages of the default vendor go by their bare name as well. */
export function moduleNames(name: PackageName): readonly string[] {
  return name.vendor === DEFAULT_VENDOR ? [fullName(name), name.name] : [fullName(name)];
}
