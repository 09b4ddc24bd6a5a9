debug.debug()
print("back") --> back --2> lua_debug>
