-- The same, compiled by the host
-- limits: instructions=1e7
-- made: compile
-- expect: syntax C
return "return " .. ("("):rep(1000000) .. "1" .. (")"):rep(1000000)
