-- A token. Balances are big integers; quantities travel as decimal text.
local bint = require(".bint")(256)
local json = require("json")

Ticker = Ticker or "PRG" -- a tag of the spawn, if it had one
Balances = Balances or {}

local function balance(account)
  return Balances[account] or bint.zero()
end

-- A positive quantity, or an error that is the answer to the message.
local function quantity(msg)
  local n = bint.tobint(msg.Quantity)
  assert(n and n > 0, "Quantity must be a positive integer, not " .. tostring(msg.Quantity))
  return n
end

Handlers.add("Info", "Info", function(msg)
  msg.reply({ Action = "Info-Response", Ticker = Ticker, Denomination = "12" })
end)

Handlers.add("Mint", "Mint", function(msg)
  assert(msg.From == Owner, "only the owner can mint")
  local account = msg.Recipient or msg.From
  Balances[account] = balance(account) + quantity(msg)
  msg.reply({ Action = "Minted", Balance = tostring(Balances[account]) })
end)

Handlers.add("Balance", "Balance", function(msg)
  local account = msg.Recipient or msg.From
  msg.reply({ Action = "Balance-Response", Account = account, Data = tostring(balance(account)) })
end)

Handlers.add("Balances", "Balances", function(msg)
  local all = {}
  for account, amount in pairs(Balances) do
    all[account] = tostring(amount)
  end
  msg.reply({ Action = "Balances-Response", Data = json.encode(all) })
end)

Handlers.add("Transfer", "Transfer", function(msg)
  local amount = quantity(msg)
  local recipient = assert(msg.Recipient, "Recipient is missing")
  if balance(msg.From) < amount then
    msg.reply({ Action = "Transfer-Error", Error = "insufficient balance", Quantity = msg.Quantity })
    return
  end
  Balances[msg.From] = balance(msg.From) - amount
  Balances[recipient] = balance(recipient) + amount
  msg.reply({ Action = "Debit-Notice", Recipient = recipient, Quantity = tostring(amount) })
  Send({ Target = recipient, Action = "Credit-Notice", Sender = msg.From, Quantity = tostring(amount) })
end)
