/** First in, first out, at constant cost. */
export class Queue<T> {
  private items: (T | undefined)[] = [];
  private head = 0;

  get length(): number {
    return this.items.length - this.head;
  }

  /** The items with the empty places in front of them. */
  get storage(): readonly (T | undefined)[] {
    return this.items;
  }

  /** Makes the queue, which is empty, one with so many empty places in front of these items. */
  restore(empty: number, items: readonly T[]): void {
    this.items = [...new Array<undefined>(empty).fill(undefined), ...items];
    this.head = empty;
  }

  push(item: T): void {
    this.items.push(item);
  }

  peek(): T | undefined {
    return this.items[this.head];
  }

  shift(): T | undefined {
    const { items } = this;
    if (this.head >= items.length) return undefined;
    const item = items[this.head];
    items[this.head++] = undefined;
    if (this.head === items.length) {
      items.length = 0;
      this.head = 0;
    } else if (this.head > 32 && this.head * 2 > items.length) {
      this.items = items.slice(this.head);
      this.head = 0;
    }
    return item;
  }

  /** Keeps those for which `wanted` holds. */
  retain(wanted: (item: T) => boolean): void {
    this.items = (this.items.slice(this.head) as T[]).filter(wanted);
    this.head = 0;
  }

  /** The items, first one first. */
  toArray(): T[] {
    return this.items.slice(this.head) as T[];
  }
}
