do goto l1 end -- expect syntax error: no visible label 'l1' for <goto> at line 1
---
do ::inside:: end
goto inside -- expect syntax error: no visible label 'inside' for <goto> at line 4
