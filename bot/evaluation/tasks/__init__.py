"""The ways to measure: each task judges the rows of one data set, and lists where we disagree with it most."""
