local function list(lib)
  local names = {}
  for k, v in pairs(_G[lib]) do if type(v) == "function" then names[#names + 1] = k end end
  table.sort(names)
  return lib .. ": " .. table.concat(names, " ")
end
print(list("_G")) --> 5.3: _G: assert collectgarbage dofile error getmetatable ipairs load loadfile next pairs pcall print rawequal rawget rawlen rawset require select setmetatable tonumber tostring type xpcall --> 5.4: _G: assert collectgarbage dofile error getmetatable ipairs load loadfile next pairs pcall print rawequal rawget rawlen rawset require select setmetatable tonumber tostring type warn xpcall
print(list("coroutine")) --> 5.3: coroutine: create isyieldable resume running status wrap yield --> 5.4: coroutine: close create isyieldable resume running status wrap yield
print(list("string")) --> string: byte char dump find format gmatch gsub len lower match pack packsize rep reverse sub unpack upper
print(list("table")) --> table: concat insert move pack remove sort unpack
print(list("math")) --> math: abs acos asin atan atan2 ceil cos cosh deg exp floor fmod frexp ldexp log log10 max min modf pow rad random randomseed sin sinh sqrt tan tanh tointeger type ult
print(list("utf8")) --> utf8: char codepoint codes len offset
print(list("os")) --> os: clock date difftime execute exit getenv remove rename setlocale time tmpname
print(list("io")) --> io: close flush input lines open output popen read tmpfile type write
print(list("package")) --> package: loadlib searchpath
print(list("debug")) --> 5.3: debug: debug gethook getinfo getlocal getmetatable getregistry getupvalue getuservalue sethook setlocal setmetatable setupvalue setuservalue traceback upvalueid upvaluejoin --> 5.4: debug: debug gethook getinfo getlocal getmetatable getregistry getupvalue getuservalue setcstacklimit sethook setlocal setmetatable setupvalue setuservalue traceback upvalueid upvaluejoin
