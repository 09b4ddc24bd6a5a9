-- Error values of each type
-- expect: error (error object is a thread value)
for _, v in ipairs { 1, 0.5, true, "s", {}, print } do assert(not pcall(error, v)) end
error(coroutine.create(print))
