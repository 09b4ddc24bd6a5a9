for k in 5 do end -- expect error: 5.3: attempt to call a number value -- expect error: 5.4: attempt to call a number value (for iterator 'for iterator')
---
for k in nil do end -- expect error: 5.3: attempt to call a nil value -- expect error: 5.4: attempt to call a nil value (for iterator 'for iterator')
---
local t = {}
for k, v in t do end -- expect error: 5.3: attempt to call a table value -- expect error: 5.4: attempt to call a table value (for iterator 'for iterator')
