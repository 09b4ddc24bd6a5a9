/** What the small bundle without the compiler exports. */
export { Chunk, createLua } from "../../src/api/vm.ts";
export * from "./exports.mjs";
