local t, i = {}, 1
i, t[i], t = i + 1, 20, nil
