-- Each coroutine makes two
-- limits: memory=64M instructions=1e9
-- expect: limit memory
local all = {}
local function f()
  for i = 1, 2 do all[#all + 1] = coroutine.create(f) end
  coroutine.yield()
end
f = coroutine.wrap(f) and f
all[1] = coroutine.create(f)
local at = 1
while true do coroutine.resume(all[at]) at = at + 1 end
