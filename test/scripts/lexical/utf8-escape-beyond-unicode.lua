-- only: 5.4
print(#"\u{200000}", #"\u{3FFFFFF}", #"\u{4000000}", #"\u{7FFFFFFF}") --> 5 5 6 6
print("\u{7FFFFFFF}" == "\xFD\xBF\xBF\xBF\xBF\xBF") --> true
---
print("\u{80000000}") -- expect syntax error: UTF-8 value too large near '"\u{80000000'
