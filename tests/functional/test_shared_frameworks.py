"""Frameworks that an engine shares with its host work with classes of the engine's modules.

They look a class's module up by its name, in the host, which qualified naming lets them find.
"""

from __future__ import annotations

import importlib
import pickle
import sys
import types
from collections.abc import Callable, Iterator
from typing import Any

import attrs
import flask
import pydantic
import pytest
import sqlalchemy
import sqlalchemy.orm

from importengine import ImportEngine
from tests.support import TreeBuilder


# of each framework, what a plugin itself would import
SHARED = {
    "pydantic": ["pydantic", "pydantic_core"],
    "attrs": ["attr", "attrs"],
    "sqlalchemy": ["sqlalchemy"],
    "flask": ["flask", "jinja2"],
}

Plugin = Callable[..., ImportEngine]


@pytest.fixture
def plugin(tree: TreeBuilder) -> Iterator[Plugin]:
    """Make an engine over the files given that shares one framework.

    At the end the host has nothing of the engines; the framework may have imported more of itself.
    """
    engines = []
    path, meta_path = list(sys.path), list(sys.meta_path)
    tops = set()

    def make(
        framework: str, files: dict[str, str], naming: Any = "qualified", name: str = "plug"
    ) -> ImportEngine:
        root = tree({f"{name}/{file}": text for file, text in files.items()}) / name
        engine = ImportEngine([root], name=name, share=SHARED[framework], naming=naming)
        engines.append(engine)
        tops.update({name, *(file.partition("/")[0].removesuffix(".py") for file in files)})
        return engine

    yield make
    for engine in engines:
        engine.close()
    assert (sys.path, sys.meta_path) == (path, meta_path)
    assert [name for name in sys.modules if name.partition(".")[0] in tops] == []


MODELS = {
    "models/__init__.py": """
        from __future__ import annotations
        import typing as t
        from pydantic import BaseModel, TypeAdapter, dataclasses
        from . import colours

        class Tree(BaseModel):
            name: str
            children: list[Tree] = []
            leaf: t.Optional[Leaf] = None
            made: t.ClassVar[int] = 0

        class Leaf(BaseModel):
            colour: colours.Colour
            fruit: "Fruit | None" = None

        @dataclasses.dataclass
        class Fruit:
            kind: Kind

        Kind = t.Literal["apple", "pear"]
        fruits = TypeAdapter("list[Fruit]")
    """,
    "models/colours.py": """
        from enum import Enum

        class Colour(Enum):
            RED = "red"
            GREEN = "green"
    """,
}
TREE = {
    "name": "root",
    "children": [{"name": "twig"}],
    "leaf": {"colour": "red", "fruit": {"kind": "pear"}},
}


def test_pydantic_makes_models_with_forward_references(plugin: Plugin) -> None:
    engine = plugin("pydantic", MODELS)
    models = engine.import_module("models")
    assert models.BaseModel is pydantic.BaseModel
    tree = models.Tree.model_validate(TREE)
    assert type(tree.children[0]) is models.Tree
    assert tree.leaf.colour is engine.modules["models.colours"].Colour.RED
    assert type(tree.leaf.fruit) is models.Fruit
    assert models.Tree.model_validate_json(tree.model_dump_json()) == tree
    assert set(models.Tree.model_json_schema()["$defs"]) == {"Tree", "Leaf", "Colour", "Fruit"}
    assert pickle.loads(pickle.dumps(tree)) == tree
    with pytest.raises(pydantic.ValidationError, match=r"leaf\.colour"):
        models.Tree.model_validate({"name": "a", "leaf": {"colour": "blue"}})


def test_pydantic_builds_upon_models_of_the_engine(plugin: Plugin) -> None:
    models = plugin("pydantic", MODELS).import_module("models")
    models.Leaf.model_rebuild()
    made = pydantic.create_model("Made", __base__=models.Leaf, tree=(models.Tree, ...))
    grove = made.model_validate({"colour": "green", "tree": TREE})
    assert vars(grove)["tree"] == models.Tree.model_validate(TREE)
    trees: Any = types.GenericAlias(list, (models.Tree,))
    assert pydantic.TypeAdapter(trees).validate_python([TREE]) == [vars(grove)["tree"]]
    assert models.fruits.validate_python([{"kind": "pear"}])[0].kind == "pear"


def test_pydantic_with_exact_naming_cannot_resolve_forward_references(plugin: Plugin) -> None:
    code = """
        from __future__ import annotations
        from pydantic import BaseModel

        class Tree(BaseModel):
            children: list[Tree] = []
            leaf: Leaf | None = None

        class Leaf(BaseModel): ...
    """
    models, qualified = (
        plugin("pydantic", {"models.py": code}, naming=naming).import_module("models")
        for naming in ("exact", "qualified")
    )
    tree: dict[str, Any] = {"children": [{}], "leaf": {}}
    with pytest.raises(pydantic.errors.PydanticUserError, match="`Tree` is not fully defined"):
        models.Tree.model_validate(tree)
    assert qualified.Tree.model_validate(tree).model_dump(exclude_unset=True) == tree
    # unless they are given to it
    models.Tree.model_rebuild(_types_namespace=vars(models))
    assert models.Tree.model_validate(tree).model_dump(exclude_unset=True) == tree


WITHOUT_REFERENCES = {
    "models.py": """
        from typing import Optional
        from pydantic import BaseModel, field_validator
        from colours import Colour

        class Leaf(BaseModel):
            colour: Colour

        class Tree(BaseModel):
            name: str
            leaf: Optional[Leaf] = None

            @field_validator("name")
            @classmethod
            def has_name(cls, value):
                import rules
                return rules.checked(value)
    """,
    "colours.py": MODELS["models/colours.py"],
    "rules.py": "def checked(value):\n    return value.upper()",
}


@pytest.mark.parametrize("naming", ["exact", "qualified"])
def test_pydantic_makes_models_without_forward_references_by_any_name(
    plugin: Plugin, naming: str
) -> None:
    engine = plugin("pydantic", WITHOUT_REFERENCES, naming=naming)
    models = engine.import_module("models")
    tree = models.Tree.model_validate({"name": "root", "leaf": {"colour": "red"}})
    assert tree == models.Tree(name="root", leaf=models.Leaf(colour="red"))
    assert tree.name == "ROOT"
    assert set(models.Tree.model_json_schema()["$defs"]) == {"Leaf", "Colour"}
    assert "rules" in engine.modules
    assert "rules" not in sys.modules


NODES = {
    "nodes.py": """
        from __future__ import annotations
        from typing import ClassVar
        import attrs
        import numbers_of_ours

        @attrs.define
        class Node:
            made: ClassVar[int] = 0
            left: Node | None = None
            number: Number = attrs.field(default=1, converter=numbers_of_ours.convert)
            tags: list[numbers_of_ours.Tag] = attrs.Factory(list)

        @attrs.frozen
        class Point(Node):
            x: int = attrs.field(default=0, validator=attrs.validators.instance_of(int))

        Number = int
    """,
    "numbers_of_ours.py": "convert = int\nclass Tag: ...",
}


def test_attrs_makes_classes_with_forward_references(plugin: Plugin) -> None:
    engine = plugin("attrs", NODES)
    nodes = engine.import_module("nodes")
    node = nodes.Node(left=nodes.Node(), number="3")
    assert [field.name for field in attrs.fields(nodes.Node)] == ["left", "number", "tags"]
    attrs.resolve_types(nodes.Node)
    found = {field.name: field.type for field in attrs.fields(nodes.Node)}
    tag = engine.modules["numbers_of_ours"].Tag
    tags = types.GenericAlias(list, (tag,))
    assert found == {"left": nodes.Node | None, "number": int, "tags": tags}
    assert node.number == 3
    assert attrs.asdict(node)["left"] == {"left": None, "number": 1, "tags": []}
    assert attrs.evolve(node, number=4) == nodes.Node(node.left, 4)
    assert pickle.loads(pickle.dumps(node)) == node
    assert nodes.Point(x=1, number=2) == nodes.Point(x=1, number="2")
    with pytest.raises(TypeError):
        nodes.Point(x="text")


ORM = {
    "orm/__init__.py": "",
    "orm/base.py": """
        from sqlalchemy.orm import DeclarativeBase

        class Base(DeclarativeBase): ...
    """,
    "orm/tables.py": """
        from __future__ import annotations
        import typing as t
        from sqlalchemy import ForeignKey
        from sqlalchemy.orm import Mapped, mapped_column, relationship
        from .base import Base

        class User(Base):
            __tablename__ = "user"
            id: Mapped[int] = mapped_column(primary_key=True)
            name: Mapped[t.Optional[str]]
            posts: Mapped[list[Post]] = relationship(back_populates="user")

        class Post(Base):
            __tablename__ = "post"
            id: Mapped[int] = mapped_column(primary_key=True)
            user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
            user: Mapped[User] = relationship(back_populates="posts")
    """,
}


def test_sqlalchemy_maps_classes_with_forward_references(plugin: Plugin) -> None:
    tables = plugin("sqlalchemy", ORM).import_module("orm.tables")
    database = sqlalchemy.create_engine("sqlite://")
    tables.Base.metadata.create_all(database)
    with sqlalchemy.orm.Session(database) as session:
        session.add(tables.Post(user=tables.User(name="Ada")))
        session.commit()
        post = session.scalars(sqlalchemy.select(tables.Post)).one()
        assert type(post.user) is tables.User
        assert post.user.name == "Ada"
        assert post.user.posts == [post]
        again = pickle.loads(pickle.dumps(post.user))
        assert type(again) is tables.User
    assert tables.User.__table__.columns["name"].nullable
    database.dispose()


def test_sqlalchemy_has_one_registry_for_each_engine(plugin: Plugin) -> None:
    one, two = (
        plugin("sqlalchemy", ORM, name=name).import_module("orm.tables") for name in ("one", "two")
    )
    sqlalchemy.orm.configure_mappers()
    assert one.User.__mapper__.relationships["posts"].entity.class_ is one.Post
    assert two.User.__mapper__.relationships["posts"].entity.class_ is two.Post


APP = {
    "site_of_ours/__init__.py": """
        from flask import Blueprint, Flask, jsonify, render_template

        app = Flask(__name__)
        pages = Blueprint("pages", __name__, url_prefix="/pages")

        @app.route("/")
        def index():
            from . import helper
            return helper.text()

        @pages.route("/<name>")
        def page(name):
            return render_template("page.html", name=name)

        @app.route("/where")
        def where():
            return jsonify([app.import_name, app.root_path, app.name])

        @app.cli.command("greet")
        def greet():
            import helper_of_commands
            print(helper_of_commands.GREETING)

        app.register_blueprint(pages)
        app.config.from_object(f"{__name__}.settings.Settings")
    """,
    "site_of_ours/settings.py": "class Settings:\n    OF_OURS = 'set'",
    "site_of_ours/helper.py": "def text():\n    return 'of the engine'",
    "site_of_ours/templates/page.html": "<p>{{ name }}</p>",
    "site_of_ours/static/style.css": "p {}",
    "helper_of_commands.py": "GREETING = 'Good day'",
}


def test_flask_serves_an_application_of_the_engine(plugin: Plugin) -> None:
    engine = plugin("flask", APP)
    module = engine.import_module("site_of_ours")
    assert isinstance(module.app, flask.Flask)
    client = module.app.test_client()
    assert client.get("/").text == "of the engine"
    assert client.get("/pages/one").text == "<p>one</p>"
    root = str(next(iter(module.__path__)))
    assert client.get("/where").json == ["plug.site_of_ours", root, "plug.site_of_ours"]
    with client.get("/static/style.css") as answer:
        assert answer.get_data(as_text=True) == "p {}"
    assert module.app.config["OF_OURS"] == "set"
    ran = module.app.test_cli_runner().invoke(args=["greet"])
    assert (ran.output, ran.exception) == ("Good day\n", None)


def test_flask_finds_an_application_by_its_qualified_name(plugin: Plugin) -> None:
    plugin("flask", APP)
    module = importlib.import_module("plug.site_of_ours")
    assert vars(module)["app"].import_name == "plug.site_of_ours"
