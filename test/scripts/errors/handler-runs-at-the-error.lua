local function f() local secret = 42 error("x", 0) end
print(xpcall(f, function(m) --> false x secret=42
  local name, value = debug.getlocal(3, 1)
  return m .. " " .. tostring(name) .. "=" .. tostring(value)
end))
