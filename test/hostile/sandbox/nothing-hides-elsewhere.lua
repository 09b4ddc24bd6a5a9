-- No function is reachable that is not in the globals of "safe"
-- expect: ok 0
local seen, count = {}, 0
local forbidden = { dump = 1, dofile = 1, loadfile = 1, require = 1, getinfo = 1, sethook = 1, getregistry = 1, open = 1, popen = 1,
  execute = 1, getenv = 1, exit = 1, rename = 1, tmpname = 1, loadlib = 1, searchpath = 1, setupvalue = 1, getlocal = 1 }
local function walk(t, path)
  if seen[t] then return end
  seen[t] = true
  for k, v in next, t do
    if forbidden[k] == 1 and (type(v) == "function" or type(v) == "table") then count = count + 1 print(path, k) end
    if type(v) == "table" then walk(v, path .. "." .. tostring(k)) end
    local mt = getmetatable(v)
    if type(mt) == "table" then walk(mt, path .. ".meta") end
  end
end
walk(_G, "_G")
walk(getmetatable(""), "string")
print(count)
