module cgotest

go 1.27
