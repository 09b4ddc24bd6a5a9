/** The public interface of the engine: `import { createLua } from "perigee"`. */
export { createLua } from "./createLua.ts";
export * from "./exports.ts";
