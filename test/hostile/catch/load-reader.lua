-- A limit inside of a reader
-- expect: limit instructions
pcall(load, function() while true do end end)
print("not reached")
