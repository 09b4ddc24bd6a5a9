print(xpcall(function() error("a") end, function(m) error("b") end)) --> false error in error handling
print(xpcall(error, function(m) local x = nil; return x.y end, "a")) --> false error in error handling
local n = 0
print(select("#", xpcall(error, function() n = n + 1 if n < 5 then error("again") end return "calm" end)), n) --> 2 5
