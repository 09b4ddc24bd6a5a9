import { KEYWORDS } from "./tokenKind.ts";

/** Word numbers below this one are keywords: indexes of {@link KEYWORDS}. */
export const FIRST_NAME: number = KEYWORDS.length;
/** The word number of `_ENV`, which every chunk refers to (§2.2). */
export const ENV_WORD: number = FIRST_NAME + 0;
/** The word number of `self`, the hidden parameter of methods (§3.4.11). */
export const SELF_WORD: number = FIRST_NAME + 1;

/** The words of every chunk, by word number. */
const PREDEFINED: readonly string[] = [...KEYWORDS.map(([, text]) => text), "_ENV", "self"];
/** Their letters, which must stand behind the bytes of a source. */
export const PREDEFINED_LETTERS: Uint8Array = Uint8Array.from(PREDEFINED.join(""), (letter) => letter.charCodeAt(0));

const INITIAL_SLOTS = 256;
/** Words there is room for in a table with that many slots: it grows when it is half full. */
const INITIAL_WORDS = INITIAL_SLOTS / 2 + 1;
/** Slots looked at before a word goes to the overflow map: colliding words cannot make scanning slow. */
const MAX_PROBES = 8;

/** A name, keyword or string of a chunk: one object for all that have the same text. */
export class Word {
  readonly text: string;
  /** For the compiler to remember where it last put the text among the constants. */
  place = -1;

  constructor(text: string) {
    this.text = text;
  }
}

/** One step of the hash of a word: `hash` is that of the bytes before `byte`. */
export function hashStep(hash: number, byte: number): number {
  return (Math.imul(hash, 31) + byte) | 0;
}

/** Spreads the bits of a finished hash over those that choose a slot. */
function mix(hash: number): number {
  return hash ^ (hash >>> 15);
}

/**
 * The names, keywords and strings met in a chunk, each a number. What stands in the source as it is, is looked up by its bytes, so that
 * only its first occurrence makes a string.
 */
export class WordTable {
  /** By word number. */
  words: Word[] = [];
  /** Of each word: its hash, and where it starts and ends in the bytes of the source; it starts at -1 if it does not stand there. */
  private hashes: Int32Array = new Int32Array(INITIAL_WORDS);
  private starts: Int32Array = new Int32Array(INITIAL_WORDS);
  private ends: Int32Array = new Int32Array(INITIAL_WORDS);
  /** Open addressing: word number + 1, or 0. */
  private slots: Int32Array = new Int32Array(INITIAL_SLOTS);
  private mask = INITIAL_SLOTS - 1;
  private overflow: Map<string, number> | undefined = undefined;
  /** The slots of a table with the predefined words only. */
  private readonly firstSlots: Int32Array;

  constructor() {
    let start = 0;
    for (const text of PREDEFINED) {
      let hash = 0;
      for (let i = 0; i < text.length; i++) hash = hashStep(hash, text.charCodeAt(i));
      this.insert(text, hash, start, start + text.length);
      start += text.length;
    }
    this.firstSlots = this.slots.slice();
  }

  /** Forgets all words but the predefined ones, whose letters stand at `letters` in the bytes of the next source. */
  reset(letters: number): void {
    this.words = PREDEFINED.map((text) => new Word(text));
    if (this.slots.length === INITIAL_SLOTS) this.slots.set(this.firstSlots);
    else {
      this.slots = this.firstSlots.slice();
      this.hashes = this.hashes.slice(0, INITIAL_WORDS);
      this.starts = new Int32Array(INITIAL_WORDS);
      this.ends = new Int32Array(INITIAL_WORDS);
    }
    let start = letters;
    for (let word = 0; word < PREDEFINED.length; word++) {
      this.starts[word] = start;
      start += PREDEFINED[word]!.length;
      this.ends[word] = start;
    }
    this.mask = INITIAL_SLOTS - 1;
    this.overflow = undefined;
  }

  /** Lets go of the words; {@link reset} must follow. */
  release(): void {
    this.words = [];
    this.overflow = undefined;
  }

  /** The number of the word that stands in `source` from `start` to `end`; `bytes` are those of the source. */
  find(source: string, bytes: Uint8Array, start: number, end: number, hash: number): number {
    const { slots, mask, hashes } = this;
    let slot = mix(hash) & mask;
    for (let probe = 0; probe < MAX_PROBES; probe++) {
      const word = slots[slot]! - 1;
      if (word < 0) return this.insert(source.slice(start, end), hash, start, end);
      if (hashes[word] === hash && this.isWord(word, bytes, start, end)) return word;
      slot = (slot + 1) & mask;
    }
    const text = source.slice(start, end);
    return this.overflow?.get(text) ?? this.insert(text, hash, start, end);
  }

  /** The number of the word with this text, which need not stand in the source. */
  intern(text: string): number {
    let hash = 0;
    for (let i = 0; i < text.length; i++) hash = hashStep(hash, text.charCodeAt(i));
    const { slots, mask, hashes } = this;
    let slot = mix(hash) & mask;
    for (let probe = 0; probe < MAX_PROBES; probe++) {
      const word = slots[slot]! - 1;
      if (word < 0) return this.insert(text, hash, -1, -1);
      if (hashes[word] === hash && this.words[word]!.text === text) return word;
      slot = (slot + 1) & mask;
    }
    return this.overflow?.get(text) ?? this.insert(text, hash, -1, -1);
  }

  private isWord(word: number, bytes: Uint8Array, start: number, end: number): boolean {
    const first = this.starts[word]!;
    if (first < 0) return isText(this.words[word]!.text, bytes, start, end);
    if (this.ends[word]! - first !== end - start) return false;
    for (let i = start, j = first; i < end; i++, j++) if (bytes[i] !== bytes[j]) return false;
    return true;
  }

  private insert(text: string, hash: number, start: number, end: number): number {
    const word = this.words.push(new Word(text)) - 1;
    if (word * 2 >= this.slots.length) this.grow(word);
    this.hashes[word] = hash;
    this.starts[word] = start;
    this.ends[word] = end;
    this.place(word);
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
    this.overflow.set(this.words[word]!.text, word);
  }

  /** Makes room for more words than the first `count`. */
  private grow(count: number): void {
    const size = this.slots.length * 4;
    this.slots = new Int32Array(size);
    this.mask = size - 1;
    this.overflow = undefined;
    this.hashes = grown(this.hashes, size / 2 + 1);
    this.starts = grown(this.starts, size / 2 + 1);
    this.ends = grown(this.ends, size / 2 + 1);
    for (let word = 0; word < count; word++) this.place(word);
  }
}

function isText(text: string, bytes: Uint8Array, start: number, end: number): boolean {
  if (text.length !== end - start) return false;
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) !== bytes[start + i]) return false;
  return true;
}

function grown(array: Int32Array, length: number): Int32Array {
  const result = new Int32Array(length);
  result.set(array);
  return result;
}
