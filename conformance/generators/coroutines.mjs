/** Programs full of coroutines. */
import { closingStatement, coroutineStatement } from "../lib/features.mjs";
import { protectedStatement } from "../lib/statements.mjs";
import { programGenerator } from "./program.mjs";

export default programGenerator(
  "coroutines",
  [
    [150, coroutineStatement],
    [30, closingStatement],
    [30, protectedStatement],
  ],
  { size: 12, length: 1500, scripts: 1 },
);
