/** Programs full of to-be-closed variables (5.4). */
import { closingStatement, coroutineStatement } from "../lib/features.mjs";
import { programGenerator } from "./program.mjs";

export default programGenerator(
  "closing",
  [
    [400, closingStatement],
    [30, coroutineStatement],
  ],
  { size: 10, length: 1000, scripts: 2, dialects: ["5.4"] },
);
