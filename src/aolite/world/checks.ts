/** Checks of what programs give at the doors of the interface for TypeScript: TypeErrors that name what is wrong. */
import { encodeUtf8 } from "../../base/byteString.ts";

/** Something whose parts may be looked at by name. */
export type Parts = Readonly<Record<string, unknown>>;

/** Whether a value is an object with parts, and no list. */
export function hasParts(value: unknown): value is Parts {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** `what`: how messages name it. @throws TypeError unless it is an object with parts */
export function checkedParts(what: string, value: unknown): Parts {
  if (!hasParts(value)) throw new TypeError(`${what}: not an object`);
  return value;
}

/** A name that is not known is a mistake in writing. `path`: what comes before it in messages. @throws TypeError */
export function checkNames(path: string, parts: Parts, names: readonly string[]): void {
  for (const name of Object.keys(parts)) {
    if (!names.includes(name)) throw new TypeError(`${path}${name}: no such option`);
  }
}

/** Absent is right as well. @throws TypeError unless it is a number of at least 0; infinity is one */
export function checkNumber(what: string, value: unknown): void {
  if (value !== undefined && !(typeof value === "number" && value >= 0)) {
    throw new TypeError(`${what}: not a number of at least 0`);
  }
}

/** @throws TypeError unless it is a text */
export function checkedText(what: string, value: unknown): string {
  if (typeof value !== "string") throw new TypeError(`${what}: not a text`);
  return value;
}

/** The byte string of a text. @throws TypeError unless it is one */
export function bytesOf(what: string, value: unknown): string {
  return encodeUtf8(checkedText(what, value));
}

/** The byte strings of a list of texts. @throws TypeError unless it is one */
export function byteListOf(what: string, value: unknown): string[] {
  if (!Array.isArray(value) || !value.every((item) => typeof item === "string")) {
    throw new TypeError(`${what}: not a list of texts`);
  }
  return value.map((text) => encodeUtf8(text));
}

/** Absent is right as well. @throws TypeError unless it is true or false */
export function checkBoolean(what: string, value: unknown): void {
  if (value !== undefined && typeof value !== "boolean") throw new TypeError(`${what}: neither true nor false`);
}

/** @throws TypeError unless it is a function */
export function checkFunction(what: string, value: unknown): void {
  if (typeof value !== "function") throw new TypeError(`${what}: not a function`);
}
