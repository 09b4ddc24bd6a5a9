print(pcall(function() for i = "1", 2 do print(i) end end)) --> 1.0 | 2.0 | true
print(pcall(function() for i = 1, "2" do print(i) end end)) --> 1 | 2 | true
print(pcall(function() for i = 1, 2, "1" do print(i) end end)) --> 1.0 | 2.0 | true
print(pcall(function() for i = 1, "2.5" do print(i) end end)) --> 1 | 2 | true
