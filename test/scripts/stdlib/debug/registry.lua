local r = debug.getregistry()
print(r == debug.getregistry(), r[2] == _G, r[1] == coroutine.running(), r._LOADED == package.loaded) --> true true true true
