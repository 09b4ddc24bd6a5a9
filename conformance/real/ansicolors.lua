local s = require "support"
local colors = require "ansicolors"
s.show("colors", colors "%{red}hello", colors "%{bright blue underline}x%{reset} y", colors "plain", colors.noReset "%{green}g", colors "%{}", colors "100%")
s.try("unknown", colors, "%{nocolor}x")
s.show("nil", colors(nil), colors(42))
