for i = 1, 2, {} do end -- expect error: 5.3: 'for' step must be a number -- expect error: 5.4: bad 'for' step (number expected, got table)
---
for i = 1, 2, "x" do end -- expect error: 5.3: 'for' step must be a number -- expect error: 5.4: bad 'for' step (number expected, got string)
---
for i = 1, 2, print do end -- expect error: 5.3: 'for' step must be a number -- expect error: 5.4: bad 'for' step (number expected, got function)
