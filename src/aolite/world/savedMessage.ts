/** Messages and their results in states of worlds. */
import type { Handled } from "./handled.ts";
import { Fields, Message, Tag } from "./message.ts";
import { type Packed, pack, unpack } from "./packing.ts";

/** A tag in a state. */
export type SavedTag = readonly [Packed, Packed];

type SavedHandled = Omit<Handled, "Output" | "error"> & { readonly Output: Packed; readonly error: string | null };

export interface SavedMessage {
  readonly fields: readonly (readonly [string, Packed])[];
  readonly tags: readonly SavedTag[];
  readonly serial: number;
  readonly cause: string | null;
  readonly handled: number;
  readonly references: number;
  readonly isDropped: boolean;
  readonly results: readonly SavedHandled[];
}

export function packTags(tags: readonly Tag[]): SavedTag[] {
  return tags.map(({ name, value }) => [pack(name), pack(value)] as const);
}

export function unpackTags(tags: readonly SavedTag[]): Tag[] {
  return tags.map(([name, value]) => new Tag(unpack(name), unpack(value)));
}

/** A message for a state. */
export function savedMessage(message: Message): SavedMessage {
  return {
    fields: message.fields.names.map((name, i) => [name, pack(message.fields.values[i])] as const),
    tags: packTags(message.tags),
    serial: message.serial,
    cause: message.cause ?? null,
    handled: message.handled,
    references: message.references,
    isDropped: message.isDropped,
    results: (message.results ?? []).map((one) => ({ ...one, Output: pack(one.Output), error: one.error ?? null })),
  };
}

/** The message of a state. @throws AoError or TypeError when it is none */
export function loadedMessage(one: SavedMessage): Message {
  const fields = new Fields();
  for (const [name, value] of one.fields) fields.set(name, unpack(value));
  const message = new Message({ fields, tags: unpackTags(one.tags) }, one.serial, one.cause ?? undefined);
  message.handled = one.handled;
  message.references = one.references;
  message.isDropped = one.isDropped;
  if (one.results.length > 0) {
    message.results = one.results.map(
      (r): Handled => ({ ...r, Output: unpack(r.Output), error: r.error ?? undefined }),
    );
  }
  return message;
}
