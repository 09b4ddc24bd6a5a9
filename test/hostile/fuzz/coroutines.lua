-- Random resumes, yields, errors and closings among coroutines
-- libs: all
-- expect: limit instructions
local random, all = math.random, {}
local function body(...)
  while true do
    local r = random(9)
    if r == 1 then coroutine.yield(...) elseif r == 2 then error("e") elseif r == 3 then return ...
    elseif r == 4 then pcall(coroutine.yield, 1) elseif r == 5 then pcall(coroutine.resume, all[random(#all)])
    elseif r == 6 then table.sort({ 3, 2, 1 }, function(a, b) coroutine.yield() return a < b end)
    elseif r == 7 then pcall(string.gsub, "xx", "x", function() coroutine.yield() end) elseif r == 8 and coroutine.close then pcall(coroutine.close, all[random(#all)])
    else pcall(debug.traceback, all[random(#all)]) end
  end
end
for i = 1, 20 do all[i] = coroutine.create(body) end
while true do
  local i = random(20)
  coroutine.resume(all[i], i)
  if coroutine.status(all[i]) == "dead" then all[i] = coroutine.create(body) end
end
