-- Finalisers that err with anything
-- expect: ok done
for _, e in ipairs { "text", {}, print, 1, true, setmetatable({}, { __tostring = function() error("again") end }) } do
  setmetatable({}, { __gc = function() error(e) end })
end
setmetatable({}, { __gc = function() error(nil) end })
pcall(collectgarbage)
for i = 1, 10 do pcall(collectgarbage) end
print("done")
