-- Sends parcels over a network that loses and doubles them: each again at every Tick, until it is acknowledged.
Pending = {} -- contents by number
Next = 0

local function post(number)
  Send({ Target = Receiver, Action = "Parcel", Number = tostring(number), Data = Pending[number] })
end

Handlers.add("Post", "Post", function(msg)
  Next = Next + 1
  Pending[Next] = msg.Data
  post(Next)
end)

Handlers.add("Ack", "Ack", function(msg)
  Pending[math.tointeger(tonumber(msg.Number))] = nil
end)

Handlers.add("Tick", "Tick", function()
  for number in pairs(Pending) do post(number) end
end)
