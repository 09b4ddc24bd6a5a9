-- Dumping and loading again and again
-- libs: all
-- options: allowBytecode
-- expect: limit instructions
local f = load(("x = 1 "):rep(5000))
while true do f = load(string.dump(f)) end
