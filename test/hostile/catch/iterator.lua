-- A limit inside of an iterator
-- expect: limit instructions
pcall(function() for k in function() while true do end end do end end)
print("not reached")
