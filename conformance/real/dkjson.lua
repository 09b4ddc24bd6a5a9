local s = require "support"
local json = require "dkjson"
print(json.encode({ 1, 2, 3, { x = 10 } }))
print(json.encode({ b = 1, a = { true, false, json.null }, c = "text\n\"quoted\" \\ / \1 \u{20ac} \u{1F600}" }, { indent = true, keyorder = { "a", "b", "c" } }))
print(json.encode { 1.5, -0.0, 1e100, 1e15, 12345678901234, 0.1, 2 ^ 53, math.maxinteger })
print(json.encode(setmetatable({}, { __jsontype = "object" })), json.encode(setmetatable({}, { __jsontype = "array" })), json.encode {})
print(json.encode(setmetatable({ v = 1 }, { __tojson = function(self) return "<custom>" end })))
s.try("nan", json.encode, { 0 / 0, 1 / 0 })
s.try("function", json.encode, { print })
local cyclic = {} cyclic[1] = cyclic
s.try("cycle", json.encode, cyclic)
s.show("exception", json.encode({ 1, print }, { exception = function(reason, value) return '"' .. reason .. '"' end }))
for _, text in ipairs {
  '{"a": [1, 2.5, -3e2, true, false, null], "b": {"c": "\\u00e9\\ud83d\\ude00\\n"}}', "[]", "{}", "  42  ", '"str"', "[1, 2", '{"a" 1}', "[1,,2]", '"open', "nul", "[1] x", "", "/* c */ [1] // d",
  '[123456789012345678901234567890, 1E400, 0.1e-7]', '{"__proto__": {}, "": 0}', '["\\x"]', "[01]", '{"a":1,"a":2}', string.rep("[", 100) .. string.rep("]", 100),
} do
  local value, position, message = json.decode(text, 1, json.null)
  s.show(text:sub(1, 40), value == json.null and "null" or value, position, message)
end
s.show("null as nil", json.decode '[1, null, 3]')
local object = json.decode('{"x": [ ]}')
s.show("types", getmetatable(object).__jsontype, getmetatable(object.x).__jsontype)
local round = { list = { 1, "two", { three = 3 } }, text = "tab\there", n = 0.1 }
s.show("round trip", json.decode(json.encode(round)))
s.show("quote", json.quotestring "a\"b\\c\0d/é\u{2028}")
