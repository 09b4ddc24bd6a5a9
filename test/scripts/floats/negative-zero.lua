print(-0.0, 0.0, -0.0 == 0.0, 1 / -0.0, 1 / 0.0) --> -0.0 0.0 true -inf inf
print(0.0 * -1, -0.0 + 0.0, -0.0 + -0.0, 0.0 - 0.0) --> -0.0 0.0 -0.0 0.0
local t = {[0.0] = "zero"}
print(t[-0.0], t[0], math.type(next(t))) --> zero zero integer
print(("%g %d"):format(-0.0, -0.0)) --> -0 0
