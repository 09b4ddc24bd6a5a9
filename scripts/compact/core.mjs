/** What the small bundle with the compiler exports. */
export { createLua } from "../../src/api/createLua.ts";
export * from "./exports.mjs";
