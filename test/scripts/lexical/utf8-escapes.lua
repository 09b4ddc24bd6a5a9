print(#"\u{0}", #"\u{7F}", #"\u{80}", #"\u{7FF}", #"\u{800}", #"\u{FFFF}", #"\u{10FFFF}") --> 1 1 2 2 3 3 4
print("\u{20AC}" == "\xE2\x82\xAC") --> true
