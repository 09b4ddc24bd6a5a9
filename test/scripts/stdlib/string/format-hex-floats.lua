print(("%a %A"):format(1, 255.5)) --> 0x1p+0 0X1.FFP+7
print(("%.1a %.0a"):format(0.1, 1.5), ("%a"):format(0), ("%a"):format(-0.0)) --> 0x1.ap-4 0x2p+0 0x0p+0 -0x0p+0
print(("%20a|%-20a|"):format(1, 2)) --> 0x1p+0|0x1p+1              |
