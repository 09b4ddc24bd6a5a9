print(math.floor(1.5), math.floor(-1.5), math.ceil(1.5), math.ceil(-1.5), math.floor(7), math.ceil(7)) --> 1 -2 2 -1 7 7
print(math.floor(2^70), math.floor(-2^70), math.floor(1/0), math.ceil(-1/0)) --> 1.1805916207174e+21 -1.1805916207174e+21 inf -inf
print(math.floor("3.7"), math.type(math.floor(3.0))) --> 3 integer
