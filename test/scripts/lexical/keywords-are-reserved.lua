local and = 1 -- expect syntax error: <name> expected near 'and'
---
goto = 1 -- expect syntax error: <name> expected near '='
---
local t = {end = 1} -- expect syntax error: unexpected symbol near 'end'
