"""`python -m evaluation MODEL DIR`: the tables of docs/evaluate.md."""

import sys

from evaluation.run import main

sys.exit(main())
