local a, b
a, b = b, a
a, b = f()
a, b = f(), 1, 2
