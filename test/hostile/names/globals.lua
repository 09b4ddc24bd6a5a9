-- Names of JavaScript's objects as globals
-- expect: ok nil nil nil nil nil nil nil nil nil
print(__proto__, constructor, prototype, toString, hasOwnProperty, valueOf, globalThis, process, require)
