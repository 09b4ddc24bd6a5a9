-- A chat room: passes on what its members say.
Members = {} -- nicknames by process id
Order = {} -- process ids as they joined

local function broadcast(fields, except)
  for _, id in ipairs(Order) do
    if id ~= except then
      local copy = { Target = id }
      for name, value in pairs(fields) do copy[name] = value end
      Send(copy)
    end
  end
end

local function isNickTaken(nick)
  for _, other in pairs(Members) do
    if other == nick then return true end
  end
  return false
end

Handlers.add("Join", "Join", function(msg)
  local nick = msg.Nick or msg.From
  if Members[msg.From] or isNickTaken(nick) then
    msg.reply({ Action = "Refused", Data = nick .. " is here already" })
    return
  end
  broadcast({ Action = "Joined", Nick = nick })
  Members[msg.From] = nick
  table.insert(Order, msg.From)
  msg.reply({ Action = "Welcome", Members = tostring(#Order) })
end)

Handlers.add("Say", "Say", function(msg)
  local nick = Members[msg.From]
  if nick then
    broadcast({ Action = "Said", Nick = nick, Data = msg.Data }, msg.From)
  else
    msg.reply({ Action = "Refused", Data = "join first" })
  end
end)

Handlers.add("Leave", "Leave", function(msg)
  local nick = Members[msg.From]
  if not nick then return end
  Members[msg.From] = nil
  for i, id in ipairs(Order) do
    if id == msg.From then
      table.remove(Order, i)
      break
    end
  end
  broadcast({ Action = "Left", Nick = nick })
end)
