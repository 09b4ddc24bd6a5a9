-- size: 2500000  quick: 20000
-- Reading and writing captured variables, shared between closures.
local function account()
  local balance, deposits, withdrawals = 0, 0, 0
  local function deposit(v)
    balance = balance + v
    deposits = deposits + 1
  end
  local function withdraw(v)
    if v > balance then return false end
    balance = balance - v
    withdrawals = withdrawals + 1
    return true
  end
  local function report() return balance, deposits, withdrawals end
  return deposit, withdraw, report
end

return function(n)
  local deposit, withdraw, report = account()
  local refused = 0
  for i = 1, n do
    deposit(i % 10)
    if not withdraw(i % 7) then refused = refused + 1 end
  end
  local balance, deposits, withdrawals = report()
  assert(deposits == n and withdrawals + refused == n and balance > 0)
end
