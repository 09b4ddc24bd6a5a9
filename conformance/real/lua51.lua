-- Just enough of Lua 5.1 for old libraries, made of the debug library: setfenv, module, unpack, newproxy.
unpack = unpack or table.unpack
loadstring = loadstring or load

local function environmentUpvalue(f)
  for i = 1, 255 do
    local name = debug.getupvalue(f, i)
    if name == "_ENV" then return i end
    if not name then return nil end
  end
end

function setfenv(f, env)
  if type(f) == "number" then f = debug.getinfo(f + 1, "f").func end
  local i = environmentUpvalue(f)
  -- A shared upvalue would change other functions too.
  if i then debug.upvaluejoin(f, i, function() return env end, 1) end
  return f
end

function getfenv(f)
  if type(f) == "number" then f = debug.getinfo(f + 1, "f").func end
  local i = environmentUpvalue(f or 1)
  return i and select(2, debug.getupvalue(f, i)) or _G
end

function newproxy() return setmetatable({}, {}) end

function package.seeall(module) setmetatable(module, { __index = _G }) end

function module(name, ...)
  local m = package.loaded[name]
  if type(m) ~= "table" then m = {} end
  package.loaded[name], _G[name] = m, m
  m._M, m._NAME = m, name
  for _, option in ipairs { ... } do option(m) end
  setfenv(2, m)
end
