-- Labels that are there twice, labels in a row
-- limits: instructions=1e7
-- expect: ok nil true | true
local f, m = load(("::l:: "):rep(100))
print(f, m:find("already defined", 1, true) ~= nil)
f, m = load(("do ::l:: end "):rep(1000) .. ("::l:: "):rep(100000))
print(f == nil and #m < 300)
