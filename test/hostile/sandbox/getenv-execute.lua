-- Nothing of the host's environment or commands
-- libs: all
-- expect: ok nil nil false
print(os.getenv("HOME"), os.getenv("PATH"), os.execute())
