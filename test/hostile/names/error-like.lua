-- Error values that look like errors of JavaScript
-- expect: error (error object is a table value)
error({ message = "x", stack = "y", name = "RangeError", cause = {}, code = "LUA_LIMIT_INSTRUCTIONS", __proto__ = {} })
