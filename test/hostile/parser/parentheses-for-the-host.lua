-- The same, compiled by the host
-- made: compile
-- expect: syntax C
return "return " .. ("("):rep(1000000) .. "1" .. (")"):rep(1000000)
