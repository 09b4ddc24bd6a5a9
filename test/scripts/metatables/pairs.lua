local t = setmetatable({}, {__pairs = function(self)
  return function(_, k) if not k then return "only", "pair" end end, self, nil
end})
for k, v in pairs(t) do print(k, v) end --> only pair
print(select("#", pairs(setmetatable({}, {__pairs = function() return 1 end})))) --> 3
print(select("#", pairs(setmetatable({}, {__pairs = function() return 1, 2, 3, 4, 5 end})))) --> 3
