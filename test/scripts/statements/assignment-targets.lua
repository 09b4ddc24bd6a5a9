f() = 1 -- expect syntax error: syntax error near '='
---
(x) = 1 -- expect syntax error: syntax error near '='
---
local a
a.b, c() = 1, 2 -- expect syntax error: syntax error near '='
