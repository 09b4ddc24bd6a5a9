/** Messages between engines (AO 1): immutable once they are queued. Byte strings throughout. */
import { numberToString, stringToNumber } from "../../base/numeral.ts";
import { packed } from "../../vm/arrays.ts";
import { FieldSite } from "../../vm/fieldSite.ts";
import { LuaTable } from "../../vm/table.ts";
import type { LuaValue } from "../../vm/value.ts";
import { titleCase } from "../modules/names.ts";
import { AoError } from "./aoError.ts";
import { type Copied, CopiedTable, copyOut } from "./copied.ts";
import type { Handled } from "./handled.ts";
import type { AoMessage } from "./types.ts";

const TAG_NAME = new FieldSite("name");
const TAG_VALUE = new FieldSite("value");

/** One tag as sent. A class, because there are many and they live long (see `vm/arrays.ts` on literals). */
export class Tag {
  readonly name: Copied;
  readonly value: Copied;

  constructor(name: Copied, value: Copied) {
    this.name = name;
    this.value = value;
  }
}

/** Tags that never become root fields of a message (AO 1.5). */
export const NON_EXTRACTABLE: ReadonlySet<string> = new Set([
  ...["Data-Protocol", "Variant", "From-Process", "From-Module", "Type", "From", "Owner", "Anchor", "Target", "Data"],
  ...["Tags", "Read-Only"],
]);

/** The root fields of a message in order. There are few: a list is smaller than a map, and as fast. */
export class Fields {
  readonly names: string[];
  readonly values: Copied[];

  constructor(names: string[] = packed(), values: Copied[] = packed()) {
    this.names = names;
    this.values = values;
  }

  get size(): number {
    return this.names.length;
  }

  get(name: string): Copied {
    const at = this.names.indexOf(name);
    return at < 0 ? undefined : this.values[at];
  }

  has(name: string): boolean {
    return this.names.includes(name);
  }

  set(name: string, value: Copied): void {
    const at = this.names.indexOf(name);
    if (at >= 0) this.values[at] = value;
    else {
      this.names.push(name);
      this.values.push(value);
    }
  }
}

/** What is known of a message that a process wants to have sent. */
export interface Draft {
  /** Without Tags. */
  readonly fields: Fields;
  readonly tags: Tag[];
}

/** See the file comment. */
export class Message {
  readonly id: string;
  readonly from: string;
  /** Undefined: delivered to nobody. */
  readonly target: string | undefined;
  /** Root fields in order, without Tags. */
  readonly fields: Fields;
  readonly tags: readonly Tag[];
  /** Number in the life of the world, from 1. */
  readonly serial: number;
  /** Id of the message that was being handled when it was sent. */
  readonly cause: string | undefined;
  /** How often it has been handled, and how often it is to be, beyond once. */
  handled = 0;
  /** Queues and histories that name it: forgotten when there are none and the history is capped. */
  references = 0;
  /** A rule dropped it. */
  isDropped = false;
  /** What came of it, in the order in which processes handled it; undefined: nothing yet. */
  results: Handled[] | undefined = undefined;
  /** What the host sees of it, once it has looked. */
  view: AoMessage | undefined = undefined;

  constructor(draft: Draft, serial: number, cause: string | undefined) {
    this.id = draft.fields.get("Id") as string;
    this.from = draft.fields.get("From") as string;
    const target = draft.fields.get("Target");
    this.target = target === undefined ? undefined : textOf(target);
    this.fields = draft.fields;
    this.tags = draft.tags;
    this.serial = serial;
    this.cause = cause;
  }

  /** The root fields that handlers see: every extractable tag on top (AO 1.5), the last value of a name winning. */
  get prepared(): Map<string, Copied> {
    const { names, values } = this.fields;
    const prepared = new Map<string, Copied>();
    for (let i = 0; i < names.length; i++) prepared.set(names[i]!, values[i]);
    for (const { name, value } of this.tags) {
      if (typeof name === "string" && value !== undefined && !NON_EXTRACTABLE.has(name)) prepared.set(name, value);
    }
    return prepared;
  }

  /** One of them. */
  root(name: string): Copied {
    if (!NON_EXTRACTABLE.has(name)) {
      for (let i = this.tags.length - 1; i >= 0; i--) {
        const tag = this.tags[i]!;
        if (tag.name === name && tag.value !== undefined) return tag.value;
      }
    }
    return this.fields.get(name);
  }

  /** A root field as lookups find it: where none has the name, the last tag whose name is it in title case (AO 1.5). */
  field(name: string): Copied {
    const value = this.root(name);
    if (value !== undefined || NON_EXTRACTABLE.has(name)) return value;
    for (let i = this.tags.length - 1; i >= 0; i--) {
      const tag = this.tags[i]!;
      if (typeof tag.name === "string" && titleCase(tag.name) === name) return tag.value;
    }
    return undefined;
  }

  /** The same message with counts of its own. */
  copy(): Message {
    const copy = new Message({ fields: this.fields, tags: this.tags as Tag[] }, this.serial, this.cause);
    copy.handled = this.handled;
    copy.references = this.references;
    copy.isDropped = this.isDropped;
    copy.results = this.results?.slice();
    return copy;
  }

  /** The first value of a tag. */
  tag(name: string): Copied {
    return tagOf(this.tags, name);
  }

  /** Whether its tags say that Data is JSON (AO 1.5), in whatever case they say it. */
  get hasJson(): boolean {
    const exact = this.tag("Content-Type");
    const is = ({ name }: Tag): boolean => typeof name === "string" && titleCase(name) === "Content-Type";
    return (exact === undefined ? this.tags.find(is)?.value : exact) === "application/json";
  }

  /** The tags by name, the first value of a name winning (AO 1.5). */
  tagMap(): Map<Copied, Copied> {
    const map = new Map<Copied, Copied>();
    for (const { name, value } of this.tags) if (!map.has(name)) map.set(name, value);
    return map;
  }
}

/** The first value of a tag. */
export function tagOf(tags: readonly Tag[], name: string): Copied {
  for (let i = 0; i < tags.length; i++) if (tags[i]!.name === name) return tags[i]!.value;
  return undefined;
}

/** A text that stands for a value as a part of ids and logs. */
export function textOf(v: Copied): string {
  if (typeof v === "string") return v;
  if (v === undefined) return "nil";
  if (typeof v === "boolean") return v ? "true" : "false";
  return v instanceof CopiedTable ? "table" : numberToString(v);
}

/** Tags out of a copied list of `{ name, value }`, or of a map (AO 1.1). */
export function tagsOf(v: Copied): Tag[] {
  if (!(v instanceof CopiedTable)) return [];
  const tags: Tag[] = [];
  for (const [i, key] of v.keys.entries()) {
    const value = v.values[i];
    if (typeof key === "string") tags.push(new Tag(key, value));
    else if (value instanceof CopiedTable) tags.push(new Tag(value.get("name"), value.get("value")));
  }
  return tags;
}

/** A draft out of a message table of a process. */
export function draftOf(table: LuaTable, copy: (v: LuaValue) => Copied = copyOut): Draft {
  const fields = new Fields();
  let tags: Tag[] = [];
  table.forEachEntry((key: LuaValue, value: LuaValue) => {
    if (typeof key !== "string") return;
    if (key === "Tags") tags = value instanceof LuaTable ? tagsIn(value, copy) : [];
    else {
      const copied = typeof value === "string" ? value : copy(value);
      if (copied !== undefined) fields.set(key, copied);
    }
  });
  return { fields, tags };
}

/** The tags in a table of a process: a list of `{ name, value }`, or a map. */
function tagsIn(table: LuaTable, copy: (v: LuaValue) => Copied): Tag[] {
  const items = table.items as readonly LuaValue[];
  const tags: Tag[] = new Array<Tag>(items.length);
  let count = 0;
  for (let i = 0; i < items.length; i++) {
    const item = items[i];
    if (!(item instanceof LuaTable)) continue;
    const name = TAG_NAME.of(item);
    const value = TAG_VALUE.of(item);
    if (typeof name === "string" && typeof value === "string") tags[count++] = tagFor(name, value);
    else {
      const copied = copy(value);
      // functions are not sent
      if (copied !== undefined || value === undefined) tags[count++] = new Tag(copy(name), copied);
    }
  }
  tags.length = count;
  if (items.length === 0 && !table.isEmpty()) return tagsOf(copy(table));
  return tags;
}

/** Tags that are in every message. */
const COMMON: readonly Tag[] = Object.freeze(
  [
    ["Data-Protocol", "ao"],
    ["Variant", "ao.TN.1"],
    ["Type", "Message"],
  ].map(([name, value]) => Object.freeze(new Tag(name, value))),
);

function tagFor(name: string, value: string): Tag {
  for (let i = 0; i < COMMON.length; i++) {
    const tag = COMMON[i]!;
    if (tag.name === name && tag.value === value) return tag;
  }
  return new Tag(name, value);
}

/** Who sends, for {@link completeDraft}. */
export interface Sender {
  readonly id: string;
  readonly module: string | undefined;
}

/**
 * Completes the fields of a message that is queued (AO 1.4).
 * @param timestamp in the clock's unit
 * @throws AoError when it has no reference
 */
export function completeDraft(
  draft: Draft,
  sender: Sender,
  timestamp: number,
  height: number,
  separator: string,
): void {
  const { fields, tags } = draft;
  fields.set("From", sender.id);
  if (fields.get("Owner") === undefined) fields.set("Owner", sender.id);
  fields.set("Timestamp", timestamp);
  const reference = tagOf(tags, "Reference");
  if (reference === undefined) throw new AoError("aolite: Reference tag is missing");
  fields.set("Id", `${sender.id}${separator}${textOf(reference)}`);
  fields.set("Block-Height", heightOf(tags) ?? height);
  if (fields.get("Module") === undefined && sender.module !== undefined) {
    fields.set("Module", sender.module);
    if (tagOf(tags, "From-Module") === undefined) tags.push(new Tag("From-Module", sender.module));
  }
}

function heightOf(tags: readonly Tag[]): Copied {
  const given = tagOf(tags, "Block-Height");
  if (given === undefined || given instanceof CopiedTable || typeof given === "boolean") return undefined;
  return typeof given === "string" ? stringToNumber(given) : given;
}

/** Names that never become tags when they are root fields of what is sent (AO 1.1). */
const NO_TAGS: ReadonlySet<string> = new Set(["Target", "Data", "Anchor", "Tags", "From"]);
const ANCHOR_DIGITS = 32;

/** A message as `ao.send` makes it (AO 1.1), for senders that have no engine. */
export function draftFrom(input: CopiedTable, reference: number): Draft {
  const tags: Tag[] = [
    new Tag("Data-Protocol", "ao"),
    new Tag("Variant", "ao.TN.1"),
    new Tag("Type", "Message"),
    new Tag("Reference", String(reference)),
  ];
  const { keys } = input;
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i];
    if (typeof key === "string" && !NO_TAGS.has(key)) tags.push(new Tag(key, input.values[i]));
  }
  tags.push(...tagsOf(input.get("Tags")));
  const fields = new Fields();
  for (const name of ["Target", "Data"]) {
    const value = input.get(name);
    if (value !== undefined) fields.set(name, value);
  }
  fields.set("Anchor", String(reference).padStart(ANCHOR_DIGITS, "0"));
  return { fields, tags };
}
