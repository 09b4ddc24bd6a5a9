-- Only the functions that were chosen exist, in every place
-- libs: {"base":["print","pcall","type","tostring"],"string":["len"]}
-- expect: ok nil nil nil nil function
print(load, getmetatable, ("x").rep, string.format, type(("x").len))
