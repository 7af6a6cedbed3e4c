"""Benchmarks: one `bench_*.py` a question, answers as ratios within the same run."""
