"""Programs that show what the engine is for; `make demo` runs them."""
