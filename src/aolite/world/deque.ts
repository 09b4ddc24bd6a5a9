/** A list that is taken from at the front, in constant time. */
export class Deque<T> {
  #items: T[];
  #head = 0;

  constructor(items: Iterable<T> = []) {
    this.#items = [...items];
  }

  get length(): number {
    return this.#items.length - this.#head;
  }

  push(item: T): void {
    this.#items.push(item);
  }

  shift(): T | undefined {
    if (this.#head >= this.#items.length) return undefined;
    const item = this.#items[this.#head];
    // nobody looks there any more, but it would keep the item
    this.#items[this.#head] = undefined as T;
    this.#head++;
    if (this.#head > 32 && this.#head * 2 > this.#items.length) {
      this.#items = this.#items.slice(this.#head);
      this.#head = 0;
    }
    return item;
  }

  at(i: number): T | undefined {
    return i < 0 ? undefined : this.#items[this.#head + i];
  }

  /** A copy, in order. */
  toArray(): T[] {
    return this.#items.slice(this.#head);
  }

  replace(items: readonly T[]): void {
    this.#items = items.slice();
    this.#head = 0;
  }

  /** Puts an item before position `i`. Linear. */
  insert(i: number, item: T): void {
    this.#items.splice(this.#head + i, 0, item);
  }

  /** Takes the first such item out. Linear. */
  remove(item: T): boolean {
    const at = this.#items.indexOf(item, this.#head);
    if (at < 0) return false;
    this.#items.splice(at, 1);
    return true;
  }
}
