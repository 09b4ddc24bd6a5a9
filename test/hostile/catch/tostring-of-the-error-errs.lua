-- An error value whose __tostring errs, overflows, or gives no string
-- expect: error (error object is a table value)
error(setmetatable({}, { __tostring = function(t) return tostring(t) end }))
