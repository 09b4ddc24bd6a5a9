/** All modules that AO programs can require (AO 5.7), and how `require` finds them. */
import { nativeFunction } from "../../vm/callContext.ts";
import type { NativeClosureKind } from "../../vm/snapshot/registry.ts";
import type { Schema } from "../../vm/snapshot/schema.ts";
import type { NativeFunction } from "../../vm/value.ts";
import { apmModule } from "./apm.ts";
import { BASE64 } from "./base64.ts";
import { BINT } from "./bint/index.ts";
import { CHANCE } from "./chance.ts";
import { CRYPTO_MODULES } from "./crypto/index.ts";
import { dumpModule } from "./dump.ts";
import { handlersUtilsModule } from "./handlersUtils.ts";
import { jsonModule } from "./json.ts";
import { logModule } from "./log.ts";
import type { AoModule } from "./module.ts";
import { openModule } from "./opening.ts";
import { prettyModule } from "./pretty.ts";
import { serializeModule } from "./serialize.ts";
import { stringifyModule } from "./stringify.ts";
import { utilsModule } from "./utils.ts";
import { weaveDriveModule } from "./weaveDrive.ts";

/** The modules; those that belong to a runtime (`ao`, `.handlers`, `.process`...) are put into `package.loaded` by it. */
export const AO_MODULES: readonly AoModule[] = Object.freeze([
  jsonModule,
  utilsModule,
  handlersUtilsModule,
  stringifyModule,
  prettyModule,
  dumpModule,
  serializeModule,
  logModule,
  apmModule,
  weaveDriveModule,
  BINT,
  BASE64,
  CHANCE,
  ...CRYPTO_MODULES,
]);

export { openModule } from "./opening.ts";

const BY_NAME: ReadonlyMap<string, AoModule> = new Map(
  AO_MODULES.flatMap((module) => module.names.map((name) => [name, module] as const)),
);

/** The module of this name. */
export function findModule(name: string): AoModule | undefined {
  return BY_NAME.get(name);
}

/** The loader that {@link SEARCH_MODULES} finds. */
const LOAD_MODULE: NativeFunction = nativeFunction("ao.module", (cx) => {
  const module = BY_NAME.get(cx.string(1));
  return cx.ret(module === undefined ? undefined : openModule(cx, module));
});

/** A searcher for `package.searchers` (§6.3) that knows the modules: see `insertSearchers`. */
export const SEARCH_MODULES: NativeFunction = nativeFunction("ao.searcher", (cx) => {
  const name = cx.string(1);
  if (BY_NAME.has(name)) return cx.ret2(LOAD_MODULE, ":ao:");
  return cx.ret(`${cx.is54 ? "" : "\n\t"}no AO module '${name}'`);
});

/** Functions of the searcher that programs can get hold of; for snapshots. */
export const MODULE_NATIVES: readonly NativeFunction[] = Object.freeze([SEARCH_MODULES, LOAD_MODULE]);

/** What snapshots need to know of all modules. */
export const MODULE_KINDS: Readonly<{
  closures: Readonly<Record<string, NativeClosureKind>>;
  states: Readonly<Record<string, Schema>>;
}> = Object.freeze({
  closures: Object.assign({}, ...AO_MODULES.map((module) => module.closures ?? {})) as Record<
    string,
    NativeClosureKind
  >,
  states: Object.assign({}, ...AO_MODULES.map((module) => module.continuations ?? {})) as Record<string, Schema>,
});
