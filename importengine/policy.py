"""Which modules an engine may import, by pattern, each with a reason (ie-0001 P1)."""

from __future__ import annotations

from collections.abc import Iterable
from fnmatch import fnmatchcase
from typing import Literal

from attrs import field, frozen, validators

from importengine.errors import ImportRefusedError


__all__ = ["Policy", "Rule", "allow", "deny"]


@frozen
class Rule:
    """Allow or deny the modules that `pattern` names.

    A pattern is a fullname, which covers the module and all its submodules, or a shell pattern
    as `fnmatch` has it ("google.*", "*._private"). An *allow* covers the parent packages of
    what it names too, as they are imported on the way.
    """

    pattern: str = field(validator=validators.instance_of(str))
    verdict: Literal["allow", "deny"] = field(validator=validators.in_(("allow", "deny")))
    reason: str | None = None

    def covers(self, fullname: str) -> bool:
        """Say whether this rule decides about `fullname`."""
        pattern = self.pattern
        if fullname == pattern or fullname.startswith(pattern + "."):
            return True
        if self.verdict == "allow" and pattern.startswith(fullname + "."):
            return True
        return fnmatchcase(fullname, pattern)


def allow(*patterns: str, reason: str | None = None) -> tuple[Rule, ...]:
    """Make the rules that allow `patterns`."""
    return tuple(Rule(pattern, "allow", reason) for pattern in patterns)


def deny(*patterns: str, reason: str | None = None) -> tuple[Rule, ...]:
    """Make the rules that deny `patterns`, for `reason`."""
    return tuple(Rule(pattern, "deny", reason) for pattern in patterns)


def _flatten(rules: Iterable[Rule | Iterable[Rule]]) -> tuple[Rule, ...]:
    flat: list[Rule] = []
    for item in rules:
        flat.extend([item] if isinstance(item, Rule) else item)
    for rule in flat:
        if not isinstance(rule, Rule):
            msg = f"a policy is made of rules, see allow() and deny(); got {rule!r}"
            raise TypeError(msg)
    return tuple(flat)


@frozen
class Policy:
    """Rules in order of precedence: the first that covers a fullname decides.

    `otherwise` is the verdict where none does. `Policy([allow("json"), deny("*")])` and
    `Policy([allow("json")], otherwise="deny")` mean the same.
    """

    rules: tuple[Rule, ...] = field(default=(), converter=_flatten)
    otherwise: Literal["allow", "deny"] = field(
        default="allow", validator=validators.in_(("allow", "deny"))
    )

    def decide(self, fullname: str) -> Rule:
        """Return the rule that decides about `fullname`."""
        for rule in self.rules:
            if rule.covers(fullname):
                return rule
        return Rule("*", self.otherwise, "no rule allows it" if self.otherwise == "deny" else None)

    def refusal(self, fullname: str, of: str) -> ImportRefusedError | None:
        """Return the error of an import that this policy, the one `of` an engine, refuses."""
        rule = self.decide(fullname)
        if rule.verdict == "allow":
            return None
        because = f": {rule.reason}" if rule.reason else ""
        return ImportRefusedError(
            f"import of {fullname!r} refused by the policy of {of}{because}",
            fullname=fullname,
            rule=rule.pattern if rule in self.rules else None,
            reason=rule.reason,
        )
