/**
 * The gas schedule: what work costs beside the instruction itself. One unit is one instruction. Part of the metering
 * contract: a change here changes recorded counts.
 */

/** Identifies the schedule in snapshots and reports. */
export const GAS_SCHEDULE = "perigee-1";
/** Bytes copied, compared or scanned for one unit. */
export const BYTES_PER_UNIT = 16;
/** Up to this length strings are compared, hashed and converted to numbers for nothing. */
export const SHORT_STRING = 128;
/** Shorter strings take no accounted memory beyond the slot that holds them. */
export const MIN_STRING = 8;
/** Entries without a value that a traversal goes over for nothing. */
export const FREE_SKIPS = 64;
/** Links of an `__index` or `__newindex` chain followed for nothing. */
export const FREE_LINKS = 8;
/** Units for an error on its way: unwinding takes the time of about a hundred instructions. */
export const ERROR_UNITS = 32;
/** Units put into the interpreter's counter at a time; see interpreter.ts for why it is not larger. */
export const SLICE: number = 1 << 16;

/** Accounted sizes of heap objects in bytes (DESIGN: fixed prices, so that counts do not depend on the platform). */
export const SIZE: Readonly<
  Record<
    "table" | "slot" | "item" | "dictEntry" | "closure" | "upvalue" | "coroutine" | "frame" | "userdata" | "string",
    number
  >
> = {
  table: 56,
  slot: 16,
  item: 8,
  dictEntry: 40,
  closure: 32,
  upvalue: 24,
  coroutine: 200,
  frame: 64,
  userdata: 40,
  string: 24,
};
