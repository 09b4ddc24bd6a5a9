print(math.sin(0), math.cos(0), math.tan(0), math.sin(math.pi / 2), math.cos(math.pi)) --> 0.0 1.0 0.0 1.0 -1.0
print(("%.10f %.10f %.10f"):format(math.asin(1), math.acos(0), math.atan(1))) --> 1.5707963268 1.5707963268 0.7853981634
print(math.atan(1, 1), math.atan(1, -1), math.atan(-1, -1), math.atan(0, -1), math.atan(1, 0)) --> 0.78539816339745 2.3561944901923 -2.3561944901923 3.1415926535898 1.5707963267949
print(math.deg(math.pi), math.rad(180) == math.pi) --> 180.0 true
