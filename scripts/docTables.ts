/** The tables that the generated documents show; bundled by gen-docs.mjs. */
export { BYTECODE_VERSION, OPCODE_NAMES, OPCODES } from "../src/compiler/bytecode/opcodes.ts";
export { LIBRARIES } from "../src/stdlib/index.ts";
export { BYTES_PER_UNIT, ERROR_UNITS, GAS_SCHEDULE, SIZE } from "../src/vm/gas.ts";
