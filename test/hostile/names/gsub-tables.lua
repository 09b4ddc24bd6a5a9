-- The same names looked up in replacement tables and callbacks
-- expect: ok __proto__ constructor toString
print((("__proto__ constructor toString"):gsub("%w+", {}):gsub("[%w_]+", {})))
