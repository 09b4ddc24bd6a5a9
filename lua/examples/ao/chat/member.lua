-- Somebody in a chat room: keeps a transcript.
Transcript = {}

local function note(text)
  table.insert(Transcript, text)
end

Handlers.add("Said", "Said", function(msg) note(msg.Nick .. ": " .. msg.Data) end)
Handlers.add("Joined", "Joined", function(msg) note("* " .. msg.Nick .. " came in") end)
Handlers.add("Left", "Left", function(msg) note("* " .. msg.Nick .. " went away") end)
Handlers.add("Refused", "Refused", function(msg) note("! " .. msg.Data) end)
Handlers.add("Welcome", "Welcome", function(msg) note("* you are number " .. msg.Members) end)
