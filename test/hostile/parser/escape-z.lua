-- \z over a million line ends
-- limits: instructions=1e8
-- expect: ok ab
print(load("return 'a\\z" .. ("\r\n"):rep(500000) .. "b'")())
