print(pcall(os.date, "%Ez", 0)) --> false bad argument #1 to 'os.date' (invalid conversion specifier '%Ez')
print(pcall(os.date, "%Q", 0)) --> false bad argument #1 to 'os.date' (invalid conversion specifier '%Q')
print(pcall(os.date, "%")) --> false bad argument #1 to 'os.date' (invalid conversion specifier '%')
print(pcall(os.time, {year = 2024})) --> 5.3: false field 'day' missing in date table --> 5.4: false field 'month' missing in date table
print(pcall(os.time, {year = "x", month = 1, day = 1})) --> false field 'year' is not an integer
print(pcall(os.time, {year = 2024, month = 1.5, day = 1})) --> false field 'month' is not an integer
print(pcall(os.time, {year = 1e100, month = 1, day = 1})) --> false field 'year' is not an integer
print(pcall(os.date, "*t", 1e100)) --> false bad argument #2 to 'os.date' (number has no integer representation)
print(os.date("!%x %X %c", 0), os.date("!%D %F %T %R", 0)) --> 01/01/70 00:00:00 Thu Jan  1 00:00:00 1970 01/01/70 1970-01-01 00:00:00 00:00
