-- A token with balances beyond 64 bits: minted by its owner, moved between two accounts.
--   perigee ao run lua/examples/ao/token/main.lua
local aolite = require("aolite")
local json = require("json")

aolite.spawnProcess("token", "token", { Ticker = "SALT", Owner = "mint" })
for _, account in ipairs({ "mint", "alice", "bob" }) do
  aolite.spawnProcess(account)
end

aolite.send({ From = "mint", Target = "token", Action = "Mint", Recipient = "alice", Quantity = "1000000000000000000000" })
aolite.send({ From = "alice", Target = "token", Action = "Transfer", Recipient = "bob", Quantity = "1" })
aolite.send({ From = "bob", Target = "token", Action = "Transfer", Recipient = "alice", Quantity = "2" })
aolite.send({ From = "mint", Target = "token", Action = "Balances" })

local balances = json.decode(aolite.getLastMsg("mint", "Balances-Response").Data)
for _, account in ipairs({ "alice", "bob" }) do
  print(account .. " has " .. balances[account])
end
