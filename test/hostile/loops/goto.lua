-- goto backwards, and in a circle
-- expect: limit instructions
::a:: goto b ::c:: goto a ::b:: goto c
