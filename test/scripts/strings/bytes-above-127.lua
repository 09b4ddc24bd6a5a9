local s = "\128\255\200"
print(#s, s:byte(1, -1)) --> 3 128 255 200
print(s:reverse():byte(1, -1)) --> 200 255 128
print(("\xc3\xa4"):len(), ("\xe9"):upper():byte(), ("\xc3\xa4"):sub(1, 1):byte()) --> 2 233 195
print("\xff" > "\x7f", "\x80" < "\xff") --> true true
