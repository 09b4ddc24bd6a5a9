repeat
  local done = f()
  local g = function() return done end
until done and g
