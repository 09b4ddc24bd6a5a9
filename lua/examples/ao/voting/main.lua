-- A vote: three voters, one of whom changes her mind, and one who comes too late.
--   perigee ao run lua/examples/ao/voting/main.lua
local aolite = require("aolite")

aolite.spawnProcess("chair")
aolite.spawnProcess("ballot", "ballot", { Owner = "chair", Question = "Shall the mole be lengthened?" })
for _, voter in ipairs({ "ann", "ben", "cyd", "dan" }) do
  aolite.spawnProcess(voter)
end

local function vote(voter, choice)
  aolite.send({ From = voter, Target = "ballot", Action = "Vote", Vote = choice })
end
vote("ann", "yes")
vote("ben", "no")
vote("cyd", "no")
vote("cyd", "yes")
aolite.send({ From = "chair", Target = "ballot", Action = "Close" })
vote("dan", "no")

local result = aolite.getLastMsg("chair", "Result")
print("outcome: " .. result.Outcome)
