print(("aaa"):match("a*"), ("aaa"):match("a-"), ("aaa"):match("a+"), ("aaa"):match("a?")) --> aaa  aaa a
print(("aaab"):match("a-b"), ("b"):match("a*b"), ("ab"):match("a?b"), ("b"):match("a+b")) --> aaab b ab nil
print(("<<a>><<b>>"):match("<<(.-)>>"), ("<<a>><<b>>"):match("<<(.*)>>")) --> a a>><<b
print(("a*b"):match("a%*b"), ("**"):match("*"), ("a"):match("^*")) --> a*b * nil
