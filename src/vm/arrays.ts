/**
 * Allocation of the arrays inside tables. They all have V8's generic packed elements from the beginning (never specialised
 * to integers or doubles, never holey), so that access sites see one kind.
 *
 * None of them is made by a literal. V8 counts for each literal how many of its arrays live long; when a program that sets
 * itself up keeps them all, it allocates those that come later among the old objects as well, which then keep whatever
 * was put into them until the next full collection. Parameter lists are as fast and are not counted.
 */

// biome-ignore lint/suspicious/noExplicitAny: an array holds every kind of Lua value, and what reads it knows which
type Value = any;

/** The list of these values. */
export function packed(...elements: Value[]): Value[] {
  return elements;
}

/** A new empty array with room for four, where V8's first push would reserve 17. */
export function newEmptyArray(): Value[] {
  const array = packed(undefined, undefined, undefined, undefined);
  array.pop();
  array.pop();
  array.pop();
  array.pop();
  return array;
}

/** `[value]` with room for four. */
export function newArray(value: Value): Value[] {
  const array = packed(value, undefined, undefined, undefined);
  array.pop();
  array.pop();
  array.pop();
  return array;
}

/** `first` and then undefined, `size` (1 counts as 2) elements in all, with exact capacity. */
// biome-ignore format: one line per size
export function newSlots(size: number, first: Value): Value[] {
  switch (size) {
    case 1:
    case 2: return packed(first, undefined);
    case 3: return packed(first, undefined, undefined);
    case 4: return packed(first, undefined, undefined, undefined);
    case 5: return packed(first, undefined, undefined, undefined, undefined);
    case 6: return packed(first, undefined, undefined, undefined, undefined, undefined);
    case 7: return packed(first, undefined, undefined, undefined, undefined, undefined, undefined);
    case 8: return packed(first, undefined, undefined, undefined, undefined, undefined, undefined, undefined);
  }
  let slots = TEMPLATE.slice(0, size);
  while (slots.length < size) slots = slots.concat(TEMPLATE.slice(0, size - slots.length));
  slots[0] = first;
  return slots;
}

// never written; not frozen, because slices of frozen arrays have holes
const TEMPLATE: readonly Value[] = newTemplate();

function newTemplate(): Value[] {
  const template = packed(undefined);
  while (template.length < 64) template.push(undefined);
  return template;
}
