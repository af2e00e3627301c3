"""Every benchmark in turn (`make bench`): each prints medians and ratios against a named alternative of that run."""

from __future__ import annotations

import importlib
import pkgutil

import benchmarks

OTHER_SIDES = {"append_library", "load_bare"}
"""Run inside environments of their own, by the benchmark they belong to."""

if __name__ == "__main__":
    for module in sorted(pkgutil.iter_modules(benchmarks.__path__), key=lambda found: found.name):
        if module.name not in OTHER_SIDES | {"__main__"}:
            print(f"== {module.name}", flush=True)
            importlib.import_module(f"benchmarks.{module.name}").main()
