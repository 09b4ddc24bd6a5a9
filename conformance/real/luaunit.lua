local lu = require "luaunit"
local s = require "support"
os.time = function() return 0 end
os.clock = function() return 0 end
os.date = function() return "date" end

TestA = {}
function TestA:setUp() self.value = 10 end
function TestA:tearDown() self.value = nil end
function TestA:testEquals() lu.assertEquals(self.value, 10) end
function TestA:testFails() lu.assertEquals({ 1, 2, { 3 } }, { 1, 2, { 4 } }) end
function TestA:testError() error("an error in a test") end
function TestA:testNil() local t = nil return t.x end
function TestA:testSkip() lu.skip("not today") end
TestB = {}
function TestB.testStrings() lu.assertStrContains("hello world", "world") lu.assertStrMatches("abc", "a.c") end
function TestB.testAlmost() lu.assertAlmostEquals(0.1 + 0.2, 0.3, 1e-12) end
function TestB.testErrors() lu.assertError(error, "x") lu.assertErrorMsgContains("boom", function() error("boom!") end) end
function TestB.testItems() lu.assertItemsEquals({ 1, 2, 3 }, { 3, 1, 2 }) end
function TestB.testLists() lu.assertEquals({ "a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k" }, { "a", "b", "c", "d", "e", "x", "g", "h", "i", "j", "k" }) end

for _, output in ipairs { "text", "tap" } do
  local runner = lu.LuaUnit.new()
  runner:setOutputType(output)
  print(output, runner:runSuiteByInstances({ { "TestA", TestA }, { "TestB", TestB } }))
end
local runner = lu.LuaUnit.new()
print("verbose", runner:runSuite("-v", "-p", "Equals", "TestA"))

local checks = {
  { "assertEquals", 1, 2 }, { "assertEquals", "a", "b" }, { "assertEquals", { a = 1 }, { a = 2 } }, { "assertTrue", false }, { "assertFalse", 1 }, { "assertNil", 3 },
  { "assertIsNumber", "x" }, { "assertIsString", 1 }, { "assertIsTable", 1 }, { "assertIsFunction", nil }, { "assertNotEquals", 1, 1 }, { "assertStrContains", "abc", "z" },
  { "assertAlmostEquals", 1, 2, 0.5 }, { "assertItemsEquals", { 1 }, { 2 } }, { "assertEvalToTrue", nil }, { "assertIs", {}, 1 }, { "assertNaN", 1 }, { "assertInf", 1 },
  { "assertStrIContains", "ABC", "abc" }, { "assertNotNil", nil }, { "assertErrorMsgEquals", "x", error, "y" }, { "assertIsInteger", 1.5 }, { "assertMinusZero", 0.0 }, { "assertPlusZero", -0.0 },
}
for _, check in ipairs(checks) do
  local f = lu[check[1]]
  if f then s.try(check[1], f, table.unpack(check, 2)) end
end
s.show("prettystr", lu.prettystr { 1, "two", { three = 3 } }, lu.prettystr "it's \"quoted\"", lu.prettystr(nil), lu.prettystr({ [1] = 1, [3] = 3 }))
s.show("private", lu.private.strsplit(",", "a,b,c"), lu.private.hasNewLine "a\nb", lu.private.prefixString("> ", "a\nb"), lu.private.escapeXml and lu.private.xmlEscape "<&>")
