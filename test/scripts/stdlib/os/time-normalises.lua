print(os.time{year=2000, month=1, day=1}, os.time{year=2000, month=1, day=1, hour=0}) --> 946728000 946684800
local t = {year=2000, month=14, day=-5, hour=50, min=-70, sec=1000}
print(os.time(t)) --> 980644000
print(t.year, t.month, t.day, t.hour, t.min, t.sec, t.wday, t.yday, t.isdst) --> 2001 1 28 1 6 40 1 28 false
print(os.time{year="2000", month="0x1", day=1.0, hour=0}) --> 946684800
print(pcall(os.time, {})) --> 5.3: false field 'day' missing in date table --> 5.4: false field 'year' missing in date table
print(pcall(os.time, {year=2000, month=1.5, day=1})) --> false field 'month' is not an integer
print(pcall(os.time, {year=2000, month=1, day=2^40})) --> false field 'day' is out-of-bound
print(pcall(os.time, {year=1969, month=12, day=31, hour=23, min=59, sec=59})) --> false time result cannot be represented in this installation
print(os.time(setmetatable({}, {__index = function(_, k) if k ~= "isdst" then return 5 end end}))) --> -61998634495
print(os.difftime(5, 2), math.type(os.time()), math.type(os.clock())) --> 3.0 integer float
print(os.setlocale(), os.setlocale("C"), os.setlocale("xx")) --> C C nil
