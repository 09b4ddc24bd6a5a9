print(("THE (quick) fox"):find("%f[%a]%a+%f[%A]")) --> 1 3
print(("THE (quick) fox"):gsub("%f[%w]%w+", "w")) --> w (w) w 3
print(("f(a(b)c)d)"):match("%b()"), ("x[[y]z]"):match("%b[]"), ("(("):match("%b()")) --> (a(b)c) [[y]z] nil
print(("hello"):gsub("%f[\0]", "!"), ("ab"):find("%f[%z]")) --> hello! 3 2
