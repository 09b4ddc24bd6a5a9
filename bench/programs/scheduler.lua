-- size: 260  quick: 8
-- An operating-system-like simulation: task objects with states, queues of packets, dispatch by class.
local Packet = {}
Packet.__index = Packet
function Packet.new(kind, target, data) return setmetatable({kind = kind, target = target, data = data}, Packet) end

local Task = {}
Task.__index = Task
function Task.new(class, id, priority, kernel)
  return setmetatable({id = id, priority = priority, kernel = kernel, queue = {}, head = 1, tail = 0, runs = 0}, class)
end
function Task:receive(packet)
  self.tail = self.tail + 1
  self.queue[self.tail] = packet
end
function Task:take()
  if self.head > self.tail then return nil end
  local p = self.queue[self.head]
  self.queue[self.head] = nil
  self.head = self.head + 1
  return p
end
function Task:ready() return self.head <= self.tail end

local function subclass()
  local class = setmetatable({}, {__index = Task})
  class.__index = class
  return class
end

local Worker, Device, Handler = subclass(), subclass(), subclass()
function Worker:run(packet)
  self.runs = self.runs + 1
  local sum = packet.data
  for i = 1, 4 do sum = (sum * 31 + i) % 1009 end
  self.kernel:send(Packet.new("work", 2 + sum % 2, sum))
end
function Device:run(packet)
  self.runs = self.runs + 1
  self.kernel:send(Packet.new("done", 4, packet.data))
end
function Handler:run(packet)
  self.runs = self.runs + 1
  if self.kernel.budget > 0 then
    self.kernel.budget = self.kernel.budget - 1
    self.kernel:send(Packet.new("next", 1, packet.data + self.runs))
  end
end

local Kernel = {}
Kernel.__index = Kernel
function Kernel:send(packet)
  self.sent = self.sent + 1
  self.tasks[packet.target]:receive(packet)
end
function Kernel:schedule()
  while true do
    local chosen
    for i = 1, #self.tasks do
      local t = self.tasks[i]
      if t:ready() and (chosen == nil or t.priority > chosen.priority) then chosen = t end
    end
    if chosen == nil then return end
    chosen:run(chosen:take())
  end
end

return function(n)
  local kernel = setmetatable({tasks = {}, sent = 0, budget = n * 200}, Kernel)
  kernel.tasks[1] = Task.new(Worker, 1, 10, kernel)
  kernel.tasks[2] = Task.new(Device, 2, 20, kernel)
  kernel.tasks[3] = Task.new(Device, 3, 20, kernel)
  kernel.tasks[4] = Task.new(Handler, 4, 30, kernel)
  for i = 1, 5 do kernel:send(Packet.new("next", 1, i)) end
  kernel:schedule()
  local rounds = n * 200 + 5
  assert(kernel.tasks[1].runs == rounds and kernel.tasks[4].runs == rounds)
  assert(kernel.tasks[2].runs + kernel.tasks[3].runs == rounds and kernel.sent == 3 * rounds)
end
