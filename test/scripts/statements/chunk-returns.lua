print(load("return 1, nil, 3")()) --> 1 nil 3
print(select("#", load("")())) --> 0
print(load("return;")()) -->
