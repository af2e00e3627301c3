"""`python -m app.cli`, the same as `quancheng`."""

from app.cli import main

main()
