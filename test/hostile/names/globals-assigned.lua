-- The same names assigned
-- expect: ok 1 2 3 4 5 6 7 8
__proto__, constructor, prototype, toString, hasOwnProperty, valueOf, toJSON, __defineGetter__ = 1, 2, 3, 4, 5, 6, 7, 8
print(__proto__, constructor, prototype, toString, hasOwnProperty, valueOf, toJSON, __defineGetter__)
