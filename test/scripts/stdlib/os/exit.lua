print("before") --> before
local ok = pcall(function()
  os.exit(3)
end)
print("never")
