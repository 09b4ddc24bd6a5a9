local s = require "support"
local mp = require "MessagePack"
local function hex(text) return (text:gsub(".", function(c) return string.format("%02x", c:byte()) end)) end
for _, v in ipairs {
  0, 1, 127, 128, 255, 256, 65535, 65536, 2 ^ 32 | 0, math.maxinteger, -1, -32, -33, -128, -129, -32768, -32769, math.mininteger, 1.5, -0.0, 1e300, 1 / 0, "", "abc", ("x"):rep(31), ("x"):rep(32), ("x"):rep(300), true, false, { 1, 2, 3 }, {}, { a = 1 }, { { {} } }, 3.0, 2 ^ 53, 0.1,
} do
  local packed = mp.pack(v)
  s.show(hex(packed):sub(1, 40) .. " " .. #packed, mp.unpack(packed))
end
s.show("nil", hex(mp.pack(nil)))
for _, mode in ipairs { "float", "double" } do mp.set_number(mode) s.show(mode, hex(mp.pack(0.5)), hex(mp.pack(0.1))) end
for _, mode in ipairs { "unsigned", "signed" } do mp.set_integer(mode) s.show(mode, hex(mp.pack(200)), hex(mp.pack(70000))) end
for _, mode in ipairs { "string_compat", "string", "binary" } do mp.set_string(mode) s.show(mode, hex(mp.pack(("y"):rep(40))):sub(1, 10)) end
for _, mode in ipairs { "without_hole", "with_hole", "always_as_map" } do mp.set_array(mode) s.show(mode, hex(mp.pack { 1, 2 }), hex(mp.pack { 1, nil, 3 })) end
mp.set_array "without_hole" mp.set_string "string"
for _, bytes in ipairs { "", "\x81", "\x92\x01", "\xc1", "\xdc", "\xd9\x05ab", "\xcb\0\0", "\x01\x02" } do s.try("unpack " .. hex(bytes), mp.unpack, bytes) end
for i, v in mp.unpacker(mp.pack(1) .. mp.pack "two" .. mp.pack { 3 }) do s.show("unpacker", i, v) end
s.try("function", mp.pack, print)
local big = {}
for i = 1, 1000 do big[i] = i * i end
local packed = mp.pack(big)
s.show("big", #packed, mp.unpack(packed)[1000])
