print(xpcall(error, error)) --> false error in error handling
print(xpcall(error, string.rep, "m")) --> false error in error handling
print(pcall(xpcall, error, error)) --> true false error in error handling
print(xpcall(error, tostring, "m")) --> false m
local n = 0
print(xpcall(error, function(m)
  n = n + 1
  if n < 5 then string.rep() end
  return "fine " .. n
end, "m"))
--> false fine 5
