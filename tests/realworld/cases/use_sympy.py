"""sympy: algebra, calculus and generated functions; the parser, units and printers late."""

from __future__ import annotations

import pickle
from typing import Any

import sympy
from sympy import Eq, Function, Matrix, Rational, diff, integrate, latex, sin, solve, symbols


x, y = symbols("x y")


def work() -> dict[str, Any]:
    expression = (x + 1) ** 3 * sin(y)
    f = Function("f")
    fast = sympy.lambdify((x, y), expression, "math")
    return {
        "version": sympy.__version__,
        "roots": [str(root) for root in solve(x**2 - x - 1, x)],
        "system": {str(k): str(v) for k, v in solve([Eq(x + y, 3), Eq(x - y, 1)], [x, y]).items()},
        "slope": str(diff(expression, x)),
        "integral": str(integrate(x * sympy.exp(-x), (x, 0, sympy.oo))),
        "series": str(sympy.cos(x).series(x, 0, 5)),
        "inverse": str(Matrix([[1, 2], [3, 4]]).inv()),
        "ode": str(sympy.dsolve(f(x).diff(x) - f(x), f(x))),
        "latex": latex(Rational(1, 3) * sympy.sqrt(x)),
        "fast": round(fast(1, 2), 6),
        "digits": str(sympy.pi.evalf(30)),
        "same": pickle.loads(pickle.dumps(expression)) == expression,
    }


def late() -> dict[str, Any]:
    from sympy.parsing.sympy_parser import (
        implicit_multiplication,
        parse_expr,
        standard_transformations,
    )
    from sympy.physics import units
    from sympy.utilities.codegen import codegen

    parsed = parse_expr(
        "2 x + sin(x)", transformations=(*standard_transformations, implicit_multiplication)
    )
    [(_, code), _] = codegen(("area", sympy.pi * x**2), "C99", header=False)
    return {
        "parsed": str(parsed),
        "sympified": str(sympy.sympify("a**2 + b*a").factor()),
        "speed": str(
            units.convert_to(3 * units.kilometer / units.hour, units.meter / units.second)
        ),
        "python": sympy.pycode(sympy.Piecewise((x, x > 0), (0, True))),
        "precise": str(sympy.lambdify(x, sympy.gamma(x), "mpmath")(4.5)),
        "code": code.splitlines()[3:6],
        "tree": sympy.srepr(x + y),
        "logic": str(sympy.simplify_logic("(a & b) | (a & ~b)")),
    }
