-- Every option of collectgarbage, and none that exist
-- expect: ok false false
for _, o in ipairs { "stop", "restart", "count", "step", "isrunning", "setpause", "setstepmul", "collect" } do
  collectgarbage(o, math.maxinteger)
  collectgarbage(o, math.mininteger)
end
print((pcall(collectgarbage, "__proto__")), (pcall(collectgarbage, {})))
