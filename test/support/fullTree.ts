import { internals, type Lua } from "../../src/api/lua.ts";
import { MAX_SHAPE_KEYS, type Shape } from "../../src/vm/shape.ts";

/** Makes shapes until the tree takes no more. */
export function fillTree(root: Shape): void {
  let shape: Shape | null = root;
  for (let i = 0; shape !== null; i++) {
    shape = root.transition(`filler ${i}`);
    for (let k = 1; shape !== null && k < MAX_SHAPE_KEYS; k++) shape = shape.transition(`filler ${i}.${k}`);
  }
}

/** From now on all string keys that tables of this engine get go into dictionaries, but where a shape exists already. */
export function withoutShapes(lua: Lua): void {
  fillTree(internals(lua).cx.rootShape);
}
