-- The functions that cost nothing but the call
-- expect: limit instructions
while true do
  type(nil) rawlen({}) rawequal(1, 1) select("#") math.type(1) pcall(type) assert(1) tostring(1) ipairs({}) pairs({})
  getmetatable("") coroutine.running() coroutine.isyieldable() coroutine.status(coroutine.create(type)) os.clock() os.time() os.difftime(1, 2)
end
