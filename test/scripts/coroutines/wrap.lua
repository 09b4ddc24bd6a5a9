local gen = coroutine.wrap(function(n) for i = 1, n do coroutine.yield(i) end return "last" end)
print(gen(2), gen(), gen()) --> 1 2 last
gen() -- expect error: cannot resume dead coroutine
