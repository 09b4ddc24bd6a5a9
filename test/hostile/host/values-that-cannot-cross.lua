-- What has no form in Lua is refused, by an error that can be caught
-- host: returning
-- expect: ok done
for _, name in ipairs { "symbol", "instance", "regexp", "date", "error", "proxy", "getter", "deep", "huge", "global", "process" } do
  local ok, v = pcall(host[name])
  if ok and type(v) == "table" then
    assert(v.secret == nil and v.steal == nil and v.constructor == nil and v.__proto__ == nil, name)
  elseif ok then
    assert(not pcall(function() return v.constructor.constructor end), name)
  end
end
print("done")
