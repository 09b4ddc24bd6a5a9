-- The same names as environment variables and files
-- libs: all
-- expect: ok nil nil nil nil
print(os.getenv("__proto__"), os.getenv("constructor"), os.getenv("PATH"), (io.open("__proto__")))
