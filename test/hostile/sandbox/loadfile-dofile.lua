-- loadfile and dofile without files
-- libs: all
-- expect: ok nil false
print((loadfile("/etc/passwd")), (pcall(dofile, "/etc/passwd")))
