/** Whether the JavaScript world around the engines is as it was. */

const watched = new Map(
  [
    ["globalThis", globalThis],
    ...[
      Object,
      Function,
      Array,
      String,
      Number,
      Boolean,
      BigInt,
      Symbol,
      RegExp,
      Date,
      Promise,
      Map,
      Set,
      WeakMap,
      WeakSet,
      WeakRef,
      Error,
      TypeError,
      RangeError,
      SyntaxError,
      ArrayBuffer,
      Uint8Array,
      Int32Array,
      DataView,
    ].flatMap((builtin) => [
      [builtin.name, builtin],
      [`${builtin.name}.prototype`, builtin.prototype],
    ]),
    ["Math", Math],
    ["JSON", JSON],
    ["Reflect", Reflect],
    ["process", process],
    ["process.env", process.env],
  ].map(([name, object]) => [name, { object, before: descriptors(object) }]),
);

/** @param {object} object @returns {Map<PropertyKey, unknown[]>} */
function descriptors(object) {
  const found = new Map();
  for (const key of Reflect.ownKeys(object)) {
    const { value, get, set } = Object.getOwnPropertyDescriptor(object, key);
    // these two have properties that Node fills in when they are asked for, and counters
    found.set(key, object === globalThis || object === process ? [] : [value, get, set]);
  }
  return found;
}

/** Names of the properties that changed since the start. @returns {string[]} */
export function changes() {
  const changed = [];
  for (const [name, { object, before }] of watched) {
    const now = descriptors(object);
    for (const key of new Set([...before.keys(), ...now.keys()])) {
      const [old, current] = [before.get(key), now.get(key)];
      if (old === undefined || current === undefined || old.some((part, i) => !Object.is(part, current[i])))
        changed.push(`${name}.${String(key)}`);
    }
  }
  return changed;
}
