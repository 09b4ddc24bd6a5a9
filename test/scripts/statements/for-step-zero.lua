for i = 1, 10, 0 do break end -- expect error: 5.4: 'for' step is zero
print("reached") --> 5.3: reached
---
for i = 1.0, 10, 0 do break end -- expect error: 5.4: 'for' step is zero
print("reached") --> 5.3: reached
