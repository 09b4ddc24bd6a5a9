break -- expect syntax error: 5.3: <break> at line 1 not inside a loop -- expect syntax error: 5.4: break outside loop at line 1
---
local function f() break end -- expect syntax error: 5.3: <break> at line 3 not inside a loop -- expect syntax error: 5.4: break outside loop at line 3
