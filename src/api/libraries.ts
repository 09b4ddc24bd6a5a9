/**
 * The libraries, for the option `libraries` of engines: `import { libraries } from "perigee/vm/libraries"`. In the package every
 * entry has them all already; of the files for browsers `perigee-vm.min.js` has base and coroutine only.
 */
import { LIBRARIES, type Libraries } from "../stdlib/index.ts";

/** All libraries, by the names that the option `libs` uses. */
export const libraries: Libraries = LIBRARIES;
