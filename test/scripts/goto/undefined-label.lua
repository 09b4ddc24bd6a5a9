goto nowhere -- expect syntax error: no visible label 'nowhere' for <goto> at line 1
---
local function f()
  for i = 1, 2 do
    goto missing
  end
end -- expect syntax error: no visible label 'missing' for <goto> at line 5
