local s = require "support"
local assert = require "luassert"
local say = require "say"
local spy, stub, mock, match = require "luassert.spy", require "luassert.stub", require "luassert.mock", require "luassert.match"

local checks = {
  { "same ok", function() assert.are.same({ 1, { 2 } }, { 1, { 2 } }) end },
  { "same", function() assert.are.same({ a = 1 }, { a = 2 }) end },
  { "equal", function() assert.are.equal(1, 2) end },
  { "not equal", function() assert.are_not.equal(1, 1) end },
  { "true", function() assert.is_true(1) end },
  { "truthy", function() assert.truthy(nil) end },
  { "falsy", function() assert.falsy("x") end },
  { "nil", function() assert.is_nil(false) end },
  { "type", function() assert.is_string(1) end },
  { "number", function() assert.is_number("1") end },
  { "error ok", function() assert.has.errors(function() error("x") end) end },
  { "error", function() assert.has.errors(function() end) end },
  { "error text", function() assert.has_error(function() error("this", 0) end, "that") end },
  { "no error", function() assert.has_no.errors(function() error({}) end) end },
  { "matches", function() assert.matches("%d+", "abc") end },
  { "near", function() assert.is.near(1, 2, 0.5) end },
  { "unique", function() assert.is_unique({ 1, 2, 1 }) end },
  { "message", function() assert.is_true(false, "custom message") end },
  { "returned", function() assert.returned_arguments(2, 1) end },
  { "error match", function() assert.error_matches(function() error("abc123") end, "%d%d%d%d") end },
  { "unknown", function() assert.is_no_such_thing(1) end },
  { "array", function() assert.array({ 1, nil, 3 }).has.no.holes() end },
}
for _, check in ipairs(checks) do
  local ok, message = pcall(check[2])
  print(check[1], ok, (tostring(type(message) == "table" and message.message or message):gsub("0x%x+", "ADDRESS")))
end

local sp = spy.new(function(x) return x * 2 end)
print(sp(21), sp(4))
assert.spy(sp).was.called(2)
assert.spy(sp).was.called_with(21)
print(pcall(function() assert.spy(sp).was.called_with("other") end))
print(pcall(function() assert.spy(sp).was_not.called() end))
local object = { method = function(self, a) return "real " .. a end }
local st = stub(object, "method").returns("stubbed")
print(object:method("x"))
assert.stub(st).was.called(1)
object.method:revert()
print(object:method("x"))
local m = mock({ f = function() return "original" end, nested = { g = function() end } }, true)
print(m.f(), m.nested.g())
assert.spy(m.f).was.called(1)
print(match.is_number()(5), match._("anything"), pcall(function() assert.spy(sp).was.called_with(match.is_table()) end))
local snapshot = assert:snapshot()
assert:set_parameter("TableFormatLevel", 1)
print(pcall(assert.are.same, { { { 1 } } }, { { { 2 } } }))
snapshot:revert()
say:set_namespace("en")
say:set("greeting", "Hello %s, you are %d")
print(say("greeting", { "Bob", 30 }))
say:set_namespace("de") say:set("greeting", "Hallo %s")
print(say("greeting", { "Bob" }), say("missing key"))
assert:register("assertion", "even", function(state, arguments) return arguments[1] % 2 == 0 end, "assertion.even.positive", "assertion.even.negative")
say:set_namespace("en") say:set("assertion.even.positive", "Expected %s to be even")
print(pcall(function() assert.is.even(3) end), pcall(function() assert.is.even(4) end))
