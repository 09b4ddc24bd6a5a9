-- Runs many cases in one process. SOURCES is an array of chunks, FIRST the number of the first one. Each case gets a
-- fresh copy of the globals; what it prints goes straight to standard output, between two marker lines.
local write, load, xpcall, traceback, type, pairs, tostring = io.write, load, xpcall, debug.traceback, type, pairs, tostring
local setmetatable, sethook = debug.setmetatable, debug.sethook
local print0, string_metatable = print, getmetatable("")
local thread, func = coroutine.create(print0), print0

local function copy(from)
  local to = {}
  for key, value in pairs(from) do to[key] = value end
  return to
end

local library, globals, modules = copy(string), _G, copy(package.loaded)

local function environment()
  local env = copy(globals)
  for _, name in ipairs { "string", "table", "math", "coroutine", "debug", "os", "utf8", "io" } do env[name] = copy(env[name]) end
  env._G = env
  return env
end

local function restore()
  if sethook then sethook() end
  for _, value in ipairs { 0, false, func, thread } do setmetatable(value, nil) end
  setmetatable(nil, nil)
  setmetatable("", string_metatable)
  for key in pairs(string_metatable) do string_metatable[key] = nil end
  string_metatable.__index = string
  for key in pairs(string) do if library[key] == nil then string[key] = nil end end
  for key, value in pairs(library) do string[key] = value end
  for key in pairs(package.loaded) do if modules[key] == nil then package.loaded[key] = nil end end
end

local function handler(message)
  if type(message) == "string" then return traceback(message, 2) end
  return "(error object: " .. type(message) .. ")"
end

for i = 1, #SOURCES do
  write("\1case\2", FIRST + i - 1, "\n")
  local chunk, message = load(SOURCES[i], "=case", "t", environment())
  if not chunk then
    write("SYNTAX ", message, "\n")
  else
    local ok, problem = xpcall(chunk, handler)
    if not ok then write("ERROR ", tostring(problem), "\n") end
    restore()
  end
end
write("\1case\2end\n")
