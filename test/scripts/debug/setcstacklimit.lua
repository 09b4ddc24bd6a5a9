-- only: 5.4
print(debug.setcstacklimit(300)) --> 200
