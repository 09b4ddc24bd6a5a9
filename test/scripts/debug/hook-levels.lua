local log = {}
local function note(event, line)
  local i = debug.getinfo(2, "nSl")
  log[#log + 1] = event .. ":" .. (line or tostring(i.name))
end
local function show()
  debug.sethook()
  print(table.concat(log, " "))
  log = {}
end
local function levels()
  local names = {}
  for level = 0, 10 do
    local i = debug.getinfo(level, "nSl")
    if i.what == "main" then break end
    names[#names + 1] = ("%s %s %d"):format(i.name, i.namewhat, i.currentline)
  end
  return table.concat(names, ", ")
end
local seen = {}
local function f()
  return 1
end
debug.sethook(function(e)
  seen[#seen + 1] = e .. " " .. levels()
end, "crl")
f()
math.abs(1)
debug.sethook()
for _, s in ipairs(seen) do print(s) end --> 5.3: return getinfo field -1, levels upvalue 14, nil  25, sethook field -1 | line getinfo field -1, levels upvalue 14, ? hook 25 | call getinfo field -1, levels upvalue 14, ? hook 25, f local 22 | line getinfo field -1, levels upvalue 14, ? hook 25, f local 22 | return getinfo field -1, levels upvalue 14, ? hook 25, f local 22 | line getinfo field -1, levels upvalue 14, ? hook 25 | call getinfo field -1, levels upvalue 14, nil  25, abs field -1 | return getinfo field -1, levels upvalue 14, nil  25, abs field -1 | line getinfo field -1, levels upvalue 14, ? hook 25 | call getinfo field -1, levels upvalue 14, nil  25, sethook field -1 --> 5.4: return getinfo field -1, levels upvalue 14, ? hook 25, sethook field -1 | line getinfo field -1, levels upvalue 14, ? hook 25 | call getinfo field -1, levels upvalue 14, ? hook 25, f local 22 | line getinfo field -1, levels upvalue 14, ? hook 25, f local 22 | return getinfo field -1, levels upvalue 14, ? hook 25, f local 22 | line getinfo field -1, levels upvalue 14, ? hook 25 | call getinfo field -1, levels upvalue 14, ? hook 25, abs field -1 | return getinfo field -1, levels upvalue 14, ? hook 25, abs field -1 | line getinfo field -1, levels upvalue 14, ? hook 25 | call getinfo field -1, levels upvalue 14, ? hook 25, sethook field -1
