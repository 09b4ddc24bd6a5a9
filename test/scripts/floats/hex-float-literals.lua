print(0x1p-1, 0x.1, 0xA.8p0, 0x1.8p1, 0xffp-4) --> 0.5 0.0625 10.5 3.0 15.9375
print(("%a"):format(1), ("%a"):format(0.5), ("%a"):format(-3.75), ("%.3a"):format(1/3)) --> 0x1p+0 0x1p-1 -0x1.ep+1 0x1.555p-2
print(tonumber("0x1.fp2"), tonumber("0x.p1"), tonumber("0x1p")) --> 7.75 nil nil
