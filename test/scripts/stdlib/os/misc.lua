print(type(os.time()), type(os.clock()), math.type(os.clock()), os.getenv("PERIGEE_NO_SUCH_VARIABLE")) --> number number float nil
print(os.difftime(10, 5), os.setlocale(), os.setlocale("C"), os.setlocale(nil, "all"), os.setlocale("nolocale")) --> 5.0 C C C nil
print(pcall(os.setlocale, "C", "nocategory")) --> false bad argument #2 to 'os.setlocale' (invalid option 'nocategory')
print(pcall(os.difftime)) --> false bad argument #1 to 'os.difftime' (number expected, got no value)
