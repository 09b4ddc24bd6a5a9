-- A reader that gives one byte at a time for ever
-- expect: limit instructions
load(function() return " " end)
