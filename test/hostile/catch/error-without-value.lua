-- An error that is nil
-- expect: error nil
error(nil)
