-- ^ at each start and $ at each end
-- limits: instructions=1e7
-- expect: ok nil nil 100001
print(("a"):rep(100000):find("^b"), ("a"):rep(100000):find("a$b"), (select(2, ("a"):rep(100000):gsub("a-", ""))))
