-- coroutine.close inside of __close inside of coroutine.close
-- dialects: 5.4
-- expect: ok true
local function make(n)
  local co = coroutine.create(function()
    local x <close> = setmetatable({}, { __close = function() if n > 0 then coroutine.close(make(n - 1)) end end })
    coroutine.yield()
  end)
  coroutine.resume(co)
  return co
end
print((coroutine.close(make(100))))
