io.open("a.txt", "w"):close()
print(os.rename("a.txt", "b.txt"), io.open("a.txt")) --> true nil a.txt: No such file or directory 2
print(os.remove("b.txt")) --> true
print(os.remove("b.txt")) --> nil b.txt: No such file or directory 2
print(os.rename("none", "other")) --> nil No such file or directory 2
