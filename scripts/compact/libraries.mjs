/** What perigee-vm-libraries.min.js exports. Loading it completes the interface of perigee-vm.min.js, see later.mjs. */

import { defineClass } from "../../src/api/definedClass.ts";
import { Events } from "../../src/api/events.ts";
import { RawCall } from "../../src/api/rawCall.ts";
import { newRawFunction } from "../../src/api/rawFunctions.ts";
import { sha256 } from "../../src/base/sha256.ts";
import { dump } from "../../src/compiler/bytecode/dump.ts";
import { bit32Library } from "../../src/stdlib/bit32.ts";
import { debugLibrary } from "../../src/stdlib/debug.ts";
import { mathLibrary } from "../../src/stdlib/math.ts";
import { osLibrary } from "../../src/stdlib/os.ts";
import { stringLibrary } from "../../src/stdlib/string.ts";
import { tableLibrary } from "../../src/stdlib/table.ts";
import { utf8Library } from "../../src/stdlib/utf8.ts";
import { provide } from "./later.mjs";

provide({ Events, RawCall, defineClass, newRawFunction, dump, sha256 });

export const libraries = Object.freeze({
  table: tableLibrary,
  string: stringLibrary,
  math: mathLibrary,
  utf8: utf8Library,
  bit32: bit32Library,
  os: osLibrary,
  debug: debugLibrary,
});
