local nan = 0/0
print(nan == nan, nan ~= nan, nan < nan, nan > nan, nan <= nan) --> false true false false false
print(nan ~= 1, not (nan == nan), math.max(1, 2), nan // 1 ~= nan) --> true true 2 true
print(tostring(nan):gsub("-", "")) --> nan 1
local t = {}
print(pcall(function() t[nan] = 1 end)) --> false script.lua:6: table index is NaN
print(t[nan]) --> nil
