::a::
print(1)
::a:: -- expect syntax error: label 'a' already defined on line 1
---
::a::
do ::a:: end -- expect syntax error: 5.4: label 'a' already defined on line 5
