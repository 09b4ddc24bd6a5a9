print(("a-z]^"):gsub("[]]", "#"), ("a-z"):gsub("[a%-z]", "#")) --> a-z#^ ### 3
print(("abc123"):gsub("[^%d]", "."), ("a^b"):gsub("[b^]", "."), ("x-y"):gsub("[x-]", ".")) --> ...123 a.. ..y 2
print(("[test]"):match("%[(.-)%]"), ("a]b"):match("[^]]+")) --> test a
print(("f(a,b)"):match("%((.-)%)"), ("\0a"):match("[%z\0]a") ~= nil) --> a,b true
