/** Values and messages as the interface for TypeScript shows them. */
import { decodeUtf8, encodeUtf8 } from "../../base/byteString.ts";
import { LuaFloat } from "../../base/luaFloat.ts";
import { type Copied, CopiedTable } from "./copied.ts";
import { type Message, textOf } from "./message.ts";
import type { AoMessage, AoTag, AoValue } from "./types.ts";

/** Deeper values are cut off: they are cyclic, or of no use to a host. */
const MAX_DEPTH = 100;

/** A copied value for the host; see `AoValue`. A table that is in several places is one object; what leads back to it is cut off. */
export function toAo(v: Copied): AoValue {
  return v instanceof CopiedTable ? convert(v, 0, new Map()) : scalar(v);
}

function scalar(v: Exclude<Copied, CopiedTable>): AoValue {
  if (typeof v === "string") return decodeUtf8(v);
  if (v instanceof LuaFloat) return v.n;
  return typeof v === "bigint" && Number.isSafeInteger(Number(v)) ? Number(v) : v;
}

function convert(v: Copied, depth: number, known: Map<CopiedTable, AoValue>): AoValue {
  if (!(v instanceof CopiedTable)) return scalar(v);
  if (v.bint !== undefined) return bintValue(v);
  if (depth >= MAX_DEPTH || known.has(v)) return known.get(v);
  known.set(v, undefined);
  const { keys, values } = v;
  const items = values.map((item) => convert(item, depth + 1, known));
  const object = keys.every((key, i) => key === i + 1) ? items : fieldsOf(keys, items);
  known.set(v, object);
  return object;
}

function fieldsOf(keys: readonly Copied[], items: readonly AoValue[]): AoValue {
  const object: Record<string, AoValue> = {};
  for (let i = 0; i < keys.length; i++) setOwn(object, keyText(keys[i]), items[i]);
  return withoutPrototype(object);
}

/** `object[name] = value` for any name. */
function setOwn(object: Record<string, AoValue>, name: string, value: AoValue): void {
  if (name !== "__proto__") object[name] = value;
  else Object.defineProperty(object, name, { value, writable: true, enumerable: true, configurable: true });
}

/** An object that is made first and loses its prototype then is several times as fast as one that begins without. */
function withoutPrototype<T extends object>(object: T): T {
  return Object.setPrototypeOf(object, null) as T;
}

function keyText(key: Copied): string {
  return typeof key === "string" ? decodeUtf8(key) : textOf(key);
}

function bintValue({ values, bint }: CopiedTable): bigint {
  let value = 0n;
  for (let i = values.length - 1; i >= 0; i--) {
    const word = values[i];
    value = (value << BigInt(bint!.wordBits)) | BigInt(typeof word === "number" ? word : 0);
  }
  return BigInt.asIntN(bint!.bits, value);
}

/** A value of the host for messages. @throws TypeError for what cannot be in one */
export function fromAo(v: unknown, depth = 0): Copied {
  switch (typeof v) {
    case "undefined":
      return undefined;
    case "string":
      return encodeUtf8(v);
    case "boolean":
      return v;
    case "number":
      return Object.is(v, -0) ? 0 : v;
    case "bigint":
      return fromBigInt(v);
    case "object":
      break;
    default:
      throw new TypeError(`a ${typeof v} cannot be in a message`);
  }
  if (v === null) return undefined;
  if (depth >= MAX_DEPTH) throw new TypeError("a value that is nested too deep cannot be in a message");
  const table = new CopiedTable();
  const entries: Iterable<readonly [Copied, unknown]> = Array.isArray(v)
    ? v.map((item, i) => [i + 1, item] as const)
    : Object.entries(v).map(([key, item]) => [encodeUtf8(key), item] as const);
  for (const [key, item] of entries) {
    const value = fromAo(item, depth + 1);
    if (value === undefined) continue;
    table.keys.push(key);
    table.values.push(value);
  }
  return table;
}

function fromBigInt(v: bigint): Copied {
  if (v >= -9007199254740991n && v <= 9007199254740991n) return Number(v);
  return v >= -(2n ** 63n) && v < 2n ** 63n ? v : v.toString();
}

function optionalText(v: Copied): string | undefined {
  return v === undefined ? undefined : decodeUtf8(textOf(v));
}

/** A message for the host; made when it is first asked for. */
export function viewOf(message: Message): AoMessage {
  message.view ??= newView(message);
  return message.view;
}

function newView(message: Message): AoMessage {
  const { fields } = message;
  const list: AoTag[] = [];
  const tags: Record<string, AoValue> = {};
  for (const tag of message.tags) {
    const name = keyText(tag.name);
    const value = toAo(tag.value);
    list.push({ name, value });
    if (!Object.hasOwn(tags, name)) setOwn(tags, name, value);
  }
  const all: Record<string, AoValue> = {};
  for (const [name, value] of message.prepared) setOwn(all, decodeUtf8(name), toAo(value));
  const height = fields.get("Block-Height");
  return Object.freeze({
    Id: decodeUtf8(message.id),
    From: decodeUtf8(message.from),
    Owner: decodeUtf8(textOf(fields.get("Owner"))),
    Target: optionalText(message.target),
    Data: toAo(fields.get("Data")),
    Action: optionalText(message.root("Action")),
    Reference: decodeUtf8(textOf(message.tag("Reference"))),
    Anchor: optionalText(fields.get("Anchor")),
    Tags: Object.freeze(withoutPrototype(tags)),
    TagArray: Object.freeze(list),
    Timestamp: fields.get("Timestamp") as number,
    BlockHeight: typeof height === "number" ? height : Number(height ?? 0),
    Module: optionalText(fields.get("Module")),
    fields: Object.freeze(withoutPrototype(all)),
  });
}
