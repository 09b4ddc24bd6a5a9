-- A hundred thousand elseifs
-- limits: instructions=1e8
-- expect: ok function
print(type(load("local x if x then " .. ("elseif x then "):rep(100000) .. "end")))
