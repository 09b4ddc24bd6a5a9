/** The functions of lodash that are left in compact bundles, as far as Chevrotain needs them there: arrays and plain objects. */

export const { isArray } = Array;
export const values = (collection) => Object.values(collection ?? {});
const listOf = (collection) => (isArray(collection) ? collection : values(collection));

export const clone = (value) => (isArray(value) ? value.slice() : typeof value === "object" ? { ...value } : value);
export const compact = (list) => list.filter(Boolean);
export const difference = (list, without) => list.filter((item) => !without.includes(item));
export const every = (collection, holds) => listOf(collection).every(holds);
export const flatten = (list) => list.flat();
export const forEach = (collection, visit) => listOf(collection).forEach((item) => void visit(item));
export const has = (object, key) => object != null && Object.hasOwn(object, key);
export const includes = (collection, item) => listOf(collection).includes(item);
export const isEmpty = (collection) => listOf(collection).length === 0;
export const isObject = (value) => (typeof value === "object" && value !== null) || typeof value === "function";
export const isString = (value) => typeof value === "string";
export const isUndefined = (value) => value === undefined;
export const map = (collection, change) => listOf(collection).map((item) => change(item));
export const reduce = (collection, join, start) => listOf(collection).reduce((sum, item) => join(sum, item), start);
export const uniq = (list) => [...new Set(list)];
