-- Names and strings that would be code if they were pasted into JavaScript
-- expect: ok 7 7
local t = { ["`${globalThis.process}`"] = 7, ["*/ throw 1 /*"] = 7, ["\u{2028}"] = 7, ["\\\"'"] = 7 }
local f = load("local t = ... return t['`${globalThis.process}`'], t['*/ throw 1 /*']")
print(f(t))
