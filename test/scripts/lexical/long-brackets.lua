local s = [[a
b]]
print(s == "a\nb") --> true
local first = [[
first newline skipped]]
print(first) --> first newline skipped
print([==[ ]] ]=] ]==]) --> ]] ]=]
print(#[[\n]]) --> 2
--[[ a
comment ]] print("after long comment") --> after long comment
--[==[ ]] still a comment ]==] print("after level 2") --> after level 2
--[=x short comment
