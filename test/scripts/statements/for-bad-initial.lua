for i = "a", 2 do end -- expect error: 5.3: 'for' initial value must be a number -- expect error: 5.4: bad 'for' initial value (number expected, got string)
---
for i = {}, 2 do end -- expect error: 5.3: 'for' initial value must be a number -- expect error: 5.4: bad 'for' initial value (number expected, got table)
