-- only: 5.4
local function show() print((debug.traceback("t"):gsub("\n%s*", "|"))) end
local function closing() return setmetatable({}, {__close = show}) end
local co = coroutine.wrap(function() local x <close> = closing() error("e", 0) end)
print(pcall(co)) --> t|stack traceback:|script.lua:2: in function <script.lua:2> | false e
local c = coroutine.create(function() local x <close> = closing() coroutine.yield() end)
coroutine.resume(c)
print(coroutine.close(c)) --> t|stack traceback:|script.lua:2: in function <script.lua:2> | true
