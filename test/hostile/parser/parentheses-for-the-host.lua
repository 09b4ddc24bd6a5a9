-- The same, compiled by the host
-- then: compile
-- expect: syntax C
return "return " .. ("("):rep(1000000) .. "1" .. (")"):rep(1000000)
