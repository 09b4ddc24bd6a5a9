print(('x="it\'s" y'):match("([\"'])(.-)%1")) --> " it's
print(("abab"):match("(ab)%1"), ("abac"):match("(ab)%1")) --> ab nil
print(pcall(string.match, "a", "%1")) --> false invalid capture index %1
print(pcall(string.match, "a", "(a%1)")) --> false invalid capture index %1
