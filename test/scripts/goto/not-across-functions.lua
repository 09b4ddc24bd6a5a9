::l::
local function f() goto l end -- expect syntax error: no visible label 'l' for <goto> at line 2
