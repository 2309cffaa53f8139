"""`./dev check` of the policies: every problem, or what was found to be right."""

from pathlib import Path

from handoff.model.labels import KINDS
from handoff.policy.policies import Policies, PolicyError


def check(directory: Path) -> list[str]:
    """The problems, one a line with file, line and place; empty when the policies can be used."""
    try:
        Policies.load(directory)
    except PolicyError as error:
        return [str(problem) for problem in error.problems]
    return []


def report(directory: Path) -> list[str]:
    """What was checked, for people. Raises PolicyError."""
    policies = Policies.load(directory)
    examples = sum(len(examples) for examples in policies.remedies.examples.values())
    free = sum(row.cost.is_nothing for row in policies.remedies.rows)
    limits = ", ".join(
        f"{role.value} {policies.site.said(policies.site.money(limit))}"
        for role, limit in policies.authority.limits.items()
    )
    return [
        f"{len(policies.remedies.rows)} remedies ({free} of them cost no money), {examples} examples run, "
        f"all {len(KINDS)} kinds of issue covered",
        f"authority: {limits}",
        f"{len(policies.products.all)} products, at most {policies.intake.most_questions} questions",
    ]


def main(directory: Path) -> None:
    """Prints the report, or every problem and then exits with 1."""
    problems = check(directory)
    if problems:
        print("\n".join(problems))
        raise SystemExit(f"{len(problems)} problem{'s' if len(problems) > 1 else ''} in {directory}")
    print("\n".join(report(directory)))
