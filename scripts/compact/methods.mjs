/**
 * A module without the methods that begin with such a line; they end with the line `end`, a brace in the same column. Comments in front
 * of them stay.
 */
export function withoutMethods(text, isUnreached, end) {
  const kept = [];
  let isLeftOut = false;
  let count = 0;
  for (const line of text.split("\n")) {
    if (!isLeftOut && isUnreached.test(line)) {
      isLeftOut = true;
      count++;
    }
    if (!isLeftOut) kept.push(line);
    else if (line === end) isLeftOut = false;
  }
  if (count === 0) throw new Error("nothing to be left out: the modules are not written as they were");
  return kept.join("\n");
}
