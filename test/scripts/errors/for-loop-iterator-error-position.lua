local function iter() error("in iterator") end
print(pcall(function() --> false script.lua:1: in iterator
  for i in iter do
  end
end))
print(pcall(function() --> 5.3: false script.lua:7: 'for' limit must be a number --> 5.4: false script.lua:7: bad 'for' limit (number expected, got string)
  for i = 1, "x" do
  end
end))
