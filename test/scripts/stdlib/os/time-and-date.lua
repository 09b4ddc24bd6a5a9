print(os.time({year = 2024, month = 1, day = 15, hour = 12})) --> 1705320000
print(os.date("!%Y-%m-%d %H:%M:%S", 0), os.date("!%j %a %A %b %B %p %y", 86400 * 40)) --> 1970-01-01 00:00:00 041 Tue Tuesday Feb February AM 70
print(os.date("!*t", 3600).hour, os.date("!*t", 0).isdst, os.date("!*t", 0).yday, os.date("!*t", 0).wday) --> 1 false 1 5
print(os.time({year = 2024, month = 14, day = -3, hour = 12}), os.time({year = 1970, month = 1, day = 1, hour = 0})) --> 1738065600 0
local t = {year = 2024, month = 14, day = -3, hour = 12}
os.time(t)
print(t.year, t.month, t.day, t.wday, t.yday) --> 2025 1 28 3 28
