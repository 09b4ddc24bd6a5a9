local x = 1
do
  local x = x + 1
  print(x) --> 2
  local x = x * 10
  print(x) --> 20
end
print(x) --> 1
local x = x == 1 and "shadowed"
print(x) --> shadowed
