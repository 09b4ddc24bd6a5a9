-- lua-binaryheap, lua-fifo, lua-mediator and lua-inifile.
local s = require "support"
local binaryheap = require "binaryheap"
for _, kind in ipairs { "minHeap", "maxHeap" } do
  local heap = binaryheap[kind]()
  for i = 1, 40 do heap:insert((i * 37) % 41) end
  heap:update(5, 100) heap:remove(3)
  local out = {}
  while heap:peek() do out[#out + 1] = heap:pop() end
  print(kind, table.concat(out, " "))
end
local unique = binaryheap.minUnique(function(a, b) return a.p < b.p end)
for i, name in ipairs { "c", "a", "b", "e", "d" } do unique:insert({ p = (i * 3) % 7 }, name) end
unique:update("a", { p = 99 })
s.show("unique", unique:peek(), unique:valueByPayload "e", unique:remove "b", unique:size(), unique:pop())
s.try("duplicate", unique.insert, unique, { p = 1 }, "a")
s.try("nil", unique.update, unique, "a", nil)

local fifo = require "fifo"
local q = fifo(1, 2, 3)
q:push(4) q:insert(2, "x")
s.show("fifo", q:length(), q:peek(), q:peek(2), q:pop(), q:remove(1), q:pop(), #q)
q:setempty(function() return "nothing" end)
s.show("empty", q:pop(), q:pop(), q:pop())
s.try("empty error", function() return fifo():pop() end)
s.try("assign", function() q.field = 1 end)

local mediator = require "mediator"()
local log = {}
local function listener(name, stop) return function(...) log[#log + 1] = name .. "(" .. table.concat({ ... }, ",") .. ")" return name, not stop end end
mediator:subscribe({ "car", "drive" }, listener "drive")
local first = mediator:subscribe({ "car", "drive" }, listener "first", { priority = 1 })
mediator:subscribe({ "car" }, listener "car")
mediator:subscribe({ "car", "stop" }, listener("stop", true), { predicate = function(speed) return speed > 10 end })
s.show("publish", mediator:publish({ "car", "drive" }, 5, "fast"), log)
log = {}
mediator:removeSubscriber(first.id, { "car", "drive" })
s.show("publish again", mediator:publish({ "car", "drive" }, 1), mediator:publish({ "car", "stop" }, 5), mediator:publish({ "car", "stop" }, 50), log)
s.show("channel", mediator:getChannel({ "car" }):hasChannel "drive", mediator:getChannel({ "car" }):hasChannel "fly")

local inifile = require "inifile"
local text = "; comment\n[section one]\nnumber=42\nhex = 0x10\nflag = true\nno=false\ntext= some words \n\n[two]\nkey=\"quoted\"\nempty=\n"
s.try("inifile", inifile.parse, text, "memory")
local ok, ini = pcall(inifile.parse, text, "memory")
if ok and ini then s.try("save", inifile.save, "name", { section = { key = "value" } }, "memory") end
