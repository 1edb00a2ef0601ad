#error not for this system
