/**
 * What perigee-vm.min.js has in place of the parts of the interface that come with perigee-vm-libraries.min.js. Names are those of
 * the modules that it stands for.
 */

const parts = {};

/** Brings the parts. */
export const provide = (given) => void Object.assign(parts, given);

const absent = (what) => {
  throw new Error(`${what}: perigee-vm-libraries.min.js has it, load that first`);
};
const later =
  (name, what) =>
  (...args) =>
    (parts[name] ?? absent(what))(...args);

export const defineClass = later("defineClass", "defineClass");
export const copyClasses = absent;
export const renewClasses = absent;
export const newRawFunction = later("newRawFunction", "raw");
export const dump = later("dump", "toBytes");
export const sha256 = later("sha256", "hash");

export class RawCall {
  constructor(...args) {
    // biome-ignore lint/correctness/noConstructorReturn: what is asked for is an instance of the class that has come
    return new (parts.RawCall ?? absent("gas"))(...args);
  }
}

const nothing = () => {};
export class Events {
  on = () => absent("on");
  has = () => false;
  emit = nothing;
  failed = nothing;
  limitMet = nothing;
  constructor(host) {
    // biome-ignore lint/correctness/noConstructorReturn: an engine made after the class has come gets an instance of that
    if (parts.Events !== undefined) return new parts.Events(host);
  }
}
