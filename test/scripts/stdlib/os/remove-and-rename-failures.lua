io.open("a.txt", "w"):close()
print(os.rename("a.txt", "b.txt"), io.open("a.txt")) --> true nil a.txt: No such file or directory 2
print(os.remove("b.txt"), os.remove("b.txt")) --> true nil b.txt: No such file or directory 2
print(os.rename("nosuch", "x")) --> nil No such file or directory 2
print(os.getenv("NO_SUCH_VARIABLE_HERE")) --> nil
