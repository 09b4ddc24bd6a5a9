/** What the small bundles have of the debug library. */
import { debugTraceback } from "../../src/stdlib/debugTraceback.ts";
import { defineLibrary } from "../../src/stdlib/library.ts";

export const debugLibrary = defineLibrary(
  "debug",
  { traceback: { run: debugTraceback } },
  {
    registryKeys: ["_LOADED"],
    setup: (cx) => {
      cx.registry.setInt(1, cx.main);
      cx.registry.setInt(2, cx.globals);
      cx.registry.setStr("_LOADED", cx.loaded);
    },
  },
);
