-- The same names wherever a word chooses
-- libs: all
-- expect: ok 7
local n = 0
local function refuses(f, ...) if not pcall(f, ...) then n = n + 1 end end
for _, w in ipairs { "constructor" } do
  refuses(collectgarbage, w)
  refuses(io.open, "x", w)
  refuses(io.stdout.seek, io.stdout, w)
  refuses(io.stdout.setvbuf, io.stdout, w)
  refuses(os.setlocale, "C", w)
  refuses(debug.getinfo, 1, ">" .. w)
  refuses(io.read, w)
end
print(n)
