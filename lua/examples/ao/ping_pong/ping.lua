-- Serves, and sends the ball back until the match is over.
Rallies = 0
Match = Match or "5" -- tags of the spawn are globals

Handlers.add("Start", "Start", function(msg)
  Send({ Target = msg.Opponent, Action = "Ping", Count = "1" })
end)

Handlers.add("Pong", "Pong", function(msg)
  Rallies = math.tointeger(tonumber(msg.Count))
  if Rallies < tonumber(Match) then
    Send({ Target = msg.From, Action = "Ping", Count = tostring(Rallies + 1) })
  end
end)
