import { KEYWORDS } from "./tokenKind.ts";

/** Word numbers below this one are keywords: indexes of {@link KEYWORDS}. */
export const FIRST_NAME: number = KEYWORDS.length;
/** The word number of `_ENV`, which every chunk refers to (§2.2). */
export const ENV_WORD: number = FIRST_NAME + 0;
/** The word number of `self`, the hidden parameter of methods (§3.4.11). */
export const SELF_WORD: number = FIRST_NAME + 1;

/** The words of every chunk, by word number. */
const PREDEFINED: readonly string[] = [...KEYWORDS.map(([, text]) => text), "_ENV", "self"];

const INITIAL_SLOTS = 256;
/** Slots looked at before a word goes to the overflow map: colliding words cannot make scanning slow. */
const MAX_PROBES = 8;

/** One step of the hash of a word: `hash` is that of the bytes before `byte`. */
export function hashStep(hash: number, byte: number): number {
  return (Math.imul(hash, 31) + byte) | 0;
}

/** Spreads the bits of a finished hash over those that choose a slot. */
function mix(hash: number): number {
  return hash ^ (hash >>> 15);
}

/**
 * The names and keywords met in a chunk, each a number. Words are looked up by their bytes in the source, so that only the first
 * occurrence of a name makes a string.
 */
export class WordTable {
  /** The text of each word number. */
  texts: string[] = [];
  private hashes: number[] = [];
  /** Open addressing: word number + 1, or 0. */
  private slots: Int32Array = new Int32Array(INITIAL_SLOTS);
  private mask = INITIAL_SLOTS - 1;
  private overflow: Map<string, number> | undefined = undefined;
  /** The slots of a table with the predefined words only, and their hashes. */
  private readonly firstSlots: Int32Array;
  private readonly firstHashes: readonly number[];

  constructor() {
    for (const text of PREDEFINED) {
      let hash = 0;
      for (let i = 0; i < text.length; i++) hash = hashStep(hash, text.charCodeAt(i));
      this.insert(text, hash);
    }
    this.firstSlots = this.slots.slice();
    this.firstHashes = this.hashes.slice();
  }

  /** Forgets all words but the predefined ones. */
  reset(): void {
    this.texts = PREDEFINED.slice();
    this.hashes = this.firstHashes.slice();
    if (this.slots.length === INITIAL_SLOTS) this.slots.set(this.firstSlots);
    else this.slots = this.firstSlots.slice();
    this.mask = INITIAL_SLOTS - 1;
    this.overflow = undefined;
  }

  /** The number of the word that stands in `source` from `start` to `end`; `bytes` are those of the source. */
  find(source: string, bytes: Uint8Array, start: number, end: number, hash: number): number {
    const { slots, mask } = this;
    let slot = mix(hash) & mask;
    for (let probe = 0; probe < MAX_PROBES; probe++) {
      const word = slots[slot]! - 1;
      if (word < 0) return this.insert(source.slice(start, end), hash);
      if (this.hashes[word] === hash && sameText(this.texts[word]!, bytes, start, end)) return word;
      slot = (slot + 1) & mask;
    }
    return this.overflow?.get(source.slice(start, end)) ?? this.insert(source.slice(start, end), hash);
  }

  private insert(text: string, hash: number): number {
    const word = this.texts.push(text) - 1;
    this.hashes.push(hash);
    if (word * 2 >= this.slots.length) this.grow();
    else this.place(word);
    return word;
  }

  private place(word: number): void {
    const { slots, mask } = this;
    let slot = mix(this.hashes[word]!) & mask;
    for (let probe = 0; probe < MAX_PROBES; probe++) {
      if (slots[slot] === 0) {
        slots[slot] = word + 1;
        return;
      }
      slot = (slot + 1) & mask;
    }
    this.overflow ??= new Map();
    this.overflow.set(this.texts[word]!, word);
  }

  private grow(): void {
    this.slots = new Int32Array(this.slots.length * 4);
    this.mask = this.slots.length - 1;
    this.overflow = undefined;
    for (let word = 0; word < this.texts.length; word++) this.place(word);
  }
}

function sameText(text: string, bytes: Uint8Array, start: number, end: number): boolean {
  if (text.length !== end - start) return false;
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) !== bytes[start + i]) return false;
  return true;
}
