-- Every function of os with random hard arguments
-- libs: all
-- expect: limit instructions
local pcall, random, unpack, select, type = pcall, math.random, table.unpack, select, type
local long = ("x"):rep(20000)
local many, deep = {}, {}
for i = 1, 5000 do many[i] = i % 7 == 0 and "s" .. i or i end
for i = 1, 200 do deep = setmetatable({ deep }, { __index = deep }) end
local function values()
  return {
    nil, true, false, 0, 1, -1, 2, 7, 255, 1e4 // 1 | 0, 1 << 31, 1 << 53, math.maxinteger, math.mininteger, 0.5, -0.0, 1e308, 5e-324, 1 / 0, -1 / 0, 0 / 0,
    "", "x", "0", "0x10", "1e1000", " 1 ", "\0", "\255\254", "__proto__", "constructor", "%d", "%s%s%5.1f", "%b()", "[%w_]*", "(a*(.)%w(%s*))", "%f[%w]", "i4z", ">!8s2B", "*a", "n", "k",
    long, long .. "y", long:rep(3), { 3, 1, 2 }, { "c", "a" }, many, deep, {}, setmetatable({}, { __mode = "k" }),
    setmetatable({}, { __index = function(_, k) return k end, __len = function() return 1e6 // 1 | 0 end, __call = function(_, a) return a end, __tostring = function() return "t" end }),
    setmetatable({}, { __index = error, __newindex = error, __len = error, __eq = error, __lt = error, __concat = error, __tostring = error, __pairs = error, __name = "N" }),
    print, type, string.rep, table.unpack, function(a, b) return a end, function() error("e") end, function(...) return ... end,
    function(a, b) return (tonumber(a) or 0) < (tonumber(b) or 0) end, coroutine.create(function() coroutine.yield() end), coroutine.wrap(function() while true do coroutine.yield(1) end end),
    coroutine.running(), io.stdout, utf8.charpattern, "abc\u{e9}\u{10ffff}", "\x80\x80",
  }
end
local names, functions = {}, {}
local skipped = { exit = true, debug = true }
for name, f in pairs(os) do if type(f) == "function" and not skipped[name] then names[#names + 1] = name functions[name] = f end end
table.sort(names)
local sort = table.sort
while true do
  local v = values()
  for _, name in ipairs(names) do
    for i = 1, 3 do
      local a, n = {}, random(0, 4)
      for k = 1, n do a[k] = v[random(1, 66)] end
      pcall(functions[name], unpack(a, 1, n))
    end
  end
end
