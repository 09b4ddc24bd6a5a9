print(#{(nil), [1] = 68, 5}, #{[1] = 68, nil, 5}, #{[2] = 1, 7, nil, 9}, #{[1] = 1, [2] = 2, 3}) --> 2 2 3 2
local t = {[1] = "x", nil, "b", nil}
print(t[1], t[2], t[3]) --> nil b nil
print(#{(...); [1] = 68; print}) --> 2
print(select("#", table.unpack({[1] = 0, [3] = 3, nil, nil, 3}))) --> 3
