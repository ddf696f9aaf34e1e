"""Every folder of tests has the chassis' fixtures: real servers, operators, clocks."""

pytest_plugins = ["chassis.testing.plugin"]
