for i = 1, "x" do end -- expect error: 5.3: 'for' limit must be a number -- expect error: 5.4: bad 'for' limit (number expected, got string)
---
for i = 1, nil do end -- expect error: 5.3: 'for' limit must be a number -- expect error: 5.4: bad 'for' limit (number expected, got nil)
