-- only: 5.3
print(bit32 ~= nil) --> true
if bit32 then
  print(bit32.band(0xff, 0x0f), bit32.bor(1, 2), bit32.bxor(3, 1), bit32.bnot(0), bit32.lshift(1, 31), bit32.rshift(-1, 28)) --> 15 3 2 4294967295 2147483648 15
  print(bit32.arshift(-8, 1), bit32.lrotate(1, 33), bit32.rrotate(1, 1), bit32.extract(0xabcd, 4, 8), bit32.replace(0, 5, 4, 4), bit32.btest(1, 3)) --> 4294967292 2 2147483648 188 80 true
  print(pcall(bit32.extract, 1, 32)) --> false trying to access non-existent bits
  print(pcall(bit32.band, 1.5)) --> false bad argument #1 to 'bit32.band' (number has no integer representation)
end
