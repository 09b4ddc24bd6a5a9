/** Functions whose capability the host has not handed in (EMBEDDING: sandbox rules). */
import { chunkId } from "../base/source.ts";
import type { CallContext } from "../vm/callContext.ts";
import { currentLine } from "../vm/debugInfo.ts";
import { LuaThrow, SandboxFault } from "../vm/errors.ts";
import { NAMED_FUNCTIONS } from "./library.ts";

const NEEDS: Readonly<Record<string, string>> = Object.freeze({
  fs: "a file system",
  exec: "commands",
  popen: "pipes",
  variables: "environment variables",
  stdin: "standard input",
  tmpname: "names of temporary files",
});

/**
 * Tells that the running function lacks a capability. A function that the host named one by one (`libs: { os: ["remove"] }`)
 * raises an error: the host meant it to work. One that came with its whole library goes on, and fails as it does on a system
 * that refuses.
 */
export function lacks(cx: CallContext, capability: keyof typeof NEEDS & string, resource: string): void {
  const name = cx.native?.name ?? "";
  const named = cx.libraryData.get(NAMED_FUNCTIONS) as ReadonlySet<string> | undefined;
  if (named?.has(name) !== true) return;
  const at = currentLine(cx, 1);
  const where = at === undefined ? "" : `${chunkId(at.source)}:${at.line}: `;
  const message = `${where}'${name}' needs ${NEEDS[capability]}, which this engine has not been given`;
  throw new LuaThrow(message, new SandboxFault(capability, resource));
}
