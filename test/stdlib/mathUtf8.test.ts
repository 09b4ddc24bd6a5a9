import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { callFromHost } from "../../src/vm/run.ts";
import { CallContext } from "../../src/vm/callContext.ts";
import { DEFAULT_LIMITS } from "../../src/vm/state.ts";
import type { LuaVersion } from "../../src/base/version.ts";
