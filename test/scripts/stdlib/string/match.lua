print(("key = value"):match("(%w+)%s*=%s*(%w+)")) --> key value
print(("2024-01-15"):match("(%d+)-(%d+)-(%d+)")) --> 2024 01 15
print(("hello"):match(".-(l+)"), ("hello"):match("()ll()")) --> ll 3 5
print(("abc"):match("^b"), ("abc"):match("^a"), ("abc"):match("c$"), ("abc"):match("b$")) --> nil a c nil
print(("  trim  "):match("^%s*(.-)%s*$") .. "|") --> trim|
print(("abc"):match("x"), ("abc"):match(".", 2), ("abc"):match("", 4), ("abc"):match("", 5)) --> nil b  nil
