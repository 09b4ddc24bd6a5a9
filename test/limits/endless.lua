-- Programs that never end by themselves: loops around calls whose cost must not hide from the meter, deep nesting, errors
-- that are caught for ever. test/limits/endless.test.ts runs each section in both dialects and expects the limit's error.
---- while true
while true do end
---- string eq long
local a, b = ("x"):rep(2e5), ("x"):rep(2e5) while true do local c = a == b end
---- string lt long
local a, b = ("x"):rep(2e5), ("x"):rep(2e5) while true do local c = a < b end
---- string le long
local a, b = ("x"):rep(2e5), ("x"):rep(2e5) while true do local c = a <= b end
---- rawequal long
local a, b = ("x"):rep(2e5), ("x"):rep(2e5) while true do local c = rawequal(a,b) end
---- table get long key
local a, b = ("x"):rep(2e5), ("x"):rep(2e5) local t = {[a]=1} while true do local c = t[b] end
---- table set long key
local a, b = ("x"):rep(2e5), ("x"):rep(2e5) local t = {[a]=1} while true do t[b] = 1 end
---- rawget long key
local a, b = ("x"):rep(2e5), ("x"):rep(2e5) local t = {[a]=1} while true do rawget(t, b) end
---- next long key
local a, b = ("x"):rep(2e5), ("x"):rep(2e5) local t = {[a]=1} while true do next(t, b) end
---- new long key each time
local t = {} local a = ("x"):rep(1e5) while true do local c = t[a .. "y"] end
---- EQK long literal
local src = "local x = ... local y = 0 while true do if x == '" .. ("x"):rep(2e4) .. "' then y = y + 1 end end" local f = load(src) f(("x"):rep(2e4))
---- table key literal
local src = "local t = ... while true do local y = t['" .. ("x"):rep(2e4) .. "'] end" local f = load(src) f({[("x"):rep(2e4)]=1})
---- string arith long
local s = ("1"):rep(2e5) while true do local x = s + 0 end
---- string unm long
local s = ("1"):rep(2e5) while true do local x = -s end
---- string band long
local s = ("0"):rep(2e5) while true do pcall(function() return s | 0 end) end
---- math.floor long string
local s = ("1"):rep(2e5) while true do local x = math.floor(s) end
---- string.rep arg long string
local s = ("0"):rep(2e5) while true do local x = ("x"):rep(s) end
---- tonumber long
local s = ("1"):rep(2e5) while true do local x = tonumber(s) end
---- tonumber hex long
local s = "0x" .. ("1"):rep(2e5) while true do local x = tonumber(s) end
---- tonumber hexfloat long
local s = "0x." .. ("1"):rep(2e5) .. "p1" while true do local x = tonumber(s) end
---- tonumber spaces
local s = (" "):rep(2e5) .. "1" while true do local x = tonumber(s) end
---- tonumber base
local s = ("z"):rep(2e5) while true do local x = tonumber(s, 36) end
---- %d with long string
local s = ("0"):rep(2e5) while true do string.format("%d", s) end
---- for loop with string
local s = ("0"):rep(2e5) while true do pcall(function() for i = s, 1 do end end) end
---- varargs copy
local function f(...) while true do local a = select('#', ...) end end f(table.unpack({}, 1, 20000))
---- varargs pass lua
local function g() end local function f(...) while true do g(...) end end f(table.unpack({}, 1, 20000))
---- varargs pass vararg
local function g(...) end local function f(...) while true do g(...) end end f(table.unpack({}, 1, 20000))
---- varargs return
local function g(...) return ... end local function f(...) while true do g(...) end end f(table.unpack({}, 1, 20000))
---- varargs tail
local function f(...) return f(...) end f(table.unpack({}, 1, 20000))
---- varargs table
local function f(...) while true do local t = {...} end end f(table.unpack({}, 1, 20000))
---- varargs pcall
local function f(...) while true do pcall(type, ...) end end f(table.unpack({}, 1, 20000))
---- varargs one value
local function f(...) while true do local a = ... end end f(table.unpack({}, 1, 20000))
---- varargs yield
local co = coroutine.wrap(function(...) while true do coroutine.yield(...) end end) local function f(...) while true do co(...) end end f(table.unpack({}, 1, 20000))
---- varargs resume
local function f(...) while true do coroutine.resume(coroutine.create(type), ...) end end f(table.unpack({}, 1, 20000))
---- varargs call chain
local t = setmetatable({}, {__call = function() end}) local function f(...) while true do t(...) end end f(table.unpack({}, 1, 20000))
---- varargs max
local function f(...) while true do math.max(...) end end local t = {} for i = 1, 20000 do t[i] = i end f(table.unpack(t))
---- varargs concat char
local function f(...) while true do string.char(...) end end local t = {} for i = 1, 20000 do t[i] = 65 end f(table.unpack(t))
---- varargs print
local function f(...) while true do print(...) end end local t = {} for i = 1, 20000 do t[i] = "" end f(table.unpack(t))
---- varargs io.write
local function f(...) while true do io.write(...) end end local t = {} for i = 1, 20000 do t[i] = "" end f(table.unpack(t))
---- varargs assert
local function f(...) while true do assert(1, ...) end end f(table.unpack({}, 1, 20000))
---- varargs bor
local function f(...) while true do (bit32 or {bor=math.max}).bor(...) end end local t = {} for i = 1, 20000 do t[i] = 65 end f(table.unpack(t))
---- varargs warn
local function f(...) while true do (warn or print)(...) end end local t = {} for i = 1, 20000 do t[i] = "" end f(table.unpack(t))
---- varargs format
local function f(...) while true do string.format("%s", 1, ...) end end f(table.unpack({}, 1, 20000))
---- varargs load
local function f(...) while true do load("", "=c", "t", {}, ...) end end f(table.unpack({}, 1, 20000))
---- varargs select -1
local function f(...) while true do select(-1, ...) end end f(table.unpack({}, 1, 20000))
---- varargs select 1
local function f(...) while true do select(1, ...) end end f(table.unpack({}, 1, 20000))
---- globalname scan
for i = 1, 5000 do _G["x" .. i] = i end while true do pcall(string.rep) end
---- globalname scan traceback
for i = 1, 5000 do _G["x" .. i] = i end while true do debug.traceback() end
---- globalname scan error arg
for i = 1, 5000 do _G["x" .. i] = i end while true do pcall(ipairs) end
---- name search big function
local parts = {} for i = 1, 20000 do parts[i] = "x=a" end local f = load("local go = ... if go then goto done end do " .. table.concat(parts, " ") .. " end ::done:: local y = nil; return y.z.w") while true do pcall(f, true) end
---- name search global field
local parts = {} for i = 1, 20000 do parts[i] = "x=a" end local f = load("local go = ... if go then goto done end do " .. table.concat(parts, " ") .. " end ::done:: return (nil).z.w") while true do pcall(f, true) end
---- deep recursion error
local function f() return 1 + f() end while true do pcall(f) end
---- deep recursion xpcall traceback
local function f() return 1 + f() end while true do xpcall(f, debug.traceback) end
---- c stack overflow
local t = setmetatable({}, {__index = function(t, k) return t[k] end}) while true do pcall(function() return t.x end) end
---- error level deep
local function g(n) if n == 0 then while true do pcall(error, "x", 1e9) end end return 1 + g(n - 1) end g(5000)
---- getinfo deep level
local function g(n) if n == 0 then while true do debug.getinfo(4900) end end return 1 + g(n - 1) end g(5000)
---- getinfo L big
local f = load(("x=1\n"):rep(5000)) while true do debug.getinfo(f, "L") end
---- getinfo activelines S
local f = load(("x=1\n"):rep(5000)) while true do debug.getinfo(f, "Slnut") end
---- pcall deep then error
local function g(n) if n == 0 then error("x") end return 1 + g(n - 1) end while true do pcall(g, 5000) end
---- pcall loop
while true do pcall(error) end
---- xpcall bad handler
while true do xpcall(error, function() error("again") end) end
---- xpcall handler recursion
while true do xpcall(error, function() local x = nil; return x.y end) end
---- xpcall native handler
while true do xpcall(error, error) end
---- wrap bomb
local function bomb() return coroutine.wrap(function() return bomb()() end) end while true do pcall(bomb()) end
---- many coroutines
local t = {} while true do t[#t + 1] = coroutine.create(function() coroutine.yield() end) coroutine.resume(t[#t]) end
---- resume nest
local function nest(n) return coroutine.resume(coroutine.create(nest), n + 1) end while true do nest(0) end
---- close error
while true do pcall(load"local x <close> = setmetatable({}, {__close = function() error('c') end}) error('y')" or error) end
---- close loops
local f = load"local x <close> = setmetatable({}, {__close = function() while true do end end}) error('y')" if f then f() else while true do end end
---- close many
local f = load"for i = 1, 1e9 do local x <close> = setmetatable({}, {__close = function() end}) end" if f then f() else while true do end end
---- wrap error close
while true do pcall(coroutine.wrap(function() error({}) end)) end
---- rep bombs
while true do pcall(string.rep, "x", 1e9) pcall(string.rep, "x", -1) pcall(string.rep, "", 1e15) pcall(string.rep, "xx", math.maxinteger) end
---- rep empty sep
while true do local s = (""):rep(1e15, "") end
---- doubling
local s = "x" while true do s = s .. s end
---- doubling pcall
local s = "x" while true do local ok, r = pcall(function() return s .. s end) if ok then s = r end end
---- concat multi
local s = ("x"):rep(1e5) while true do local t = s .. s .. s .. s .. s .. s .. s end
---- table.concat huge
local t = setmetatable({}, {__index = function() return "x" end}) table.concat(t, "", 1, 1e15)
---- table.concat plain missing
pcall(table.concat, {}, "", 1, 1e15) while true do table.concat({}, "", 1, 0) end
---- table.concat same
local t = {} for i = 1, 10000 do t[i] = "" end while true do table.concat(t) end
---- table.concat big sep
local t = {"", "", ""} local s = ("x"):rep(1e5) while true do table.concat(t, s) end
---- table fill
local t = {} for i = 1, 1e8 do t[i] = i end
---- table fill hash
local t = {} for i = 1, 1e8 do t[i * 1e5 + 0.5] = i end
---- table fill negative
local t = {} for i = 1, 1e8 do t[-i] = i end
---- table churn
local t = {} local i = 0 while true do t["k" .. i] = 1 t["k" .. (i - 1)] = nil i = i + 1 end
---- table sparse rehash
local t = {} local i = 1 while true do t[i] = 1 t[i * 2] = 1 t[i] = nil i = i + 1 end
---- shrink and next
local t = {} for i = 1, 5000 do t[i] = i end for i = 1, 5000 do t[i] = nil end while true do next(t) end
---- next after delete strings
local t = {} for i = 1, 20000 do t["k" .. i] = i end for i = 1, 20000 do t["k" .. i] = nil end while true do next(t) end
---- next holes in array
local t = table.pack(table.unpack({}, 1, 20000)) t[20000] = 1 t.n = nil while true do next(t) end
---- length of holes
local t = table.pack(table.unpack({}, 1, 20000)) t[20000] = 1 while true do local n = #t end
---- length shrink
local t = {} for i = 1, 20000 do t[i] = i end for i = 99999, 1, -1 do t[i] = nil end local n = 0 while true do t[20000] = nil t[20000] = 1 n = #t end
---- pairs big
local t = {} for i = 1, 20000 do t[i] = i end while true do for k in pairs(t) do break end end
---- next key not found
local t = {} for i = 1, 20000 do t["k" .. i] = i end while true do pcall(next, t, {}) end
---- next random key
local t = {} for i = 1, 20000 do t["k" .. i] = i end while true do next(t, "k10000") end
---- next int key
local t = {} for i = 1, 20000 do t[-i] = i end while true do next(t, -10000) end
---- format 99
while true do local s = string.format("%99d", 1) end
---- format %s long
local s = ("x"):rep(1e5) while true do string.format("%s", s) end
---- format %q long
local s = ("\n"):rep(5e4) while true do string.format("%q", s) end
---- format %.99f
while true do local s = string.format("%.99f", 1e308) end
---- format %.14g
while true do local s = string.format("%.99g", 1e-308) end
---- format %a
while true do local s = string.format("%.99a", 1e-308) end
---- format %5.s long
local s = ("x"):rep(1e5) while true do string.format("%.3s", s) end
---- format many
local f = ("%d"):rep(1000) local t = {} for i = 1, 1000 do t[i] = i end while true do f:format(table.unpack(t)) end
---- format long plain
local f = ("x"):rep(1e5) while true do f:format() end
---- tostring float
while true do local s = tostring(1.1e308) .. 2^0.5 end
---- tostring chains
local function mk(n) return setmetatable({}, {__tostring = function() return n == 0 and "x" or tostring(mk(n - 1)) end}) end while true do pcall(tostring, mk(1000)) end
---- find pathological
local s = ("a"):rep(30) while true do s:find(("a*"):rep(20) .. "b") end
---- find a-
local s = ("a"):rep(3000) while true do s:find("(.-)(.-)(.-)b") end
---- match %b
local s = ("("):rep(3000) while true do s:find("%b()") end
---- match %f
local s = ("a"):rep(3000) while true do s:find("%f[b]") end
---- match backref
local s = ("a"):rep(20000) while true do s:find("(a*)%1%1b") end
---- match set big
local set = "[" .. ("b"):rep(10000) .. "]" local s = ("a"):rep(1000) while true do s:find(set) end
---- gmatch
local s = ("a"):rep(1000) while true do for w in s:gmatch("a*b") do end end
---- gsub empty
local s = ("a"):rep(10000) while true do s:gsub("", "x") end
---- gsub big repl
local r = ("x"):rep(1e5) while true do (("a"):rep(100)):gsub("a", r) end
---- gsub anchor
local s = ("a"):rep(1e5) while true do s:gsub("^b", "x") end
---- find plain
local s = ("a"):rep(1e5) while true do s:find("b", 1, true) end
---- find plain worst
local s, p = ("a"):rep(5e4), ("a"):rep(5e3) .. "b" while true do s:find(p, 1, true) end
---- find plain worst 200
local s, p = ("a"):rep(5e4), ("a"):rep(150) .. "b" while true do s:find(p, 1, true) end
---- find plain start late
local s = ("a"):rep(2e5) while true do s:find("b", -10, true) end
---- long pattern
local p = ("a"):rep(1e5) while true do pcall(string.find, "b", p .. "*") end
---- captures many
local s = ("a"):rep(1000) while true do s:find(("()"):rep(32)) end
---- sort lying
local t = {} for i = 1, 1000 do t[i] = i end while true do pcall(table.sort, t, function() return true end) end
---- sort error early
local t = {} for i = 1, 20000 do t[i] = i end t[20000] = "x" while true do pcall(table.sort, t) end
---- sort native cmp
local t = {} for i = 1, 1000 do t[i] = tostring(i) end while true do pcall(table.sort, t, rawequal) end
---- sort strings long
local t = {} for i = 1, 100 do t[i] = ("x"):rep(10000) .. i end while true do table.sort(t) end
---- sort len huge
while true do pcall(table.sort, setmetatable({}, {__len = function() return 2^31 - 2 end})) end
---- unpack huge
while true do pcall(table.unpack, {}, 1, 1e8) end
---- unpack max
while true do pcall(table.unpack, {}, 1, 900000) end
---- move huge
while true do pcall(table.move, {}, 1, 1e8, 2) end
---- move huge self
pcall(table.move, {}, 1, math.maxinteger - 1, 2) while true do table.move({}, 1, 100, 1e5) end
---- insert front
local t = {} for i = 1, 5000 do t[i] = i end while true do table.insert(t, 1, 0) end
---- remove front
local t = {} for i = 1, 5000 do t[i] = i end while true do table.remove(t, 1) table.insert(t, 1) end
---- insert len
while true do table.insert(setmetatable({}, {__len = function() return 1e15 end}), 1) end
---- insert len shift
while true do table.insert(setmetatable({}, {__len = function() return 1e15 end}), 1, 1) end
---- byte all
local s = ("x"):rep(1e5) while true do s:byte(1, -1) end
---- load nesting
while true do load(("("):rep(100000)) end
---- load nesting tables
while true do load("return " .. ("{"):rep(100000)) end
---- load functions
while true do load(("function f() "):rep(150) .. ("end "):rep(150)) end
---- load huge
while true do load(("x = 1 "):rep(20000)) end
---- load goto
local t = {} for i = 1, 2000 do t[i] = "goto l" .. i .. " ::l" .. i .. "::" end local s = table.concat(t, "\n") while true do load(s) end
---- load gotos pending
local t = {} for i = 1, 5000 do t[i] = "goto l" end local s = table.concat(t, "\n") .. " ::l::" while true do load(s) end
---- load labels
local t = {} for i = 1, 5000 do t[i] = "::l" .. i .. "::" end local s = table.concat(t, "\n") while true do load(s) end
---- load locals lookups
local t = {} for i = 1, 190 do t[i] = "local a" .. i end local s = table.concat(t, "\n") .. (" a1 = a1"):rep(5000) while true do load(s) end
---- load upvalue lookups
local s = "local a " .. ("return function() "):rep(90) .. (" a = a"):rep(5000) .. (" end"):rep(90) while true do load(s) end
---- load elseif chain
local s = "if x then " .. ("elseif x then "):rep(10000) .. "end" while true do load(s) end
---- load and chain
local s = "return " .. ("a and "):rep(10000) .. "a" while true do load(s) end
---- load concat chain
local s = "return " .. ("a + "):rep(10000) .. "a" while true do load(s) end
---- load constants
local t = {} for i = 1, 10000 do t[i] = "x=" .. i .. ".5" end local s = table.concat(t, " ") while true do load(s) end
---- load long number
local s = "return " .. ("1"):rep(1e5) while true do load(s) end
---- load long hexfloat
local s = "return 0x" .. ("1"):rep(1e5) .. ".p1" while true do load(s) end
---- load folding
local s = "return " .. ("1 + "):rep(10000) .. "1" while true do load(s) end
---- load fold pow
local s = "return " .. ("2^-"):rep(80) .. "1" while true do load(s) end
---- load comments
local s = ("--\n"):rep(1e5) while true do load(s) end
---- load long name
local s = ("a"):rep(1e5) .. " = 1" while true do load(s) end
---- load long string
local s = "x = '" .. ("\\n"):rep(1e5) .. "'" while true do load(s) end
---- load [[
local s = "x = [" .. ("="):rep(1e5) .. "[" while true do load(s) end
---- load [=[ many
local s = "x = [[" .. ("]="):rep(1e5) while true do load(s) end
---- load error token
local s = "x = " .. ("="):rep(1e5) while true do load(s) end
---- load chunkname
local s = ("x"):rep(1e5) while true do load("x", s) end
---- load reader tiny
while true do local n = 0 load(function() n = n + 1 return n < 1000 and " " or nil end) end
---- load reader native
load(os.date)
---- load reader native forever
while true do load(coroutine.running) end
---- load dump
local f = load(("x = 1 "):rep(2000)) local d = string.dump(f) while true do load(d) end
---- dump
local f = load(("x = 1 "):rep(2000)) while true do string.dump(f) end
---- utf8 char
while true do utf8.char(table.unpack({}, 1, 0)) end
---- utf8 len
local s = ("é"):rep(1e5) while true do utf8.len(s) end
---- utf8 codes
local s = ("\x80"):rep(1e5) while true do pcall(function() for p, c in utf8.codes(s) do end end) end
---- utf8 offset
local s = ("é"):rep(1e5) while true do utf8.offset(s, 90000) utf8.offset(s, -90000) utf8.offset(s, 0, 100001) end
---- utf8 codepoint
local s = ("é"):rep(1e5) while true do utf8.codepoint(s, 1, -1) end
---- charpattern
local s = ("é"):rep(1e4) while true do for c in s:gmatch(utf8.charpattern) do end end
---- pack big
while true do pcall(string.pack, "c200000000", "x") pcall(string.pack, ("i16"):rep(10), 1,2,3,4,5,6,7,8,9,10) end
---- pack format long
local f = (" "):rep(1e5) while true do string.pack(f) end
---- pack x long
local f = ("x"):rep(1e5) while true do string.pack(f) end
---- packsize
local f = ("i4"):rep(1e5) while true do string.packsize(f) end
---- pack z long
local s = ("x"):rep(1e5) while true do string.pack("z", s) end
---- unpack z
local s = ("x"):rep(1e5) .. "\0" while true do string.unpack("z", s) end
---- unpack many
local s = ("x"):rep(1e5) local f = ("B"):rep(1e5) while true do string.unpack(f, s) end
---- len huge
local t = setmetatable({}, {__len = function() return math.maxinteger end}) while true do pcall(table.concat, t) pcall(table.unpack, t) pcall(table.insert, t, 1) pcall(table.remove, t) end
---- len huge remove
local t = setmetatable({}, {__len = function() return 1e15 end}) table.remove(t, 1)
---- ipairs endless
for i, v in ipairs(setmetatable({}, {__index = function(_, i) return i end})) do end
---- ipairs endless native
for i, v in ipairs(setmetatable({}, {__index = rawequal})) do end
---- index chain
local t = {} for i = 1, 1900 do t = setmetatable({}, {__index = t}) end while true do local x = t.y end
---- newindex chain
local t = {} for i = 1, 1900 do t = setmetatable({}, {__newindex = t}) end while true do t.y = nil end
---- index chain int
local t = {} for i = 1, 1900 do t = setmetatable({}, {__index = t}) end while true do local x = t[1] end
---- index chain dynamic
local t = {} for i = 1, 1900 do t = setmetatable({}, {__index = t}) end while true do local x = t["k" .. 1] end
---- call chain
local t = print for i = 1, 150 do t = setmetatable({}, {__call = t}) end while true do pcall(t) end
---- gc loop
local t = {} for i = 1, 20000 do t[i] = {} end while true do collectgarbage() end
---- gc step
local t = {} for i = 1, 20000 do t[i] = {} end while true do collectgarbage("step") end
---- gc count
local t = {} for i = 1, 20000 do t[i] = {} end while true do collectgarbage("count") end
---- gc finalizers
while true do setmetatable({}, {__gc = function() while true do end end}) collectgarbage() end
---- weak tables
local t = setmetatable({}, {__mode = "k"}) while true do t[{}] = {} end
---- os.date
while true do os.date(("%c"):rep(100)) end
---- os.date long
local f = ("x"):rep(1e5) while true do os.date(f) end
---- os.time
while true do os.time{year=2000,month=1e9,day=1e9,hour=0} end
---- os.getenv long
local s = ("x"):rep(1e5) while true do os.getenv(s) end
---- require
package.path = ("?;"):rep(1e4) while true do pcall(require, "x") end
---- searchpath
while true do package.searchpath(("x"):rep(100), ("?;"):rep(1000)) end
---- searchpath dots
local n = ("a."):rep(1e5) while true do package.searchpath(n, "?") end
---- error long msg
local s = ("x"):rep(1e5) while true do pcall(error, s) end
---- error long msg concat
local s = ("x"):rep(1e5) while true do pcall(function() error(s) end) end
---- traceback msg
local s = ("x"):rep(1e5) while true do debug.traceback(s) end
---- assert long
local s = ("x"):rep(1e5) while true do pcall(assert, false, s) end
---- sub long
local s = ("x"):rep(2e5) while true do local x = s:sub(2) end
---- sub short of long
local s = ("x"):rep(2e5) while true do local x = s:sub(2, 100) end
---- upper
local s = ("x"):rep(1e5) while true do local x = s:upper() end
---- reverse
local s = ("x"):rep(1e5) while true do local x = s:reverse() end
---- len
local s = ("x"):rep(2e5) while true do local x = #s end
---- rope flatten
local s = "" for i = 1, 20000 do s = s .. "x" end while true do local x = (s .. "y"):byte(5) end
---- rope flatten big
local s = ("x"):rep(1e5) while true do local x = (s .. "y"):byte(5) end
---- rope key
local s = ("x"):rep(1e5) local t = {} while true do t[s .. "y"] = 1 end
---- io.lines
while true do for l in io.lines() do end end
---- io.write long
local s = ("x"):rep(1e5) while true do io.write(s) end
---- print long
local s = ("x"):rep(1e5) while true do print(s) end
---- print tostring
local t = setmetatable({}, {__tostring = function() return ("x"):rep(1e5) end}) while true do print(t, t, t) end
---- bigint mul
local x = math.maxinteger while true do x = x * x + 1 end
---- bigint ops
local x = 0x7fffffffffffffff while true do x = (x ~ (x << 7)) // 3 end
---- float mod
while true do local x = 1e308 % 1e-308 end
---- pow
while true do local x = 1.0000001 ^ 1e9 end
---- math.fmod
while true do local x = math.fmod(1e308, 1e-308) end
---- concat numbers
while true do local x = 1.1 .. 2.2 .. 3.3 end
---- setlist big
local s = "return {" .. ("1,"):rep(5000) .. "}" local f = load(s) while true do f() end
---- closure many upvals
local t = {} for i = 1, 190 do t[i] = "local a" .. i end local u = {} for i = 1, 60 do u[i] = "a" .. i end local f = load(table.concat(t, " ") .. " while true do local f = function() return " .. table.concat(u, ",") .. " end end") f()
---- loadnil
local t = {} for i = 1, 190 do t[i] = "a" .. i end local f = load("while true do local " .. table.concat(t, ",") .. " end") f()
---- hooks
debug.sethook(function() end, "crl", 1) while true do local x = 1 end
---- setmetatable _G
setmetatable(_G, {__index = function(_, k) return _G[k] end}) while true do pcall(function() return undefinedx end) end
---- string index
while true do local x = ("x").y end
---- many args call
while true do math.max(1,2,3,4,5,6,7,8,9,10) end
---- rawlen
local t = {} for i = 1, 1e5 do t[i] = i end while true do rawlen(t) end
---- debug.getlocal big
local t = {} for i = 1, 190 do t[i] = "local a" .. i end local f = load(table.concat(t, "\n")) while true do debug.getlocal(f, 100) end
---- debug.upvalueid
local f = function() return f end while true do pcall(debug.upvalueid, f, 1) pcall(debug.upvaluejoin, f, 1, f, 1) end
---- debug.getinfo big func
local f = load("local a = 1 return function() " .. ("x=1\n"):rep(5000) .. " local y = nil; return y() end")() while true do pcall(f) end
---- field set long key
local f = load("local t = ... while true do t." .. ("x"):rep(2e5) .. " = 1 end") f({})
---- field get long key dict
local t = {} for i = 1, 1000 do t["k" .. i] = i end t[("x"):rep(2e5)] = 1 local f = load("local t = ... while true do local y = t." .. ("x"):rep(2e5) .. " end") f(t)
---- load tiny
while true do load("x") end
---- load tiny ok
while true do load("x=1") end
---- gmatch long prepare
local s, p = ("x"):rep(100), ("x"):rep(1e5) while true do s:gmatch(p)() end
---- wrap fail close
while true do pcall(coroutine.close, coroutine.create(print)) end
---- coroutine stack growth
while true do coroutine.wrap(function() local function f() return 1 + f() end pcall(f) end)() end
---- shape explosion
local i = 0 while true do local t = {} for j = 1, 10 do t["k" .. i .. "_" .. j] = 1 end i = i + 1 end
---- setlist nil
local t = {} for i = 1, 5000 do t[i] = false end while true do local u = {table.unpack(t)} end
---- int keys collide
local t = {} for i = 1, 3000 do t[i * 65536] = i end while true do local x = t[65536 * 30001] end
---- float keys
local t = {} for i = 1, 3000 do t[i + 0.5] = i end while true do local x = t[0.25] end
---- bigint keys
local t = {} for i = 1, 3000 do t[math.maxinteger - i] = i end while true do local x = t[math.mininteger] end
---- tostring bigint
while true do local s = tostring(math.mininteger) end
---- error chains
local function e(n) if n == 0 then error("x") end local ok, m = pcall(e, n - 1) error(m) end while true do pcall(e, 150) end
---- concat of many operands
local f = load("local s = ... while true do local x = " .. ("s .. "):rep(190) .. "s end") f("x")
---- goto loop
::top:: goto top
---- empty for
for i = 1, 1e15 do end
---- float for
for i = 1.0, 1e15 do end
---- repeat until
repeat until false
---- coroutine running limit
local co = coroutine.wrap(function() while true do end end) pcall(co) while true do end
---- gc in limit
setmetatable({}, {__gc = function() while true do end end}) while true do local t = {} end
---- tailcall native
local function f() return pcall(f) end while true do f() end
---- mutual meta
local mt = {} mt.__add = function(a, b) return a + b end local x = setmetatable({}, mt) while true do pcall(function() return x + x end) end
---- lt recursion
local mt = {} mt.__lt = function(a, b) return a < b end local x = setmetatable({}, mt) while true do pcall(function() return x < x end) end
---- tostring recursion
local t = setmetatable({}, {__tostring = function(t) return tostring(t) end}) while true do pcall(tostring, t) end
---- pairs recursion
local t t = setmetatable({}, {__pairs = function(t) return pairs(t) end}) while true do pcall(pairs, t) end
---- gsub recursion
local function f() return (("x"):gsub("x", f)) end while true do pcall(f) end
---- sort recursion
local function f() table.sort({3,2,1}, f) end while true do pcall(f) end
---- load recursion
local function f() load(f) end while true do pcall(f) end
---- require recursion
package.preload.x = function() require("x") end package.loaded.x = nil while true do pcall(require, "x") end
---- dofile
while true do pcall(dofile, "x") end
---- debug.sethook count
debug.sethook(function() end, "", 1) while true do end
---- debug.getlocal deep
local function g(n) if n == 0 then while true do debug.getlocal(4900, 1) end end return 1 + g(n - 1) end g(5000)
---- debug.traceback deep
local function g(n) if n == 0 then while true do debug.traceback() end end return 1 + g(n - 1) end g(5000)
---- error uncaught deep
local function g(n) if n == 0 then error("x") end return 1 + g(n - 1) end while true do coroutine.resume(coroutine.create(g), 10000) end
