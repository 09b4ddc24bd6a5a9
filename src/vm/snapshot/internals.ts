/** Which kind of internal object something is: see `InternalKind`. */
import type { Userdata } from "../value.ts";
import type { InternalKind } from "./registry.ts";

/** The kinds that an engine knows, by name. */
export type InternalKinds = Readonly<Record<string, InternalKind>>;

/** Name and kind of an object; undefined when it is of none of them. */
export function internalKindOf(kinds: InternalKinds, object: object): readonly [string, InternalKind] | undefined {
  for (const name in kinds) if (kinds[name]!.matches(object)) return [name, kinds[name]!];
  return undefined;
}

/** Whether a userdata carries an internal object. */
export function isHolder(kinds: InternalKinds, { payload }: Userdata): boolean {
  if (typeof payload !== "object" || payload === null) return false;
  return internalKindOf(kinds, payload)?.[1].isPayload === true;
}

/** What a copy that nobody runs has in the place of something that is with the host. */
export class Dormant {
  /** Name of its kind. */
  readonly kind: string;
  readonly head: unknown;
  body: unknown = undefined;
  constructor(kind: string, head: unknown) {
    this.kind = kind;
    this.head = head;
  }
}
