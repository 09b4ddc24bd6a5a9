-- load refuses binary chunks, in every mode
-- expect: ok nil true | nil true | nil true
for _, mode in ipairs { "b", "bt", "t" } do
  local f, m = load("\27Lua", "=x", mode)
  print(f, m:find("attempt to load a binary chunk", 1, true) ~= nil or m:find("binary", 1, true) ~= nil)
end
