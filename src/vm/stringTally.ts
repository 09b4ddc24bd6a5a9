import { MIN_STRING, SIZE } from "./gas.ts";
import type { State } from "./state.ts";

/** Shorter ones count at each reference, but for those met recently: telling all apart would cost more than the rest. */
const MIN_DISTINCT = 64;
const RECENT = 1024;
/** V8 hashes longer strings by their length alone, so they are told apart here. */
const MAX_HASHED = 16_383;
/** A `Set` of V8 holds 2^24 elements; further strings are counted at each reference. */
const MAX_STRINGS = 16_000_000;
/** Units of gas for telling a string apart from all others. */
const DISTINCT_WORK = 8;

/** So many long strings that agree in length and samples are compared with each other. */
const CROWD = 4;

/** A hash of all bytes, 53 bits. */
function hashOf(s: string): number {
  let a = 0x811c9dc5;
  let b = s.length;
  for (let i = 0; i < s.length; i++) {
    const c = s.charCodeAt(i);
    a = Math.imul(a ^ c, 0x01000193);
    b = (Math.imul(b, 31) + c) | 0;
  }
  return (a >>> 0) * 0x20_0000 + (b & 0x1f_ffff);
}

/** Adds up the accounted bytes of the strings that a census meets, long ones once however often they are referred to. */
export class StringTally {
  bytes = 0;
  /** Units of gas not yet charged. */
  work = 0;
  private readonly state: State;
  private readonly recent: string[] = new Array<string>(RECENT).fill("");
  private readonly strings: Set<string> = new Set();
  private readonly longStrings: Map<number, string[]> = new Map();
  private readonly crowds: Map<number, string[]> = new Map();

  constructor(state: State) {
    this.state = state;
  }

  /** Counts a string of at least {@link MIN_STRING} bytes. */
  add(s: string): void {
    const { length } = s;
    if (length < MIN_DISTINCT) {
      const middle = s.charCodeAt(length >> 1) * 17 + s.charCodeAt(length - 1);
      const hash = (length * 5 + s.charCodeAt(0) * 31 + middle) & (RECENT - 1);
      if (this.recent[hash] === s) return;
      this.recent[hash] = s;
    } else if (!this.isNew(s)) return;
    this.bytes += SIZE.string + length;
  }

  private isNew(s: string): boolean {
    this.work += DISTINCT_WORK;
    if (s.length > MAX_HASHED) return this.isNewLong(s);
    const { strings } = this;
    const { size } = strings;
    return size >= MAX_STRINGS || strings.add(s).size > size;
  }

  private isNewLong(s: string): boolean {
    let key = s.length;
    for (let i = 1; i <= 16; i++) key = (Math.imul(key, 31) + s.charCodeAt(Math.floor((s.length * i) / 17))) | 0;
    const bucket = this.longStrings.get(key);
    if (bucket === undefined) {
      this.longStrings.set(key, [s]);
      return true;
    }
    if (this.isAmong(s, bucket)) return false;
    if (bucket.length >= CROWD) return this.isNewInCrowd(s);
    bucket.push(s);
    return true;
  }

  private isAmong(s: string, others: readonly string[]): boolean {
    for (const other of others) {
      this.state.charge(s.length >> 6);
      if (other === s) return true;
    }
    return false;
  }

  /** Strings made to look alike would be compared with each other: from now on the whole content tells them apart. */
  private isNewInCrowd(s: string): boolean {
    this.state.charge(s.length >> 4);
    const key = hashOf(s);
    const bucket = this.crowds.get(key);
    if (bucket === undefined) {
      this.crowds.set(key, [s]);
      return true;
    }
    if (this.isAmong(s, bucket)) return false;
    bucket.push(s);
    return true;
  }
}
