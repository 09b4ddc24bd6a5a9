/** `.crypto` and everything below it (AO 5.7, 6.4). */
import type { CallContext } from "../../../vm/callContext.ts";
import { LuaTable } from "../../../vm/table.ts";
import type { LuaValue } from "../../../vm/value.ts";
import type { AoModule } from "../module.ts";
import { openModule } from "../opening.ts";
import { AES, AES_MODULES } from "./aesModules.ts";
import { ARRAY } from "./arrays.ts";
import { DIGEST, DIGEST_MODULES } from "./digests.ts";
import { BIT, HEX } from "./hexModule.ts";
import { ISSAC } from "./isaacModule.ts";
import { HMAC, KDF, MAC, PBKDF2 } from "./mac.ts";
import { QUEUE } from "./queue.ts";
import { MORUS, NORX } from "./sealed.ts";
import { STREAM } from "./streams.ts";

const VERSION = "0.0.1";

/** A table whose fields are the values of other modules. */
function tableOf(
  names: readonly string[],
  fields: Readonly<Record<string, AoModule>>,
  more?: (cx: CallContext, table: LuaTable) => void,
): AoModule {
  const entries = Object.entries(fields);
  return {
    names,
    open: (cx) => {
      const table = cx.newTable(0, entries.length + 1);
      table.setStr("_version", VERSION);
      for (const [name, module] of entries) table.setStr(name, openModule(cx, module));
      more?.(cx, table);
      return table;
    },
  };
}

const CIPHER: AoModule = tableOf([".crypto.cipher", ".crypto.cipher.init"], {
  aes: AES,
  issac: ISSAC,
  morus: MORUS,
  norx: NORX,
});

const UTILS: AoModule = tableOf([".crypto.util", ".crypto.util.init"], {
  array: ARRAY,
  bit: BIT,
  hex: HEX,
  queue: QUEUE,
  stream: STREAM,
});

const CRYPTO: AoModule = tableOf(
  [".crypto", ".crypto.init"],
  { digest: DIGEST, utils: UTILS, cipher: CIPHER, mac: MAC, kdf: KDF },
  (cx, table) => {
    const issac = openModule(cx, ISSAC);
    if (issac instanceof LuaTable) table.setStr("random", issac.getStr("random") as LuaValue);
  },
);

/** All modules of the family. */
export const CRYPTO_MODULES: readonly AoModule[] = [
  CRYPTO,
  DIGEST,
  ...DIGEST_MODULES,
  CIPHER,
  AES,
  ISSAC,
  MORUS,
  NORX,
  ...AES_MODULES,
  MAC,
  HMAC,
  KDF,
  PBKDF2,
  UTILS,
  ARRAY,
  BIT,
  HEX,
  QUEUE,
  STREAM,
];
