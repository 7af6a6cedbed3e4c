"""Examples worth keeping, each under the rule that it holds.

Written by hand for what is known to be tricky, or found by a search. A new one: paste the listing
that the search printed, and name the rule.
"""

from __future__ import annotations

from tests.differential.listing import parse_example
from tests.differential.model import Example


_LISTINGS = {
    # --- circular imports ---
    "siblings that take each other from their package": """
        one:
            pkg/__init__.py
                from pkg import a
            pkg/a.py
                from pkg import b
                value = b.value
            pkg/b.py
                from pkg import a
                value = a.__name__
        main:
            import pkg
            print(pkg.b.value)
        """,
    "siblings that take each other by relative imports": """
        one:
            pkg/__init__.py
                from . import a
            pkg/a.py
                from . import b
            pkg/b.py
                from . import a
                from .a import value
        main:
            import pkg
            import pkg.b
        """,
    "a circular dotted import bound by as": """
        one:
            pkg/__init__.py
                import pkg.a as a
            pkg/a/__init__.py
                import pkg.a.b as b
            pkg/a/b.py
                import pkg.a as parent
                import pkg.a.b as me
                import pkg.a.missing as missing
        main:
            import pkg
            import pkg.a.b as again
        """,
    "a submodule used before its package has it": """
        one:
            pkg/__init__.py
                import pkg.a
                pkg.a.b.value
            pkg/a/__init__.py
                import pkg.a.b
            pkg/a/b.py
                import pkg
                value = pkg.a.b
        main:
            import pkg
        """,
    "modules that take a value from each other": """
        one:
            a.py
                from b import value
            b.py
                from a import value
        main:
            import a
            import b
        """,
    "a module that takes a name from itself": """
        one:
            a.py
                import a as me
                from a import later
                later = 1
            b.py
                early = 1
                from b import early as again
                from b import *
        main:
            import a
            import b
        """,
    "a circular star import": """
        one:
            a.py
                early = 1
                from b import *
                late = 2
            b.py
                from a import *
                own = 3
        main:
            from a import *
        """,
    "a circular import inside functions": """
        one:
            a.py
                import b
                def later():
                    from b import value
                    return value
            b.py
                import a
                def later():
                    from a import b
                    return b.__name__
                value = hasattr(a, 'later')
        main:
            import a, b
            print(a.later(), b.later())
        """,
    "a circle that fails in the middle is tried again": """
        one:
            a.py
                import b
            b.py
                import c
                value = 'b'
            c.py
                import a
                from b import value
        main:
            import a
            import b
            import c
        host:
            import_module('c')
        """,
    # --- failures ---
    "a failed package leaves the submodules that were loaded": """
        one:
            pkg/__init__.py
                from . import good
                from . import bad
            pkg/good.py
                value = 'good'
            pkg/bad.py
                import pkg.good
                raise ValueError('boom')
        main:
            import pkg
            import pkg.good
            from pkg import good
            import pkg.bad
        """,
    "a submodule that stayed after its package failed imports the package again": """
        one:
            a/__init__.py
                from .b import missing
            a/b.py
                value = 'b'
        main:
            import a
            import a.b
            from a.b import value
            import a.b as module
        host:
            import_module('a.b')
            __import__('a.b', {}, {}, [], 0)
            __import__('a.b', {}, {}, ['value'], 0)
        """,
    "the submodules of a fromlist import their top package too": """
        one:
            a/__init__.py
                from .b import missing
            a/b/__init__.py
            a/b/c.py
        main:
            import a.c
        host:
            __import__('a.b', {}, {}, ['c'], 0)
        """,
    "the parents of a module import their top package too": """
        one:
            a/__init__.py
                from .a.c import b
            a/a/__init__.py
            a/a/b/
        main:
            import a
            import a.a.b.missing
        """,
    "a dotted import bound by as takes a loaded module through a parent that loads again": """
        one:
            a/__init__.py
            a/a/__init__.py
                import a.a.c as module
                import a.c as module
            a/a/c.py
        main:
            import a.a
            import a.a
        """,
    "errors keep their class, attributes and frames on the way out": """
        one:
            pkg/__init__.py
            pkg/value_error.py
                raise ValueError('boom')
            pkg/import_error.py
                raise ImportError('boom', name='named', path='somewhere')
            pkg/syntax_error.py
                def
            pkg/name_error.py
                def inner():
                    return undefined
                inner()
            pkg/exit.py
                raise SystemExit(3)
            pkg/chain.py
                try:
                    import pkg.value_error
                except ValueError as error:
                    raise ImportError('second') from error
        main:
            import pkg.value_error
            from pkg import import_error
            from pkg.syntax_error import name
            import pkg.name_error as module
            from pkg import exit
            import pkg.chain
        """,
    "what is missing is told by its fullname": """
        one:
            pkg/__init__.py
                value = 1
            pkg/a.py
                import pkg.missing.deeper
            pkg/b.py
                from .missing import name
        main:
            import missing
            import missing.deeper
            import pkg.missing
            import pkg.missing.deeper
            import pkg.a
            from pkg import b
            from pkg import missing
            from pkg.missing import name
            import pkg.value.deeper
        """,
    "a missing module is caught and something else taken": """
        one:
            a.py
                try:
                    import missing
                except ImportError as error:
                    note = (error.name, error.path)
                    import b as missing
            b.py
                try:
                    from a import missing
                except ImportError as error:
                    note = str(error)
        main:
            import a
        """,
    "the first error is the context of the second": """
        one:
            a.py
                try:
                    import missing
                except ImportError:
                    from b import value
            b.py
                try:
                    1 / 0
                finally:
                    import missing.too
        main:
            import a
        """,
    # --- the search path and packages ---
    "a namespace package takes portions from both entries": """
        one:
            ns/a.py
                from . import b
        two:
            ns/b.py
                from ns import a
            ns/inner/c.py
                from ..a import b
        main:
            import ns.a
            import ns.inner.c
            from ns import missing
            import ns.missing
            print(list(ns.__path__) == list(ns.inner.__path__))
        """,
    "a regular package hides a namespace package before it": """
        one:
            pkg/a.py
                value = 'one'
        two:
            pkg/__init__.py
                from . import a
            pkg/a.py
                value = 'two'
        main:
            import pkg
            print(pkg.a.value)
        """,
    "a namespace package follows changes of the search path": """
        one:
            ns/a.py
        two:
            ns/b.py
        main:
            import sys; gone = [entry for entry in sys.path if 'two' in entry]
            sys.path = [entry for entry in sys.path if 'two' not in entry]
            import ns.b
            sys.path += gone
            import ns.b
            sys.path.insert(0, sys.path[0] + '/ns'); import a
        """,
    "a package hides a module of one name": """
        one:
            a.py
                value = 'module'
            a/__init__.py
                value = 'package'
            b.py
                value = 'module'
            b/c.py
        two:
            b/__init__.py
                value = 'package of the second entry'
        main:
            from a import value
            from b import value
            import b.c
        """,
    "a package edits its path": """
        one:
            pkg/__init__.py
                from . import a
                __path__ = [__path__[0] + '/inner']
                from . import b
            pkg/a.py
            pkg/b.py
                value = 'outer'
            pkg/inner/b.py
                value = 'inner'
        main:
            from pkg.b import value
            import pkg.a
            import pkg.missing
        """,
    "a module becomes a package by its path": """
        one:
            a.py
                __path__ = [__file__.rpartition('/')[0] + '/elsewhere']
                from a import b
            elsewhere/b.py
                from . import c
            elsewhere/c.py
                from .. import c
        main:
            import a.b
            import a.c
        """,
    # --- sys.modules ---
    "a module replaces itself": """
        one:
            a.py
                import sys, types
                sys.modules[__name__] = types.SimpleNamespace(value='other', b='from the object')
            pkg/__init__.py
                from . import child
            pkg/child.py
                import sys
                class Child:
                    value = 'made'
                sys.modules[__name__] = Child()
        main:
            import a
            from a import value, b
            from a import missing
            import a.b
            import pkg
            from pkg import child
            import pkg.child as module; print(type(module).__name__)
        """,
    "a module removes itself": """
        one:
            a.py
                import sys
                del sys.modules[__name__]
            pkg/__init__.py
                from . import child
            pkg/child.py
                import sys
                sys.modules.pop('pkg')
        main:
            import a
            import pkg
            import pkg.child
        """,
    "a module that sets itself to None": """
        one:
            a/__init__.py
                import sys
                sys.modules[__name__] = None
            a/b.py
            c.py
                import sys
                sys.modules['c.d'] = None
        main:
            import a
            import a
            import a.b
            import c.d
            from c import d
        """,
    "a package whose body sets itself to None has no submodules": """
        one:
            a/__init__.py
                import sys
                sys.modules[__name__] = None
            a/b.py
        main:
            import a.b
        """,
    "a package whose body loads a submodule before it is asked for": """
        one:
            a/__init__.py
                import sys
                sys.modules['a.b'] = None
            c/__init__.py
                import sys, types
                sys.modules['c.d'] = types.ModuleType('c.d')
        main:
            import a.b
            import c.d
            from c import d
            import c.d as module
        """,
    "names that were put into sys.modules are found there": """
        one:
            a.py
                import sys, types
                virtual = sys.modules['virtual'] = types.ModuleType('virtual')
                sys.modules['virtual.child'] = types.ModuleType('virtual.child')
                sys.modules['missing'] = None
        main:
            import a
            import virtual.child
            from virtual import child
            import virtual.child as module
            import missing
            import missing.child
            import virtual.other
            import sys; sys.modules['virtual'].__path__ = []
            import virtual.other
        """,
    "a key that is not in sys.modules shows no frame of the import system": """
        one:
            a.py
                import sys
                del sys.modules['nowhere']
            b.py
                import sys
                sys.modules.pop('nowhere')
            c.py
                import sys
                sys.modules['nowhere']
        main:
            import a
            import b
            import c
        """,
    "a module changes its class": """
        one:
            a.py
                import sys, types
                class Kind(types.ModuleType):
                    @property
                    def missing(self):
                        return self.__name__
                sys.modules[__name__].__class__ = Kind
        main:
            from a import missing
            import a; print(a.missing)
        """,
    "a parent lost its child or has another object there": """
        one:
            pkg/__init__.py
                import pkg.a, pkg.b
                del a
                b = 'something else'
            pkg/a.py
            pkg/b.py
        main:
            import pkg.a as module
            from pkg import a
            import pkg.b as module; print(module)
            from pkg import b; print(b)
            import pkg.a; print(pkg.a)
        """,
    "a package that changed its class has its submodule taken by as": """
        one:
            a/__init__.py
                import sys, types
                class Kind(types.ModuleType):
                    pass
                sys.modules[__name__].__class__ = Kind
                import a.b as module
                from a import b
                raise ValueError('boom')
            a/b.py
        main:
            import a.b
            import a.b
        """,
    "a namespace package whose parent is gone": """
        one:
            a/__init__.py
                from .b.value import missing
            a/b/c.py
        main:
            import a.b
            from a.b import c
            import a.b.c
        """,
    # --- names ---
    "a star import takes what __all__ names": """
        one:
            pkg/__init__.py
                __all__ = ['a', 'value']
                value = _hidden = 1
            pkg/a.py
            absent.py
                __all__ = ['nowhere']
            odd.py
                __all__ = ['value', 3]
                value = 1
            wrong/__init__.py
                __all__ = [3]
            plain/__init__.py
                value = _hidden = 2
            plain/a.py
        main:
            from pkg import *
            from absent import *
            from odd import *
            from wrong import *
            from plain import *
        """,
    "a module answers for its attributes": """
        one:
            pkg/__init__.py
                def __getattr__(name):
                    if name == 'made':
                        return 'made'
                    if name == 'a':
                        import importlib
                        return importlib.import_module('.a', __name__)
                    raise AttributeError(f'no {name} here')
            pkg/a.py
                from . import made
        main:
            from pkg import made
            from pkg import missing
            import pkg; pkg.missing
            print(pkg.a.made)
        """,
    "a module that lost its spec is not asked for it in vain": """
        one:
            a.py
                del __spec__
                def __getattr__(name):
                    print('asked for', name)
                    raise AttributeError(name)
        main:
            import a
            import a
        """,
    "a module that lost its spec and fails on every question": """
        one:
            a.py
                del __spec__
                def __getattr__(name):
                    raise ImportError('from the hook: ' + name)
        main:
            import a
        """,
    "a package that lost its spec": """
        one:
            c/__init__.py
                del __spec__
            c/b.py
        main:
            import c.b
            from c import b
        """,
    "relative imports follow __package__ and __spec__": """
        one:
            a/__init__.py
                __package__ = 'b'
                from . import c
            b/__init__.py
            b/c.py
                __package__ = None
                from . import d
            b/d.py
                __spec__ = None
                del __package__
                from . import c
            e.py
                __package__ = 3
                from . import a
            f.py
                from . import a
            g.py
                del __package__, __spec__
                from .. import a
        main:
            import a
            import e
            import f
            import g
        """,
    # --- functions of the import system ---
    "import_module takes relative names": """
        one:
            pkg/__init__.py
            pkg/a.py
                import importlib
                b = importlib.import_module('.b', __package__)
                c = importlib.import_module('..c', 'pkg.sub')
                importlib.import_module('..c', __package__)
            pkg/b.py
            pkg/c.py
        main:
            import pkg.a
            import importlib; importlib.import_module('.b')
            importlib.import_module('missing.deeper')
            importlib.import_module('pkg.b', 3)
            importlib.import_module('..b', 'pkg')
            print(importlib.import_module('pkg.b').__name__)
        """,
    "calls of __import__ return what the C function returns": """
        one:
            pkg/__init__.py
            pkg/a.py
                top = __import__('pkg.b')
                leaf = __import__('pkg.b', fromlist=['missing'])
                relative = __import__('b', globals(), None, [], 1)
                deeper = __import__('b.c', globals(), None, [], 1)
                own = __import__('', globals(), None, ['b'], 1)
            pkg/b/__init__.py
            pkg/b/c.py
        main:
            import pkg.a
            __import__('')
            __import__(3)
            __import__('pkg', level=-1)
            __import__('pkg', fromlist=[3])
            __import__('pkg', fromlist=3)
        host:
            __import__('pkg.b', {}, {}, [], 0)
            __import__('pkg', {}, {}, ['b', 'missing'], 0)
            __import__('b', {'__package__': 'pkg'}, {}, ['c'], 1)
            __import__('c', {'__package__': 'pkg.b'}, {}, [], 2)
        """,
    "a fromlist counts for packages only": """
        one:
            a.py
                own = __import__('b', fromlist=3)
            b.py
            pkg/__init__.py
        main:
            import a
            __import__('b', fromlist=3)
            __import__('b', fromlist=[3])
            __import__('b', fromlist={'x': 1})
            __import__('pkg', fromlist=iter(['x']))
            __import__('pkg', fromlist={'x': 1})
            __import__('pkg', fromlist='xy')
            __import__('pkg.nowhere', fromlist=[])
        """,
    "calls of __import__ with globals that are none": """
        one:
            a.py
        main:
            __import__('a', None, None, [], 1)
            __import__('a', 3, None, [], 1)
            __import__('a', {}, None, [], 1)
            __import__('a', {'__package__': 3}, None, [], 1)
            __import__('a', {'__package__': 'nowhere'}, None, [], 1)
        """,
    "a reload keeps the module and what it held": """
        one:
            a.py
                count = globals().get('count', 0) + 1
                import b
            b.py
                import a, importlib
                if a.count == 1:
                    importlib.reload(a)
            c.py
                if 'done' in globals():
                    raise ValueError('second time')
                done = True
        main:
            import a
            import importlib; importlib.reload(a)
            import c; importlib.reload(c)
            import sys; del sys.modules['c']; importlib.reload(c)
        """,
    "a reload of a module that removes itself": """
        one:
            a.py
                import sys
                if 'done' in globals():
                    del sys.modules[__name__]
                done = True
            b.py
                import sys
                if 'done' in globals():
                    del sys.modules[__name__]
                    raise ValueError('boom')
                done = True
        main:
            import a, importlib; importlib.reload(a)
            import b; importlib.reload(b)
        """,
    "a reload that finds nothing leaves no spec": """
        one:
            a/a/a.py
        main:
            import a.a.a as module; import importlib; importlib.reload(module)
            import sys; sys.path[:] = [entry for entry in sys.path if 'one' not in entry]
            import importlib, sys; importlib.reload(sys.modules['a'])
        """,
    "a reload needs the parent": """
        one:
            a/__init__.py
                from .a import c
            a/a/b.py
        main:
            import a.b
            import importlib, sys; importlib.reload(sys.modules['a.a'])
        """,
    "a parent that is being loaded is imported again for its submodule, from the top": """
        one:
            a/__init__.py
                from a.a.b import *
            a/a/__init__.py
            a/a/b/__init__.py
                from .a.b import missing
        main:
            import a.a
            import a.a.b as module; print(hasattr(module, 'b'))
        """,
    "find_spec needs no spec of the parent, an import does": """
        one:
            a/__init__.py
                del __spec__; del __package__
        main:
            import importlib.util; spec = importlib.util.find_spec('a.b'); print(spec and spec.name)
            import a.b
        """,
    "a reload that does not compile gives a hand-made module no builtins": """
        one:
            a.py
                def
        main:
            import sys, types; sys.modules['a'] = types.ModuleType('a')
            import importlib, sys; importlib.reload(sys.modules['a'])
        """,
}
_LAZY_LISTINGS = {
    "a lazy import loads on first use": """
        one:
            a.py
                lazy import b
                lazy from b import value as taken
                lazy import missing
                lazy from c import nowhere
                def use():
                    return b.value, taken
                def fail():
                    return missing
                def fail_too():
                    return nowhere
            b.py
                value = 'b'
            c.py
        main:
            import a
            print(a.use())
            a.fail()
            a.fail_too()
            a.fail()
        """,
    "lazy imports in a circle": """
        one:
            pkg/__init__.py
                lazy from . import a
                value = 'pkg'
            pkg/a.py
                lazy from pkg import b
                lazy import pkg.b as module
                def use():
                    return b.value, module.value
            pkg/b.py
                from pkg import a, value
                print(a.__name__)
        main:
            import pkg
            print(pkg.a.use())
        """,
    "a lazily imported submodule can be imported meanwhile": """
        one:
            a/c/__init__.py
                import a.c.a; print(a.c.a.__name__)
            a/c/a.py
                lazy from a.c.a import b
        main:
            import a.c.a
            from a.c.a import b
        """,
    "a lazily imported submodule is there where it is read": """
        one:
            a/__init__.py
            a/d.py
                value = 'd'
            a/fails.py
                import nowhere
        main:
            import b
            import a; print(a.d.value)
            import a as module; print(hasattr(module, 'missing'))
            import a as module; print(module.fails)
        two:
            b.py
                lazy from a import d, missing, fails
        """,
    "a lazy name of a package is not its submodule of that name": """
        one:
            a/__init__.py
                lazy import a
                def use():
                    return a.value
                from . import a
            a/a/__init__.py
        main:
            import a.a as module; print(hasattr(module, 'b'))
        """,
    "a lazily imported module may be the one that is being loaded": """
        one:
            a/a/__init__.py
                lazy import a.a as late
                print(late.__name__)
                raise SystemExit(3)
        main:
            import a.a as module; print(module.later())
        """,
    "a lazy import that fails names itself as the cause": """
        one:
            a.py
                lazy from b import missing as late
                lazy import nowhere
                print(late is None)
            b.py
        main:
            import a
            from a import late
            from a import nowhere
        """,
    "names wait in sys.lazy_modules until they are loaded": """
        one:
            a.py
                lazy import b.c.d as dotted
                lazy from b import c
                lazy from . import d
                lazy import e
            b/__init__.py
                lazy from . import c
            b/c/__init__.py
            b/c/d.py
            e.py
        main:
            import a
            import e
            print(a.dotted.__name__)
            print(a.c.__name__)
        """,
}

KEPT: dict[str, Example] = {
    **{rule: parse_example(listing) for rule, listing in _LISTINGS.items()},
    **{rule: parse_example(text, since=(3, 15)) for rule, text in _LAZY_LISTINGS.items()},
}
