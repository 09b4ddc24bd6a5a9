/**
 * Allocation of the arrays inside tables. They all have V8's generic packed elements from the beginning (never specialised
 * to integers or doubles, never holey), so that access sites see one kind.
 */

// biome-ignore lint/suspicious/noExplicitAny: an array holds every kind of Lua value, and what reads it knows which
type Value = any;

/** A new empty array with room for four, where V8's first push would reserve 17. */
export function newEmptyArray(): Value[] {
  const u: Value = undefined;
  const array = [u, undefined, undefined, undefined];
  array.pop();
  array.pop();
  array.pop();
  array.pop();
  return array;
}

/** `[value]` with room for four. */
export function newArray(value: Value): Value[] {
  const array = [value, undefined, undefined, undefined];
  array.pop();
  array.pop();
  array.pop();
  return array;
}

/**
 * `first` and then undefined, `size` (1 counts as 2) elements in all, with exact capacity. A literal
 * with a computed element is allocated inline; a constant one would be copied on the first write.
 */
// biome-ignore format: one line per size
export function newSlots(size: number, first: Value): Value[] {
  switch (size) {
    case 1:
    case 2: return [first, undefined];
    case 3: return [first, undefined, undefined];
    case 4: return [first, undefined, undefined, undefined];
    case 5: return [first, undefined, undefined, undefined, undefined];
    case 6: return [first, undefined, undefined, undefined, undefined, undefined];
    case 7: return [first, undefined, undefined, undefined, undefined, undefined, undefined];
    case 8: return [first, undefined, undefined, undefined, undefined, undefined, undefined, undefined];
  }
  let slots = TEMPLATE.slice(0, size);
  while (slots.length < size) slots = slots.concat(TEMPLATE.slice(0, size - slots.length));
  slots[0] = first;
  return slots;
}

// never written; not frozen, because slices of frozen arrays have holes
const TEMPLATE: readonly Value[] = newTemplate();

function newTemplate(): Value[] {
  const template: Value[] = [undefined];
  while (template.length < 64) template.push(undefined);
  return template;
}
