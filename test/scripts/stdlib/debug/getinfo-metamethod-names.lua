local function show()
  local i = debug.getinfo(2, "n")
  print(i.name, i.namewhat)
end
local mt = {}
for _, event in ipairs {"add", "sub", "mul", "div", "mod", "pow", "unm", "idiv", "band", "bor", "bxor", "shl", "shr", "bnot", "concat", "len", "eq", "lt", "le", "index", "newindex"} do
  mt["__" .. event] = function() show() return 1 end
end
mt.__call = function() show() return 1 end
local a, b = setmetatable({}, mt), setmetatable({}, mt)
local _
_ = a + 1 --> 5.3: __add metamethod --> 5.4: add metamethod
_ = a - b --> 5.3: __sub metamethod --> 5.4: sub metamethod
_ = 2 * a --> 5.3: __mul metamethod --> 5.4: mul metamethod
_ = a / 2 --> 5.3: __div metamethod --> 5.4: div metamethod
_ = a % 2 --> 5.3: __mod metamethod --> 5.4: mod metamethod
_ = a ^ 2 --> 5.3: __pow metamethod --> 5.4: pow metamethod
_ = -a --> 5.3: __unm metamethod --> 5.4: unm metamethod
_ = a // 1 --> 5.3: __idiv metamethod --> 5.4: idiv metamethod
_ = a | b --> 5.3: __bor metamethod --> 5.4: bor metamethod
_ = a ~ b --> 5.3: __bxor metamethod --> 5.4: bxor metamethod
_ = a << b --> 5.3: __shl metamethod --> 5.4: shl metamethod
_ = a >> b --> 5.3: __shr metamethod --> 5.4: shr metamethod
_ = ~a --> 5.3: __bnot metamethod --> 5.4: bnot metamethod
_ = a .. "x" --> 5.3: __concat metamethod --> 5.4: concat metamethod
_ = "x" .. a --> 5.3: __concat metamethod --> 5.4: concat metamethod
_ = #a --> 5.3: __len metamethod --> 5.4: len metamethod
_ = a == b --> 5.3: __eq metamethod --> 5.4: eq metamethod
_ = a < b --> 5.3: __lt metamethod --> 5.4: lt metamethod
_ = a <= b --> 5.3: __le metamethod --> 5.4: le metamethod
_ = a > b --> 5.3: __lt metamethod --> 5.4: lt metamethod
_ = a >= b --> 5.3: __le metamethod --> 5.4: le metamethod
_ = a.x --> 5.3: __index metamethod --> 5.4: index metamethod
_ = a[1] --> 5.3: __index metamethod --> 5.4: index metamethod
a.x = 1 --> 5.3: __newindex metamethod --> 5.4: newindex metamethod
a[b] = 1 --> 5.3: __newindex metamethod --> 5.4: newindex metamethod
mt.__index = function() show() return show end
_ = a:method() --> 5.3: __index metamethod | nil --> 5.4: index metamethod | nil
_ = a() --> a local
