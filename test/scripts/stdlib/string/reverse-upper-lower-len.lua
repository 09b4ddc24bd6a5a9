print(("abc"):reverse(), (""):reverse(), ("a\0b"):reverse() == "b\0a") --> cba  true
print(("MiXed 123 \xe9"):upper() == "MIXED 123 \xe9", ("MiXed"):lower()) --> true mixed
print(("a\0b"):len(), #"\xff\xfe") --> 3 2
