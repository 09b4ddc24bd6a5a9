-- Gotos to labels that come late or never
-- expect: ok nil true
local f, m = load(("do goto nowhere "):rep(150) .. ("end "):rep(150))
print(f, m:find("no visible label", 1, true) ~= nil)
