-- Parentheses nested deeper than any parser's stack
-- limits: instructions=1e7
-- expect: ok nil true true
local f, m = load("return " .. ("("):rep(1000000) .. "1" .. (")"):rep(1000000))
print(f, m:find("overflow", 1, true) ~= nil or m:find("too many C levels", 1, true) ~= nil, #m < 300)
