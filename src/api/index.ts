/** The public interface of the engine: `import { createLua } from "perigee"`. */
export { createLua, restoreLua } from "./createLua.ts";
export * from "./exports.ts";
