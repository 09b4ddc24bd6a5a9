-- An error value whose metatable names a type
-- expect: error (error object is a
error(setmetatable({}, { __name = "__proto__" }))
