local aolite = require("aolite")
local json = require("json")

describe("token", function()
  before_each(function()
    aolite.clearAllProcesses()
    aolite.spawnProcess("token", "token", { Ticker = "SALT", Owner = "mint" })
    for _, account in ipairs({ "mint", "alice", "bob" }) do
      aolite.spawnProcess(account)
    end
  end)

  local function tell(from, fields)
    fields.From, fields.Target = from, "token"
    return aolite.send(fields)
  end

  local function balance(account)
    tell(account, { Action = "Balance" })
    return aolite.getLastMsg(account, "Balance-Response").Data
  end

  it("takes its ticker from the spawn", function()
    tell("bob", { Action = "Info" })
    expect(aolite.getLastMsg("bob", "Info-Response").Ticker).to.equal("SALT")
  end)

  it("starts everybody at zero", function()
    assert.are.equal("0", balance("alice"))
  end)

  it("keeps quantities beyond 64 bits exact", function()
    local huge = "340282366920938463463374607431768211457"
    tell("mint", { Action = "Mint", Recipient = "alice", Quantity = huge })
    tell("alice", { Action = "Transfer", Recipient = "bob", Quantity = "1" })
    assert.are.equal("340282366920938463463374607431768211456", balance("alice"))
    assert.are.equal("1", balance("bob"))
  end)

  it("tells both sides of a transfer", function()
    tell("mint", { Action = "Mint", Recipient = "alice", Quantity = "10" })
    tell("alice", { Action = "Transfer", Recipient = "bob", Quantity = "4" })
    expect(aolite.getLastMsg("alice", "Debit-Notice").Quantity).to.equal("4")
    expect(aolite.getLastMsg("bob", "Credit-Notice").Sender).to.equal("alice")
  end)

  it("refuses what an account does not have", function()
    tell("alice", { Action = "Transfer", Recipient = "bob", Quantity = "1" })
    expect(aolite.getLastMsg("alice", "Transfer-Error").Error).to.equal("insufficient balance")
    expect(aolite.getLastMsg("bob", "Credit-Notice")).to_not.exist()
  end)

  it("lets only the owner mint, and survives nonsense", function()
    allow_errors()
    tell("bob", { Action = "Mint", Quantity = "5" })
    tell("mint", { Action = "Mint", Recipient = "bob", Quantity = "many" })
    tell("mint", { Action = "Mint", Recipient = "bob", Quantity = "-1" })
    assert.are.equal("0", balance("bob"))
  end)

  it("neither makes nor loses anything in transfers", function()
    tell("mint", { Action = "Mint", Recipient = "alice", Quantity = "100" })
    for i = 1, 20 do
      local from, to = "alice", "bob"
      if i % 3 == 0 then from, to = to, from end
      tell(from, { Action = "Transfer", Recipient = to, Quantity = tostring(i * 2) })
    end
    tell("mint", { Action = "Balances" })
    local sum = 0
    for _, amount in pairs(json.decode(aolite.getLastMsg("mint", "Balances-Response").Data)) do
      sum = sum + tonumber(amount)
    end
    assert.are.equal(100, sum)
  end)
end)
