-- A callback that never returns
-- expect: limit instructions
("x"):gsub("x", function() while true do end end)
