/** Programs full of metamethods. */
import { metatableStatement } from "../lib/features.mjs";
import { programGenerator } from "./program.mjs";

export default programGenerator("metamethods", [[400, metatableStatement]], { size: 8, length: 1200, scripts: 1 });
