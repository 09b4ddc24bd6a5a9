goto l1
local x = 1
::l1::
print(x) -- expect syntax error: <goto l1> at line 1 jumps into the scope of local 'x'
---
do
  goto e
  local y
  ::e::
end
print("a label at the end of a block is outside the local's scope") --> a label at the end of a block is outside the local's scope
---
repeat
  if true then goto cont end
  local z = 1
  ::cont::
until z -- expect syntax error: <goto cont> at line 14 jumps into the scope of local 'z'
