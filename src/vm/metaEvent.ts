/** Events a metatable can handle (§2.4). The number is the bit in `LuaTable.flags` that says "known absent". */
export enum MetaEvent {
  INDEX,
  NEWINDEX,
  GC,
  MODE,
  LEN,
  EQ,
  ADD,
  SUB,
  MUL,
  MOD,
  POW,
  DIV,
  IDIV,
  BAND,
  BOR,
  BXOR,
  SHL,
  SHR,
  UNM,
  BNOT,
  LT,
  LE,
  CONCAT,
  CALL,
  CLOSE,
  TOSTRING,
  NAME,
  PAIRS,
  METATABLE,
}

/** Field names in metatables, by event. */
export const META_NAMES: readonly string[] = Object.keys(MetaEvent)
  .filter((name) => Number.isNaN(Number(name)))
  .map((name) => `__${name.toLowerCase()}`);
