local x = 1
x -- expect syntax error: syntax error near <eof>
---
local x
x.y -- expect syntax error: syntax error near <eof>
---
local x
x:y -- expect syntax error: function arguments expected near <eof>
---
(print) -- expect syntax error: syntax error near <eof>
