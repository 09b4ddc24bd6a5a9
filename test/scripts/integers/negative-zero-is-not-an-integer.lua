local z = 0
print(-z, 0 * -1, -0, 0 // -1, 0 % -1) --> 0 0 0 0 0
print(1 / (0 * -1), 1 / -z, 1 / (0 // -5)) --> inf inf inf
