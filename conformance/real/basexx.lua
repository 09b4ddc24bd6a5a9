local s = require "support"
local basexx = require "basexx"
local samples = { "", "f", "fo", "foo", "foob", "fooba", "foobar", "\0\255\128\1", ("binary \n\t"):rep(3) }
for _, name in ipairs { "bit", "hex", "base32", "crockford", "base64", "url64", "z85" } do
  for _, text in ipairs(samples) do
    if name ~= "z85" or #text % 4 == 0 then
      local encoded = basexx["to_" .. name](text)
      s.show(name, encoded, basexx["from_" .. name](encoded) == text)
    end
  end
  s.try(name .. " invalid", basexx["from_" .. name], "!*\1x")
  s.try(name .. " ignore", basexx["from_" .. name], basexx["to_" .. name]("abcd"):gsub("(..)", "%1-"), "-")
end
