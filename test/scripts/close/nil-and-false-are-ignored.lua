-- only: 5.4
do
  local a <close> = nil
  local b <close> = false
  print("ok") --> ok
end
---
local x <close> = 42 -- expect error: variable 'x' got a non-closable value
---
local y <close> = {} -- expect error: variable 'y' got a non-closable value
