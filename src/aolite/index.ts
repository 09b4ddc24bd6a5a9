/** The AO simulator: `import { createWorld } from "perigee/aolite"`. */
export { AoError } from "./world/aoError.ts";
export type * from "./world/types.ts";
export { createWorld, replay, restoreWorld } from "./world/world.ts";
