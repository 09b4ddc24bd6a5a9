local function names()
  local list = {}
  for i = 1, 12 do
    local name = debug.getlocal(2, i)
    if not name or name:find("temporary") then break end
    list[i] = name
  end
  return table.concat(list, " ")
end
local function f()
  for i = 1, 1 do local x print(names()) end
  for k, v in pairs {1} do local x print(names()) end
  for k in pairs {1} do for j = 1, 1 do local x print(names()) end end
end
f() --> 5.3: (for index) (for limit) (for step) i x | (for generator) (for state) (for control) k v x | (for generator) (for state) (for control) k (for index) (for limit) (for step) j x --> 5.4: (for state) (for state) (for state) i x | (for state) (for state) (for state) (for state) k v x | (for state) (for state) (for state) (for state) k (for state) (for state) (for state) j x
