-- Tables with such keys given to the host
-- expect: ok
return { __proto__ = { polluted = 1 }, constructor = { prototype = { polluted = 1 } }, ["then"] = function(resolve) resolve(1) end,
  toJSON = function() error("called") end, toString = function() error("called") end, valueOf = 1 }
