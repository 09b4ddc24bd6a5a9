print(os.date("!%a %A %b %B %c", 0)) --> Thu Thursday Jan January Thu Jan  1 00:00:00 1970
print(os.date("!%C %d %D %e %F %g %G %h %H %I %j", 1e9)) --> 20 09 09/09/01  9 2001-09-09 01 2001 Sep 01 01 252
print(os.date("!%m %M %p %r %R %S %T %u %U %V %w %W %x %X %y %Y %z %%", 1e9)) --> 09 46 AM 01:46:40 AM 01:46 40 01:46:40 7 36 36 0 36 09/09/01 01:46:40 01 2001 +0000 %
print(os.date("!%Ec|%EC|%Ex|%EX|%Ey|%EY|%Od|%Oe|%OH|%OI|%Om|%OM|%OS|%Ou|%OU|%OV|%Ow|%OW|%Oy", 1e9)) --> Sun Sep  9 01:46:40 2001|20|09/09/01|01:46:40|01|2001|09| 9|01|01|09|46|40|7|36|36|0|36|01
print(os.date("!%G-%V %Y", 1609459200), os.date("!%G-%V %Y", 1230768000 - 86400 * 3)) --> 2020-53 2021 2009-01 2008
print(os.date("!%F %C", -62135596801), os.date("!%F", 253402300800)) --> 0-12-31 0 10000-01-01
local t = os.date("!*t", 951827696)
print(t.year, t.month, t.day, t.hour, t.min, t.sec, t.wday, t.yday, t.isdst) --> 2000 2 29 12 34 56 3 60 false
print(pcall(os.date, "%Ez")) --> false bad argument #1 to 'os.date' (invalid conversion specifier '%Ez')
print(pcall(os.date, "%")) --> false bad argument #1 to 'os.date' (invalid conversion specifier '%')
print(pcall(os.date, "ok %Oyy %Q!")) --> false bad argument #1 to 'os.date' (invalid conversion specifier '%Q!')
print(pcall(os.date, "!%c", 2^60)) --> 5.3: false time result cannot be represented in this installation --> 5.4: false date result cannot be represented in this installation
