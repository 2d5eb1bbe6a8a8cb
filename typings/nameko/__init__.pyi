# What services.runtime uses of nameko 2.14, typed.
