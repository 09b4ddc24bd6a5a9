local function all(level)
  local names = {}
  local i = 1
  while true do
    local name, value = debug.getlocal(level + 1, i)
    if not name or name:find("temporary") then break end
    names[#names + 1] = name .. "=" .. (type(value) == "function" and "f" or tostring(value))
    i = i + 1
  end
  return table.concat(names, " ")
end
local function scopes(a, b)
  print(all(2))
  local c = a
  do
    local d = b
    print(all(2))
  end
  local c = "again"
  print(all(2))
  for i = 1, 1 do
    local inner = i
    print((all(2):gsub("%(for [%a ]+%)=%S+", "loop")))
  end
  for k, v in next, {"v"} do
    print((all(2):gsub("%(for [%a ]+%)=[^%(]+ %f[%(k]", "loop "):gsub(": 0x%x+", "")))
  end
  local function f() return c end
  print((all(2):gsub("function: 0x%x+", "function")))
end
scopes(1, 2) --> all=f scopes=f | all=f scopes=f | all=f scopes=f | all=f scopes=f | all=f scopes=f | all=f scopes=f
