error("plain") -- expect error: plain
---
error("no level", 0) -- expect error (no position): no level
---
error({code = 2}) -- expect error (no position): (error object is a table value)
---
error(setmetatable({}, {__tostring = function() return "custom object" end})) -- expect error (no position): custom object
---
error() -- expect error (no position): (error object is a nil value)
---
error(nil) -- expect error (no position): (error object is a nil value)
---
error(true) -- expect error (no position): (error object is a boolean value)
---
error(12) -- expect error (no position): 12
---
error(1.5) -- expect error (no position): 1.5
