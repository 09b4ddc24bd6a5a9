-- A coroutine that resumes itself, its resumer and the main one
-- expect: ok false cannot resume non-suspended coroutine | false cannot resume non-suspended coroutine
local main = coroutine.running()
local co
co = coroutine.create(function() print(coroutine.resume(co)) print(coroutine.resume(main)) end)
coroutine.resume(co)
