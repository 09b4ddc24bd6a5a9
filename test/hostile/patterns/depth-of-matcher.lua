-- Items that need the matcher's stack
-- limits: instructions=1e7
-- expect: ok false pattern too complex
local ok, m = pcall(string.find, ("a"):rep(300000), ("a?"):rep(300000) .. "b")
print(ok, m:match("pattern too complex"))
