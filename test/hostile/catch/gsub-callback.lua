-- A limit inside of a gsub callback
-- expect: limit instructions
while true do pcall(string.gsub, "xx", "x", function() while true do end end) end
