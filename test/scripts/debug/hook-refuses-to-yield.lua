-- what is printed inside a coroutine comes first
print("refused") --> refused | false false attempt to yield across a C-call boundary
local log = {}
local function note(event, line)
  local i = debug.getinfo(2, "nSl")
  log[#log + 1] = event .. ":" .. (line or tostring(i.name))
end
local function show()
  debug.sethook()
  print(table.concat(log, " "))
  log = {}
end
local co = coroutine.create(function()
  debug.sethook(function()
    debug.sethook()
    print(coroutine.isyieldable(), pcall(coroutine.yield, 1))
  end, "l")
  local x = 1
  return "done"
end)
print(coroutine.resume(co)) --> true done
