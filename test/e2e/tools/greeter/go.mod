module infraforge/test/e2e/tools/greeter

go 1.26.0
