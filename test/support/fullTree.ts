import { internals, type Lua } from "../../src/api/lua.ts";
import type { Shape } from "../../src/vm/shape.ts";

/** Makes shapes until the tree takes no more. */
export function fillTree(root: Shape): void {
  let level: Shape[] = [root];
  for (let depth = 0; level.length > 0; depth++) {
    const next: Shape[] = [];
    for (const shape of level) {
      for (let i = 0; ; i++) {
        const child = shape.transition(`filler ${depth} ${i}`);
        if (child === null) break;
        next.push(child);
      }
    }
    level = next;
  }
}

/** From now on all string keys that tables of this engine get go into dictionaries, but where a shape exists already. */
export function withoutShapes(lua: Lua): void {
  fillTree(internals(lua).cx.rootShape);
}
