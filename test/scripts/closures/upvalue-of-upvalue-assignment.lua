local x = 1
local function outer()
  local function inner() x = x + 1 end
  inner()
  return x
end
print(outer(), outer(), x) --> 2 3 3
