"""`python -m crural.knowledge check`: every problem of the base, for people who edit it."""

import sys

from crural.knowledge.load import KB_FOLDER, content_version, read

base, problems = read(KB_FOLDER, content_version(KB_FOLDER))
wanted = sys.argv[2:]
shown = [problem for problem in sorted(problems) if not wanted or any(w in problem.place for w in wanted)]
print("\n".join(str(problem) for problem in shown))
print(f"{len(shown)} problems shown of {len(problems)}")
